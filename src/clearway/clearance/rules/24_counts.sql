-- grain: one product x market asked for; counts of families, section 5
SELECT
    a.product,
    a.market,
    CAST(coalesce(sum(f.in_force), 0) AS BIGINT) AS families,
    CAST(coalesce(sum(f.in_force - f.exposed), 0) AS BIGINT) AS cleared,
    CAST(coalesce(sum(f.exposed), 0) AS BIGINT) AS exposed,
    CAST(coalesce(sum(1 - f.in_force), 0) AS BIGINT) AS pending,
    CAST(coalesce(sum((1 - f.in_force) * f.pending_exposed), 0) AS BIGINT) AS pending_exposed,
    CAST(coalesce(sum(CASE WHEN f.is_group THEN f.in_force ELSE 0 END), 0) AS BIGINT) AS groups,
    CAST(coalesce(sum(f.estimated), 0) AS BIGINT) AS estimated
FROM asked AS a
LEFT JOIN family_states AS f ON a.product = f.product AND a.market = f.market
GROUP BY a.product, a.market
