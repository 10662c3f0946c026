-- grain: one grant x family x right, with the first day on which it was captured
-- section 4, rule 2: on some day u with effective <= u < captured_until, and not before the
-- family's first filing, the owner was a grantor. Rule 4: for a pool whose patents the record
-- lists, on some such day the right was listed.
WITH held AS (
    SELECT
        g.grant_id,
        t.right_id,
        greatest(g.effective, s.from_on, t.from_on) AS from_on,
        least(g.captured_until, s.to_on, t.to_on) AS to_on
    FROM grants AS g
    INNER JOIN grantor_spans AS s ON g.grant_id = s.grant_id
    INNER JOIN title AS t ON s.company = t.company
    WHERE NOT g.is_listed
    UNION ALL
    SELECT
        g.grant_id,
        p.right_id,
        greatest(g.effective, coalesce(p.from_on, DATE '0001-01-01')) AS from_on,
        least(
            g.captured_until,
            CASE WHEN p.to_on <= q.known_at THEN p.to_on ELSE DATE '9999-12-31' END
        ) AS to_on
    FROM grants AS g
    INNER JOIN pool_patents AS p ON g.pool = p.pool
    CROSS JOIN question AS q
    WHERE g.is_listed AND coalesce(p.from_on, DATE '0001-01-01') <= q.known_at
)

SELECT
    h.grant_id,
    fr.family_id,
    fr.right_id,
    min(greatest(h.from_on, f.first_on)) AS captured_on
FROM held AS h
INNER JOIN counted_rights AS fr ON h.right_id = fr.right_id
INNER JOIN (
    SELECT
        family_id,
        CASE WHEN filed_on = DATE '9999-12-31' THEN DATE '0001-01-01' ELSE filed_on END
            AS first_on
    FROM first_filings
) AS f ON fr.family_id = f.family_id
WHERE greatest(h.from_on, f.first_on) < h.to_on
GROUP BY h.grant_id, fr.family_id, fr.right_id
