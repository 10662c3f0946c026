-- grain: one declaration x family x leaf
-- The register's part comes in an order of its own and holds nothing twice.
SELECT
    declaration_id, reference, declarant, is_proprietor, signed_on, reflected_on, family_id,
    generation, specification, version, project, explicit, illustrative_part, basis,
    prepared_to_grant, reciprocity, source
FROM part_declarations
WHERE rank > 0
UNION ALL
SELECT * FROM (
    SELECT
        declaration_id,
        min(reference) AS reference,
        declarant,
        bool_or(is_proprietor) AS is_proprietor,
        min(signed_on) AS signed_on,
        min(reflected_on) AS reflected_on,
        family_id,
        generation,
        specification,
        min(version) AS version,
        min(project) AS project,
        bool_or(explicit) AS explicit,
        min(illustrative_part) AS illustrative_part,
        min(basis) AS basis,
        bool_or(prepared_to_grant) AS prepared_to_grant,
        bool_or(reciprocity) AS reciprocity,
        source
    FROM part_declarations
    WHERE rank = 0
    GROUP BY declaration_id, declarant, family_id, generation, specification, source
    ORDER BY source, declaration_id, declarant, family_id, generation, specification
) AS given
