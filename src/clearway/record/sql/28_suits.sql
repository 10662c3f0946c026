-- grain: one court case; where a form or several sources tell of it more than once, all they say
WITH listed AS (
    SELECT
        suit_id,
        flatten(list(plaintiffs)) AS plaintiffs,
        flatten(list(defendants)) AS defendants,
        flatten(list(standards)) AS standards
    FROM part_suits
    GROUP BY suit_id
),

named AS (
    SELECT
        n.suit_id,
        list_sort(list(DISTINCT k.right_id)) AS right_ids
    FROM (SELECT suit_id, unnest(publications) AS p FROM part_suits) AS n
    INNER JOIN keys AS k ON CASE WHEN n.p LIKE '__-%' THEN regexp_extract(n.p, '^[A-Z]{2}-[^-]+') ELSE n.p END = k.key
    GROUP BY n.suit_id
)

SELECT
    s.suit_id,
    min(s.court) AS court,
    min(s.country) AS country,
    min(s.filed_on) AS filed_on,
    max(s.closed_on) AS closed_on,
    list_sort(list_distinct(any_value(l.plaintiffs))) AS plaintiffs,
    list_sort(list_distinct(any_value(l.defendants))) AS defendants,
    min(s.action) AS action,
    min(s.basis) AS basis,
    coalesce(any_value(r.right_ids), []) AS right_ids,
    list_sort(list_distinct(any_value(l.standards))) AS standards,
    min(s.outcome) AS outcome,
    min(s.reference) AS reference,
    array_to_string(list_sort(list(DISTINCT s.source)), ' | ') AS source
FROM part_suits AS s
INNER JOIN listed AS l ON s.suit_id = l.suit_id
LEFT JOIN named AS r ON s.suit_id = r.suit_id
GROUP BY s.suit_id
ORDER BY s.suit_id
