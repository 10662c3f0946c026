-- grain: one file x office x code of an office's legal events about rights not on record
SELECT file, office, code, count(*) AS events, source
FROM (
    SELECT DISTINCT source, file, line, left(coalesce(publication, application), 2) AS office, code
    FROM named_status_events
    WHERE right_id IS NULL AND source = 'inpadoc'
) AS lost
GROUP BY source, file, office, code
ORDER BY source, file, office, code
