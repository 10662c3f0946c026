-- grain: one right x state ('' is the whole right) with known events of ceasing or revival
-- section 1 and 7: what counts is the latest cessation, unless a restoration came on or after it.
SELECT
    e.right_id,
    coalesce(e.country, '') AS country,
    max(CASE WHEN e.category IN ('lapse', 'expiry', 'withdrawal') THEN e.dated_on END)
        AS ceased_on,
    max(CASE WHEN e.category = 'restoration' THEN e.dated_on END) AS restored_on,
    min(CASE WHEN e.category = 'grant' THEN e.dated_on END) AS granted_on
FROM status_events AS e
CROSS JOIN question AS q
WHERE
    coalesce(e.published_on, e.dated_on, DATE '0001-01-01') <= q.known_at
    AND e.category IN ('lapse', 'expiry', 'withdrawal', 'restoration', 'grant')
GROUP BY e.right_id, coalesce(e.country, '')
