"""What people decided about names, with the bundled table beside it, and where that contradicts.

A decision speaks of normalized keys: it holds for every spelling of one. Only where two spellings
of one key are set apart does a spelling stand for itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from clearway.model.names import bundled_company, bundled_keys, normalize_name

if TYPE_CHECKING:
    from collections.abc import Mapping

Verdict = Literal["merge", "apart", "proposed"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the review file.

    Attributes:
        name: a spelling, or any other of the same normalized key.
        company: a company or one of its spellings.
        verdict: what holds of the two; `proposed`: nobody has decided.
        score: of the proposal, 0 to 1; None where a person came first.
        by: who decided; empty for a proposal.
        on: when, as text.
        note: reasons, free text.
        line: in the file; 0 when it is not in one yet.
    """

    name: str
    company: str
    verdict: Verdict
    score: float | None = None
    by: str = ""
    on: str = ""
    note: str = ""
    line: int = 0

    @property
    def pair(self) -> frozenset[str]:
        """What it is about, in either order: two keys, or two spellings of one key."""
        keys = normalize_name(self.name), normalize_name(self.company)
        return frozenset(keys if keys[0] != keys[1] else (self.name, self.company))

    def __str__(self) -> str:
        at = f"line {self.line}: " if self.line else ""
        return f"{at}{self.name[:60]!r} {self.verdict} {self.company[:60]!r}"


@dataclass(frozen=True)
class Review:
    """The rows of a review file, in their order."""

    rows: tuple[Decision, ...] = ()

    def standing(self) -> tuple[Decision, ...]:
        """Return the decisions that hold, in order of their names: of a pair the last row counts.

        A last row of `proposed` takes back what stood before it.
        """
        last = {row.pair: row for row in self.rows}
        told = (row for row in last.values() if row.verdict != "proposed")
        return tuple(sorted(told, key=lambda row: (row.name, row.company)))

    def decided(self) -> frozenset[frozenset[str]]:
        """Return the pairs on which a decision holds."""
        return frozenset(row.pair for row in self.standing())

    def pairs(self) -> frozenset[frozenset[str]]:
        """Return the pairs of all rows."""
        return frozenset(row.pair for row in self.rows)


class Certain:
    """What the table and people say for certain, over nodes.

    A node is a normalized key, or a spelling that a person set apart from others of its key.

    Attributes:
        own: the spellings that stand for themselves.
        company: the company of the table that a node carries.
        ties: pairs of nodes that are one company, with the decision that says so; None: the table.
        apart: pairs that are not.
        merges: by node, what a person said it is.
    """

    def __init__(self, review: Review) -> None:
        rows = [_turned(row) for row in review.standing()]
        self.own = {
            row.name for row in rows
            if row.verdict == "apart" and normalize_name(row.name) == normalize_name(row.company)
        }  # fmt: skip
        self.merges = {self.node(row.name): row for row in rows if row.verdict == "merge"}
        self.company: dict[str, str] = {}
        self.ties: list[tuple[str, str, Decision | None]] = []
        self._take_table(self._leaving(rows))
        for row in rows:
            if row.verdict == "merge":
                self.ties.append((self.node(row.name), self.node(row.company), row))
        self.apart = [
            (self.node(row.name), self.node(row.company), row)
            for row in rows
            if row.verdict == "apart"
        ]

    def node(self, text: str) -> str:
        """Return the node of a spelling."""
        return f"\n{text}" if text in self.own else normalize_name(text)

    def nodes(self) -> set[str]:
        """Return every node of which table or people speak."""
        return {node for one, other, _ in (*self.ties, *self.apart) for node in (one, other)} | set(
            self.company
        )

    def _leaving(self, rows: list[Decision]) -> set[str]:
        """Return the keys that a person took out of their company of the table."""
        found = {node for node in self.merges if _is_part(node)}
        for row in rows:
            if row.verdict == "apart":
                key = self.node(row.name)
                company = bundled_company(row.company)
                if company and bundled_keys().get(key) == company:
                    found.add(key)
        return found

    def _take_table(self, leaving: set[str]) -> None:
        """Tie the spellings of a company; one that a person called another company carries none."""
        for key, company in sorted(bundled_keys().items()):
            head = normalize_name(company)
            if key in leaving:
                continue
            if key != head:
                self.ties.append((head, key, None))
            if head not in self.merges:
                self.company[key] = company

    def conflict(self) -> str | None:
        """Return in one sentence where decisions contradict each other, None where they do not."""
        paths = _Paths(self.ties)
        carried: dict[str, str] = {}
        for node, company in sorted(self.company.items()):
            other = carried.setdefault(paths.root(node), company)
            if other != company:
                told = paths.between(normalize_name(other), normalize_name(company))
                return f"{_listed(told)} make {other!r} and {company!r} one company; remove one row"
        for one, other, row in self.apart:
            if paths.root(one) == paths.root(other):
                told = paths.between(one, other)
                return f"{row} contradicts {_listed(told)}; remove one row"
        return None


def _turned(row: Decision) -> Decision:
    """Of two names set apart the company of the table stays, and the other one goes."""
    if normalize_name(row.name) == normalize_name(row.company):
        stays = row.name == bundled_company(row.name)
    else:
        stays = _is_head(row.name) and not _is_head(row.company)
    if row.verdict == "apart" and stays:
        return replace(row, name=row.company, company=row.name)
    return row


def _is_head(text: str) -> bool:
    key = normalize_name(text)
    return normalize_name(bundled_keys().get(key, "")) == key


def _is_part(key: str) -> bool:
    """Return whether a key is a spelling of a company of the table, and not its own name."""
    company = bundled_keys().get(key)
    return company is not None and normalize_name(company) != key


def _listed(rows: list[Decision]) -> str:
    return " and ".join(f"[{row}]" for row in rows) or "the bundled table"


class _Paths:
    """A graph of ties in which the way between two nodes can be told."""

    def __init__(self, ties: list[tuple[str, str, Decision | None]]) -> None:
        self._next: Mapping[str, list[tuple[str, Decision | None]]] = defaultdict(list)
        for one, other, row in ties:
            self._next[one].append((other, row))
            self._next[other].append((one, row))
        self._root: dict[str, str] = {}
        for node in list(self._next):
            if node not in self._root:
                self._root.update(dict.fromkeys(self._ways(node), node))

    def root(self, node: str) -> str:
        return self._root.get(node, node)

    def between(self, one: str, other: str) -> list[Decision]:
        """Return the decisions that tie two nodes to each other."""
        ways = self._ways(other)
        told = []
        while one != other:
            one, row = ways[one]
            told += [row] if row else []
        return told

    def _ways(self, start: str) -> dict[str, tuple[str, Decision | None]]:
        """Return every node tied to one, with its next step on the way there."""
        ways: dict[str, tuple[str, Decision | None]] = {start: (start, None)}
        waiting = [start]
        for node in waiting:
            for other, row in self._next.get(node, ()):
                if other not in ways:
                    ways[other] = node, row
                    waiting.append(other)
        return ways
