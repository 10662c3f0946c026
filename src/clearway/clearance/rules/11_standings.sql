-- grain: one counted family x leaf x side of a product of which assessments say something
-- decision 0015: 2 every assessor says that it touches, 0 every one that it does not, else 1. A
-- family of another definition, not assessed itself, stands as the best of the declared families
-- that speak for it, of which one that nobody assessed stands above all, 3.
WITH own AS (
    SELECT
        family_id,
        leaf_id,
        side,
        CASE WHEN min(verdict) = 2 THEN 2 WHEN max(verdict) > 0 THEN 1 ELSE 0 END AS standing
    FROM verdicts
    GROUP BY family_id, leaf_id, side
),

joined AS (
    SELECT DISTINCT
        c.family_id,
        o.leaf_id
    FROM own AS o
    INNER JOIN family_rights AS fr ON o.family_id = fr.family_id
    INNER JOIN counted_rights AS c ON fr.right_id = c.right_id
    INNER JOIN families AS f ON c.family_id = f.family_id
    LEFT JOIN own AS d ON c.family_id = d.family_id AND o.leaf_id = d.leaf_id
    WHERE f.family_kind IN ('docdb', 'inpadoc') AND d.family_id IS NULL
),

speakers AS (
    SELECT DISTINCT
        j.family_id,
        j.leaf_id,
        d.family_id AS declared_id
    FROM joined AS j
    INNER JOIN counted_rights AS c ON j.family_id = c.family_id
    INNER JOIN family_rights AS fr ON c.right_id = fr.right_id
    INNER JOIN known_declarations AS d ON fr.family_id = d.family_id AND j.leaf_id = d.leaf_id
)

SELECT
    family_id,
    leaf_id,
    side,
    standing
FROM own
UNION ALL
SELECT
    k.family_id,
    k.leaf_id,
    s.side,
    max(coalesce(o.standing, 3)) AS standing
FROM speakers AS k
CROSS JOIN sides AS s
LEFT JOIN own AS o
    ON k.declared_id = o.family_id AND k.leaf_id = o.leaf_id AND s.side = o.side
GROUP BY k.family_id, k.leaf_id, s.side
