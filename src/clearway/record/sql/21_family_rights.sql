-- grain: one family x one right
SELECT
    family_id,
    right_id,
    basis,
    source
FROM (
    SELECT
        p.family_id,
        i.right_id,
        coalesce(p.basis, 'member') AS basis,
        p.source
    FROM part_right_rows AS p
    INNER JOIN identified AS i ON p.n = i.root
    WHERE p.family_id IS NOT NULL AND p.n NOT IN (SELECT n FROM repeated)
    UNION ALL
    SELECT
        p.family_id,
        i.right_id,
        min(coalesce(p.basis, 'member')) AS basis,
        array_to_string(list_sort(list(DISTINCT p.source)), ' | ') AS source
    FROM part_right_rows AS p
    INNER JOIN repeated AS r ON p.n = r.n
    INNER JOIN identified AS i ON r.root = i.root
    WHERE p.family_id IS NOT NULL AND p.n NOT IN (SELECT n FROM contradictions)
    GROUP BY p.family_id, i.right_id
    UNION ALL
    SELECT
        family_id,
        right_id,
        'computed' AS basis,
        'computed' AS source
    FROM computed_families
) AS members
ORDER BY family_id, right_id
