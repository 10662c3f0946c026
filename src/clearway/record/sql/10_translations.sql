-- grain: one right that is a translation of a European patent x that patent
-- A right whose every publication is a translation, or that has none and an application number
-- such as DK20140856903T. Of the European rights of its family it is that with the same digits, else
-- those filed on the same day, else all; of several, the granted ones. Without a European right in
-- the family it stays a national right: it is the only evidence there is.
WITH translation_kinds AS (
    SELECT DISTINCT
        office,
        kind
    FROM kind_rules
    WHERE meaning = 'translation'
),

translated AS (
    SELECT
        r.root,
        p.publication_number
    FROM published AS p
    INNER JOIN translation_kinds AS k ON p.office = k.office AND p.kind = k.kind
    INNER JOIN roots AS r ON p.n = r.n
),

candidates AS (
    SELECT
        f.root,
        f.office,
        f.application_number,
        f.filed_on,
        f.source
    FROM facts AS f
    INNER JOIN (
        SELECT
            root,
            count(DISTINCT publication_number) AS publications
        FROM translated
        GROUP BY root
    ) AS t ON f.root = t.root AND len(f.publication_numbers) = t.publications
    UNION ALL
    SELECT
        root,
        office,
        application_number,
        filed_on,
        source
    FROM facts
    WHERE
        len(publication_numbers) = 0
        AND regexp_matches(application_number, '^[A-Z]{2}[0-9]+T$')
        AND office IN (SELECT office FROM translation_kinds)
),

families_of AS (
    SELECT
        c.root,
        p.family_id
    FROM candidates AS c
    INNER JOIN roots AS r ON c.root = r.root
    INNER JOIN part_right_rows AS p ON r.n = p.n
    WHERE p.family_id IS NOT NULL
),

european AS (
    SELECT DISTINCT
        p.family_id,
        f.root,
        f.application_number,
        f.filed_on,
        g.root IS NOT NULL OR f.granted_on IS NOT NULL AS granted
    FROM part_right_rows AS p
    INNER JOIN roots AS r ON p.n = r.n
    INNER JOIN facts AS f ON r.root = f.root
    LEFT JOIN granted AS g ON f.root = g.root
    WHERE p.office = 'EP' AND p.family_id IN (SELECT family_id FROM families_of)
),

scored AS (
    SELECT DISTINCT
        c.root,
        c.office AS country,
        c.source,
        e.root AS european_root,
        CASE
            WHEN regexp_extract(c.application_number, '[0-9]+')
                = regexp_extract(e.application_number, '[0-9]+') THEN 5
            WHEN c.filed_on = e.filed_on THEN 3
            ELSE 1
        END + CASE WHEN e.granted THEN 1 ELSE 0 END AS score
    FROM candidates AS c
    INNER JOIN families_of AS l ON c.root = l.root
    INNER JOIN european AS e ON l.family_id = e.family_id
)

SELECT
    root,
    country,
    source,
    european_root
FROM (SELECT *, max(score) OVER (PARTITION BY root) AS best FROM scored) AS s
WHERE score = best
