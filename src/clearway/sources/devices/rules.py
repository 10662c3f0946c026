"""The rules by which cells of a table of devices say standards, suppliers and categories.

The rules are data: `data/vocabulary/device_rules.csv`, `device_suppliers.csv` and
`device_categories.csv`, each with what it goes by. This module reads and applies them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, cast

from clearway.model.standards import GENERATIONS, StandardsTree, canonical
from clearway.model.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Says = Literal["yes", "no", "unknown", "aside"]

_PARTS = re.compile(r"[|;,](?![^()]*\))")
"""What stands between the parts of a cell, outside parentheses; some copies write `|` for `,`."""


@dataclass(frozen=True)
class Rule:
    """One rule: what a cell's part that matches says of a standard, and why.

    Attributes:
        says: `yes`, `no` (it and all below it), `unknown`, or `aside` (nothing on any standard).
        standard: its name in the standards tree; empty with `aside`.
    """

    column: str
    pattern: re.Pattern[str]
    says: Says
    standard: str
    why: str


@dataclass(frozen=True)
class Reason:
    """What one part of a cell says: the reasoning that `--explain` shows."""

    column: str
    part: str
    says: Says
    standard: str
    why: str

    def __str__(self) -> str:
        cell = f"{self.column} '{self.part}'" if self.part else f"{self.column} (blank)"
        what = f"{self.says} {self.standard}" if self.standard else "nothing"
        return f"{cell}: {what} ({self.why})"


@dataclass(frozen=True)
class Supplied:
    """A supplier that the chipset's cell names.

    Attributes:
        supplier: whose part it is.
        part: the part of the cell.
        standards: what the part brings; empty where the source does not say.
        why: by which rule.
    """

    supplier: str
    part: str
    standards: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Bill:
    """What the cells of one device say of standards.

    Attributes:
        standards: those it has, in the order of the rules.
        lacking: those it lacks, all below them included.
        unknown: those of which the source does not say.
        contradicted: those that one cell gives and another denies; they count as had.
        reasons: every rule that spoke, and cells that no rule understood.
    """

    standards: tuple[str, ...]
    lacking: tuple[str, ...]
    unknown: tuple[str, ...]
    contradicted: tuple[str, ...]
    reasons: tuple[Reason, ...]


@cache
def rules() -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules on standards by column."""
    found: dict[str, list[Rule]] = {}
    for row in read_vocabulary("device_rules"):
        rule = Rule(
            row["column"],
            re.compile(row["pattern"], re.IGNORECASE),
            cast("Says", row["says"]),
            canonical(row["standard"]) if row["standard"] else "",
            row["why"],
        )
        found.setdefault(rule.column, []).append(rule)
    return {column: tuple(some) for column, some in found.items()}


@cache
def topics() -> Mapping[str, tuple[str, ...]]:
    """Return what stays unknown by column where its cell is blank: `WLAN` -> `Wi-Fi`."""
    return {
        column: tuple(rule.standard for rule in some if rule.pattern.pattern == "^$")
        for column, some in rules().items()
    }


@cache
def _tree() -> StandardsTree:
    return StandardsTree.bundled()


def bill_of(cells: Mapping[str, str]) -> Bill:
    """Apply the rules on standards to the cells of one device.

    Args:
        cells: text by column as the rules name it; a column that the table lacks counts as blank.
    """
    reasons = [reason for column in rules() for reason in _cell_reasons(column, cells.get(column))]
    said = {says: _said(reasons, says) for says in ("yes", "no", "unknown")}
    had = said["yes"]
    above_had = {above for name in had for above in _tree().ancestors(name)}
    open_ones = [name for name in said["unknown"] if name not in above_had]
    lacking = [name for name in said["no"] if not _touches(name, [*had, *open_ones])]
    open_ones = [name for name in open_ones if not _tree().ancestors(name) & set(lacking)]
    contradicted = [name for name in had if _tree().ancestors(name) & set(said["no"])]
    had = [name for name in had if not any(name in _above(other) for other in had)]
    return Bill(tuple(had), tuple(lacking), tuple(open_ones), tuple(contradicted), tuple(reasons))


def _said(reasons: Sequence[Reason], says: str) -> list[str]:
    names = (reason.standard for reason in reasons if reason.says == says)
    return list(dict.fromkeys(names))


def _above(name: str) -> frozenset[str]:
    return _tree().ancestors(name) - {name}


def _touches(name: str, others: Sequence[str]) -> bool:
    """Say whether one of the others is the standard itself or lies below it."""
    return any(name in _tree().ancestors(other) for other in others)


def _cell_reasons(column: str, cell: str | None) -> Iterator[Reason]:
    if cell is None:
        for topic in topics()[column]:
            yield Reason(column, "", "unknown", topic, "the table has no such column")
        return
    parts = [part.strip() for part in _PARTS.split(cell)]
    for part in [part for part in parts if part] or [""]:
        found = _part_reasons(column, part)
        yield from found
        if not found and part:
            for topic in topics()[column]:
                yield Reason(column, part, "unknown", topic, "no rule understands this")


@lru_cache(maxsize=1 << 14)
def _part_reasons(column: str, part: str) -> tuple[Reason, ...]:
    """Return what a part says.

    A `no` or `unknown` stands for all below it, too; a `yes` says what stands above it as well.
    """
    decided: set[str] = set()
    implied: set[str] = set()
    found = []
    for rule in rules()[column]:
        if not rule.pattern.search(part):
            continue
        if rule.standard and _tree().ancestors(rule.standard) & decided:
            continue
        if rule.says in {"no", "unknown"}:
            decided.add(rule.standard)
        elif rule.says == "yes":
            if rule.standard in implied:
                continue
            implied |= _above(rule.standard)
        found.append(Reason(column, part, rule.says, rule.standard, rule.why))
    return tuple(found)


@cache
def _suppliers() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    return tuple((re.compile(row["pattern"]), row) for row in read_vocabulary("device_suppliers"))


def suppliers_of(chipset: str, standards: Sequence[str]) -> tuple[Supplied, ...]:
    """Return the suppliers that a chipset's cell names; several are those of variants.

    Args:
        chipset: the cell.
        standards: what the device has, of which a part with a modem brings the generations.
    """
    cellular = tuple(name for name in standards if name in GENERATIONS)
    found: dict[tuple[str, str], Supplied] = {}
    for part in map(str.strip, _PARTS.split(chipset)):
        for pattern, row in _suppliers():
            key = (part, row["supplier"])
            if key not in found and pattern.search(part):
                brings = cellular if row["brings"] == "cellular" else ()
                found[key] = Supplied(row["supplier"], part, brings, row["why"])
    return tuple(found.values())


@cache
def _categories() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    return tuple((re.compile(row["pattern"]), row) for row in read_vocabulary("device_categories"))


def category_of(cells: Mapping[str, str]) -> str:
    """Return the category of a device: that of the first rule that matches, else `phone`."""
    for pattern, row in _categories():
        if pattern.search(cells.get(row["column"], "")):
            return row["category"]
    return "phone"
