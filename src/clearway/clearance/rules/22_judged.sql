-- grain: product x market x family x right x leaf, alive on as_of, cleared or not
SELECT
    p.product,
    p.market,
    p.family_id,
    p.right_id,
    p.leaf_id,
    p.phase,
    p.is_estimated,
    p.owner,
    p.holder,
    r.right_id IS NOT NULL AS is_cleared
FROM pairs AS p
LEFT JOIN (
    SELECT DISTINCT
        product,
        market,
        family_id,
        right_id,
        leaf_id
    FROM reasons
) AS r
    ON
        p.product = r.product
        AND p.market = r.market
        AND p.family_id = r.family_id
        AND p.right_id = r.right_id
        AND p.leaf_id = r.leaf_id
