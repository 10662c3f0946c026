-- grain: one node of the standards tree, beyond the bundled one
SELECT DISTINCT standard_id, parent_id, body, kind, title, source
FROM part_standards
ORDER BY ALL
