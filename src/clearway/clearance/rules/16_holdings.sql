-- grain: one right, on as_of
-- section 2 and terms: the owner on the day, and its ultimate parent, the holder.
SELECT
    t.right_id,
    t.company AS owner,
    coalesce(u.holder, t.company) AS holder
FROM title AS t
CROSS JOIN question AS q
LEFT JOIN ultimates AS u
    ON t.company = u.company AND q.as_of >= u.from_on AND q.as_of < u.to_on
WHERE q.as_of >= t.from_on AND q.as_of < t.to_on
