-- grain: one spelling of a company's name; `is_joint` where it names several owners, of whom each
-- is a spelling as well. Only the USPTO's assignments tell of such.
WITH joint AS (
    SELECT DISTINCT to_name AS name
    FROM part_transfers
    WHERE source = 'uspto-assignments' AND contains(to_name, '; ')
)

SELECT DISTINCT name, name IN (SELECT name FROM joint) AS is_joint
FROM (
    SELECT declarant AS name FROM part_declarations
    UNION ALL
    SELECT unnest(string_split(name, '; ')) FROM joint
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
