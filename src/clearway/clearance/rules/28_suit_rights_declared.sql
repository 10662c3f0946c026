-- grain: one suit whose patents are shown to be declared to a standard
-- section 5: by what the source says, or because one of its rights lies in a declared family, or
-- counts in one for which a declaration speaks.
SELECT s.suit_id
FROM known_suits AS s
WHERE s.basis IN ('declared', 'mixed')
UNION
SELECT r.suit_id
FROM suit_rights AS r
INNER JOIN family_rights AS fr ON r.right_id = fr.right_id
INNER JOIN known_declarations AS d ON fr.family_id = d.family_id
UNION
SELECT r.suit_id
FROM suit_rights AS r
INNER JOIN counted_rights AS c ON r.right_id = c.right_id
INNER JOIN counted_declarations AS d ON c.family_id = d.family_id
