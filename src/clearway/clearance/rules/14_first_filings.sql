-- grain: one family
-- section 4: nothing of a family is captured before its first filing on record.
SELECT
    fr.family_id,
    min(coalesce(b.filed_on, DATE '9999-12-31')) AS filed_on
FROM counted_rights AS fr
INNER JOIN bounds AS b ON fr.right_id = b.right_id
GROUP BY fr.family_id
