-- grain: one right
-- The bounds that were on record on known_at, before any estimate. Events go before the columns
-- of `rights`; a bound that became known later is unknown, and a grant not yet known is none: a
-- granted kind code speaks only where the record holds no day of the grant, known then or not. Beside
-- them what moves the end of a term: an earlier filing that it counts from, days that are added (the
-- most that a source tells), a day on which it is cut off.
WITH known_terms AS (
    SELECT
        t.right_id,
        min(CASE WHEN t.kind = 'parent' THEN t.dated_on END) AS parent_on,
        max(CASE WHEN t.kind = 'adjustment' THEN t.days END) AS added_days,
        min(CASE WHEN t.kind = 'disclaimer' THEN t.dated_on END) AS capped_on
    FROM terms AS t
    CROSS JOIN question AS q
    WHERE coalesce(t.published_on, DATE '0001-01-01') <= q.known_at
    GROUP BY t.right_id
),

granted_by_event AS (
    SELECT DISTINCT s.right_id
    FROM status_events AS s
    INNER JOIN rights AS o ON s.right_id = o.right_id
    WHERE s.category = 'grant' AND coalesce(s.country, o.office) = o.office
)

SELECT
    r.right_id,
    r.office,
    r.filed_on,
    coalesce(
        e.granted_on,
        CASE WHEN r.granted_on <= q.known_at THEN r.granted_on END
    ) AS granted_on,
    CASE
        WHEN e.ceased_on IS NOT NULL
            THEN e.ceased_on
        WHEN e.restored_on IS NOT NULL AND r.ended_on <= e.restored_on
            THEN NULL
        WHEN r.ended_on <= q.known_at
            THEN r.ended_on
    END AS ended_on,
    coalesce(r.granted, FALSE) AND r.granted_on IS NULL AND g.right_id IS NULL
        AS has_only_granted_kind,
    coalesce(l.days, p.grant_lag_days) AS lag_days,
    coalesce(t.years, p.term_years) AS term_years,
    p.pending_max_years,
    CASE WHEN k.parent_on < r.filed_on THEN k.parent_on ELSE r.filed_on END AS term_from,
    CAST(coalesce(k.added_days, 0) AS INT) AS added_days,
    k.capped_on
FROM rights AS r
CROSS JOIN question AS q
CROSS JOIN policy AS p
LEFT JOIN endings AS e ON r.right_id = e.right_id AND e.country = ''
LEFT JOIN granted_by_event AS g ON r.right_id = g.right_id
LEFT JOIN grant_lags AS l ON r.office = l.office
LEFT JOIN office_terms AS t ON r.office = t.office
LEFT JOIN known_terms AS k ON r.right_id = k.right_id
