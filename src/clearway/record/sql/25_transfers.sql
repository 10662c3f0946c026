-- grain: one transfer of one right or one family
SELECT
    right_id, CASE WHEN right_id IS NULL THEN family_id END AS family_id, from_name, to_name,
    executed_on, recorded_on, reel_frame, conveyance, sequence, source
FROM named_transfers
WHERE right_id IS NOT NULL OR family_id IN (SELECT family_id FROM families)
ORDER BY ALL
