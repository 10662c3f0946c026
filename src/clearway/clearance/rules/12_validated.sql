-- grain: one right x state for which the record shows that it took effect there, and when
-- A whole list of a regional right (`recorded`) says where it has effect; every other row adds its
-- state alone. Of a state on the list the list decides. The rows of one state make one interval.
SELECT
    v.right_id,
    v.country,
    v.is_on_list = 1 AND o.office IS NOT NULL AS is_listed,
    v.from_on,
    v.to_on
FROM (
    SELECT
        k.right_id,
        k.country,
        max(k.is_on_list) AS is_on_list,
        coalesce(min(CASE WHEN k.is_on_list = 1 THEN k.from_on END), min(k.from_on)) AS from_on,
        coalesce(max(CASE WHEN k.is_on_list = 1 THEN k.to_on END), max(k.to_on)) AS to_on
    FROM (
        SELECT
            t.right_id,
            t.country,
            CASE WHEN t.basis = 'recorded' THEN 1 ELSE 0 END AS is_on_list,
            coalesce(t.from_on, DATE '0001-01-01') AS from_on,
            CASE WHEN t.to_on <= q.known_at THEN t.to_on ELSE DATE '9999-12-31' END AS to_on
        FROM validations AS t
        CROSS JOIN question AS q
        WHERE coalesce(t.published_on, t.from_on, DATE '0001-01-01') <= q.known_at
    ) AS k
    GROUP BY k.right_id, k.country
) AS v
INNER JOIN rights AS r ON v.right_id = r.right_id
LEFT JOIN regional_offices AS o ON r.office = o.office
