-- grain: product x market x family x right x leaf x reason that clears the pair
-- section 4: every reason that holds is kept.
SELECT
    p.product,
    p.market,
    p.family_id,
    p.right_id,
    p.leaf_id,
    'own' AS reason
FROM pairs AS p
CROSS JOIN question AS q
INNER JOIN own_spans AS s
    ON p.owner = s.company AND q.as_of >= s.from_on AND q.as_of < s.to_on
UNION
SELECT
    p.product,
    p.market,
    p.family_id,
    p.right_id,
    p.leaf_id,
    r.reason
FROM pairs AS p
CROSS JOIN question AS q
INNER JOIN captured AS c
    ON p.family_id = c.family_id AND p.right_id = c.right_id AND c.captured_on <= q.as_of
INNER JOIN routes AS r
    ON c.grant_id = r.grant_id AND p.product = r.product AND p.market = r.market
INNER JOIN grant_leaves AS g ON r.grant_id = g.grant_id AND p.leaf_id = g.leaf_id
WHERE
    (
        EXISTS (
            SELECT 1
            FROM grant_families AS f
            WHERE f.grant_id = r.grant_id AND f.family_id = '*'
        )
        OR EXISTS (
            SELECT 1
            FROM licensed_rights AS n
            WHERE n.grant_id = r.grant_id AND n.right_id = p.right_id
        )
    )
    AND (
        r.component_id = ''
        OR EXISTS (
            SELECT 1
            FROM component_leaves AS l
            WHERE l.component_id = r.component_id AND l.leaf_id = p.leaf_id
        )
    )
    AND (
        r.kind <> 'standstill'
        OR EXISTS (
            SELECT 1
            FROM grantor_spans AS s
            WHERE
                s.grant_id = r.grant_id
                AND s.company = p.owner
                AND q.as_of >= s.from_on
                AND q.as_of < s.to_on
        )
    )
UNION
SELECT
    p.product,
    p.market,
    p.family_id,
    p.right_id,
    p.leaf_id,
    'exhaustion:' || c.supplier AS reason
FROM pairs AS p
CROSS JOIN question AS q
INNER JOIN components AS c ON p.product = c.product AND c.own_rights = 'exhausted'
INNER JOIN supplier_spans AS s
    ON
        c.supplier = s.supplier
        AND p.owner = s.company
        AND q.as_of >= s.from_on
        AND q.as_of < s.to_on
INNER JOIN component_leaves AS l ON c.component_id = l.component_id AND p.leaf_id = l.leaf_id
