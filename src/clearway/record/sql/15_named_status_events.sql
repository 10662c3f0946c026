-- grain: one row of the parts, with the right it names; null when the record has none such
SELECT
    t.*,
    k.right_id
FROM part_status_events AS t
LEFT JOIN keys AS k
    ON coalesce(regexp_extract(t.publication, '^[A-Z]{2}-[^-]+'), t.application) = k.key
