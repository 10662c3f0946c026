-- grain: one spelled right (n), with what it is called at its office
-- Rows that share a label are one right; so are labels that share a publication number.
SELECT
    n,
    office || '/' || coalesce(
        application_number,
        regexp_extract(publication_numbers[1], '^[A-Z]{2}-[^-]+'),
        'none/' || coalesce(family_id, '') || '/' || coalesce(original_application_number, '')
        || '/' || coalesce(original_publication_number, '')
    ) AS label
FROM part_right_rows
