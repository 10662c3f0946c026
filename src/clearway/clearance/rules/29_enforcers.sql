-- grain: one market x holder that enforces there
-- section 5: it, or its group, filed an infringement suit or asked for an import stop there over
-- declared rights, in the policy's years before as_of. Of owners in common it is enough that one
-- does.
WITH suing AS (
    SELECT DISTINCT
        s.market,
        coalesce(u.holder, p.company) AS holder
    FROM known_suits AS s
    INNER JOIN suit_rights_declared AS d ON s.suit_id = d.suit_id
    INNER JOIN suit_plaintiffs AS p ON s.suit_id = p.suit_id
    CROSS JOIN question AS q
    LEFT JOIN ultimates AS u
        ON p.company = u.company AND q.as_of >= u.from_on AND q.as_of < u.to_on
    WHERE
        s.action IN ('infringement', 'import-stop')
        AND s.filed_on >= q.enforcers_from
        AND s.filed_on < q.as_of
)

SELECT
    market,
    holder
FROM suing
UNION
SELECT
    s.market,
    j.company AS holder
FROM joint_owners AS j
CROSS JOIN question AS q
LEFT JOIN ultimates AS u
    ON j.owner = u.company AND q.as_of >= u.from_on AND q.as_of < u.to_on
INNER JOIN suing AS s ON coalesce(u.holder, j.owner) = s.holder
