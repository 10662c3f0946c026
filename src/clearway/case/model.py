"""What a case holds, as frozen dataclasses; every name is as spelled in the file.

Source: the case-file reference (`docs/reference/case-file.md`). Intervals are half-open, `[from_on,
to_on)`; None is unbounded. A list that may be left out is None when it means 'all', and an empty
tuple when it means 'none given'. Dates may be `PartialDate`, which is a `date`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clearway.case.entry import Entry
from clearway.model.names import is_control, normalize_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from clearway.case.evidence import Forecast, Question, Sighting, Source, Statement
    from clearway.case.findings import Finding

DealKind = Literal["license", "cross-license", "covenant", "standstill", "pool-license", "purchase"]
DealStatus = Literal["signed", "reported", "rumored", "hypothetical"]
Affiliates = Literal["subsidiaries", "group", "none"]
OwnRights = Literal["exhausted", "reserved"]


@dataclass(frozen=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: float
    currency: str


@dataclass(frozen=True)
class Burden:
    """The whole royalty burden of a standard for one device, with the source's id.

    Shares of the price, or amounts in `currency` where that is given; `high_source` says who
    vouches for the high one, when that is another.
    """

    low: float
    high: float
    source: str
    high_source: str | None = None
    currency: str | None = None


@dataclass(frozen=True)
class ExchangeRate:
    """One unit of a currency is worth `rate` in another, `currency`; with the source's id."""

    rate: float
    currency: str
    source: str


@dataclass(frozen=True)
class Weights:
    """Relative weights by generation, market or criterion, with the source's id."""

    weights: Mapping[str, float]
    source: str


@dataclass(frozen=True)
class VenueNote:
    """What is known of the courts of one market, with the source's id."""

    note: str
    source: str


@dataclass(frozen=True)
class Policy(Entry):
    """The choices behind an answer; each has a default and each is shown with the answer.

    Attributes:
        ep_validation: designated states where a European patent of unknown validation has effect.
        family: `etsi`, `docdb` or `inpadoc`.
        grant_lag_days: days from filing to grant by office, and `default`.
        term_years: years from filing by office, and `default`.
        pending_max_years: years an application without a recorded end stays pending.
        unknown_estimated_share: share of estimates (0 to 1) above which a market is `unknown`.
        statuses: statuses of the deals that count.
        covered_share: share (0 to 1) from which a market is `covered`.
        enforcer_years: how far back a suit makes an enforcer.
        essentiality: `declared`: every declaration counts; `assessed`: not where every assessor
            on record says that the family does not touch the product; `agreed`: of what was
            assessed, only where every assessor says that it does.
        estimates: `counted`, or `left-out`: rights that are alive in a market by an estimate
            do not count there.
        owners: `recorded`: applicants and transfers on record go before the declarant;
            `declarants`: the declarant alone decides, and purchases of the case.
        unknown_owners: `apart`, or `declarants`: whom the declaration does not call the owner
            owns it all the same.
        probable_names: whether spellings that are probably one company count as one.
        bundled_ownership: whether the bundled corporate tree speaks for companies of whose
            parents the case says nothing.
        control_share: a share of the capital makes a parent above this, where nothing is said of
            control.
        open_when: `quiet`, `covered` or a share (0 to 1).
        exchange_rates: by currency; without one nothing is converted.
        probability_words: words of likelihood as shares; they go before the bundled ones.
    """

    ep_validation: tuple[str, ...] | Literal["all"] = "all"
    family: str = "etsi"
    grant_lag_days: Mapping[str, int] = dataclasses.field(
        default_factory=lambda: {"default": 1460, "US": 1095}
    )
    term_years: Mapping[str, int] = dataclasses.field(default_factory=lambda: {"default": 20})
    pending_max_years: int = 12
    unknown_estimated_share: float = 1.0
    statuses: tuple[str, ...] = ("signed", "reported")
    covered_share: float = 0.95
    enforcer_years: int = 10
    essentiality: str = "declared"
    estimates: str = "counted"
    owners: str = "recorded"
    unknown_owners: str = "apart"
    probable_names: bool = True
    bundled_ownership: bool = True
    control_share: float = 0.5
    open_when: str | float = "quiet"
    aggregate_burden: Mapping[str, Burden] = dataclasses.field(default_factory=dict)
    multimode_weights: Weights | None = None
    exchange_rates: Mapping[str, ExchangeRate] = dataclasses.field(default_factory=dict)
    market_weights: Weights | None = None
    ranking_weights: Weights | None = None
    probability_words: Weights | None = None
    venue: Mapping[str, VenueNote] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Company(Entry):
    """A company; `operating` is false for one that sells no products."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    operating: bool = True


@dataclass(frozen=True)
class Ownership(Entry):
    """`parent` holds a `share` of `child` in `[from_on, to_on)`; see `is_control` for its group."""

    child: str
    parent: str
    from_on: date | None = None
    to_on: date | None = None
    share: float | None = None
    control: bool | None = None

    def is_control(self, policy: Policy) -> bool:
        """Return whether this makes `child` part of its parent's group."""
        return is_control(self.share, control=self.control, above=policy.control_share)


@dataclass(frozen=True)
class Component:
    """A bought part of a product; `own_rights` None is unsaid, `sold_in` a country or None."""

    supplier: str
    standards: tuple[str, ...]
    category: str = "chipset"
    own_rights: OwnRights | None = None
    sold_in: str | None = None


@dataclass(frozen=True)
class Launch:
    """The first sale of a product in a market."""

    market: str
    on: date


@dataclass(frozen=True)
class Product(Entry):
    """A product; `company` None is the case's. `standards` may be empty: it touches nothing.

    `units_per_year` are pieces sold in a year, by market.
    """

    name: str
    category: str
    standards: tuple[str, ...]
    company: str | None = None
    components: tuple[Component, ...] = ()
    made_in: tuple[str, ...] = ()
    price: Money | None = None
    launched: tuple[Launch, ...] = ()
    units_per_year: Weights | None = None


@dataclass(frozen=True)
class Member:
    """A company is a pool's licensor in `[from_on, to_on)`."""

    company: str
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Pool(Entry):
    """A patent pool; `standards` None is all, `members` may be empty where the record lists."""

    name: str
    standards: tuple[str, ...] | None = None
    members: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Deal(Entry):
    """An agreement that clears rights or moves them; a candidate too, with `cost`, `excludes`.

    Attributes:
        grantors: of a license, covenant or standstill; the pools' names in a pool-license.
        parties: of a cross-license, who all grant to one another.
        seller: of a purchase, as is `buyer`.
        standards: None is all; so are `families`, `rights`, `field` and `include`.
        families: family ids.
        rights: publication numbers, in purchases.
        count: patents bought where the source gives only a number.
    """

    id: str
    kind: DealKind
    status: DealStatus
    effective: date
    grantors: tuple[str, ...] = ()
    grantees: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    seller: str | None = None
    buyer: str | None = None
    ends: date | None = None
    captured_until: date | None = None
    standards: tuple[str, ...] | None = None
    families: tuple[str, ...] | None = None
    rights: tuple[str, ...] | None = None
    field: tuple[str, ...] | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    grantee_affiliates: Affiliates = "subsidiaries"
    grantor_affiliates: Affiliates = "subsidiaries"
    exhausts: bool = False
    bundle: str | None = None
    count: int | None = None
    consideration: str | None = None
    sources: tuple[str, ...] = ()
    cost: Money | None = None
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suit(Entry):
    """A court case that the record lacks; `basis` says what shows its patents to be declared."""

    id: str
    market: str
    filed: date
    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]
    closed: date | None = None
    standards: tuple[str, ...] = ()
    patents: tuple[str, ...] = ()
    action: str = "infringement"
    basis: str | None = None
    court: str | None = None
    outcome: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order(Entry):
    """An injunction or import stop in a suit; `reaches` None: the source does not say."""

    suit: str
    from_on: date
    to_on: date | None = None
    reaches: tuple[str, ...] | None = None
    except_suppliers: tuple[str, ...] = ()
    kind: str = "injunction"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case(Entry):
    """A whole case; `markets` None is every market with a relevant right.

    Attributes:
        about: the deal, or the bundle, that the question is about; set before against after
            wherever nothing else is asked for.
        path: the file or folder it was read from; None when made in memory.
        texts: the files it was read from, name to bytes, so that it is written back unchanged.
        former: warnings about what was written as older versions had it.
    """

    id: str
    company: str
    question: str = ""
    about: str | None = None
    as_of: date | None = None
    known_at: date | None = None
    markets: tuple[str, ...] | None = None
    policy: Policy = Policy()
    companies: tuple[Company, ...] = ()
    ownership: tuple[Ownership, ...] = ()
    products: tuple[Product, ...] = ()
    pools: tuple[Pool, ...] = ()
    deals: tuple[Deal, ...] = ()
    candidates: tuple[Deal, ...] = ()
    suits: tuple[Suit, ...] = ()
    orders: tuple[Order, ...] = ()
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    questions: tuple[Question, ...] = ()
    path: Path | None = dataclasses.field(default=None, compare=False)
    texts: Mapping[str, bytes] = dataclasses.field(default_factory=dict, compare=False, repr=False)
    former: tuple[Finding, ...] = dataclasses.field(default=(), compare=False, repr=False)

    @property
    def parents(self) -> tuple[Ownership, ...]:
        """The ownership rows that make groups, by what they say of control and of shares."""
        return tuple(row for row in self.ownership if row.is_control(self.policy))

    def deal(self, deal_id: str) -> Deal | None:
        """Return the deal or candidate of that id, or None."""
        return next((d for d in (*self.deals, *self.candidates) if d.id == deal_id), None)

    def compared(self, name: str | None) -> tuple[tuple[str, ...], str | None]:
        """Return a name of a deal or a bundle as a comparison takes it: deals, or the bundle."""
        if name is None:
            return (), None
        return ((), name) if name in self.bundles else ((name,), None)

    @property
    def bundles(self) -> tuple[str, ...]:
        """The names under which deals were signed together, in order."""
        return tuple(dict.fromkeys(deal.bundle for deal in self.deals if deal.bundle))

    def products_of(self, name: str) -> tuple[Product, ...]:
        """Return the products of a company, by any of its names; one without `company` is X's."""
        owner = self._company_named(name)
        return tuple(
            product
            for product in self.products
            if self._company_named(product.company or self.company) == owner
        )

    def _company_named(self, name: str) -> str:
        """Return the `[[company]]` that goes by a name, else the name's key."""
        key = normalize_name(name)
        return next(
            (c.name for c in self.companies if key in map(normalize_name, (c.name, *c.aliases))),
            key,
        )
