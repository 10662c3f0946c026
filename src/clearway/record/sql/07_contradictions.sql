-- grain: one spelled right (n) whose dates contradict what others say of the same right
WITH known AS (
    SELECT
        r.root,
        arg_min(p.filed_on, (p.rank, p.filed_on)) AS filed_on,
        min(p.granted_on) AS granted_on
    FROM repeated AS r
    INNER JOIN part_right_rows AS p ON r.n = p.n
    GROUP BY r.root
)

SELECT
    p.n,
    CASE
        WHEN p.granted_on < k.filed_on
            THEN 'granted on ' || p.granted_on || ', before it was filed on ' || k.filed_on
        WHEN p.ended_on < k.filed_on
            THEN 'ended on ' || p.ended_on || ', before it was filed on ' || k.filed_on
        ELSE 'ended on ' || p.ended_on || ', before it was granted on ' || k.granted_on
    END || ' as another row or source says; correct one of them' AS reason,
    p.file,
    p.line,
    p.raw,
    p.source
FROM part_right_rows AS p
INNER JOIN repeated AS r ON p.n = r.n
INNER JOIN known AS k ON r.root = k.root
WHERE p.granted_on < k.filed_on OR p.ended_on < k.filed_on OR p.ended_on < k.granted_on
