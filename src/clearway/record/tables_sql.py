"""The SELECT of every table of the record over the parts of all sources, in order of making.

Names that are no table of the record are steps on the way.
"""

from __future__ import annotations

_KEY = "regexp_extract({}, '^[A-Z]{{2}}-[^-]+')"

_LABELED = """
SELECT
    r.*,
    coalesce(j.root, s.label) AS root
FROM part_right_rows AS r
INNER JOIN spelled AS s
    ON
        r.office = s.office
        AND r.application_number IS NOT DISTINCT FROM s.application_number
        AND r.publication_numbers IS NOT DISTINCT FROM s.publication_numbers
        AND s.label = coalesce(
            r.application_number, r.publication_numbers[1],
            'none/' || r.office || '/' || coalesce(r.family_id, '') || '/'
            || coalesce(r.original_application_number, '') || '/'
            || coalesce(r.original_publication_number, '')
        )
LEFT JOIN joined AS j ON s.label = j.label
"""

_PUBLISHED = """
SELECT DISTINCT
    root,
    office,
    p AS publication_number,
    regexp_extract(p, '^[A-Z]{2}-[^-]+') AS key,
    nullif(regexp_extract(p, '^[A-Z]{2}-[^-]+-(.+)$', 1), '') AS kind
FROM (SELECT root, office, unnest(publication_numbers) AS p FROM labeled)
"""

# A label whose every publication is a translation of a European patent, or that has none and an
# application number such as DK20140856903T; and in whose family a European right is on record.
_TRANSLATIONS = """
WITH kinds AS (
    SELECT
        p.root,
        bool_and(k.kind IS NOT NULL) AS only_translations
    FROM published AS p
    LEFT JOIN (SELECT DISTINCT office, kind FROM kind_rules WHERE meaning = 'translation') AS k
        ON p.office = k.office AND p.kind = k.kind
    GROUP BY p.root
),

candidates AS (
    SELECT DISTINCT
        l.root,
        l.family_id,
        l.office,
        l.application_number,
        l.filed_on
    FROM labeled AS l
    LEFT JOIN kinds AS k ON l.root = k.root
    WHERE
        coalesce(
            k.only_translations,
            regexp_matches(coalesce(l.application_number, ''), '^[A-Z]{2}[0-9]+T$')
            AND l.office IN (SELECT office FROM kind_rules WHERE meaning = 'translation')
        )
),

european AS (
    SELECT DISTINCT
        root,
        family_id,
        application_number,
        filed_on
    FROM labeled
    WHERE office = 'EP'
),

scored AS (
    SELECT
        c.root,
        c.office AS country,
        e.root AS european_root,
        CASE
            WHEN regexp_extract(c.application_number, '[0-9]+')
                = regexp_extract(e.application_number, '[0-9]+') THEN 2
            WHEN c.filed_on = e.filed_on THEN 1
            ELSE 0
        END AS score
    FROM candidates AS c
    INNER JOIN european AS e ON c.family_id = e.family_id
)

SELECT DISTINCT
    root,
    country,
    european_root
FROM (SELECT *, max(score) OVER (PARTITION BY root) AS best FROM scored) AS s
WHERE score = best
"""

_RIGHT_FACTS = """
SELECT
    root,
    min(office) AS office,
    coalesce(
        min(application_number) FILTER (rank = 0), min(application_number)
    ) AS application_number,
    coalesce(min(filed_on) FILTER (rank = 0), min(filed_on)) AS filed_on,
    coalesce(min(granted_on) FILTER (rank = 0), min(granted_on)) AS granted_on,
    coalesce(max(ended_on) FILTER (rank = 0), max(ended_on)) AS ended_on,
    min(original_application_number) AS original_application_number,
    min(original_publication_number) AS original_publication_number,
    min(lower(normalized)) AS normalized,
    string_agg(DISTINCT source, ' | ' ORDER BY source) AS source
FROM labeled
WHERE root NOT IN (SELECT root FROM translations)
GROUP BY root
"""

_RIGHT_NUMBERS = """
SELECT
    p.root,
    list(DISTINCT p.publication_number ORDER BY p.publication_number) AS publication_numbers,
    list(DISTINCT p.kind ORDER BY p.kind) FILTER (p.kind IS NOT NULL) AS kind_codes,
    bool_or(coalesce(
        k.meaning = 'granted'
        AND (k.filed_from IS NULL OR coalesce(f.filed_on, DATE '9999-12-31') >= k.filed_from)
        AND (k.filed_before IS NULL OR f.filed_on < k.filed_before), FALSE
    )) AS granted,
    min(p.key) FILTER (k.meaning = 'granted') AS granted_key,
    min(p.key) AS first_key
FROM published AS p
INNER JOIN right_facts AS f ON p.root = f.root
LEFT JOIN (SELECT * FROM kind_rules WHERE meaning = 'granted') AS k
    ON p.office = k.office AND p.kind = k.kind
GROUP BY p.root
"""

_IDENTIFIED = """
SELECT
    f.root,
    coalesce(
        n.granted_key, n.first_key,
        f.office || '-APP-' || regexp_replace(f.application_number, '^[A-Z]{2}', ''),
        f.office || '-ROW-' || md5(f.root)[1:12]
    ) AS right_id
FROM right_facts AS f
LEFT JOIN right_numbers AS n ON f.root = n.root
"""

_RIGHTS = """
SELECT
    i.right_id,
    f.office,
    f.application_number,
    coalesce(n.publication_numbers, []) AS publication_numbers,
    coalesce(n.kind_codes, []) AS kind_codes,
    f.filed_on,
    f.granted_on,
    f.ended_on,
    coalesce(n.granted, FALSE) OR f.granted_on IS NOT NULL AS granted,
    CASE WHEN f.filed_on IS NOT NULL THEN 'recorded' END AS filed_basis,
    CASE WHEN f.granted_on IS NOT NULL THEN 'recorded' END AS granted_basis,
    CASE WHEN f.ended_on IS NOT NULL THEN 'recorded' END AS ended_basis,
    f.original_application_number,
    f.original_publication_number,
    f.normalized,
    f.source
FROM right_facts AS f
INNER JOIN identified AS i ON f.root = i.root
LEFT JOIN right_numbers AS n ON f.root = n.root
ORDER BY i.right_id
"""

_FAMILY_RIGHTS = """
SELECT
    l.family_id,
    i.right_id,
    min(coalesce(l.basis, 'member')) AS basis,
    string_agg(DISTINCT l.source, ' | ' ORDER BY l.source) AS source
FROM labeled AS l
INNER JOIN identified AS i ON l.root = i.root
WHERE l.family_id IS NOT NULL
GROUP BY l.family_id, i.right_id
ORDER BY l.family_id, i.right_id
"""

_FAMILIES = """
SELECT
    n.family_id,
    coalesce(f.family_kind, CASE WHEN n.family_id LIKE 'group-%' THEN 'declared-group' ELSE 'given' END)
        AS family_kind,
    f.title,
    p.priority_numbers,
    p.priority_numbers[1] AS earliest_priority,
    coalesce(f.source, n.source) AS source
FROM (
    SELECT
        family_id,
        min(source) AS source
    FROM (
        SELECT family_id, source FROM part_right_rows WHERE family_id IS NOT NULL
        UNION
        SELECT family_id, source FROM part_declarations WHERE family_id IS NOT NULL
    )
    GROUP BY family_id
) AS n
LEFT JOIN (
    SELECT
        family_id,
        coalesce(
            min(family_kind) FILTER (family_kind <> 'given'), min(family_kind)
        ) AS family_kind,
        min(title) AS title,
        string_agg(DISTINCT source, ' | ' ORDER BY source) AS source
    FROM part_right_rows
    WHERE family_id IS NOT NULL
    GROUP BY family_id
) AS f ON n.family_id = f.family_id
LEFT JOIN (
    SELECT
        family_id,
        list(number ORDER BY regexp_extract(number, '[0-9]{4}'), number) AS priority_numbers
    FROM (
        SELECT DISTINCT family_id, unnest(priority_numbers) AS number FROM part_right_rows
        WHERE family_id IS NOT NULL
    )
    GROUP BY family_id
) AS p ON n.family_id = p.family_id
ORDER BY n.family_id
"""

# Each part comes sorted; sources follow one another by name.
_DECLARATIONS = """
SELECT
    declaration_id, reference, declarant, is_proprietor, signed_on, reflected_on, family_id,
    generation, specification, version, project, explicit, illustrative_part, basis,
    prepared_to_grant, reciprocity, source
FROM part_declarations
"""

_KEYS = """
SELECT DISTINCT p.key, i.right_id
FROM published AS p
INNER JOIN identified AS i ON p.root = i.root
"""

_NAMED = {
    name: f"""
SELECT
    t.*,
    k.right_id
FROM part_{name} AS t
LEFT JOIN keys AS k ON {_KEY.format("t.publication")} = k.key
"""
    for name in ("transfers", "status_events", "validations", "pool_patents")
}

_TRANSFERS = """
SELECT
    right_id, family_id, from_name, to_name, executed_on, recorded_on, reel_frame, conveyance,
    sequence, source
FROM named_transfers
WHERE right_id IS NOT NULL OR family_id IS NOT NULL
ORDER BY ALL
"""

_STATUS_EVENTS = """
SELECT right_id, code, category, country, dated_on, published_on, source
FROM named_status_events
WHERE right_id IS NOT NULL
ORDER BY ALL
"""

_VALIDATIONS = """
SELECT right_id, country, from_on, to_on, published_on, basis, source
FROM (
    SELECT right_id, country, from_on, to_on, published_on, 'recorded' AS basis, source
    FROM named_validations
    WHERE right_id IS NOT NULL
    UNION
    SELECT i.right_id, t.country, NULL, NULL, NULL, 'translation' AS basis, 'etsi' AS source
    FROM translations AS t
    INNER JOIN identified AS i ON t.european_root = i.root
)
ORDER BY ALL
"""

_POOL_PATENTS = """
SELECT pool, licensor, right_id, from_on, to_on, source
FROM named_pool_patents
WHERE right_id IS NOT NULL
ORDER BY ALL
"""

_SUITS = """
SELECT
    s.suit_id, s.court, s.country, s.filed_on, s.closed_on, s.plaintiffs, s.defendants, s.action,
    s.basis, coalesce(r.right_ids, []) AS right_ids, s.standards, s.outcome, s.source
FROM part_suits AS s
LEFT JOIN (
    SELECT
        n.suit_id,
        n.source,
        list(DISTINCT k.right_id ORDER BY k.right_id) AS right_ids
    FROM (SELECT suit_id, source, unnest(publications) AS p FROM part_suits) AS n
    INNER JOIN keys AS k ON regexp_extract(n.p, '^[A-Z]{2}-[^-]+') = k.key
    GROUP BY n.suit_id, n.source
) AS r ON s.suit_id = r.suit_id AND s.source = r.source
ORDER BY s.suit_id, s.source
"""

_SPELLINGS = """
SELECT declarant AS name FROM part_declarations
UNION
SELECT from_name FROM part_transfers
UNION
SELECT to_name FROM part_transfers
UNION
SELECT unnest(plaintiffs) FROM part_suits
UNION
SELECT unnest(defendants) FROM part_suits
UNION
SELECT unnest(except_suppliers) FROM part_orders
UNION
SELECT licensor FROM part_pool_patents
"""

_COVERAGE = """
SELECT
    l.office,
    min(l.filed_on) AS from_on,
    max(l.filed_on) AS to_on,
    count(DISTINCT l.root) AS rights,
    count(DISTINCT l.root) FILTER (l.granted_on IS NOT NULL) AS with_grant_date,
    count(DISTINCT e.right_id) AS with_events,
    l.source
FROM labeled AS l
LEFT JOIN identified AS i ON l.root = i.root
LEFT JOIN (SELECT DISTINCT right_id FROM named_status_events) AS e ON i.right_id = e.right_id
GROUP BY l.office, l.source
ORDER BY l.office, l.source
"""

_LOST = " UNION ALL ".join(
    f"""
SELECT '{form}' AS file, NULL::BIGINT AS line,
    'no right ' || publication || ' in the record' AS reason,
    encode(to_json(n)::VARCHAR) AS raw, source
FROM named_{name} AS n
WHERE right_id IS NULL AND {condition}
"""
    for name, form, condition in (
        ("transfers", "transfers", "family_id IS NULL"),
        ("status_events", "status", "TRUE"),
        ("validations", "validations", "TRUE"),
        ("pool_patents", "pools", "TRUE"),
    )
)

_REJECTS = f"""
SELECT file, line, reason, raw, source FROM part_rejects
UNION ALL
SELECT * FROM ({_LOST})
ORDER BY source, file, line, reason, raw
"""

TABLE_SELECTS: tuple[tuple[str, str], ...] = (
    ("labeled", _LABELED),
    ("published", _PUBLISHED),
    ("translations", _TRANSLATIONS),
    ("right_facts", _RIGHT_FACTS),
    ("right_numbers", _RIGHT_NUMBERS),
    ("identified", _IDENTIFIED),
    ("keys", _KEYS),
    *((f"named_{name}", select) for name, select in _NAMED.items()),
    ("rights", _RIGHTS),
    ("family_rights", _FAMILY_RIGHTS),
    ("families", _FAMILIES),
    ("declarations", _DECLARATIONS),
    (
        "standards",
        "SELECT standard_id, parent_id, body, kind, title, source FROM part_standards ORDER BY ALL",
    ),
    ("transfers", _TRANSFERS),
    ("status_events", _STATUS_EVENTS),
    ("validations", _VALIDATIONS),
    ("suits", _SUITS),
    (
        "orders",
        "SELECT suit_id, from_on, to_on, kind, reaches, except_suppliers, source FROM part_orders "
        "ORDER BY ALL",
    ),
    ("pool_patents", _POOL_PATENTS),
    ("spellings", _SPELLINGS),
    ("names", "SELECT name, company_id, method, score, 'names' AS source FROM merged ORDER BY name"),
    (
        "assessments",
        "SELECT family_id, standard_id, assessor, assessed_on, verdict, claim_type, reference, "
        "source FROM part_assessments ORDER BY ALL",
    ),
    ("coverage", _COVERAGE),
    ("rejects", _REJECTS),
)
"""Name and SELECT, each over the ones before it."""
