-- grain: product x market x holder ('' is the whole market) x reason
-- section 5: the families with at least one in-force pair that the reason clears.
WITH used AS (
    SELECT
        r.product,
        r.market,
        p.holder,
        r.reason,
        r.family_id
    FROM reasons AS r
    INNER JOIN pairs AS p
        ON
            r.product = p.product
            AND r.market = p.market
            AND r.family_id = p.family_id
            AND r.right_id = p.right_id
            AND r.leaf_id = p.leaf_id
            AND p.phase = 'in_force'
)

SELECT
    product,
    market,
    '' AS holder,
    reason,
    CAST(count(DISTINCT family_id) AS BIGINT) AS families
FROM used
GROUP BY product, market, reason
UNION ALL
SELECT
    product,
    market,
    holder,
    reason,
    CAST(count(DISTINCT family_id) AS BIGINT) AS families
FROM used
GROUP BY product, market, holder, reason
