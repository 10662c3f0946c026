-- grain: one spelled right (n), with the first row of the right it is
SELECT
    l.n,
    coalesce(j.root, l.root) AS root
FROM labeled AS l
LEFT JOIN joined AS j ON l.root = j.label_root
