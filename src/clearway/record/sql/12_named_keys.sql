-- grain: one publication number, kind code apart, by which another table names a right
SELECT DISTINCT regexp_extract(publication, '^[A-Z]{2}-[^-]+') AS key
FROM (
    SELECT publication FROM part_transfers
    UNION ALL
    SELECT publication FROM part_status_events
    UNION ALL
    SELECT publication FROM part_validations
    UNION ALL
    SELECT publication FROM part_pool_patents
    UNION ALL
    SELECT unnest(publications) FROM part_suits
) AS named
WHERE publication IS NOT NULL
