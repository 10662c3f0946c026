-- grain: one right that is no translation, with its id
SELECT
    f.root,
    coalesce(
        g.granted_key,
        regexp_extract(f.publication_numbers[1], '^[A-Z]{2}-[^-]+'),
        f.office || '-APP-' || regexp_replace(f.application_number, '^[A-Z]{2}', ''),
        f.office || '-ROW-' || left(md5(l.label), 12)
    ) AS right_id
FROM facts AS f
LEFT JOIN granted AS g ON f.root = g.root
INNER JOIN labels AS l ON f.root = l.n
WHERE f.root NOT IN (SELECT root FROM translations)
