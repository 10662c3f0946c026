-- grain: one right x owner x interval [from_on, to_on)
-- section 2: each transfer moves the right from its day on; of two on one day the last stays.
WITH steps AS (
    SELECT
        right_id,
        company,
        DATE '0001-01-01' AS from_on,
        0 AS place
    FROM first_owners
    UNION ALL
    SELECT
        m.right_id,
        m.company,
        m.moved_on AS from_on,
        m.place
    FROM moves AS m
),

spans AS (
    SELECT
        right_id,
        company,
        from_on,
        lead(from_on) OVER (PARTITION BY right_id ORDER BY from_on ASC, place ASC) AS next_on
    FROM steps
)

SELECT
    right_id,
    company,
    from_on,
    coalesce(next_on, DATE '9999-12-31') AS to_on
FROM spans
WHERE from_on < coalesce(next_on, DATE '9999-12-31')
