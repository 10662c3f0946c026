-- grain: product x market x holder x family, judged on that holder's rights alone
SELECT
    product,
    market,
    holder,
    family_id,
    max(CASE WHEN is_cleared THEN 0 ELSE 1 END) AS exposed
FROM judged
WHERE phase = 'in_force'
GROUP BY product, market, holder, family_id
