"""The standards tree: one name for each standard, and what stands above what.

A name used in a product, deal, pool or component covers a leaf (generation, specification) when it
is the leaf's generation or its specification, or stands above it (semantics, "standard"). A
generation is no parent of 3GPP specifications: the generation of a leaf is declared, not derived.
Nodes are in `data/vocabulary/standards.csv`, each with its source; 3GPP series, versions of
Bluetooth and amendments of IEEE 802.11 follow from their numbers.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.model.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GENERATIONS = ("2G", "3G", "4G", "5G")
"""The cellular generations, oldest first."""

_SERIES_3GPP = range(21, 56)
"""Series of 3GPP that ETSI publishes as `TS 1SS NNN`; GSM's, below, are numbered otherwise."""

_SPEC_3GPP = re.compile(
    r"(?:ETSI )?(?:3GPP )?(?:(TS|TR) ?)?(\d\d)\.(\d{2,3})((?:-\d+)*)(?: V\d[\d.]*)?"
)
_SPEC_ETSI = re.compile(r"(?:ETSI )?(TS|TR) ?1(\d\d)[ .]?(\d{3})((?:-\d+)*)(?: V\d[\d.]*)?")
_SERIES = re.compile(r"(?:3GPP )?(?:TS )?(\d\d)(?:\.XXX)? SERIES")
_IEEE = re.compile(r"(?:IEEE )?(?:STD )?(?:WI-?FI )?802\.(\d+)([A-Z]{0,2})(?:-\d{4})?")
_ITU = re.compile(r"(?:ITU-?T )?(?:REC\.? )?([GHJTVY])\.(\d+(?:\.\d+)*)(?: V\d[\d.]*)?")
_BLUETOOTH = re.compile(r"(?:BLUETOOTH|BT) ?(?:V|VERSION )?(\d(?:\.\d)?)")

_GENERATION_BY_SERIES = {
    **{f"{series:02d}": "2G" for series in (*range(1, 14), *range(41, 56))},
    "25": "3G",
    "36": "4G",
    "38": "5G",
}
"""3GPP, specification numbering: series 01 to 13 and 41 to 55 GSM, 25 UTRA, 36 LTE, 38 NR."""


def _spaced(name: str) -> str:
    return " ".join(name.split())


@cache
def _aliases() -> Mapping[str, str]:
    """Case-folded names and aliases of the bundled nodes, to the node."""
    found: dict[str, str] = {}
    for row in read_vocabulary("standards"):
        for alias in (row["standard"], *filter(None, row["aliases"].split("|"))):
            found[alias.casefold()] = row["standard"]
    return found


def _numbered_3gpp(text: str) -> str | None:
    if found := _SPEC_3GPP.fullmatch(text):
        return f"3GPP {found[1] or 'TS'} {found[2]}.{found[3]}{found[4]}"
    if (found := _SPEC_ETSI.fullmatch(text)) and int(found[2]) in _SERIES_3GPP:
        return f"3GPP {found[1]} {found[2]}.{found[3]}{found[4]}"
    if found := _SERIES.fullmatch(text):
        return f"3GPP {found[1]} series"
    return None


def _numbered_elsewhere(text: str) -> str | None:
    if found := _IEEE.fullmatch(text):
        return f"IEEE 802.{found[1]}{found[2].lower()}"
    if found := _ITU.fullmatch(text):
        return f"ITU-T {found[1]}.{found[2]}"
    if found := _BLUETOOTH.fullmatch(text):
        return f"Bluetooth {found[1]}"
    return None


def _by_rule(name: str) -> str | None:
    """The canonical name of a numbered specification, or None."""
    text = name.upper()
    return _numbered_3gpp(text) or _numbered_elsewhere(text)


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """Return the one name of a standard: `4G` of `LTE`, `3GPP TS 36.211` of `36.211`.

    Case and spacing do not matter. A name that is not known comes back with its spaces put right.
    """
    spaced = _spaced(name)
    known = _aliases().get(spaced.casefold())
    if known is not None:
        return known
    numbered = _by_rule(spaced)
    if numbered is None:
        return spaced
    return _aliases().get(numbered.casefold(), numbered)


def is_known(name: str) -> bool:
    """Say whether the bundled tree, or a numbering rule, knows the name."""
    spaced = _spaced(name)
    return spaced.casefold() in _aliases() or _by_rule(spaced) is not None


def known_names() -> tuple[str, ...]:
    """Return the bundled nodes and their aliases, sorted: for suggestions in messages."""
    rows = read_vocabulary("standards")
    names = {row["standard"] for row in rows}
    names |= {alias for row in rows for alias in row["aliases"].split("|") if alias}
    return tuple(sorted(names))


def generation_of_specification(spec: str) -> str | None:
    """Return the generation that a 3GPP series belongs to, else None.

    For register rows without generation flags only: series 36 is LTE, 38 NR, 25 UTRA, 01 to 13 and
    41 to 55 GSM; the others serve several generations.
    """
    found = re.match(r"3GPP T[SR] (\d\d)\.", canonical(spec))
    return _GENERATION_BY_SERIES.get(found[1]) if found else None


def _parents_by_rule(name: str) -> tuple[str, ...]:
    """What stands directly above a canonical name, by its number alone."""
    if found := re.match(r"3GPP T[SR] (\d\d)\.", name):
        return (f"3GPP {found[1]} series",)
    if re.fullmatch(r"3GPP \d\d series", name):
        return ("3GPP",)
    if re.fullmatch(r"IEEE 802\.11[a-z]+", name):
        return ("IEEE 802.11",)
    if re.fullmatch(r"Bluetooth \d(\.\d)?", name):
        return ("Bluetooth",)
    return ()


def _cycle(above: Mapping[str, set[str]]) -> list[str]:
    """One cycle among nodes that all have a parent among themselves, its first member repeated."""
    path = [min(above)]
    while True:
        parent = min(above[path[-1]])
        if parent in path:
            return [*path[path.index(parent) :], parent]
        path.append(parent)


class StandardsTree:
    """Which standard stands above which; answers are remembered, for thousands of leaves."""

    def __init__(self, parents: Mapping[str, frozenset[str]]) -> None:
        self._parents = parents
        self._above: dict[str, frozenset[str]] = {}

    @staticmethod
    def bundled(extra: Iterable[tuple[str, str | None]] = ()) -> StandardsTree:
        """Build the bundled tree with the record's rows added.

        Args:
            extra: rows (standard_id, parent_id) of the record's `standards`; parent None: a root.
                A standard may have several parents.

        Raises:
            SourceError: the rows make a cycle; the message names its members.
        """
        return _tree(tuple(extra))

    def _direct(self, name: str) -> list[str]:
        return sorted({*self._parents.get(name, ()), *_parents_by_rule(name)})

    def refuse_cycles(self) -> None:
        """Take away nodes whose parents are all gone, again and again; a cycle is what stays."""
        waiting = {name: set(self._direct(name)) & set(self._parents) for name in self._parents}
        while free := {name for name, above in waiting.items() if not above}:
            waiting = {name: above - free for name, above in waiting.items() if name not in free}
        if waiting:
            members = " < ".join(_cycle(waiting))
            raise SourceError(
                f"standards: {members} is a cycle; remove one of these parents from standards.csv"
            )

    def ancestors(self, name: str) -> frozenset[str]:
        """Return the canonical names that stand above `name`, itself included."""
        known = self._above.get(name)
        if known is None:
            found: set[str] = set()
            ahead = [canonical(name)]
            while ahead:
                node = ahead.pop()
                if node not in found:
                    found.add(node)
                    ahead.extend(self._direct(node))
            known = self._above[name] = frozenset(found)
        return known

    def covers(self, name: str, generation: str | None, specification: str | None) -> bool:
        """Say whether `name` covers the leaf (generation, specification); either may be None."""
        wanted = canonical(name)
        return any(
            wanted in self.ancestors(part)
            for part in (generation, specification)
            if part is not None
        )

    def meet(self, one: str, other: str) -> bool:
        """Say whether two standards are the same, or one of them stands above the other."""
        return canonical(one) in self.ancestors(other) or canonical(other) in self.ancestors(one)


@lru_cache(maxsize=4)
def _tree(extra: tuple[tuple[str, str | None], ...]) -> StandardsTree:
    """Build the bundled tree with rows added; kept, for every question asks for it."""
    parents: dict[str, set[str]] = {}
    for row in read_vocabulary("standards"):
        above = parents.setdefault(row["standard"], set())
        above.update(filter(None, row["parents"].split("|")))
    for child, parent in extra:
        above = parents.setdefault(canonical(child), set())
        if parent is not None:
            above.add(canonical(parent))
    tree = StandardsTree({child: frozenset(above) for child, above in parents.items()})
    tree.refuse_cycles()
    return tree
