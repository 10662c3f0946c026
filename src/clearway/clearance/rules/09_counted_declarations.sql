-- grain: one family x leaf for which a declaration that was public on known_at speaks
-- A declaration speaks for its family, and for the families of the chosen kind that hold one of the
-- family's rights.
SELECT
    family_id,
    leaf_id
FROM known_declarations
UNION
SELECT
    c.family_id,
    d.leaf_id
FROM known_declarations AS d
INNER JOIN family_rights AS fr ON d.family_id = fr.family_id
INNER JOIN counted_rights AS c ON fr.right_id = c.right_id
INNER JOIN families AS f ON c.family_id = f.family_id
WHERE f.family_kind IN ('docdb', 'inpadoc')
