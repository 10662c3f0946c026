-- grain: one counted family x right
-- A right counts in its families of the kind that the policy chooses; where it has none of that
-- kind, and under `etsi`, in those that are neither `docdb` nor `inpadoc`.
WITH chosen AS (
    SELECT
        fr.family_id,
        fr.right_id
    FROM family_rights AS fr
    INNER JOIN families AS f ON fr.family_id = f.family_id
    INNER JOIN policy AS p ON f.family_kind = p.family_kind
    WHERE f.family_kind IN ('docdb', 'inpadoc')
)

SELECT
    family_id,
    right_id
FROM chosen
UNION ALL
SELECT
    fr.family_id,
    fr.right_id
FROM family_rights AS fr
LEFT JOIN families AS f ON fr.family_id = f.family_id
LEFT JOIN (SELECT DISTINCT right_id FROM chosen) AS c ON fr.right_id = c.right_id
WHERE coalesce(f.family_kind, '') NOT IN ('docdb', 'inpadoc') AND c.right_id IS NULL
