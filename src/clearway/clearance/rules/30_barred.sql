-- grain: one product x market that an order in force on as_of bars
-- section 5: against X's group, reaching the product or its category, unless a component comes
-- from a supplier that the order lets through. An order that does not say reaches everything.
SELECT DISTINCT
    a.product,
    a.market
FROM asked AS a
INNER JOIN products AS p ON a.product = p.product
INNER JOIN known_suits AS s ON a.market = s.market
INNER JOIN known_orders AS o
    ON s.suit_id = o.suit_id AND o.kind IN ('injunction', 'import-stop')
INNER JOIN suit_defendants AS d ON s.suit_id = d.suit_id
INNER JOIN question AS q ON q.as_of >= o.from_on AND q.as_of < o.to_on
LEFT JOIN ultimates AS u
    ON d.company = u.company AND q.as_of >= u.from_on AND q.as_of < u.to_on
WHERE
    coalesce(u.holder, d.company) = q.holder
    AND EXISTS (
        SELECT 1
        FROM order_reaches AS r
        WHERE r.order_id = o.order_id AND r.word IN ('*', p.product, p.category)
    )
    AND NOT EXISTS (
        SELECT 1
        FROM order_excepts AS e
        INNER JOIN components AS c ON e.supplier = c.supplier
        WHERE e.order_id = o.order_id AND c.product = a.product
    )
