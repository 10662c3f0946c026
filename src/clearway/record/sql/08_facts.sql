-- grain: one right, by its first row; the more specific source (lower rank) goes first
-- Lists are gathered in memory, so the rights are taken a slice at a time.
SELECT
    n AS root,
    office,
    application_number,
    list_sort(list_distinct(publication_numbers)) AS publication_numbers,
    filed_on,
    granted_on,
    ended_on,
    original_application_number,
    original_publication_number,
    lower(normalized) AS normalized,
    source
FROM part_right_rows
WHERE n % (SELECT slices FROM slice) = (SELECT place FROM slice) AND n NOT IN (SELECT n FROM repeated)
UNION ALL
SELECT
    r.root,
    min(p.office) AS office,
    arg_min(p.application_number, (p.rank, p.application_number)) AS application_number,
    list_sort(list_distinct(flatten(list(p.publication_numbers)))) AS publication_numbers,
    arg_min(p.filed_on, (p.rank, p.filed_on)) AS filed_on,
    arg_min(p.granted_on, (p.rank, p.granted_on)) AS granted_on,
    arg_max(p.ended_on, (-p.rank, p.ended_on)) AS ended_on,
    min(p.original_application_number) AS original_application_number,
    min(p.original_publication_number) AS original_publication_number,
    min(lower(p.normalized)) AS normalized,
    array_to_string(list_sort(list(DISTINCT p.source)), ' | ') AS source
FROM part_right_rows AS p
INNER JOIN repeated AS r ON p.n = r.n
WHERE
    r.root % (SELECT slices FROM slice) = (SELECT place FROM slice)
    AND p.n NOT IN (SELECT n FROM contradictions)
GROUP BY r.root
