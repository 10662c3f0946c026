-- grain: one patent or application at one office
SELECT
    i.right_id,
    f.office,
    f.application_number,
    f.publication_numbers,
    list_sort(list_distinct(list_filter(
        list_transform(f.publication_numbers, lambda p: split_part(p, '-', 3)),
        lambda kind: kind <> ''
    ))) AS kind_codes,
    f.filed_on,
    f.granted_on,
    f.ended_on,
    g.root IS NOT NULL OR f.granted_on IS NOT NULL AS granted,
    CASE WHEN f.filed_on IS NOT NULL THEN 'recorded' END AS filed_basis,
    CASE WHEN f.granted_on IS NOT NULL THEN 'recorded' END AS granted_basis,
    CASE WHEN f.ended_on IS NOT NULL THEN 'recorded' END AS ended_basis,
    f.original_application_number,
    f.original_publication_number,
    f.normalized,
    f.source
FROM facts AS f
INNER JOIN identified AS i ON f.root = i.root
LEFT JOIN granted AS g ON f.root = g.root
ORDER BY i.right_id
