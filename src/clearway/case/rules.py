"""Rules that hold between the entries of a case; breaking one is an error.

Source: the case-file reference and section 1 to 5 of the clearance page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.case.evidence_rules import broken_evidence
from clearway.case.findings import Finding, find
from clearway.case.ownership import broken_ownership
from clearway.case.words import CATEGORIES, did_you_mean
from clearway.model.standards import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from clearway.case.entry import Entry
    from clearway.case.evidence import Sighting
    from clearway.case.model import Case, Deal, Order, Policy, Suit

_WEIGHTS = ("multimode_weights", "market_weights", "ranking_weights")
_PARTY_KEYS = ("grantors", "grantees", "parties", "seller", "buyer")
PARTIES_OF_KIND = {
    "license": ("grantors", "grantees"),
    "covenant": ("grantors", "grantees"),
    "standstill": ("grantors", "grantees"),
    "pool-license": ("grantors", "grantees"),
    "cross-license": ("parties",),
    "purchase": ("seller", "buyer"),
}
"""The parties that each kind of deal has, and the only ones it may have."""


def broken_rules(case: Case) -> Iterator[Finding]:
    """Yield every rule between entries that the case breaks."""
    yield from _about(case)
    yield from _unique(case)
    for deal in (*case.deals, *case.candidates):
        yield from _deal(case, deal)
    yield from _intervals(case)
    yield from broken_ownership(case.parents, lambda name: name)
    yield from _sources(case)
    yield from _policy(case)
    yield from _candidates(case)
    yield from broken_evidence(case)


def _about(case: Case) -> Iterator[Finding]:
    known = {*case.bundles, *(deal.id for deal in (*case.deals, *case.candidates))}
    if case.about is not None and case.about not in known:
        near = did_you_mean(case.about, known)
        message = f'no deal and no bundle is called "{case.about}"{near}; correct or remove it'
        yield find(case.place, "about", message)


def _unique(case: Case) -> Iterator[Finding]:
    groups: tuple[tuple[str, Iterable[Entry]], ...] = (
        ("id", (*case.deals, *case.candidates)),
        ("id", case.suits),
        ("id", case.sources),
        ("id", [each for each in case.statements if each.id]),
        ("id", [each for each in case.sightings if each.id]),
        ("id", [each for each in case.forecasts if each.id]),
        ("name", case.companies),
        ("name", case.products),
        ("name", case.pools),
    )
    for key, entries in groups:
        seen: dict[str, Entry] = {}
        for entry in entries:
            value = getattr(entry, key)
            first = seen.setdefault(value, entry)
            if first is not entry:
                where = f" at {first.place.file}:{first.place.line}" if first.place else ""
                message = f'"{value}" is already used{where}; give each its own {key}'
                yield find(entry.place, key, message)


def _deal(case: Case, deal: Deal) -> Iterator[Finding]:
    yield from _parties(deal)
    yield from _bought(deal)
    for key in ("ends", "captured_until"):
        last: date | None = getattr(deal, key)
        if last is not None and last < deal.effective:
            message = f"{last} is before effective ({deal.effective}); correct one of them"
            yield find(deal.place, key, message)
    if deal.include is not None and not set(deal.include) - set(deal.exclude):
        yield find(deal.place, "territory", "excludes every country that it includes; correct it")
    yield from _field(case, deal)


def _parties(deal: Deal) -> Iterator[Finding]:
    wanted = PARTIES_OF_KIND[deal.kind]
    for key in _PARTY_KEYS:
        given = bool(getattr(deal, key))
        shown = "pool" if key == "grantors" and deal.kind == "pool-license" else key
        if key in wanted and not given:
            needs = " and ".join(wanted)
            yield find(deal.place, shown, f"is missing; a {deal.kind} needs {needs}")
        elif given and key not in wanted:
            needs = " and ".join(wanted)
            yield find(deal.place, key, f"a {deal.kind} has none; it has {needs}")
    if deal.kind == "cross-license" and len(set(deal.parties)) == 1:
        yield find(deal.place, "parties", "names one party only; name the others")
    if deal.kind != "pool-license" and deal.place and "pool" in deal.place.keys:
        yield find(deal.place, "pool", f"a {deal.kind} has none; the kind is pool-license")
    if deal.seller is not None and deal.seller == deal.buyer:
        yield find(deal.place, "buyer", "is also the seller; correct one of them")


def _bought(deal: Deal) -> Iterator[Finding]:
    if deal.kind == "purchase":
        return
    for key in ("rights", "count"):
        if getattr(deal, key) is not None:
            yield find(deal.place, key, "belongs to a purchase; list families, or remove it")


def _field(case: Case, deal: Deal) -> Iterator[Finding]:
    known = {product.name for product in case.products} | set(CATEGORIES)
    for index, name in enumerate(deal.field or ()):
        if name not in known:
            near = did_you_mean(name, known)
            message = f'"{name}" is no product of the case and no category{near}; correct it'
            yield find(deal.place, f"field.{index}", message)


def _intervals(case: Case) -> Iterator[Finding]:
    for row in case.ownership:
        yield from _interval(row, "to", row.from_on, row.to_on)
    for pool in case.pools:
        for index, member in enumerate(pool.members):
            key = f"members.{index}.to"
            yield from _interval(pool, key, member.from_on, member.to_on)
    for suit in case.suits:
        yield from _interval(suit, "closed", suit.filed, suit.closed)
    for order in case.orders:
        yield from _interval(order, "to", order.from_on, order.to_on)
    for forecast in case.forecasts:
        yield from _interval(forecast, "deadline", forecast.opens, forecast.deadline)


def _interval(entry: Entry, key: str, start: date | None, end: date | None) -> Iterator[Finding]:
    """An end before the start; the same day twice is an empty interval, not an error."""
    if start is not None and end is not None and end < start:
        yield find(entry.place, key, f"{end} is before {start}, where it begins; correct one")


def _sources(case: Case) -> Iterator[Finding]:
    known = {source.id for source in case.sources}
    for entry, key, named in _named_sources(case):
        if named not in known:
            near = did_you_mean(named, known)
            yield find(entry.place, key, f'unknown source "{named}"{near}; add a [[source]] entry')


def _named_sources(case: Case) -> Iterator[tuple[Entry, str, str]]:
    """Yield entry, dotted key and id wherever a source is named."""
    lists: tuple[Deal | Suit | Order | Sighting, ...] = (
        *case.deals,
        *case.candidates,
        *case.suits,
        *case.orders,
        *case.sightings,
    )
    for entry in lists:
        yield from ((entry, f"sources.{i}", named) for i, named in enumerate(entry.sources))
    for forecast in case.forecasts:
        yield from ((forecast, f"evidence.{i}", s) for i, s in enumerate(forecast.evidence))
        if forecast.source is not None:
            yield forecast, "source", forecast.source
    yield from ((statement, "source", statement.source) for statement in case.statements)
    for product in case.products:
        if product.units_per_year:
            yield product, "units_per_year.source", product.units_per_year.source
    yield from ((case.policy, key, named) for key, named in _policy_sources(case.policy))


def _policy_sources(policy: Policy) -> Iterator[tuple[str, str]]:
    for standard, burden in policy.aggregate_burden.items():
        yield f"aggregate_burden.{standard}.source", burden.source
        if burden.high_source is not None:
            yield f"aggregate_burden.{standard}.high_source", burden.high_source
    for currency, rate in policy.exchange_rates.items():
        yield f"exchange_rates.{currency}.source", rate.source
    for market, venue in policy.venue.items():
        yield f"venue.{market}.source", venue.source
    for key in (*_WEIGHTS, "probability_words"):
        if weights := getattr(policy, key):
            yield f"{key}.source", weights.source


def _policy(case: Case) -> Iterator[Finding]:
    policy = case.policy
    for standard, burden in policy.aggregate_burden.items():
        if burden.high < burden.low:
            key = f"aggregate_burden.{standard}.high"
            yield find(policy.place, key, f"{burden.high} is below low ({burden.low}); swap them")
    yield from _said_twice(policy, "aggregate_burden", policy.aggregate_burden)
    if policy.multimode_weights:
        yield from _said_twice(policy, "multimode_weights", policy.multimode_weights.weights)
    for currency, rate in policy.exchange_rates.items():
        if rate.currency == currency or rate.rate == 0:
            message = "says nothing; give what one unit is worth in another currency"
            yield find(policy.place, f"exchange_rates.{currency}", message)
    for key in _WEIGHTS:
        weights = getattr(policy, key)
        if weights and not sum(weights.weights.values()) > 0:
            yield find(policy.place, key, "the weights are all 0; make one greater")


def _said_twice(policy: Policy, key: str, names: Iterable[str]) -> Iterator[Finding]:
    """Find two names of one standard, such as LTE and 4G."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(canonical(name), name)
        if first != name:
            message = f'names the same standard as "{first}"; remove one of them'
            yield find(policy.place, f"{key}.{name}", message)


def _candidates(case: Case) -> Iterator[Finding]:
    known = {deal.id for deal in case.candidates}
    for candidate in case.candidates:
        for index, other in enumerate(candidate.excludes):
            key = f"excludes.{index}"
            if other == candidate.id:
                yield find(candidate.place, key, "a candidate cannot exclude itself; remove it")
            elif other not in known:
                near = did_you_mean(other, known)
                message = f'unknown candidate "{other}"{near}; correct or remove it'
                yield find(candidate.place, key, message)
