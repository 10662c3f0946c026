-- grain: one grant x product x market by which it can reach the product there on as_of
-- section 4, rules 2 to 4: the term, the grantee, the field and the territory of the deal; rule 5:
-- the same for the supplier of a component, where the deal passes through it.
SELECT
    g.grant_id,
    g.kind,
    a.product,
    a.market,
    g.deal_id AS reason,
    '' AS component_id
FROM grants AS g
INNER JOIN question AS q ON q.as_of >= g.effective AND q.as_of < g.ends
INNER JOIN grantee_spans AS s
    ON
        g.grant_id = s.grant_id
        AND q.company = s.company
        AND q.as_of >= s.from_on
        AND q.as_of < s.to_on
CROSS JOIN asked AS a
INNER JOIN products AS p ON a.product = p.product
INNER JOIN grant_territories AS t ON g.grant_id = t.grant_id AND a.market = t.country
WHERE EXISTS (
    SELECT 1
    FROM grant_fields AS f
    WHERE f.grant_id = g.grant_id AND f.word IN ('*', p.product, p.category)
)
UNION ALL
SELECT
    g.grant_id,
    g.kind,
    a.product,
    a.market,
    'exhaustion:' || c.supplier AS reason,
    c.component_id
FROM grants AS g
INNER JOIN question AS q ON q.as_of >= g.effective AND q.as_of < g.ends
INNER JOIN components AS c ON g.exhausts
INNER JOIN grantee_spans AS s
    ON
        g.grant_id = s.grant_id
        AND c.supplier = s.company
        AND q.as_of >= s.from_on
        AND q.as_of < s.to_on
INNER JOIN asked AS a ON c.product = a.product
INNER JOIN grant_territories AS t
    ON g.grant_id = t.grant_id AND coalesce(c.sold_in, a.market) = t.country
WHERE
    g.kind <> 'standstill'
    AND EXISTS (
        SELECT 1
        FROM grant_fields AS f
        WHERE f.grant_id = g.grant_id AND f.word IN ('*', c.category)
    )
