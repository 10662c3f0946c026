-- grain: one order in a case
SELECT DISTINCT suit_id, from_on, to_on, kind, reaches, except_suppliers, source
FROM part_orders
WHERE suit_id IN (SELECT suit_id FROM suits)
ORDER BY ALL
