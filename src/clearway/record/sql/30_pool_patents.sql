-- grain: one pool x one right
SELECT DISTINCT pool, licensor, right_id, from_on, to_on, source
FROM named_pool_patents
WHERE right_id IS NOT NULL
ORDER BY ALL
