"""Checks a case that has been read: does every company named resolve, and is everything meant?

A name resolves exactly to a `[[company]]`, by an alias or another spelling of one, or by the
record. What was understood of a name that is not exact is said in a note.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from clearway.case.findings import Finding, Severity, find
from clearway.case.ownership import broken_ownership
from clearway.case.rules import broken_rules
from clearway.case.words import CATEGORIES, did_you_mean
from clearway.model.names import normalize_name
from clearway.model.standards import StandardsTree, canonical, is_known, known_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from clearway.case.entry import Entry
    from clearway.case.model import Case, Deal, Pool, Product, Suit

Resolve = Callable[[str], str | None]
"""The record's name resolution: company of a spelling, or None when it is not on record."""


def check_case(
    case: Case,
    resolve: Resolve | None = None,
    suits: Collection[str] | None = None,
    pools: Collection[str] | None = None,
    standards: Collection[str] = (),
) -> list[Finding]:
    """Return everything that can be found wrong or doubtful in a case, errors first.

    Args:
        case: as read.
        resolve: the record's name resolution; without it a name that no `[[company]]` has is
            a warning, with it an error.
        suits: ids of the record's suits; without them an order on a suit that the case lacks is
            a warning, with them an error unless it is among them.
        pools: names of the pools that the record lists; the same holds for a license of a pool.
        standards: names that the record has beside the bundled ones.
    """
    companies = Companies(case, resolve)
    found = [
        *broken_rules(case),
        *case.former,
        *companies.clashes(),
        *_names(case, companies),
        *_circles(case, companies),
        *_orders(case, suits),
        *_products(case),
        *unknown_standards(case, standards),
        *_aggregates(case),
    ]
    for deal in (*case.deals, *case.candidates):
        found.extend(_deal(case, deal))
        found.extend(_pools(case, deal, pools))
    rank = {"error": 0, "warning": 1, "note": 2}
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda finding: (rank[finding.severity], finding.file, finding.line))


class Companies:
    """Resolves the names of a case: exactly, by alias, by spelling, by the record."""

    def __init__(self, case: Case, resolve: Resolve | None = None) -> None:
        self.case = case
        self.resolve = resolve
        self.exact = {company.name: company.name for company in case.companies}
        self.by_key: dict[str, str] = {}
        for company in case.companies:
            for spelling in (company.name, *company.aliases):
                self.by_key.setdefault(normalize_name(spelling), company.name)

    def find(self, name: str) -> tuple[str | None, str]:
        """Return the company of a name, or None, and how it was found.

        The ways are `exact`, `alias` (or another spelling), `record` and, for None, `unknown`.
        """
        if name in self.exact:
            return name, "exact"
        if company := self.by_key.get(normalize_name(name)):
            return company, "alias"
        company = self.resolve(name) if self.resolve else None
        return company, "record" if company else "unknown"

    def company_of(self, name: str) -> str:
        """Return the company of a name, or the name itself when it is unknown."""
        return self.find(name)[0] or name

    def clashes(self) -> Iterator[Finding]:
        """Yield spellings that two companies of the case claim."""
        for company in self.case.companies:
            spellings = [("name", company.name)]
            spellings += [(f"aliases.{i}", alias) for i, alias in enumerate(company.aliases)]
            for key, spelling in spellings:
                owner = self.by_key[normalize_name(spelling)]
                if owner != company.name:
                    message = f'"{spelling}" also stands for "{owner}"; keep it with one of them'
                    yield find(company.place, key, message)


def _names(case: Case, companies: Companies) -> Iterator[Finding]:
    """Judge each name once, at its first place."""
    seen: set[str] = set()
    for entry, key, name in named_companies(case):
        if name in seen:
            continue
        seen.add(name)
        company, way = companies.find(name)
        line = entry.place.line_of(key) if entry.place else 0
        if way == "unknown":
            yield _unknown(companies, entry, key, name, line)
        elif company != name:
            by = "an alias or spelling of" if way == "alias" else "by the record,"
            yield find(entry.place, key, f'"{name}" is {by} "{company}"', "note")


def _unknown(companies: Companies, entry: Entry, key: str, name: str, line: int) -> Finding:
    remedy = "add a [[company]] entry or an alias"
    near = did_you_mean(name, {*companies.exact, *_aliases(companies.case)})
    if companies.resolve is not None:
        message = f'unknown company "{name}" at line {line}{near}: {remedy}'
        return find(entry.place, key, message)
    message = f'"{name}" has no [[company]] entry{near}; the record must know it, or add one'
    return find(entry.place, key, message, "warning")


def _aliases(case: Case) -> set[str]:
    return {alias for company in case.companies for alias in company.aliases}


def named_companies(case: Case) -> Iterator[tuple[Entry, str, str]]:
    """Yield entry, dotted key and name wherever the case names a company."""
    yield case, "company", case.company
    for row in case.ownership:
        yield row, "child", row.child
        yield row, "parent", row.parent
    for product in case.products:
        if product.company is not None:
            yield product, "company", product.company
        for index, component in enumerate(product.components):
            yield product, f"components.{index}.supplier", component.supplier
    for pool in case.pools:
        for index, member in enumerate(pool.members):
            yield pool, f"members.{index}.company", member.company
    for deal in (*case.deals, *case.candidates):
        yield from _parties(deal)
    for suit in case.suits:
        yield from _side(suit, "plaintiff", suit.plaintiffs)
        yield from _side(suit, "defendant", suit.defendants)
    for order in case.orders:
        yield from (
            (order, f"except_suppliers.{i}", n) for i, n in enumerate(order.except_suppliers)
        )


def _side(suit: Entry, side: str, names: tuple[str, ...]) -> Iterator[tuple[Entry, str, str]]:
    for index, name in enumerate(names):
        single = suit.place is not None and side in suit.place.keys
        yield suit, side if single else f"{side}s.{index}", name


def _parties(deal: Deal) -> Iterator[tuple[Deal, str, str]]:
    for key in ("grantors", "grantees", "parties"):
        if key == "grantors" and deal.kind == "pool-license":
            continue
        yield from ((deal, f"{key}.{i}", name) for i, name in enumerate(getattr(deal, key)))
    if deal.seller is not None:
        yield deal, "seller", deal.seller
    if deal.buyer is not None:
        yield deal, "buyer", deal.buyer


def _circles(case: Case, companies: Companies) -> Iterator[Finding]:
    """Look again at the corporate tree, with the names resolved; say which stakes make no group."""
    for row in case.ownership:
        if row.control is None and row not in case.parents:
            message = (
                f'holds {row.share:.0%} of "{row.child}", not above control_share '
                f"({case.policy.control_share:.0%}), so makes no group; "
                "say control = true or false"
            )
            yield find(row.place, "share", message, "note")
    yield from broken_ownership(case.parents, companies.company_of)


def _orders(case: Case, suits: Collection[str] | None) -> Iterator[Finding]:
    known = {suit.id for suit in case.suits}
    reachable = {product.name for product in case.products} | set(CATEGORIES)
    for order in case.orders:
        if order.suit not in known and (suits is None or order.suit not in suits):
            near = did_you_mean(order.suit, known | set(suits or ()))
            where = "the case" if suits is None else "the case nor in the record"
            verb = "is not in" if suits is None else "is neither in"
            message = f'suit "{order.suit}" {verb} {where}{near}; add a [[suit]] entry'
            yield find(order.place, "suit", message, "warning" if suits is None else "error")
        for index, reached in enumerate(order.reaches or ()):
            if reached not in reachable:
                near = did_you_mean(reached, reachable)
                message = f'"{reached}" is no product of the case and no category{near}'
                yield find(order.place, f"reaches.{index}", message, "warning")


def _products(case: Case) -> Iterator[Finding]:
    known = {product.name for product in case.products}
    if not known:
        message = "the case lists no product; add a [[product]] to get an answer"
        yield find(case.place, "", message, "warning")
    for product in case.products:
        if not product.standards and not (product.place and "standards" in product.place.keys):
            message = "names no standards, so nothing touches it; say standards = [] if so meant"
            yield find(product.place, "", message, "warning")
    for sighting in case.sightings:
        if sighting.product not in known and sighting.category is None:
            near = did_you_mean(sighting.product, known)
            message = f'"{sighting.product}" is no product of the case{near}'
            yield find(sighting.place, "product", message, "warning")


def unknown_standards(case: Case, listed: Collection[str] = ()) -> Iterator[Finding]:
    """Say which names of standards nobody knows; each is judged once, at its first place."""
    known = {canonical(name) for name in listed}
    seen: set[str] = set()
    for entry, key, name in _named_standards(case):
        if name in seen or is_known(name) or canonical(name) in known:
            continue
        seen.add(name)
        near = did_you_mean(name, {*known_names(), *listed})
        message = f'"{name}" is no standard that anybody knows{near}, so it covers nothing'
        yield find(entry.place, key, message, "warning")


def _named_standards(case: Case) -> Iterator[tuple[Entry, str, str]]:
    """Yield entry, dotted key and name wherever the case names a standard."""
    entries: tuple[Product | Pool | Deal | Suit, ...]
    entries = (*case.products, *case.pools, *case.deals, *case.candidates, *case.suits)
    for entry in entries:
        for index, name in enumerate(entry.standards or ()):
            yield entry, f"standards.{index}", name
    for product in case.products:
        for index, component in enumerate(product.components):
            for number, name in enumerate(component.standards):
                yield product, f"components.{index}.standards.{number}", name


def _aggregates(case: Case) -> Iterator[Finding]:
    tree = StandardsTree.bundled()
    implemented = {name for product in case.products for name in product.standards}
    above = {ancestor for name in implemented for ancestor in tree.ancestors(name)}
    for name in case.policy.aggregate_burden:
        if canonical(name) not in above:
            near = did_you_mean(name, implemented)
            message = f"speaks for no standard of a product{near}, so it changes nothing"
            yield find(case.policy.place, f"aggregate_burden.{name}", message, "warning")


_MEANINGLESS_IN_A_PURCHASE = (
    "ends", "captured_until", "standards", "field", "include", "exclude", "exhausts"
)  # fmt: skip


def _pools(case: Case, deal: Deal, listed: Collection[str] | None) -> Iterator[Finding]:
    if deal.kind != "pool-license":
        return
    known = {pool.name for pool in case.pools} | set(listed or ())
    key = "pool" if deal.place and "pool" in deal.place.keys else "grantors"
    severity: Severity = "warning" if listed is None else "error"
    for index, name in enumerate(deal.grantors):
        if name not in known:
            near = did_you_mean(name, known)
            message = f'unknown pool "{name}"{near}; add a [[pool]] entry, or ingest its list'
            yield find(deal.place, f"{key}.{index}", message, severity)


def _deal(case: Case, deal: Deal) -> Iterator[Finding]:
    if deal.kind == "purchase":
        for key in _MEANINGLESS_IN_A_PURCHASE:
            if getattr(deal, key):
                shown = "territory" if key in {"include", "exclude"} else key
                yield find(deal.place, shown, "has no effect in a purchase", "warning")
        if deal.families is None and deal.rights is None:
            message = "lists no families or rights, so it clears nothing until they are known"
            yield find(deal.place, "", message, "warning")
    if deal.ends == deal.effective:
        yield find(deal.place, "ends", "is the day it begins, so it never holds", "warning")
    if deal.status in {"signed", "reported"} and not deal.sources and deal in case.deals:
        message = "names no sources; known_at then counts it as known from effective on"
        yield find(deal.place, "", message, "warning")
