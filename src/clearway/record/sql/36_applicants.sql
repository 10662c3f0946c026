-- grain: one right x party named on a publication
SELECT DISTINCT right_id, name, role, organization, country, sequence, dated_on, source
FROM named_applicants
WHERE right_id IS NOT NULL
ORDER BY ALL
