-- grain: one right with a granted publication, with the number of the first such
SELECT
    f.root,
    min(p.key) AS granted_key
FROM published AS p
INNER JOIN kind_rules AS k ON p.office = k.office AND p.kind = k.kind
INNER JOIN roots AS r ON p.n = r.n
INNER JOIN facts AS f ON r.root = f.root
WHERE
    k.meaning = 'granted'
    AND (k.filed_from IS NULL OR coalesce(f.filed_on, DATE '9999-12-31') >= k.filed_from)
    AND (k.filed_before IS NULL OR f.filed_on < k.filed_before)
GROUP BY f.root
