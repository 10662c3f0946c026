-- grain: one right x one country x basis
SELECT right_id, country, from_on, to_on, published_on, basis, source
FROM (
    SELECT
        right_id, country, from_on, to_on, published_on,
        coalesce(basis, 'recorded') AS basis, source
    FROM named_validations
    WHERE right_id IS NOT NULL
    UNION
    SELECT i.right_id, t.country, NULL, NULL, NULL, 'translation' AS basis, min(t.source) AS source
    FROM translations AS t
    INNER JOIN identified AS i ON t.european_root = i.root
    GROUP BY i.right_id, t.country
) AS validated
ORDER BY ALL
