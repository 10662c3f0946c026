-- grain: one spelled right (n), with the first row of its label
SELECT
    l.n,
    coalesce(m.root, l.n) AS root
FROM labels AS l
LEFT JOIN (
    SELECT
        label,
        min(n) AS root
    FROM labels
    GROUP BY label
    HAVING count(*) > 1
) AS m ON l.label = m.label
