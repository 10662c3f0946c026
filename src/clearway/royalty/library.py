"""Published determinations and programmes: what courts set, what licensors ask, what was paid.

The rows are data (`data/royalty/*.csv`), each with its source, its status and how sure it is.
Figures are kept as written; nothing here is a forecast of what a court would say.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from clearway.errors import UsageError
from clearway.model.standards import StandardsTree, canonical
from clearway.royalty.methods import Rounding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FOLDER = Path(__file__).parent.parent / "data" / "royalty"

STATUSES = ("final", "vacated", "superseded", "under appeal", "settled", "unknown")
"""What became of a determination; unknown: no source of ours says whether it stands."""
MEASURES = ("share", "unit", "sum")
"""A share of the price, an amount for each unit, one amount in all."""
SURENESS = ("court", "licensor", "author", "reported", "rebuilt")
"""Who says the figure: the court, the licensor or the author of a study in a text of its own; a
report on it; or it is rebuilt: it follows by the method from inputs not all of which are confirmed.
"""


@dataclass(frozen=True)
class Entry:
    """What a determination and a programme have in common.

    Attributes:
        standards: canonical names.
        product: what the royalty is taken on.
        region: for which; empty when the source does not say.
        low, high: None where the source gives only a ceiling or only a floor.
        measure: see `MEASURES`.
        currency: of an amount; None for a share.
        sure: see `SURENESS`.
        publication, address: where the figure was read.
    """

    id: str
    standards: tuple[str, ...]
    product: str
    region: str
    low: Fraction | None
    high: Fraction | None
    measure: str
    currency: str | None
    sure: str
    publication: str
    address: str
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data: numbers, lists, texts; None for what is not there."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


@dataclass(frozen=True)
class Determination(Entry):
    """What a court or jury set.

    Attributes:
        owner: of the patents; `user` is the other side.
        decided: a day, month or year, as far as the source goes.
        status: see `STATUSES`.
        method: of `clearway.royalty.methods`; empty when the source does not say.
        aggregate_low, aggregate_high: for all owners together, where the court found one.
        rounding: the steps at which it rounded.
    """

    owner: str
    user: str
    court: str
    country: str
    decided: str
    status: str
    method: str
    aggregate_low: Fraction | None
    aggregate_high: Fraction | None
    rounding: tuple[Rounding, ...]


@dataclass(frozen=True)
class Programme(Entry):
    """What owners ask, promised to ask at most together, or were paid.

    Attributes:
        licensor: one owner, a pool, or several owners together.
        kind: `rate card`, `pool`, `pledge` (a ceiling for all owners) or `study`.
        published: a day, month or year; empty when not known.
    """

    licensor: str
    kind: str
    published: str


AnyEntry = TypeVar("AnyEntry", bound=Entry)


@cache
def determinations() -> tuple[Determination, ...]:
    """Return the bundled determinations, oldest first."""
    return tuple(
        Determination(
            **_common(row, "owner", "user", "court", "country", "decided", "status", "method"),
            aggregate_low=_number(row["aggregate_low"]),
            aggregate_high=_number(row["aggregate_high"]),
            rounding=tuple(_rounding(step) for step in row["rounding"].split("|") if step),
        )
        for row in read_rows("determinations")
    )


@cache
def programmes() -> tuple[Programme, ...]:
    """Return the bundled programmes, pledges and studies, oldest first."""
    return tuple(
        Programme(**_common(row, "licensor", "kind", "published"))
        for row in read_rows("programmes")
    )


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a bundled file by column."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def find_entry(entry_id: str) -> Determination | Programme:
    """Return the entry of an id.

    Raises:
        KeyError: there is none.
    """
    entries: tuple[Determination | Programme, ...] = (*determinations(), *programmes())
    return {entry.id: entry for entry in entries}[entry_id]


def choose(
    entries: Iterable[AnyEntry], standard: str | None = None, status: str | None = None
) -> tuple[AnyEntry, ...]:
    """Return the entries on a standard, or one above or below it, and of a status.

    Programmes have no status, so asking for one leaves them out.

    Raises:
        UsageError: for an unknown status.
    """
    if status is not None and status not in STATUSES:
        raise UsageError(f"unknown status {status!r}; known: {', '.join(STATUSES)}")
    return tuple(
        entry
        for entry in entries
        if (standard is None or any(_related(standard, name) for name in entry.standards))
        and (status is None or getattr(entry, "status", None) == status)
    )


@cache
def _tree() -> StandardsTree:
    return StandardsTree.bundled()


def _related(one: str, other: str) -> bool:
    return canonical(one) in _tree().ancestors(other) or canonical(other) in _tree().ancestors(one)


_TEXTS = ("id", "product", "region", "measure", "sure", "publication", "address", "note")


def _common(row: Mapping[str, str], *own: str) -> dict[str, Any]:
    """What every entry has, and the texts of its own kind."""
    return {
        **{name: row[name] for name in (*_TEXTS, *own)},
        "standards": tuple(canonical(name) for name in row["standards"].split("|")),
        "low": _number(row["low"]),
        "high": _number(row["high"]),
        "currency": row["currency"] or None,
    }


def _number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _rounding(text: str) -> Rounding:
    step, _, decimals = text.partition(":")
    return Rounding(step, int(decimals))


def _plain(value: object) -> Any:
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, tuple):
        return [vars(each) if isinstance(each, Rounding) else each for each in value]
    return value
