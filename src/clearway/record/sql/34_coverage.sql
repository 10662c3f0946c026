-- grain: one office x one source, with the rights it speaks of
WITH spoken AS (
    SELECT
        p.n AS root,
        p.source,
        p.office,
        p.filed_on,
        p.granted_on
    FROM part_right_rows AS p
    WHERE p.n NOT IN (SELECT n FROM repeated)
    UNION ALL
    SELECT
        r.root,
        p.source,
        min(p.office) AS office,
        min(p.filed_on) AS filed_on,
        min(p.granted_on) AS granted_on
    FROM part_right_rows AS p
    INNER JOIN repeated AS r ON p.n = r.n
    WHERE p.n NOT IN (SELECT n FROM contradictions)
    GROUP BY r.root, p.source
)

SELECT
    s.office,
    min(s.filed_on) AS from_on,
    max(s.filed_on) AS to_on,
    count(*) AS rights,
    count(s.granted_on) AS with_grant_date,
    count(e.right_id) AS with_events,
    s.source
FROM spoken AS s
INNER JOIN identified AS i ON s.root = i.root
LEFT JOIN (SELECT DISTINCT right_id FROM status_events) AS e ON i.right_id = e.right_id
GROUP BY s.office, s.source
ORDER BY s.office, s.source
