-- grain: one fact that moves the end of a right's term
SELECT DISTINCT right_id, kind, days, dated_on, reference, published_on, source
FROM named_terms
WHERE right_id IS NOT NULL
ORDER BY ALL
