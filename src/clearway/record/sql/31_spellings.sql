-- grain: one spelling of a company's name
SELECT DISTINCT name
FROM (
    SELECT declarant AS name FROM part_declarations
    UNION ALL
    SELECT from_name FROM part_transfers
    UNION ALL
    SELECT to_name FROM part_transfers
    UNION ALL
    SELECT unnest(plaintiffs) FROM part_suits
    UNION ALL
    SELECT unnest(defendants) FROM part_suits
    UNION ALL
    SELECT unnest(except_suppliers) FROM part_orders
    UNION ALL
    SELECT licensor FROM part_pool_patents
    UNION ALL
    SELECT name FROM part_applicants WHERE coalesce(organization, TRUE)
) AS spelled
WHERE name <> ''
ORDER BY name
