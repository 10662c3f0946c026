-- grain: one grant that is limited to families x right in one of these
-- section 4, rule 2: a license reaches a right when it lists one of the right's families.
SELECT DISTINCT
    f.grant_id,
    fr.right_id
FROM grant_families AS f
INNER JOIN family_rights AS fr ON f.family_id = fr.family_id
