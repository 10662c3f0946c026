-- grain: one legal event
SELECT DISTINCT right_id, code, category, country, dated_on, published_on, source
FROM named_status_events
WHERE right_id IS NOT NULL
ORDER BY ALL
