-- grain: one family x standard x assessor
SELECT DISTINCT
    family_id, standard_id, assessor, assessed_on, verdict, claim_type, reference, source
FROM part_assessments
WHERE family_id IN (SELECT family_id FROM families)
ORDER BY ALL
