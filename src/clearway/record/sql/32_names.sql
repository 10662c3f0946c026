-- grain: one spelling, with its company
SELECT name, company_id, method, score, 'names' AS source
FROM merged
ORDER BY name
