"""The record as arrays: what the kernel needs, once per snapshot, day of knowledge and policy.

The rules up to `bounds` and `title` make it (so the kernel never reads a status event or a chain of
title in its own way); names stay as spelled, so that one layout serves every case. It is kept in
the record's cache as plain `.npy` files that are mapped, not read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from clearway.clearance.arrays import offsets
from clearway.clearance.engine import RULES_VERSION, Engine, Relation, run_rules
from clearway.clearance.facts import leaf_id
from clearway.clearance.groups import MAX, MIN
from clearway.clearance.relations import estimate_relations, office_relation, purchase_relation
from clearway.clearance.standing import assessment_relations
from clearway.model.standards import StandardsTree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clearway.case import Policy

LAYOUT_VERSION = "5"
EPOCH = date(1970, 1, 1)
FIRST_DAY = (MIN - EPOCH).days
LAST_DAY = (MAX - EPOCH).days
_KEPT = 16
"""How many layouts the cache holds; the least recently used goes first."""


class ArrayEngine(Engine, Protocol):
    """An engine that can also return columns as NumPy arrays."""

    def arrays(self, select: str) -> Mapping[str, np.ndarray]:
        """Return the columns of a SELECT as NumPy arrays."""


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True, eq=False)
class Layout:
    """One record, known on one day, under one policy of estimates. Days count from 1970-01-01.

    Rights (R of them, by right_id), families (F, by family_id; an undeclared one
    has no leaf), `*_at` are CSR
    offsets of length n + 1.
    """

    right_ids: np.ndarray  # S[R]
    right_office: np.ndarray  # int16[R], index into offices
    right_filed: np.ndarray  # int32[R], FIRST_DAY when unknown
    right_granted: np.ndarray  # int32[R], LAST_DAY when never
    right_ended: np.ndarray  # int32[R]
    right_flags: np.ndarray  # uint8[R], 1 grant estimated, 2 end estimated
    is_declared: np.ndarray  # bool[R], lies in a family for which a declaration speaks
    family_ids: np.ndarray  # S[F]
    family_first: np.ndarray  # int32[F], first filing, FIRST_DAY when unknown
    family_is_group: np.ndarray  # bool[F]
    family_right_at: np.ndarray  # int64[F + 1]
    family_right: np.ndarray  # int32, of every kind of family, for what deals and transfers list
    is_counted: np.ndarray  # bool, whether the right counts in this family (policy.family)
    family_leaf_at: np.ndarray  # int64[F + 1]
    family_leaf: np.ndarray  # int32, index into leaves
    family_standing: np.ndarray  # uint8, of each family_leaf by side, as `standing` lays it out
    title_at: np.ndarray  # int64[R + 1]
    title_owner: np.ndarray  # int32, index into owners
    title_from: np.ndarray  # int32
    title_to: np.ndarray  # int32
    state_at: np.ndarray  # int64[R + 1], what is on record of single states
    state_country: np.ndarray  # S2
    state_kind: np.ndarray  # uint8: 0 on a whole list, 1 took effect there, 2 ceased there
    state_from: np.ndarray  # int32; for kind 2 the day on which it ceased
    state_to: np.ndarray  # int32
    pool_name: np.ndarray  # int32, index into pools
    pool_right: np.ndarray  # int32
    pool_from: np.ndarray  # int32
    pool_to: np.ndarray  # int32
    words: Mapping[str, list[str]]  # owners, leaves, offices, pools

    @property
    def families(self) -> int:
        """How many families."""
        return len(self.family_ids)


def layout_for(cache: Path, key: str, make: Callable[[], Layout]) -> Layout:
    """Return the layout, out of the cache or made now and kept there.

    Args:
        cache: folder of the record that may be deleted at any time.
        key: from `layout_key`.
        make: makes it.
    """
    folder = cache / key
    try:
        layout = read_layout(folder)
        os.utime(folder)
    except (OSError, ValueError, KeyError):
        layout = make()
        _keep(layout, folder)
    return layout


def layout_key(snapshot: str, known_at: date, policy: Policy) -> str:
    """Return the name of a layout: what else it depends on than the snapshot is in it."""
    choices = [
        RULES_VERSION, LAYOUT_VERSION, snapshot, known_at.isoformat(),
        sorted(policy.grant_lag_days.items()), sorted(policy.term_years.items()),
        policy.pending_max_years, policy.family, policy.owners,
    ]  # fmt: skip
    return "layout-" + hashlib.sha256(json.dumps(choices).encode()).hexdigest()[:20]


def read_layout(folder: Path) -> Layout:
    """Map a kept layout; OSError when it is not there.

    The arrays are writable as those of a layout just made, so that the kernel is compiled for one
    kind of array; nothing written to them would reach the files.
    """
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    arrays = {
        f.name: np.load(folder / f"{f.name}.npy", mmap_mode="c")
        for f in fields(Layout)
        if f.name != "words"
    }
    return Layout(**arrays, words=words)


def _keep(layout: Layout, folder: Path) -> None:
    """Write a layout beside the others; a cache that cannot be written is done without."""
    scratch: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
        for f in fields(Layout):
            if f.name != "words":
                np.save(scratch / f"{f.name}.npy", getattr(layout, f.name))
        (scratch / "words.json").write_text(json.dumps(dict(layout.words)), encoding="utf-8")
        scratch.rename(folder)
        _prune(folder.parent)
    except OSError:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)


def _prune(cache: Path) -> None:
    kept = sorted(cache.glob("layout-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def make_layout(engine: ArrayEngine, known_at: date, policy: Policy) -> Layout:
    """Run the rules up to the bounds of rights and lay their rows out as arrays."""
    run_rules(engine, layout_relations(engine, known_at, policy), until="validated")
    engine.define("l_offices", _index("office", "bounds"))
    engine.define("l_rights", _RIGHTS)
    engine.define("l_families", _FAMILIES)
    engine.define("l_leaves", _index("leaf_id", "known_declarations"))
    engine.define("l_owners", _index("company", "title"))
    engine.define("l_pools", _index("pool", "pool_patents"))
    rights = engine.arrays("SELECT * EXCLUDE (place) FROM l_rights ORDER BY place")
    families = engine.arrays("SELECT * EXCLUDE (place) FROM l_families ORDER BY place")
    owned = engine.arrays(_OWNED)
    members = engine.arrays(_MEMBERS)
    leaves = engine.arrays(_LEAVES)
    states = engine.arrays(_STATES)
    pools = engine.arrays(_POOLS)
    count, family_count = len(rights["right_id"]), len(families["family_id"])
    return Layout(
        right_ids=as_bytes(rights["right_id"]),
        right_office=rights["office"].astype(np.int16),
        right_filed=rights["filed"].astype(np.int32),
        right_granted=rights["granted"].astype(np.int32),
        right_ended=rights["ended"].astype(np.int32),
        right_flags=rights["flags"].astype(np.uint8),
        is_declared=rights["is_declared"].astype(np.bool_),
        family_ids=as_bytes(families["family_id"]),
        family_first=families["first_filed"].astype(np.int32),
        family_is_group=families["is_group"].astype(np.bool_),
        family_right_at=offsets(members["family"], family_count),
        family_right=members["right"].astype(np.int32),
        is_counted=members["is_counted"].astype(np.bool_),
        family_leaf_at=offsets(leaves["family"], family_count),
        family_leaf=leaves["leaf"].astype(np.int32),
        family_standing=leaves["standing"].astype(np.uint8),
        title_at=offsets(owned["right"], count),
        title_owner=owned["owner"].astype(np.int32),
        title_from=owned["from_day"].astype(np.int32),
        title_to=owned["to_day"].astype(np.int32),
        state_at=offsets(states["right"], count),
        state_country=as_bytes(states["country"], 2),
        state_kind=states["kind"].astype(np.uint8),
        state_from=states["from_day"].astype(np.int32),
        state_to=states["to_day"].astype(np.int32),
        pool_name=pools["pool"].astype(np.int32),
        pool_right=pools["right"].astype(np.int32),
        pool_from=pools["from_day"].astype(np.int32),
        pool_to=pools["to_day"].astype(np.int32),
        words={
            name: [row[0] for row in engine.rows(f"SELECT word FROM l_{name} ORDER BY place")]  # noqa: S608
            for name in ("owners", "leaves", "offices", "pools")
        },
    )


def layout_relations(engine: Engine, known_at: date, policy: Policy) -> list[Relation]:
    """The few relations that the first rules name; every name stands for itself."""
    text = "TEXT"
    names = tuple((name, name) for (name,) in engine.rows("SELECT name FROM names ORDER BY name"))
    return [
        Relation("question", (("known_at", "DATE"),), ((known_at,),)),
        Relation("companies", (("name", text), ("company", text)), names),
        *estimate_relations(replace(policy, unknown_owners="apart")),
        office_relation(),
        purchase_relation(()),
        *assessment_relations(_assessed_coverings(engine)),
    ]


def _assessed_coverings(engine: Engine) -> dict[str, list[str]]:
    """Standards against which somebody assessed a family -> keys of the leaves that they cover."""
    names = engine.rows("SELECT DISTINCT standard_id FROM assessments ORDER BY 1")
    if not names:
        return {}
    tree = StandardsTree.bundled(
        (standard, parent)
        for standard, parent in engine.rows(
            "SELECT standard_id, parent_id FROM standards ORDER BY 1, 2"
        )
    )
    leaves = engine.rows("SELECT DISTINCT generation, specification FROM declarations")
    return {
        name: [leaf_id((g, s)) for g, s in leaves if tree.covers(name, g, s)]
        for (name,) in names
        if name is not None
    }


def _index(column: str, table: str) -> str:
    return (
        f"SELECT word, row_number() OVER (ORDER BY word) - 1 AS place "  # noqa: S608 - our names
        f"FROM (SELECT DISTINCT {column} AS word FROM {table}) AS w"
    )


BOUNDS = """
    date_diff('day', DATE '1970-01-01', b.granted_on) AS granted,
    date_diff('day', DATE '1970-01-01', b.ended_on) AS ended,
    CASE WHEN b.is_grant_estimated THEN 1 ELSE 0 END
    + CASE WHEN b.is_end_estimated THEN 2 ELSE 0 END AS flags
"""
"""What of a right depends on estimates."""
_RIGHTS = f"""
SELECT
    b.right_id,
    row_number() OVER (ORDER BY b.right_id) - 1 AS place,
    o.place AS office,
    date_diff('day', DATE '1970-01-01', b.pending_from) AS filed,
    {BOUNDS},
    d.right_id IS NOT NULL AS is_declared
FROM bounds AS b
INNER JOIN l_offices AS o ON b.office = o.word
LEFT JOIN (
    SELECT fr.right_id
    FROM family_rights AS fr
    INNER JOIN known_declarations AS k ON fr.family_id = k.family_id
    UNION
    SELECT c.right_id
    FROM counted_rights AS c
    INNER JOIN counted_declarations AS k ON c.family_id = k.family_id
) AS d ON b.right_id = d.right_id
"""  # noqa: S608 - our own columns
_FAMILIES = """
SELECT
    d.family_id,
    row_number() OVER (ORDER BY d.family_id) - 1 AS place,
    coalesce(min(f.family_kind), '') = 'declared-group' AS is_group,
    coalesce(min(CASE WHEN r.filed > -719162 THEN r.filed END), -719162) AS first_filed
FROM (SELECT family_id FROM counted_declarations UNION SELECT family_id FROM family_rights) AS d
LEFT JOIN families AS f ON d.family_id = f.family_id
LEFT JOIN counted_rights AS fr ON d.family_id = fr.family_id
LEFT JOIN l_rights AS r ON fr.right_id = r.right_id
GROUP BY d.family_id
"""
_MEMBERS = """
SELECT f.place AS family, r.place AS "right", c.right_id IS NOT NULL AS is_counted
FROM family_rights AS fr
INNER JOIN l_families AS f ON fr.family_id = f.family_id
INNER JOIN l_rights AS r ON fr.right_id = r.right_id
LEFT JOIN counted_rights AS c ON fr.family_id = c.family_id AND fr.right_id = c.right_id
ORDER BY f.place, r.place
"""
_LEAVES = """
SELECT
    f.place AS family,
    l.place AS leaf,
    coalesce(u.standing, 3) + 4 * coalesce(n.standing, 3) + 16 * coalesce(e.standing, 3)
        AS standing
FROM counted_declarations AS d
INNER JOIN l_families AS f ON d.family_id = f.family_id
INNER JOIN l_leaves AS l ON d.leaf_id = l.word
LEFT JOIN standings AS u
    ON d.family_id = u.family_id AND d.leaf_id = u.leaf_id AND u.side = 'user-equipment'
LEFT JOIN standings AS n
    ON d.family_id = n.family_id AND d.leaf_id = n.leaf_id AND n.side = 'network'
LEFT JOIN standings AS e
    ON d.family_id = e.family_id AND d.leaf_id = e.leaf_id AND e.side = 'either'
ORDER BY f.place, l.place
"""
_OWNED = """
SELECT
    r.place AS "right",
    o.place AS owner,
    date_diff('day', DATE '1970-01-01', t.from_on) AS from_day,
    date_diff('day', DATE '1970-01-01', t.to_on) AS to_day
FROM title AS t
INNER JOIN l_rights AS r ON t.right_id = r.right_id
INNER JOIN l_owners AS o ON t.company = o.word
ORDER BY r.place, from_day
"""
_STATES = """
SELECT
    r.place AS "right",
    v.country,
    CASE WHEN v.is_listed THEN 0 ELSE 1 END AS kind,
    date_diff('day', DATE '1970-01-01', v.from_on) AS from_day,
    date_diff('day', DATE '1970-01-01', v.to_on) AS to_day
FROM validated AS v
INNER JOIN l_rights AS r ON v.right_id = r.right_id
UNION ALL
SELECT
    r.place AS "right",
    e.country,
    2 AS kind,
    date_diff('day', DATE '1970-01-01', e.ceased_on) AS from_day,
    2932896 AS to_day
FROM endings AS e
INNER JOIN l_rights AS r ON e.right_id = r.right_id
WHERE e.country <> '' AND e.ceased_on IS NOT NULL
ORDER BY 1, 3, 2, 4
"""
_POOLS = """
SELECT
    o.place AS pool,
    r.place AS "right",
    date_diff('day', DATE '1970-01-01', coalesce(p.from_on, DATE '0001-01-01')) AS from_day,
    date_diff(
        'day', DATE '1970-01-01',
        CASE WHEN p.to_on <= q.known_at THEN p.to_on ELSE DATE '9999-12-31' END
    ) AS to_day
FROM pool_patents AS p
INNER JOIN l_rights AS r ON p.right_id = r.right_id
INNER JOIN l_pools AS o ON p.pool = o.word
CROSS JOIN question AS q
WHERE coalesce(p.from_on, DATE '0001-01-01') <= q.known_at
ORDER BY 1, 2, 3
"""


def as_bytes(values: np.ndarray, width: int = 1) -> np.ndarray:
    """ASCII or UTF-8 bytes of fixed width, which can be mapped."""
    encoded = [str(value).encode() for value in values]
    return np.array(encoded, dtype=f"S{max([width, *map(len, encoded)])}")
