-- grain: one right
-- section 1: in force in [granted_on, ended_on), pending in [filed_on, pending_to); what is not
-- on record is estimated by the policy. Unknown starts are 0001-01-01, unknown ends 9999-12-31.
-- Adding years keeps month and day; 29 February becomes 28 where the year has none. A US patent
-- filed before 1995-06-08 runs to the later of its term and 17 years from grant (35 USC 154(c)). A
-- term counts from the earliest filing it refers to, is adjusted by days, and ends at a disclaimer.
WITH lagged AS (
    SELECT
        b.right_id,
        b.office,
        b.filed_on,
        b.ended_on,
        b.term_years,
        b.pending_max_years,
        b.term_from,
        b.added_days,
        b.capped_on,
        b.granted_on IS NULL AND b.has_only_granted_kind AS is_lagged,
        CASE
            WHEN b.granted_on IS NOT NULL THEN b.granted_on
            WHEN b.has_only_granted_kind
                THEN coalesce(b.filed_on + b.lag_days, DATE '0001-01-01')
        END AS granted_on
    FROM recorded_bounds AS b
),

known AS (
    SELECT
        b.right_id,
        b.office,
        b.filed_on,
        b.ended_on,
        b.granted_on,
        b.is_lagged,
        b.added_days,
        b.capped_on,
        CASE WHEN b.granted_on IS NULL THEN b.filed_on ELSE b.term_from END AS counted_from,
        CASE
            WHEN b.granted_on IS NULL THEN year(b.filed_on) + b.pending_max_years
            ELSE year(b.term_from) + b.term_years
        END AS last_year
    FROM (
        SELECT
            l.right_id,
            l.office,
            l.filed_on,
            l.ended_on,
            l.term_years,
            l.pending_max_years,
            l.term_from,
            l.added_days,
            l.capped_on,
            l.is_lagged AND l.granted_on <= q.known_at AS is_lagged,
            CASE WHEN NOT l.is_lagged OR l.granted_on <= q.known_at THEN l.granted_on END
                AS granted_on
        FROM lagged AS l
        CROSS JOIN question AS q
    ) AS b
),

anniversaries AS (
    SELECT
        k.right_id,
        k.office,
        k.filed_on,
        k.ended_on,
        k.granted_on,
        k.is_lagged,
        k.added_days,
        k.capped_on,
        make_date(
            CAST(k.last_year AS INT),
            CAST(month(k.counted_from) AS INT),
            CAST(
                CASE
                    WHEN month(k.counted_from) = 2 AND day(k.counted_from) = 29
                        AND NOT (
                            k.last_year % 4 = 0
                            AND (k.last_year % 100 <> 0 OR k.last_year % 400 = 0)
                        )
                        THEN 28
                    ELSE day(k.counted_from)
                END AS INT
            )
        ) AS anniversary,
        CASE
            WHEN k.office = 'US' AND k.filed_on < DATE '1995-06-08'
                THEN make_date(
                    CAST(year(k.granted_on) + 17 AS INT),
                    CAST(month(k.granted_on) AS INT),
                    CAST(
                        CASE
                            WHEN month(k.granted_on) = 2 AND day(k.granted_on) = 29
                                THEN 28
                            ELSE day(k.granted_on)
                        END AS INT
                    )
                )
        END AS grant_anniversary
    FROM known AS k
)

SELECT
    right_id,
    office,
    filed_on,
    coalesce(filed_on, DATE '0001-01-01') AS pending_from,
    coalesce(granted_on, DATE '9999-12-31') AS granted_on,
    coalesce(
        ended_on,
        CASE
            WHEN granted_on IS NULL THEN anniversary
            ELSE least(
                coalesce(
                    greatest(anniversary, coalesce(grant_anniversary, anniversary))
                    + added_days + 1,
                    DATE '9999-12-31'
                ),
                coalesce(capped_on, DATE '9999-12-31')
            )
        END,
        DATE '9999-12-31'
    ) AS ended_on,
    is_lagged AS is_grant_estimated,
    ended_on IS NULL AS is_end_estimated
FROM anniversaries
