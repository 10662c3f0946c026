-- grain: one product x family x leaf
-- section 3: a family is relevant when it is declared to a leaf that a standard of the product covers;
-- decision 0015: unless assessments take it out there, as the question chooses.
SELECT DISTINCT
    s.product,
    d.family_id,
    d.leaf_id
FROM counted_declarations AS d
INNER JOIN coverings AS c ON d.leaf_id = c.leaf_id
INNER JOIN product_standards AS s ON c.name = s.name
INNER JOIN products AS p ON s.product = p.product
CROSS JOIN question AS q
LEFT JOIN standings AS x
    ON d.family_id = x.family_id AND d.leaf_id = x.leaf_id AND p.side = x.side
WHERE coalesce(x.standing, 3) >= q.least_standing
