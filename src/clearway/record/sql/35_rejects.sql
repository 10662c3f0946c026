-- grain: one row set aside, by its reader or because it names what is not on record; legal events of
-- whole offices are counted instead (unplaced_events), their validations with them
SELECT file, line, reason, raw, source FROM part_rejects
UNION ALL
SELECT DISTINCT file, line, reason, raw, source
FROM (
    SELECT file, line, reason, raw, source FROM contradictions
    UNION ALL
    SELECT file, line, 'no right ' || coalesce(publication, application) || ' in the record', raw, source
    FROM named_transfers
    WHERE right_id IS NULL AND coalesce(publication, application) IS NOT NULL
    UNION ALL
    SELECT file, line, 'no family ' || family_id || ' in the record', raw, source
    FROM named_transfers
    WHERE coalesce(publication, application) IS NULL AND family_id NOT IN (SELECT family_id FROM families)
    UNION ALL
    SELECT file, line, 'no right ' || coalesce(publication, application) || ' in the record', raw, source
    FROM named_status_events
    WHERE right_id IS NULL AND source <> 'inpadoc'
    UNION ALL
    SELECT file, line, 'no right ' || coalesce(publication, application) || ' in the record', raw, source
    FROM named_validations
    WHERE right_id IS NULL AND source <> 'inpadoc'
    UNION ALL
    SELECT file, line, 'no right ' || coalesce(publication, application) || ' in the record', raw, source
    FROM named_pool_patents
    WHERE right_id IS NULL
    UNION ALL
    SELECT file, line, 'no right ' || coalesce(publication, application) || ' in the record', raw, source
    FROM named_applicants
    WHERE right_id IS NULL
    UNION ALL
    SELECT file, line, 'no right ' || coalesce(publication, application) || ' in the record', raw, source
    FROM named_terms
    WHERE right_id IS NULL
    UNION ALL
    SELECT file, line, 'no suit ' || suit_id || ' in the record', raw, source
    FROM part_orders
    WHERE suit_id NOT IN (SELECT suit_id FROM suits)
    UNION ALL
    SELECT file, line, 'no family ' || family_id || ' in the record', raw, source
    FROM part_assessments
    WHERE family_id NOT IN (SELECT family_id FROM families)
) AS lost (file, line, reason, raw, source)
ORDER BY source, file, line, reason, raw
