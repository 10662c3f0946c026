-- grain: one label, by its first row, that shares a publication number with an earlier one
WITH keyed AS (
    SELECT
        p.key,
        l.root
    FROM published AS p
    INNER JOIN labeled AS l ON p.n = l.n
),

disputed AS (
    SELECT
        key,
        min(root) AS least
    FROM keyed
    GROUP BY key
    HAVING min(root) <> max(root)
)

SELECT DISTINCT
    k.root,
    d.least
FROM keyed AS k
INNER JOIN disputed AS d ON k.key = d.key
WHERE k.root <> d.least
ORDER BY k.root, d.least
