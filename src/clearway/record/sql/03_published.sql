-- grain: one spelled right x publication
SELECT
    n,
    office,
    publication_number,
    office || '-' || split_part(publication_number, '-', 2) AS key,
    split_part(publication_number, '-', 3) AS kind
FROM (
    SELECT
        n,
        split_part(p, '-', 1) AS office,
        p AS publication_number
    FROM (SELECT n, unnest(publication_numbers) AS p FROM part_right_rows) AS u
) AS s
