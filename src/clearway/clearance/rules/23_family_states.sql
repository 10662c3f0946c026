-- grain: product x market x family with a relevant pair alive on as_of
-- section 5: exposed when some in-force pair is cleared by nothing, else cleared; without an
-- in-force pair, pending.
SELECT
    j.product,
    j.market,
    j.family_id,
    coalesce(f.family_kind, '') = 'declared-group' AS is_group,
    max(CASE WHEN j.phase = 'in_force' THEN 1 ELSE 0 END) AS in_force,
    max(CASE WHEN j.phase = 'in_force' AND NOT j.is_cleared THEN 1 ELSE 0 END) AS exposed,
    max(CASE WHEN j.phase = 'pending' AND NOT j.is_cleared THEN 1 ELSE 0 END) AS pending_exposed,
    max(CASE WHEN j.phase = 'in_force' AND j.is_estimated THEN 1 ELSE 0 END) AS estimated
FROM judged AS j
LEFT JOIN families AS f ON j.family_id = f.family_id
GROUP BY j.product, j.market, j.family_id, coalesce(f.family_kind, '')
