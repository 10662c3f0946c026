-- grain: one right that lies in a declared family
-- section 2: the declarant of the earliest declaration that names it as proprietor; where none
-- does, the owner is unknown, and the earliest declarant is told.
WITH by_family AS (
    SELECT
        family_id,
        declarant,
        declarant_name,
        is_proprietor,
        signed_on,
        reflected_on,
        reference,
        row_number() OVER (
            PARTITION BY family_id
            ORDER BY
                CASE WHEN is_proprietor THEN 0 ELSE 1 END,
                signed_on ASC NULLS LAST,
                reflected_on ASC NULLS LAST,
                reference ASC NULLS LAST,
                declarant_name ASC
        ) AS place
    FROM known_declarations
),

by_right AS (
    SELECT
        fr.right_id,
        f.declarant,
        f.is_proprietor,
        row_number() OVER (
            PARTITION BY fr.right_id
            ORDER BY
                CASE WHEN f.is_proprietor THEN 0 ELSE 1 END,
                f.signed_on ASC NULLS LAST,
                f.reflected_on ASC NULLS LAST,
                f.reference ASC NULLS LAST,
                f.declarant_name ASC
        ) AS place
    FROM family_rights AS fr
    INNER JOIN by_family AS f ON fr.family_id = f.family_id
    WHERE f.place = 1
)

SELECT
    right_id,
    CASE
        WHEN is_proprietor THEN declarant
        ELSE 'unknown (declared by ' || declarant || ')'
    END AS company
FROM by_right
WHERE place = 1
