-- grain: one assessed family x leaf declared x side of a product x assessor
-- decision 0015: what an assessor says of a family and a leaf that the assessed standard covers: 2
-- it touches, 1 in part, 0 it does not. Of one assessor the latest day counts, and on it the row
-- that says most; a claim that reads on the other side alone does not touch.
WITH known AS (
    SELECT
        a.family_id,
        d.leaf_id,
        coalesce(a.assessor, '') AS assessor,
        coalesce(a.assessed_on, DATE '0001-01-01') AS assessed_on,
        coalesce(a.claim_type, 'system') AS claim_type,
        CASE a.verdict WHEN 'essential' THEN 2 WHEN 'partly' THEN 1 ELSE 0 END AS verdict
    FROM assessments AS a
    CROSS JOIN question AS q
    INNER JOIN assessed_coverings AS c ON a.standard_id = c.name
    INNER JOIN counted_declarations AS d ON a.family_id = d.family_id AND c.leaf_id = d.leaf_id
    WHERE coalesce(a.assessed_on, DATE '0001-01-01') <= q.known_at
),

latest AS (
    SELECT
        family_id,
        leaf_id,
        assessor,
        max(assessed_on) AS assessed_on
    FROM known
    GROUP BY family_id, leaf_id, assessor
)

SELECT
    k.family_id,
    k.leaf_id,
    s.side,
    k.assessor,
    max(
        CASE
            WHEN s.side = 'either' OR k.claim_type IN ('system', s.side) THEN k.verdict ELSE 0
        END
    ) AS verdict
FROM known AS k
INNER JOIN latest AS l
    ON
        k.family_id = l.family_id
        AND k.leaf_id = l.leaf_id
        AND k.assessor = l.assessor
        AND k.assessed_on = l.assessed_on
CROSS JOIN sides AS s
GROUP BY k.family_id, k.leaf_id, s.side, k.assessor
