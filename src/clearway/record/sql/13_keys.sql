-- grain: one publication number that is named, with the right it belongs to
SELECT DISTINCT
    p.key,
    i.right_id
FROM published AS p
INNER JOIN named_keys AS k ON p.key = k.key
INNER JOIN roots AS r ON p.n = r.n
INNER JOIN identified AS i ON r.root = i.root
