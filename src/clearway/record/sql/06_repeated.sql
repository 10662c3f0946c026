-- grain: one spelled right (n) of a right that is spelled more than once
SELECT
    r.n,
    r.root
FROM roots AS r
INNER JOIN (SELECT root FROM roots GROUP BY root HAVING count(*) > 1) AS m ON r.root = m.root
