"""Names of a record: which are on it, which a person should look at, what a snapshot changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.errors import UsageError
from clearway.matching import REVIEW_FILE, read_review, resolve_all
from clearway.model.names import bundled_company, normalize_name
from clearway.record.record import open_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from clearway.matching import Proposal
    from clearway.record.record import Record

_NEAR = 3


def companies(record: Record) -> dict[str, str]:
    """Return the company of every spelling."""
    found = record.connect().execute("SELECT name, company_id FROM names ORDER BY name").fetchall()
    return dict(found)


@dataclass(frozen=True)
class Doubtful:
    """What a person should look at.

    Attributes:
        spellings: how many are on record.
        merged: pairs that likeness alone made one company, from the least sure.
        proposals: pairs that only a person can make one, from the likeliest.
        families: how many were declared under each declarant's spelling.
    """

    spellings: int
    merged: tuple[Proposal, ...]
    proposals: tuple[Proposal, ...]
    families: Mapping[str, int]


def doubtful(record_dir: Path, tell: Callable[[int], None]) -> Doubtful:
    """Return what merges and proposals rest on likeness, over the spellings of a record.

    Args:
        record_dir: the record.
        tell: told how many spellings there are, before they are compared.

    Raises:
        SourceError: the review file cannot be read.
    """
    record = open_record(record_dir)
    joint = record.connect().execute("SELECT name FROM names WHERE method = 'joint'").fetchall()
    spelled = {*companies(record)} - {name for (name,) in joint}
    tell(len(spelled))
    found = resolve_all(spelled, read_review(record_dir / REVIEW_FILE))
    counted = record.connect().execute(
        "SELECT declarant, count(DISTINCT family_id) FROM declarations GROUP BY declarant"
    )
    return Doubtful(len(spelled), found.merged, found.proposals, dict(counted.fetchall()))


def refuse_unknown(record_dir: Path, names: Sequence[str]) -> None:
    """Raise UsageError for a name that is neither on record nor in the bundled table."""
    from rapidfuzz import process

    known = companies(open_record(record_dir))
    every = {*known, *known.values()}
    keys = {normalize_name(name) for name in every}
    for name in names:
        if normalize_name(name) not in keys and bundled_company(name) is None:
            near = process.extract(name, every, limit=_NEAR, processor=normalize_name)
            listed = ", ".join(sorted(repr(other) for other, _, _ in near))
            raise UsageError(f"no name {name[:60]!r} on record (nearest: {listed or 'none'})")


def changed(record_dir: Path, before: str, after: str) -> list[tuple[str, str, str]]:
    """Return every spelling whose company differs between two snapshots: it, old, new."""
    old = companies(open_record(record_dir, before))
    new = companies(open_record(record_dir, after))
    return [(name, old[name], company) for name, company in new.items() if old[name] != company]
