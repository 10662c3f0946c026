-- grain: one right x state ('' is the whole right) with known events of grant, ceasing or revival
-- section 1 and 7: a right ends with its first cessation after the last restoration; one on the
-- day of a restoration is undone by it. A state that is the right's own is the whole right.
WITH known_events AS (
    SELECT
        e.right_id,
        CASE WHEN e.country = r.office THEN '' ELSE coalesce(e.country, '') END AS country,
        e.category,
        e.dated_on
    FROM status_events AS e
    INNER JOIN rights AS r ON e.right_id = r.right_id
    CROSS JOIN question AS q
    WHERE
        coalesce(e.published_on, e.dated_on, DATE '0001-01-01') <= q.known_at
        AND e.category IN ('lapse', 'expiry', 'withdrawal', 'restoration', 'grant')
),

revived AS (
    SELECT
        right_id,
        country,
        max(CASE WHEN category = 'restoration' THEN dated_on END) AS restored_on
    FROM known_events
    GROUP BY right_id, country
)

SELECT
    e.right_id,
    e.country,
    min(
        CASE
            WHEN
                e.category IN ('lapse', 'expiry', 'withdrawal')
                AND (r.restored_on IS NULL OR r.restored_on < e.dated_on)
                THEN e.dated_on
        END
    ) AS ceased_on,
    max(r.restored_on) AS restored_on,
    min(CASE WHEN e.category = 'grant' THEN e.dated_on END) AS granted_on
FROM known_events AS e
INNER JOIN revived AS r ON e.right_id = r.right_id AND e.country = r.country
GROUP BY e.right_id, e.country
