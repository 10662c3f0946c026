-- grain: one transfer of one right, in the order in which it counts
-- section 2: by execution, then recording, then as given; the purchases of the case come after
-- the record's transfers of the same day. Section 7: the record's count once recorded; by the
-- policy, not at all.
WITH known_transfers AS (
    SELECT
        t.right_id,
        t.family_id,
        t.from_name,
        t.to_name,
        coalesce(t.executed_on, t.recorded_on, DATE '0001-01-01') AS moved_on,
        t.recorded_on,
        t.sequence,
        t.source
    FROM transfers AS t
    CROSS JOIN question AS q
    INNER JOIN policy AS p ON p.owners = 'recorded'
    WHERE coalesce(t.recorded_on, t.executed_on, DATE '0001-01-01') <= q.known_at
),

moved AS (
    SELECT
        right_id,
        from_name,
        to_name,
        moved_on,
        recorded_on,
        sequence,
        source,
        0 AS origin
    FROM known_transfers
    WHERE right_id IS NOT NULL
    UNION ALL
    SELECT
        fr.right_id,
        t.from_name,
        t.to_name,
        t.moved_on,
        t.recorded_on,
        t.sequence,
        t.source,
        0 AS origin
    FROM known_transfers AS t
    INNER JOIN family_rights AS fr ON t.family_id = fr.family_id
    WHERE t.right_id IS NULL
    UNION ALL
    SELECT
        p.right_id,
        p.seller AS from_name,
        p.buyer AS to_name,
        p.effective AS moved_on,
        NULL AS recorded_on,
        p.sequence,
        p.deal_id AS source,
        1 AS origin
    FROM purchases AS p
    WHERE p.right_id IS NOT NULL
    UNION ALL
    SELECT
        fr.right_id,
        p.seller AS from_name,
        p.buyer AS to_name,
        p.effective AS moved_on,
        NULL AS recorded_on,
        p.sequence,
        p.deal_id AS source,
        1 AS origin
    FROM purchases AS p
    INNER JOIN family_rights AS fr ON p.family_id = fr.family_id
    WHERE p.right_id IS NULL
)

SELECT
    m.right_id,
    coalesce(f.company, m.from_name) AS from_company,
    coalesce(t.company, m.to_name) AS company,
    m.moved_on,
    m.origin,
    m.source,
    CAST(row_number() OVER (
        PARTITION BY m.right_id
        ORDER BY
            m.moved_on ASC,
            m.origin ASC,
            m.recorded_on ASC NULLS LAST,
            CASE WHEN m.origin = 0 THEN m.source END ASC NULLS FIRST,
            m.sequence ASC,
            m.to_name ASC
    ) AS BIGINT) AS place
FROM moved AS m
LEFT JOIN companies AS f ON m.from_name = f.name
LEFT JOIN companies AS t ON m.to_name = t.name
