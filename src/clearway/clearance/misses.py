"""The nearest miss: of a pair that nothing clears, which condition of which deal failed.

Source: the semantics page, section 9. The conditions are those of section 4, in its order; the
nearest deals are those with the fewest that failed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from clearway.case import Component, Deal, Product
    from clearway.clearance.question import Question
    from clearway.clearance.setting import Setting
    from clearway.clearance.terms import Grant

OwnerSpan = tuple[str, "date", "date"]


@dataclass(frozen=True)
class Miss:
    """A deal that does not clear a pair, and the conditions that failed, each in words."""

    deal: str
    failed: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the miss as plain data."""
        return {
            "deal": self.deal,
            "failed": [{"condition": name, "detail": detail} for name, detail in self.failed],
        }


@dataclass(frozen=True)
class PairFacts:
    """What is needed of a pair: whose, since when, declared to what.

    Attributes:
        families: every family that the right lies in, of any kind; a deal may list any of them.
        owners: (company, from, to) of the right, in order.
        first_filed: the first filing of the family in which the pair is counted.
        listed: pool -> when the right is on its list, as known then.
    """

    family_id: str
    families: frozenset[str]
    right_id: str
    leaf: str
    owner: str
    owners: Sequence[OwnerSpan]
    first_filed: date
    listed: Mapping[str, Sequence[tuple[date, date]]]


class _Use(NamedTuple):
    """Who needs a grant for what: the company for its product, or a supplier for its component.

    A field of use may name `name` or `category`; `leaves` are what a component implements.
    """

    company: str
    name: str
    category: str
    market: str
    leaves: frozenset[str] | None = None


class NearestMiss:
    """Finds the nearest misses of pairs for one product in one market."""

    def __init__(self, setting: Setting, product: Product, market: str) -> None:
        self._setting = setting
        self._use = _Use(setting.company, product.name, product.category, market)
        self._components = [
            (f"component {key}", supplier, component)
            for key, supplier, component in setting.components(product)
        ]
        self._uses = {
            name: self._of_component(supplier, component)
            for name, supplier, component in self._components
        }
        self._counted = {deal.id for deal in setting.question.deals}
        every = setting.under(_every_deal(setting))
        self._grants = every.grants
        self._purchases = [deal for deal in every.question.deals if deal.kind == "purchase"]
        self._bought = {row[:3] for row in every.purchases}
        self._leaves = {
            grant.grant_id: setting.leaves_within(grant.standards) for grant in self._grants
        }

    def _of_component(self, supplier: str, component: Component) -> _Use:
        return _Use(
            supplier,
            component.category,
            component.category,
            component.sold_in or self._use.market,
            self._setting.leaves_within([component.standards]),
        )

    def find(self, pair: PairFacts) -> list[Miss]:
        """Return the nearest misses of an uncleared pair, by deal id; none when no deal is near."""
        misses = [*self._deal_misses(pair), *self._purchase_misses(pair)]
        misses += self._component_misses(pair)
        fewest = min((len(miss.failed) for miss in misses), default=0)
        return sorted(
            {miss.deal: miss for miss in misses if len(miss.failed) == fewest}.values(),
            key=lambda miss: miss.deal,
        )

    def _deal_misses(self, pair: PairFacts) -> Iterable[Miss]:
        for grant in self._grants:
            failed = tuple(self._failed(grant, pair, self._use))
            if failed:
                yield Miss(grant.deal.id, failed)
            for name, use in self._uses.items() if _passes_on(grant) else ():
                failed = tuple(self._failed(grant, pair, use))
                if failed:
                    yield Miss(f"{grant.deal.id} through {name}", failed)

    def _failed(self, grant: Grant, pair: PairFacts, use: _Use) -> Iterable[tuple[str, str]]:
        question, deal = self._setting.question, grant.deal
        if deal.id not in self._counted:
            yield "status", _uncounted(deal)
        if not grant.effective <= question.as_of < grant.ends:
            yield "term", f"{grant.effective} to {_until(grant.ends)}; asked for {question.as_of}"
        if not _holds(grant.grantee_spans, use.company, question.as_of):
            yield "grantee", f"{use.company} is no grantee on {question.as_of}"
        captured = self._captured(grant, pair)
        if captured is not None:
            yield captured
        yield from self._outside(grant, pair, use)
        if not ({"*"} | pair.families) & set(grant.families):
            yield "family", f"{pair.family_id} is not listed"
        if not {"*", use.name, use.category} & set(grant.field_words):
            yield "field", f"{use.category} is not within {_words(deal.field)}"
        if not grant.reaches(use.market):
            yield "territory", f"{use.market} is outside"
        if (
            deal.kind == "standstill"
            and captured is None
            and not _holds(grant.grantor_spans, pair.owner, question.as_of)
        ):
            yield "capture", f"{pair.owner} is no grantor; a standstill passes nothing on"

    def _outside(self, grant: Grant, pair: PairFacts, use: _Use) -> Iterable[tuple[str, str]]:
        """Rules 2 and 5: the deal's standards, and the component's, cover the leaf."""
        if pair.leaf not in self._leaves[grant.grant_id]:
            limits = " and ".join(_words(limit) for limit in grant.standards)
            yield "standard", f"{_named(pair.leaf)} is not within {limits}"
        elif use.leaves is not None and pair.leaf not in use.leaves:
            yield "standard", f"the component does not implement {_named(pair.leaf)}"

    def _captured(self, grant: Grant, pair: PairFacts) -> tuple[str, str] | None:
        """Rule 2: owned by a grantor (or listed) on some day of the capture."""
        until = min(grant.captured_until, _after(self._setting.question.as_of))
        since = max(grant.effective, pair.first_filed)
        if grant.is_listed:
            spans = pair.listed.get(grant.pool, ())
            if any(max(since, start) < min(until, end) for start, end in spans):
                return None
            return "capture", f"the list of {grant.pool} does not name it in time"
        for company, start, end in pair.owners:
            for span in grant.grantor_spans:
                if span.company == company and max(since, start, span.from_on) < min(
                    until, end, span.to_on
                ):
                    return None
        joint = self._setting.groups.joint
        named = sorted({span.company for span in grant.grantor_spans} - joint.keys())
        grantors = ", ".join(named[:3])
        return "capture", (
            f"{pair.owner} owns it; {grantors or 'no grantor'} did not own it in "
            f"[{since}, {_until(grant.captured_until)})"
        )

    def _purchase_misses(self, pair: PairFacts) -> Iterable[Miss]:
        for deal in self._purchases:
            failed = tuple(self._purchase_failed(deal, pair))
            if failed and self._was_sellers(deal, pair):
                yield Miss(deal.id, failed)

    def _was_sellers(self, deal: Deal, pair: PairFacts) -> bool:
        """Say whether the seller, or a company below it, owned the right before the purchase."""
        seller = self._setting.companies.named_in_case(deal.seller or "", deal.place)
        below = self._setting.groups.subsidiaries(seller)
        before = deal.effective - timedelta(days=1)
        return any(
            start <= before < end and _holds(below, owner, before)
            for owner, start, end in pair.owners
        )

    def _purchase_failed(self, deal: Deal, pair: PairFacts) -> Iterable[tuple[str, str]]:
        setting, day = self._setting, self._setting.question.as_of
        if deal.id not in self._counted:
            yield "status", _uncounted(deal)
        if day < deal.effective:
            yield "term", f"from {deal.effective}; asked for {day}"
        buyer = setting.companies.named_in_case(deal.buyer or "", deal.place)
        if setting.groups.holder(buyer, day) != setting.holder:
            yield "grantee", f"{buyer} is not in the group of {setting.company} on {day}"
        if deal.families is None and deal.rights is None:
            count = f"{deal.count} patents" if deal.count else "no number"
            yield "family", f"unidentified purchase ({count}): no list"
        elif not self._bought & {
            (deal.id, pair.right_id, None),
            *((deal.id, None, family) for family in pair.families),
        }:
            yield "family", f"{pair.family_id} is not on its list"

    def _component_misses(self, pair: PairFacts) -> Iterable[Miss]:
        setting = self._setting
        for name, supplier, component in self._components:
            below = setting.groups.subsidiaries(supplier)
            if component.own_rights is None and _holds(below, pair.owner, setting.question.as_of):
                yield Miss(name, tuple(self._unsaid(name, supplier, pair)))

    def _unsaid(self, name: str, supplier: str, pair: PairFacts) -> Iterable[tuple[str, str]]:
        yield "own_rights", f"whether {supplier}'s sale exhausts its rights is unsaid"
        if pair.leaf not in (self._uses[name].leaves or ()):
            yield "standard", f"the component does not implement {_named(pair.leaf)}"


def _passes_on(grant: Grant) -> bool:
    return grant.deal.exhausts and grant.deal.kind != "standstill"


def _every_deal(setting: Setting) -> Question:
    """The question as if every deal of the case counted: candidates for a near miss."""
    question = setting.question
    deals: list[Deal] = sorted(setting.case.deals, key=lambda d: (d.effective, d.id))
    listed = {deal.id for deal in deals}
    deals += [deal for deal in question.deals if deal.id not in listed]
    return replace(question, deals=tuple(deals))


def _uncounted(deal: Deal) -> str:
    return f"{deal.status}, left out, or not known on the day: it does not count"


def _holds(spans: Iterable[tuple[str, date, date]], company: str, day: date) -> bool:
    return any(name == company and start <= day < end for name, start, end in spans)


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _until(day: date) -> str:
    return "open" if day.year == 9999 else day.isoformat()


def _words(words: Sequence[str] | None) -> str:
    return ", ".join(words) if words else "all"


def _named(leaf: str) -> str:
    generation, specification = leaf.split("|", 1)
    return " ".join(word for word in (generation, specification) if word) or "no standard named"
