"""What a text may mean: a number in any spelling, a family, a holder, a standard, a market."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from clearway.errors import UsageError
from clearway.lookup.numbers import find_right
from clearway.model.names import normalize_name
from clearway.model.territory import COUNTRIES, country_name
from clearway.small_facts import read_facts
from clearway.web.look.sheets import link, market_named
from clearway.web.look.told import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clearway.clearance.facts import RecordFacts
    from clearway.record import Record

MOST = 12
"""Of each kind."""
_LIKENESS = 0.75


@dataclass(frozen=True)
class Found:
    """What a text may mean; `note` says why it is no number, if it looks like one."""

    rights: tuple[Link, ...]
    families: tuple[Link, ...]
    holders: tuple[Link, ...]
    alike: tuple[Link, ...]
    standards: tuple[Link, ...]
    markets: tuple[Link, ...]
    note: str

    def __bool__(self) -> bool:
        return any((self.rights, self.families, self.holders, self.standards, self.markets))


NOTHING = Found((), (), (), (), (), (), "")


def find(record: Record, text: str) -> Found:
    """Return what a text may mean.

    Args:
        record: it.
        text: as typed.
    """
    facts, connection = read_facts(record), record.connect()
    rights, note = [], ""
    try:
        rights = [find_right(facts, connection, text)]
    except UsageError as error:
        note = str(error) if sum(letter.isdigit() for letter in text) > 3 else ""
    families = connection.execute(
        "SELECT family_id FROM families WHERE family_id = $1", [text]
    ).fetchall()
    named = _holders(facts.names, text)
    return Found(
        _links("right", rights),
        _links("family", [family for (family,) in families]),
        _links("holder", named),
        () if named else _links("holder", _alike(facts.names, text)),
        _links("standard", _standards(facts, text)),
        tuple(
            Link(f"{country_name(code)} ({code})", found.address)
            for code in market_named(text, COUNTRIES)[:MOST]
            if (found := link("market", code))
        ),
        note,
    )


def _links(kind: str, texts: Iterable[str]) -> tuple[Link, ...]:
    return tuple(made for text in list(texts)[:MOST] if (made := link(kind, text)))


def _holders(names: Mapping[str, str], text: str) -> list[str]:
    """The companies with a spelling that holds the words; what begins with them comes first."""
    wanted = normalize_name(text)
    if not wanted:
        return []
    found: dict[str, tuple[bool, int]] = {}
    for spelling, company in [*names.items(), *((name, name) for name in names.values())]:
        key = normalize_name(spelling)
        if wanted in key:
            rank = (not key.startswith(wanted), len(key))
            found[company] = min(rank, found.get(company, rank))
    return sorted(found, key=lambda company: (found[company], company))


def _alike(names: Mapping[str, str], text: str) -> list[str]:
    """The companies with a spelling like it, for what is not quite how anybody writes it."""
    keys = {normalize_name(spelling): company for spelling, company in names.items()}
    near = get_close_matches(normalize_name(text), list(keys), MOST, _LIKENESS)
    return list(dict.fromkeys(keys[key] for key in near))


def _standards(facts: RecordFacts, text: str) -> list[str]:
    wanted = "".join(text.casefold().split())
    if len(wanted) < 2:
        return []
    named = {name for leaf in facts.leaves for name in leaf if name}
    found = [name for name in named if wanted in "".join(name.casefold().split())]
    return sorted(found, key=lambda name: (len(name), name))
