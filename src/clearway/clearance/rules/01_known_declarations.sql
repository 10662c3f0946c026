-- grain: one declaration x family x leaf that was public on known_at
-- section 7: declarations count by their date reflected, else signed; an unknown date counts.
SELECT
    d.declaration_id,
    d.reference,
    d.declarant AS declarant_name,
    c.company AS declarant,
    coalesce(d.is_proprietor, FALSE) AS is_proprietor,
    d.signed_on,
    d.reflected_on,
    d.family_id,
    coalesce(d.generation, '') || '|' || coalesce(d.specification, '') AS leaf_id
FROM declarations AS d
INNER JOIN companies AS c ON d.declarant = c.name
CROSS JOIN question AS q
WHERE coalesce(d.reflected_on, d.signed_on, DATE '0001-01-01') <= q.known_at
