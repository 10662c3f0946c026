-- grain: one publication number, kind code apart, or application number by which another table
-- names a right
SELECT DISTINCT coalesce(regexp_extract(publication, '^[A-Z]{2}-[^-]+'), application) AS key
FROM (
    SELECT publication, application FROM part_transfers
    UNION ALL
    SELECT publication, application FROM part_status_events
    UNION ALL
    SELECT publication, application FROM part_validations
    UNION ALL
    SELECT publication, application FROM part_pool_patents
    UNION ALL
    SELECT publication, application FROM part_applicants
    UNION ALL
    SELECT publication, application FROM part_terms
    UNION ALL
    SELECT CASE WHEN p LIKE '__-%' THEN p END, CASE WHEN p NOT LIKE '__-%' THEN p END
    FROM (SELECT unnest(publications) AS p FROM part_suits) AS suits
) AS named
WHERE publication IS NOT NULL OR application IS NOT NULL
