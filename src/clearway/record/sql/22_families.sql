-- grain: one family, of which a right or a declaration is on record
WITH said AS (
    SELECT
        family_id,
        coalesce(
            min(family_kind) FILTER (family_kind <> 'given'), min(family_kind)
        ) AS family_kind,
        min(title) AS title,
        list(DISTINCT priority_numbers) FILTER (len(priority_numbers) > 0) AS priorities,
        list(DISTINCT source) AS sources
    FROM (
        SELECT family_id, family_kind, title, priority_numbers, source FROM part_right_rows
        UNION ALL
        SELECT family_id, family_kind, NULL, priority_numbers, 'computed' FROM computed_families
    ) AS spelled
    WHERE family_id IS NOT NULL
    GROUP BY family_id
),

listed AS (
    SELECT
        family_id,
        family_kind,
        title,
        list_transform(
            list_sort(list_transform(
                list_distinct(flatten(priorities)),
                lambda p: struct_pack(year := regexp_extract(p, '[0-9]{4}'), number := p)
            )),
            lambda s: s.number
        ) AS priority_numbers,
        array_to_string(list_sort(sources), ' | ') AS source
    FROM said
),

declared AS (
    SELECT
        family_id,
        min(source) AS source
    FROM part_declarations
    WHERE family_id NOT IN (SELECT family_id FROM listed)
    GROUP BY family_id
)

SELECT
    family_id,
    family_kind,
    title,
    priority_numbers,
    priority_numbers[1] AS earliest_priority,
    source
FROM listed
UNION ALL
SELECT
    family_id,
    CASE WHEN family_id LIKE 'group-%' THEN 'declared-group' ELSE 'given' END AS family_kind,
    NULL AS title,
    NULL AS priority_numbers,
    NULL AS earliest_priority,
    source
FROM declared
ORDER BY family_id
