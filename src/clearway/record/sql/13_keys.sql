-- grain: one number that is named, with the right it belongs to
SELECT DISTINCT
    p.key,
    i.right_id
FROM published AS p
INNER JOIN named_keys AS k ON p.key = k.key
INNER JOIN roots AS r ON p.n = r.n
INNER JOIN identified AS i ON r.root = i.root
UNION
SELECT
    p.application_number AS key,
    i.right_id
FROM part_right_rows AS p
INNER JOIN named_keys AS k ON p.application_number = k.key
INNER JOIN roots AS r ON p.n = r.n
INNER JOIN identified AS i ON r.root = i.root
