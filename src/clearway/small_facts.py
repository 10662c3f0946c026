"""What is small in a record, read once per snapshot and kept beside it.

A question on the command line then needs no database. The cache holds the facts as JSON and an
index of publication numbers as two `.npy` files that are mapped, not read; like all of the cache it
may be deleted at any time.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clearway.clearance.facts import OrderFacts, RecordFacts, SuitFacts
from clearway.clearance.layout import as_bytes
from clearway.model.applications import chinese_patent
from clearway.model.names import normalize_name
from clearway.model.numbers import NumberError, parse_publication

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clearway.record import Record

FACTS_VERSION = "6"
"""Goes up with what is kept, the keys of `normalize_name` among it."""
SAMPLE_MARK = "SAMPLE"
"""Stands in the references of a made-up register and in the names of what offices say of it, so
that no answer from it looks real."""
LISTS = ("pool", "uspto-suits")
"""Sources that name single rights: that they name one of an office says nothing of the others."""
_SUITS = """
WITH telling AS (
    SELECT suit_id FROM suits WHERE basis IN ('declared', 'mixed')
    UNION
    SELECT suit_id FROM orders
    UNION
    SELECT u.suit_id
    FROM (SELECT suit_id, unnest(right_ids) AS right_id FROM suits) AS u
    INNER JOIN family_rights AS fr ON u.right_id = fr.right_id
    INNER JOIN declarations AS d ON fr.family_id = d.family_id
    UNION
    SELECT arg_min(suit_id, (coalesce(filed_on, DATE '0001-01-01'), suit_id))
    FROM suits
    GROUP BY country
)

SELECT suit_id, country, filed_on, plaintiffs, defendants, action, basis, right_ids
FROM suits
WHERE suit_id IN (SELECT suit_id FROM telling)
ORDER BY suit_id
"""
"""Suits that can make an enforcer or carry an order, and the first in each country, which shows
since when some source speaks of suits there; docket data holds a hundred thousand others."""
_KEPT = 3
"""Snapshots whose facts are kept, as many as the record keeps."""


@dataclass(frozen=True)
class Index:
    """Publication numbers, kind apart, sorted (bytes), and the id of the right of each (bytes).

    Of Chinese rights also the applications, by which courts there name a patent (`ZL`).
    """

    keys: np.ndarray
    right_ids: np.ndarray

    def find(self, numbers: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the rights that carry publication numbers, any kind code; unknown are absent."""
        found = {}
        for number in numbers:
            try:
                named = chinese_patent(number) or parse_publication(number).key
            except NumberError:
                continue
            key = np.array([named.encode()])
            first, last = (int(np.searchsorted(self.keys, key, side)[0]) for side in _SIDES)
            if first < last:
                found[number] = tuple(right.decode() for right in self.right_ids[first:last])
        return found


_SIDES: tuple[Any, ...] = ("left", "right")


def read_facts(record: Record) -> RecordFacts:
    """Read what is small in a record, out of the cache or out of its tables and into the cache."""
    folder = record.cache_dir / f"facts-{FACTS_VERSION}-{record.snapshot_id}"
    try:
        told, index = _kept(folder)
    except (OSError, ValueError, KeyError):
        told, index = _told(record), _index(record)
        _keep(folder, told, index)
    return _facts(record, told, index)


def _kept(folder: Path) -> tuple[dict[str, Any], Index]:
    told = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    arrays = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("keys", "right_ids"))
    return told, Index(*arrays)


def _keep(folder: Path, told: Mapping[str, Any], index: Index) -> None:
    """Write the facts beside the layouts; a cache that cannot be written is done without."""
    scratch: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
        (scratch / "facts.json").write_text(json.dumps(told), encoding="utf-8")
        np.save(scratch / "keys.npy", index.keys)
        np.save(scratch / "right_ids.npy", index.right_ids)
        scratch.rename(folder)
        kept = sorted(folder.parent.glob("facts-*"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)


def _told(record: Record) -> dict[str, Any]:
    """The facts as plain data; dates ISO."""
    connection = record.connect()

    def rows(select: str) -> list[tuple[Any, ...]]:
        return [
            tuple(v.isoformat() if isinstance(v, date) else v for v in row)
            for row in connection.execute(select).fetchall()
        ]

    def words(select: str) -> list[str]:
        return [word for (word,) in rows(select)]

    names = rows("SELECT name, company_id FROM names ORDER BY name")
    return {
        "is_sample": any(SAMPLE_MARK in name for name in _file_names(record))
        or bool(
            rows(f"SELECT 1 FROM declarations WHERE reference LIKE '%{SAMPLE_MARK}%' LIMIT 1")  # noqa: S608
        ),
        "names": names,
        "keys": {name: normalize_name(name) for row in names for name in row},
        "probable": words("SELECT name FROM names WHERE method = 'probable' ORDER BY name"),
        "joint": words("SELECT name FROM names WHERE method = 'joint' ORDER BY name"),
        "assessed": words(
            "SELECT DISTINCT standard_id FROM assessments WHERE standard_id IS NOT NULL ORDER BY 1"
        ),
        "family_kinds": words(
            "SELECT DISTINCT family_kind FROM families WHERE family_kind IS NOT NULL ORDER BY 1"
        ),
        "has_recorded_owners": bool(
            rows("(SELECT 1 FROM transfers LIMIT 1) UNION ALL (SELECT 1 FROM applicants LIMIT 1)")
        ),
        "leaves": rows("SELECT DISTINCT generation, specification FROM declarations ORDER BY 1, 2"),
        "offices": words(
            f"SELECT DISTINCT office FROM coverage WHERE source NOT IN {LISTS} ORDER BY office"  # noqa: S608
        ),
        "listed_pools": words("SELECT DISTINCT pool FROM pool_patents ORDER BY pool"),
        "standards": rows("SELECT standard_id, parent_id FROM standards ORDER BY 1, 2"),
        "suits": rows(_SUITS),
        "orders": rows(
            "SELECT suit_id, from_on, to_on, kind, reaches, except_suppliers FROM orders "
            "ORDER BY suit_id, from_on, kind"
        ),
    }


def _file_names(record: Record) -> list[str]:
    sources = record.manifest.get("sources", {}).values()
    return [file["name"] for entry in sources for file in entry["files"]]


def _index(record: Record) -> Index:
    rows = (
        record.connect()
        .execute(
            "SELECT DISTINCT regexp_extract(p, '^[A-Z]+-[^-]+') AS key, right_id "
            "FROM (SELECT right_id, unnest(publication_numbers) AS p FROM rights) "
            "UNION SELECT application_number, right_id FROM rights "
            "WHERE office = 'CN' AND application_number IS NOT NULL "
            "ORDER BY key, right_id"
        )
        .fetchnumpy()
    )
    return Index(*(as_bytes(rows[name]) for name in ("key", "right_id")))


def _facts(record: Record, told: Mapping[str, Any], index: Index) -> RecordFacts:
    return RecordFacts(
        snapshot_id=record.snapshot_id,
        sources=record.editions,
        is_sample=told["is_sample"],
        names=dict(told["names"]),
        keys=told["keys"],
        probable=frozenset(told["probable"]),
        joint=frozenset(told["joint"]),
        assessed=tuple(told["assessed"]),
        has_recorded_owners=told["has_recorded_owners"],
        leaves=tuple((generation, spec) for generation, spec in told["leaves"]),
        family_kinds=frozenset(told["family_kinds"]),
        offices=frozenset(told["offices"]),
        listed_pools=frozenset(told["listed_pools"]),
        standards=tuple((standard, parent) for standard, parent in told["standards"]),
        suits=tuple(
            SuitFacts(i, c, _day(f), tuple(p or ()), tuple(d or ()), a, b, tuple(r or ()))
            for i, c, f, p, d, a, b, r in told["suits"]
        ),
        orders=tuple(
            OrderFacts(s, _day(f), _day(t), k, tuple(r) if r else None, tuple(e or ()))
            for s, f, t, k, r, e in told["orders"]
        ),
        find_rights=lru_cache(maxsize=None)(index.find),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
