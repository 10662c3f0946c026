-- grain: one suit whose patents are shown to be declared to a standard
-- section 5: by what the source says, or because one of its rights lies in a declared family.
SELECT s.suit_id
FROM known_suits AS s
WHERE s.basis IN ('declared', 'mixed')
UNION
SELECT r.suit_id
FROM suit_rights AS r
INNER JOIN family_rights AS fr ON r.right_id = fr.right_id
INNER JOIN known_declarations AS d ON fr.family_id = d.family_id
