"""The deals that a plan chooses from: those of the case, or one per exposed holder and pool.

A generated candidate is a license of everything that a holder (with all below it) or a pool has,
for every product, standard and market, from the day of the question on. It is hypothetical.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clearway.case import Company, Deal
from clearway.clearance.question import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from clearway.case import Case
    from clearway.clearance.question import Question
    from clearway.clearance.results import MarketResult
    from clearway.clearance.setting import Setting

SOURCES = ("case", "generated", "both")
"""Where candidates may come from."""
UNKNOWN_OWNER = "unknown (declared by "


@dataclass(frozen=True)
class LeftOut:
    """A deal that the plan does not weigh, and why."""

    id: str
    reason: str


@dataclass(frozen=True)
class Candidates:
    """What a plan may choose from.

    Attributes:
        case: the case with generated candidates added.
        deals: sorted by id.
        generated: ids of those that the case does not list.
        left_out: what cannot be weighed.
    """

    case: Case
    deals: tuple[Deal, ...]
    generated: frozenset[str]
    left_out: tuple[LeftOut, ...]


def gather(setting: Setting, rows: Iterable[MarketResult], source: str | None) -> Candidates:
    """Return the candidates of a question.

    Args:
        setting: the question without any.
        rows: its answer; who is exposed may be asked for a license.
        source: one of `SOURCES`; None: the case's where it lists any, else generated ones.
    """
    case, question = setting.case, setting.question
    chosen = source or ("case" if case.candidates else "generated")
    listed = case.candidates if chosen != "generated" else ()
    offered: list[Deal] = []
    left_out: list[LeftOut] = []
    if chosen != "case":
        taken = {deal.id for deal in (*case.deals, *case.candidates)}
        for deal in (*_licenses(setting, rows, listed), *_pool_licenses(setting, listed)):
            named = _name(deal.id, taken)
            taken.add(named)
            offered.append(replace(deal, id=named))
        left_out += _unasked(setting, rows)
    extended = _extended(setting, offered)
    known = _counting(extended, question, (*listed, *offered))
    kept = []
    for deal in sorted((*listed, *offered), key=lambda deal: deal.id):
        if deal.id in {*question.with_deals, *question.without_deals}:
            continue  # counted or left out already: nothing is left to choose
        why = _why_not(deal, question.as_of, is_known=deal.id in known)
        if why:
            left_out.append(LeftOut(deal.id, why))
        else:
            kept.append(deal)
    generated = frozenset(deal.id for deal in offered)
    return Candidates(extended, tuple(kept), generated, tuple(left_out))


def _extended(setting: Setting, offered: Iterable[Deal]) -> Case:
    """Add generated candidates, and companies that are only known as somebody's parent."""
    case = setting.case
    deals = tuple(offered)
    named = {name for deal in deals if deal.kind == "license" for name in deal.grantors}
    strangers = sorted(name for name in named if setting.companies.find(name) is None)
    return replace(
        case,
        candidates=(*case.candidates, *deals),
        companies=(*case.companies, *(Company(name=name) for name in strangers)),
    )


def _counting(case: Case, question: Question, deals: Iterable[Deal]) -> set[str]:
    """Return the deals that would count if they were made: what is not yet known would not."""
    asked = ask(case, as_of=question.as_of, known_at=question.known_at,
                products=[product.name for product in question.products],
                with_deals=[deal.id for deal in deals])  # fmt: skip
    return {deal.id for deal in asked.deals}


def _why_not(deal: Deal, day: date, *, is_known: bool) -> str:
    if not is_known:
        return "was not known on the day of knowledge"
    if day < deal.effective or (deal.ends is not None and deal.ends <= day):
        return f"is not in effect on {day}"
    if deal.kind == "purchase" and not deal.families and not deal.rights:
        return "lists no families or rights, so it clears nothing"
    return ""


def _exposed(rows: Iterable[MarketResult]) -> list[str]:
    return sorted({holder.holder for row in rows for holder in row.holders if holder.exposed})


def _licenses(
    setting: Setting, rows: Iterable[MarketResult], listed: Iterable[Deal]
) -> Iterator[Deal]:
    """One license for each exposed holder that can be named and that no listed candidate asks."""
    asked = {
        setting.companies.find(name)
        for deal in listed
        if deal.kind != "pool-license"
        for name in (*deal.grantors, *deal.parties)
    }
    for holder in _exposed(rows):
        if _is_nameable(setting, holder) and holder not in asked:
            yield _offer(setting, f"license {holder}", "license", holder)


def _pool_licenses(setting: Setting, listed: Iterable[Deal]) -> Iterator[Deal]:
    """One license for each pool of the case or the record that no listed candidate asks."""
    pools = {pool.name for pool in setting.case.pools} | set(setting.facts.listed_pools)
    asked = {name for deal in listed if deal.kind == "pool-license" for name in deal.grantors}
    for pool in sorted(pools - asked):
        yield _offer(setting, f"pool {pool}", "pool-license", pool)


def _offer(setting: Setting, name: str, kind: str, grantor: str) -> Deal:
    return Deal(
        id=name,
        kind="pool-license" if kind == "pool-license" else "license",
        status="hypothetical",
        effective=setting.question.as_of,
        grantors=(grantor,),
        grantees=(setting.company,),
    )


def _is_nameable(setting: Setting, holder: str) -> bool:
    """Say whether a license from this name would be one from this holder."""
    return not holder.startswith(UNKNOWN_OWNER) and setting.companies.find(holder) in (None, holder)


def _unasked(setting: Setting, rows: Iterable[MarketResult]) -> Iterator[LeftOut]:
    """Say of exposed holders why no license from them is offered."""
    for holder in _exposed(rows):
        if holder.startswith(UNKNOWN_OWNER):
            yield LeftOut(holder, "nobody is known to own these rights")
        elif not _is_nameable(setting, holder):
            yield LeftOut(holder, "its name stands for another company too; list a candidate")


def _name(words: str, taken: Iterable[str]) -> str:
    """Return an id made of words that nothing else has."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-").lower()[:80] or "deal"
    ids = (plain if number == 1 else f"{plain}-{number}" for number in range(1, 10_000))
    return next(name for name in ids if name not in taken)
