-- grain: one product x family x leaf
-- section 3: a family is relevant when it is declared to a leaf that a standard of the product covers.
SELECT DISTINCT
    s.product,
    d.family_id,
    d.leaf_id
FROM counted_declarations AS d
INNER JOIN coverings AS c ON d.leaf_id = c.leaf_id
INNER JOIN product_standards AS s ON c.name = s.name
