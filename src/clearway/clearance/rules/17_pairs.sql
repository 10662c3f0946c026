-- grain: product x market x family x right x leaf, alive on as_of (`in_force` or `pending`)
-- section 3 and 5: the relevant pairs of rights with effect in the market on the day.
SELECT
    a.product,
    a.market,
    r.family_id,
    fr.right_id,
    r.leaf_id,
    e.phase,
    e.is_estimated,
    h.owner,
    h.holder
FROM asked AS a
INNER JOIN relevant AS r ON a.product = r.product
INNER JOIN counted_rights AS fr ON r.family_id = fr.family_id
INNER JOIN reach AS e ON fr.right_id = e.right_id AND a.market = e.country
INNER JOIN holdings AS h ON fr.right_id = h.right_id
CROSS JOIN question AS q
WHERE q.as_of >= e.from_on AND q.as_of < e.to_on
