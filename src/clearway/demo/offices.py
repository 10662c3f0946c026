"""The same question over ETSI's register alone and with office data: what changed, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.board import find
from clearway.clearance.layout import LAST_DAY, day_number
from clearway.clearance.question import ask
from clearway.demo.answer import BUNDLE, PHONE, phone_changes
from clearway.lookup import coverage, stale_owners
from clearway.lookup.estate import Estate, estate_on
from clearway.lookup.title import Owned, owned_on
from clearway.model.territory import country_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.app import Desk
    from clearway.case import Case
    from clearway.clearance.board import Board
    from clearway.clearance.diff import MarketChange
    from clearway.lookup import Coverage

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Columns, and rows of text."""

GONE = ("ended", "no effect", "not yet")
"""Why a family is in force by the register alone and not with office data, the first that holds:
lapsed or expired, in the state or at its office; never validated there; granted after the day."""
COME = "sooner"
"""Why one is only with office data: granted before the day that was estimated."""
LEGEND = (
    "Ended: lapsed or expired. No effect: never validated there. Not yet: granted after the day. "
    "Sooner: granted before the day that was estimated."
)
SOLD_IN = "US"
SHOWN_HOLDERS = 12
_CEASED = 2
"""`Layout.state_kind` of a cessation in one state."""


@dataclass(frozen=True)
class Heard:
    """What one record says of the phone.

    Attributes:
        changes: its markets without and with the deal.
        families: those in force by market.
        board: the record under the case.
        day: of the case, since 1970-01-01.
        estate: how every right stands on the day, and where.
        owned: who owns every right on the day.
        evidence: on what the rights of the record rest.
        stale: rights of which the declarant is no longer the owner.
    """

    changes: tuple[MarketChange, ...]
    families: Mapping[str, frozenset[str]]
    board: Board
    day: int
    estate: Estate
    owned: Owned
    evidence: Coverage
    stale: int

    @property
    def estimated(self) -> float:
        """Share of the families in force that rest on an estimate, over all markets."""
        rows = [row.after for row in self.changes]
        return sum(row.estimated for row in rows) / sum(row.families for row in rows)

    @property
    def with_grant(self) -> float:
        """Share of the granted rights whose day of grant is on record."""
        layout = self.board.layout
        is_granted = layout.right_granted < LAST_DAY
        return float(1 - (layout.right_flags[is_granted] & 1).mean())

    @cached_property
    def in_force(self) -> Mapping[str, frozenset[int]]:
        """The rights in force by market."""
        found: dict[str, set[int]] = {market: set() for market in self.board.markets}
        places = self.estate.force
        for right, market in zip(places.right.tolist(), places.market.tolist(), strict=True):
            found[self.board.markets[market]].add(right)
        return {market: frozenset(rights) for market, rights in found.items()}

    def rights_of(self, family: str) -> list[int]:
        """The rights that count in a family."""
        layout = self.board.layout
        (place,) = find(layout.family_ids, family)
        rows = slice(layout.family_right_at[place], layout.family_right_at[place + 1])
        return [int(right) for right in layout.family_right[rows][layout.is_counted[rows]]]


def hear(desk: Desk, case: Case) -> Heard:
    """Ask a record for the phone, without and with the deal, and how its rights stand.

    Args:
        desk: over the record, as it is now.
        case: with its day and day of knowledge.
    """
    question = ask(case, products=[PHONE])
    setting = desk.setting(case, question)
    board = desk.board(setting)
    day = day_number(question.as_of)
    every = np.ones(len(board.layout.right_ids), dtype=np.bool_)
    states = desk.family_states(case, question)
    return Heard(
        changes=tuple(phone_changes(desk.diff(case, bundle=BUNDLE, products=[PHONE]))),
        families={market: frozenset(found) for (_, market), found in states.items()},
        board=board,
        day=day,
        estate=estate_on(board, every, day),
        owned=owned_on(board.layout, setting, question.as_of),
        evidence=coverage(desk.record),
        stale=sum(
            row.rights
            for row in stale_owners(desk.record, question.as_of, question.known_at, case.policy)
        ),
    )


def reasons(alone: Heard, full: Heard, market: str) -> Counter[str]:
    """Count the families that went or came in a market, by why.

    Args:
        alone: the register alone.
        full: the same with office data.
        market: one of the case's.
    """
    found: Counter[str] = Counter()
    before, after = alone.families[market], full.families[market]
    for family in before - after:
        rights = [r for r in alone.rights_of(family) if r in alone.in_force[market]]
        why = {_why_gone(full, _same(alone, full, right), market) for right in rights}
        found[next(reason for reason in GONE if reason in why)] += 1
    found[COME] = len(after - before)
    return found


def _same(one: Heard, other: Heard, right: int) -> int:
    """The place of a right of one record in another."""
    ids = other.board.layout.right_ids
    return int(np.searchsorted(ids, one.board.layout.right_ids[right]))


def _why_gone(heard: Heard, right: int, market: str) -> str:
    layout = heard.board.layout
    if layout.right_granted[right] > heard.day:
        return "not yet"
    if layout.right_ended[right] <= heard.day:
        return "ended"
    rows = slice(layout.state_at[right], layout.state_at[right + 1])
    there = layout.state_country[rows] == market.encode()
    ceased = layout.state_from[rows][there & (layout.state_kind[rows] == _CEASED)]
    is_from_the_start = len(ceased) and ceased.min() <= layout.right_granted[right]
    return "no effect" if is_from_the_start else "ended"


def market_rows(alone: Heard, full: Heard) -> Table:
    """Return the phone's markets with families before and after, and what moved them."""
    columns = (
        "Market", "ETSI alone", "With offices", "Ended", "No effect", "Not yet", "Sooner",
        "Cleared", "Then",
    )  # fmt: skip
    rows = []
    for before, after in zip(alone.changes, full.changes, strict=True):
        market = after.after.market
        if not (before.after.families or after.after.families):
            continue
        why = reasons(alone, full, market)
        rows.append(
            (
                f"{market} {country_name(market)}",
                f"{before.after.families:,}",
                f"{after.after.families:,}",
                *(_less(why[reason]) for reason in GONE),
                f"+{why[COME]:,}" if why[COME] else "0",
                _percent(before.after.share),
                _percent(after.after.share),
            )
        )
    return columns, tuple(rows)


def _less(count: int) -> str:
    return f"\N{MINUS SIGN}{count:,}" if count else "0"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def evidence_rows(alone: Heard, full: Heard) -> Table:
    """Return what is known of the rights on record, before and after."""
    columns = ("On record", "ETSI alone", "With offices")
    pairs = [("granted rights with their day of grant", alone.with_grant, full.with_grant)]
    for name, label in (
        ("fees", "rights with a fee paid"),
        ("events", "rights with another legal event"),
        ("grant_on_record", "rights with a grant and nothing later"),
        ("dates_only", "rights with dates of filing only"),
    ):
        pairs.append((label, _level(alone.evidence, name), _level(full.evidence, name)))
    told = [("the phone's families that rest on an estimate", alone.estimated, full.estimated)]
    rows = [(label, f"{one:.0%}", f"{other:.0%}") for label, one, other in (*pairs, *told)]
    rows.append(
        ("rights declared by one group, owned by another", f"{alone.stale:,}", f"{full.stale:,}")
    )
    return columns, tuple(rows)


def _level(told: Coverage, name: str) -> float:
    """Share of all rights whose strongest evidence is of a level."""
    rights = sum(row.rights for row in told.evidence)
    return float(sum(getattr(row, name) * row.rights for row in told.evidence) / rights)


def holder_rows(alone: Heard, full: Heard) -> Table:
    """Return the holders in the market of the recorded sales whose families changed most."""
    columns = ("Holder", "ETSI alone", "With offices", "Exposed before", "Exposed now")
    before, after = (
        {h.holder: h for h in _market(heard, SOLD_IN).after.holders} for heard in (alone, full)
    )
    counts = {
        holder: tuple(
            getattr(rows[holder], name) if holder in rows else 0
            for name in ("families", "exposed")
            for rows in (before, after)
        )
        for holder in {*before, *after}
    }
    moved = sorted(counts, key=lambda h: (-abs(counts[h][1] - counts[h][0]), h))[:SHOWN_HOLDERS]
    return columns, tuple((h, *(f"{count:,}" for count in counts[h])) for h in moved)


def _market(heard: Heard, market: str) -> MarketChange:
    return next(row for row in heard.changes if row.after.market == market)


def owners_moved(alone: Heard, full: Heard) -> Counter[tuple[str, str]]:
    """Count the rights that have another owner on the day, by owner before and after."""
    names = [*full.owned.companies, "nobody known"]
    old_names = [*alone.owned.companies, "nobody known"]
    found: Counter[tuple[str, str]] = Counter()
    for right, old in enumerate(alone.owned.current.tolist()):
        pair = old_names[old], names[full.owned.current[_same(alone, full, right)]]
        if pair[0] != pair[1]:
            found[pair] += 1
    return found


def in_words(alone: Heard, full: Heard) -> str:
    """Say in a few sentences what office data changed."""
    before, after = _market(alone, SOLD_IN), _market(full, SOLD_IN)
    return (
        "ETSI's register says who declared what, not what became of it. With what offices say of "
        "the same rights (grants, lapses by state, US fees, US assignments) the declared families "
        f"in force in the United States go from {before.after.families:,} to "
        f"{after.after.families:,}, and those that the Nokia deal clears there from "
        f"{before.after.cleared - before.before.cleared:,} to "
        f"{after.after.cleared - after.before.cleared:,}: what lapsed needs no license, and what "
        f"Nokia sold before the deal is not captured by it. {_sold(alone, full)} Only the US "
        "source tells sales; elsewhere the declarant still counts as owner.\n\n"
        "An end in the future is always an estimate, so nearly every family in force rests on "
        "one; what office data makes sure is the grant, and that nothing has ended since."
    )


def _sold(alone: Heard, full: Heard) -> str:
    moved = owners_moved(alone, full)
    sales = [item for item in moved.most_common() if not item[0][0].startswith("unknown")]
    named = sum(moved.values()) - sum(count for _, count in sales)
    largest = "; ".join(f"{old} to {new}: {count:,}" for (old, new), count in sales[:3])
    return (
        f"{named:,} rights whose owner the register leaves unknown get one, and "
        f"{sum(moved.values()) - named:,} belong to others than it tells"
        f"{f' ({largest})' if largest else ''}."
    )
