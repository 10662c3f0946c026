-- grain: one right x country x phase (`in_force` or `pending`), with its interval
-- section 1, effect: an application in every designated state; a patent where it was validated
-- when the record says so (a whole list), else in the designated states that the policy names;
-- and where the record shows that it took effect. A state may lapse on its own: a recorded end
-- there goes before an estimate of the whole right's. The day 0001-01-01 in `designations` stands
-- for an unknown filing date: every state that ever was one. By the policy, what is alive by an
-- estimate is left out.
WITH designated AS (
    SELECT
        b.right_id,
        d.country
    FROM bounds AS b
    INNER JOIN designations AS d
        ON
            b.office = d.office
            AND coalesce(b.filed_on, DATE '0001-01-01') >= d.from_on
            AND coalesce(b.filed_on, DATE '0001-01-01') < d.to_on
),

patent_states AS (
    SELECT
        v.right_id,
        v.country,
        min(v.from_on) AS from_on,
        max(v.to_on) AS to_on
    FROM (
        SELECT
            right_id,
            country,
            from_on,
            to_on
        FROM validated
        UNION ALL
        SELECT
            d.right_id,
            d.country,
            DATE '0001-01-01' AS from_on,
            DATE '9999-12-31' AS to_on
        FROM designated AS d
        INNER JOIN bounds AS b ON d.right_id = b.right_id
        INNER JOIN validation_policy AS p ON b.office = p.office AND d.country = p.country
        LEFT JOIN (SELECT DISTINCT right_id FROM validated WHERE is_listed) AS l
            ON d.right_id = l.right_id
        WHERE l.right_id IS NULL
    ) AS v
    GROUP BY v.right_id, v.country
),

ended AS (
    SELECT
        right_id,
        country,
        ceased_on
    FROM endings
    WHERE country <> '' AND ceased_on IS NOT NULL
),

alive AS (
    SELECT
        s.right_id,
        s.country,
        'in_force' AS phase,
        greatest(b.granted_on, s.from_on) AS from_on,
        least(
            CASE WHEN b.is_end_estimated AND e.ceased_on IS NOT NULL THEN e.ceased_on ELSE b.ended_on END,
            s.to_on,
            coalesce(e.ceased_on, DATE '9999-12-31')
        ) AS to_on,
        b.is_grant_estimated
        OR (b.is_end_estimated AND e.ceased_on IS NULL)
            AS is_estimated
    FROM patent_states AS s
    INNER JOIN bounds AS b ON s.right_id = b.right_id
    LEFT JOIN ended AS e ON s.right_id = e.right_id AND s.country = e.country
    UNION ALL
    SELECT
        d.right_id,
        d.country,
        'pending' AS phase,
        b.pending_from AS from_on,
        least(
            b.granted_on,
            CASE WHEN b.is_end_estimated AND e.ceased_on IS NOT NULL THEN e.ceased_on ELSE b.ended_on END,
            coalesce(e.ceased_on, DATE '9999-12-31')
        ) AS to_on,
        b.is_grant_estimated
        OR (b.is_end_estimated AND b.granted_on = DATE '9999-12-31' AND e.ceased_on IS NULL)
            AS is_estimated
    FROM designated AS d
    INNER JOIN bounds AS b ON d.right_id = b.right_id
    LEFT JOIN ended AS e ON d.right_id = e.right_id AND d.country = e.country
)

SELECT
    a.right_id,
    a.country,
    a.phase,
    a.from_on,
    a.to_on,
    a.is_estimated
FROM alive AS a
INNER JOIN policy AS p ON p.counts_estimates OR NOT a.is_estimated
