-- grain: one right that lies in a family, or that an organization applied for
-- section 2: the first organization that applied for it or was assigned it, as its publications
-- say; else the declarant of the earliest declaration that names it as proprietor; where none does,
-- the owner is unknown, and the earliest declarant is told. Unknown is also the owner of a right that
-- counts in a family of another definition, while no declaration names its own. By the policy,
-- applicants are left aside, and whoever declared a right that nobody calls his own owns it.
WITH applied AS (
    SELECT
        a.right_id,
        coalesce(c.company, a.name) AS company,
        row_number() OVER (
            PARTITION BY a.right_id
            ORDER BY
                a.dated_on ASC NULLS LAST,
                CASE WHEN a.role = 'assignee' THEN 0 ELSE 1 END,
                a.sequence ASC NULLS LAST,
                a.name ASC
        ) AS place
    FROM applicants AS a
    CROSS JOIN question AS q
    INNER JOIN policy AS p ON p.owners = 'recorded'
    LEFT JOIN companies AS c ON a.name = c.name
    WHERE
        a.organization
        AND a.role IN ('assignee', 'applicant')
        AND coalesce(a.dated_on, DATE '0001-01-01') <= q.known_at
),

by_family AS (
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
    f.right_id,
    CASE
        WHEN a.right_id IS NOT NULL THEN a.company
        WHEN b.right_id IS NULL THEN 'unknown'
        WHEN b.is_proprietor OR p.unknown_owners = 'declarants' THEN b.declarant
        ELSE 'unknown (declared by ' || b.declarant || ')'
    END AS company
FROM (
    SELECT right_id FROM family_rights
    UNION
    SELECT right_id FROM applied
) AS f
CROSS JOIN policy AS p
LEFT JOIN (SELECT * FROM applied WHERE place = 1) AS a ON f.right_id = a.right_id
LEFT JOIN (SELECT * FROM by_right WHERE place = 1) AS b ON f.right_id = b.right_id
