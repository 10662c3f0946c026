-- grain: one court case
SELECT
    s.suit_id, s.court, s.country, s.filed_on, s.closed_on, s.plaintiffs, s.defendants, s.action,
    s.basis, coalesce(r.right_ids, []) AS right_ids, s.standards, s.outcome, s.source
FROM part_suits AS s
LEFT JOIN (
    SELECT
        n.suit_id,
        n.source,
        list_sort(list(DISTINCT k.right_id)) AS right_ids
    FROM (SELECT suit_id, source, unnest(publications) AS p FROM part_suits) AS n
    INNER JOIN keys AS k ON regexp_extract(n.p, '^[A-Z]{2}-[^-]+') = k.key
    GROUP BY n.suit_id, n.source
) AS r ON s.suit_id = r.suit_id AND s.source = r.source
ORDER BY ALL
