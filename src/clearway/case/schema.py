"""Every key of a case file, once: how it is read, whether it is needed, where it goes.

Source: the case-file reference (`docs/reference/case-file.md`), which a test holds equal to this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.case import evidence, model, words
from clearway.case import values as read
from clearway.case.keys import Key, Keys, inner, missing_key, needed, read_keys
from clearway.case.values import Wrong

if TYPE_CHECKING:
    from collections.abc import Callable


def _office(value: object, place: str) -> str:
    found = read.text(value, place)
    if found != "default" and not re.fullmatch("[A-Z]{2}", found):
        raise Wrong(place, 'wants "default" or an office, two capital letters such as EP')
    return found


def _countries_or_all(value: object, place: str) -> object:
    if value == "all":
        return value
    if isinstance(value, str):
        raise Wrong(place, f'wants "all" or a list of countries, not {read.shown(value)}')
    return COUNTRY_LIST(value, place)


def _open_when(value: object, place: str) -> object:
    if isinstance(value, str):
        return read.one_of(*words.OPEN_WHEN)(value, place)
    return read.share(value, place)


def _weights(key: read.Reader, value_of: read.Reader = read.number) -> read.Reader:
    """Read `{ CN = 0.5, IN = 0.2, source = "..." }`."""

    def reader(value: object, place: str) -> model.Weights:
        found = dict(read.table(value, place))
        if "source" not in found:
            raise Wrong(place, missing_key("source"))
        source = read.slug(found.pop("source"), f"{place}.source")
        return model.Weights(read.mapping_of(key, value_of)(found, place), source)

    return reader


def _burden(value: object, place: str) -> model.Burden:
    """Read a burden: shares of the price, or with a currency amounts."""
    found = model.Burden(**read_keys(read.table(value, place), BURDEN, place))
    for key in ("low", "high"):
        if found.currency is None and getattr(found, key) > 1:
            message = "is no share between 0 and 1; correct it, or give the currency of an amount"
            raise Wrong(f"{place}.{key}", message)
    return found


def _one(reader: read.Reader) -> read.Reader:
    """Read one value as a list of one."""
    return lambda value, place: (reader(value, place),)


NAMES = read.list_of(read.name)
IDS = read.list_of(read.slug)
COUNTRY_LIST = read.list_of(read.country)
_CATEGORY = read.one_of(*words.CATEGORIES)
_AFFILIATES = read.one_of(*words.AFFILIATES)

BURDEN: Keys = {
    "low": needed(read.number),
    "high": needed(read.number),
    "source": needed(read.slug),
    "high_source": Key(read.slug),
    "currency": Key(read.currency),
}
EXCHANGE_RATE: Keys = {
    "rate": needed(read.number),
    "currency": needed(read.currency),
    "source": needed(read.slug),
}
VENUE: Keys = {"note": needed(read.text), "source": needed(read.slug)}
COMPONENT: Keys = {
    "supplier": needed(read.name),
    "standards": needed(NAMES),
    "category": Key(_CATEGORY),
    "own_rights": Key(read.one_of(*words.OWN_RIGHTS)),
    "sold_in": Key(read.country),
}
LAUNCH: Keys = {"market": needed(read.country), "on": needed(read.day)}
MEMBER: Keys = {
    "company": needed(read.name),
    "from": Key(read.day, into="from_on"),
    "to": Key(read.day, into="to_on"),
}
TERRITORY: Keys = {"include": Key(COUNTRY_LIST), "exclude": Key(COUNTRY_LIST)}

CASE: Keys = {
    "id": needed(read.slug),
    "question": Key(read.text),
    "about": Key(read.slug),
    "company": needed(read.name),
    "as_of": Key(read.whole_day),
    "known_at": Key(read.whole_day),
    "markets": Key(COUNTRY_LIST),
}
POLICY: Keys = {
    "ep_validation": Key(_countries_or_all),
    "family": Key(read.one_of(*words.FAMILY_KINDS)),
    "grant_lag_days": Key(read.mapping_of(_office, read.whole)),
    "term_years": Key(read.mapping_of(_office, read.years)),
    "pending_max_years": Key(read.years),
    "unknown_estimated_share": Key(read.share),
    "statuses": Key(read.list_of(read.one_of(*words.DEAL_STATUSES))),
    "covered_share": Key(read.share),
    "enforcer_years": Key(read.years),
    "essentiality": Key(read.one_of(*words.ESSENTIALITY)),
    "estimates": Key(read.one_of(*words.ESTIMATES)),
    "owners": Key(read.one_of(*words.OWNERS)),
    "unknown_owners": Key(read.one_of(*words.UNKNOWN_OWNERS)),
    "probable_names": Key(read.flag),
    "bundled_ownership": Key(read.flag),
    "control_share": Key(read.share),
    "open_when": Key(_open_when),
    "aggregate_burden": Key(read.mapping_of(read.name, _burden)),
    "multimode_weights": Key(_weights(read.name)),
    "exchange_rates": Key(read.mapping_of(read.currency, inner(EXCHANGE_RATE, model.ExchangeRate))),
    "market_weights": Key(_weights(read.country)),
    "ranking_weights": Key(_weights(read.one_of(*words.CRITERIA))),
    "probability_words": Key(_weights(read.name, read.share)),
    "venue": Key(read.mapping_of(read.country, inner(VENUE, model.VenueNote))),
}
DEAL: Keys = {
    "id": needed(read.slug),
    "kind": needed(read.one_of(*words.DEAL_KINDS)),
    "status": needed(read.one_of(*words.DEAL_STATUSES)),
    "effective": needed(read.day),
    "grantors": Key(NAMES),
    "grantees": Key(NAMES),
    "parties": Key(read.list_of(read.name, least=2)),
    "pool": Key(_one(read.name), into="grantors"),
    "seller": Key(read.name),
    "buyer": Key(read.name),
    "ends": Key(read.day),
    "captured_until": Key(read.day),
    "standards": Key(NAMES),
    "families": Key(NAMES),
    "rights": Key(NAMES),
    "field": Key(NAMES),
    "territory": Key(inner(TERRITORY, dict)),
    "grantee_affiliates": Key(_AFFILIATES),
    "grantor_affiliates": Key(_AFFILIATES),
    "exhausts": Key(read.flag),
    "bundle": Key(read.slug),
    "count": Key(read.positive),
    "consideration": Key(read.text),
    "sources": Key(IDS),
}
CANDIDATE: Keys = {
    **DEAL,
    "status": Key(read.one_of(*words.DEAL_STATUSES)),
    "effective": Key(read.day),
    "cost": Key(read.money),
    "excludes": Key(IDS),
}
COMPANY: Keys = {
    "name": needed(read.name),
    "aliases": Key(NAMES),
    "country": Key(read.country),
    "operating": Key(read.flag),
}
OWNERSHIP: Keys = {
    "child": needed(read.name),
    "parent": needed(read.name),
    "from": Key(read.day, into="from_on"),
    "to": Key(read.day, into="to_on"),
    "share": Key(read.share),
    "control": Key(read.flag),
}
PRODUCT: Keys = {
    "name": needed(read.name),
    "company": Key(read.name),
    "category": needed(_CATEGORY),
    "standards": Key(read.list_of(read.name, empty=True)),
    "components": Key(read.list_of(inner(COMPONENT, model.Component))),
    "made_in": Key(COUNTRY_LIST),
    "price": Key(read.money),
    "launched": Key(read.list_of(inner(LAUNCH, model.Launch))),
    "units_per_year": Key(_weights(read.country)),
}
POOL: Keys = {
    "name": needed(read.name),
    "standards": Key(NAMES),
    "members": Key(read.list_of(inner(MEMBER, model.Member))),
}
SUIT: Keys = {
    "id": needed(read.slug),
    "market": needed(read.country),
    "filed": needed(read.day),
    "closed": Key(read.day),
    "plaintiff": Key(_one(read.name), into="plaintiffs"),
    "plaintiffs": Key(NAMES),
    "defendant": Key(_one(read.name), into="defendants"),
    "defendants": Key(NAMES),
    "standards": Key(NAMES),
    "patents": Key(NAMES),
    "action": Key(read.one_of(*words.ACTIONS)),
    "basis": Key(read.one_of(*words.SUIT_BASES)),
    "court": Key(read.text),
    "outcome": Key(read.text),
    "sources": Key(IDS),
}
ORDER: Keys = {
    "suit": needed(read.slug),
    "from": needed(read.day, into="from_on"),
    "to": Key(read.day, into="to_on"),
    "reaches": Key(NAMES),
    "except_suppliers": Key(NAMES),
    "kind": Key(read.one_of(*words.ORDER_KINDS)),
    "sources": Key(IDS),
}
SOURCE: Keys = {
    "id": needed(read.slug),
    "publisher": Key(read.text),
    "url": Key(read.url),
    "published": Key(read.day),
    "reliability": Key(read.one_of(*words.RELIABILITIES)),
    "title": Key(read.text),
    "language": Key(read.language),
    "retrieved": Key(read.day),
    "archive": Key(read.url),
    "sha256": Key(read.sha256),
    "withdrawn": Key(read.day),
}
STATEMENT: Keys = {
    "id": Key(read.slug),
    "kind": Key(read.one_of(*words.STATEMENT_KINDS)),
    "speaker": needed(read.name),
    "role": Key(read.text),
    "on": needed(read.day),
    "says": needed(read.text),
    "as_written": Key(read.text),
    "subject": Key(read.name),
    "property": Key(read.name),
    "value": Key(read.plain_value),
    "bears": Key(read.one_of(*words.BEARINGS)),
    "event_on": Key(read.day),
    "source": needed(read.slug),
    "credibility": Key(read.grade),
    "entered_by": Key(read.name),
    "entered_on": Key(read.whole_day),
    "first_seen": Key(read.whole_day),
    "last_seen": Key(read.whole_day),
    "confirms": Key(IDS),
    "disputes": Key(IDS),
    "corrects": Key(IDS),
    "retracts": Key(IDS),
}
SIGHTING: Keys = {
    "id": Key(read.slug),
    "product": needed(read.name),
    "category": Key(_CATEGORY),
    "market": needed(read.country),
    "channel": needed(read.one_of(*words.CHANNELS)),
    "on": needed(read.day),
    "state": Key(read.one_of(*words.SIGHTING_STATES)),
    "reason": Key(read.text),
    "duplicate_of": Key(read.slug),
    "place": Key(read.text, into="place_name"),
    "seller": Key(read.text),
    "by": Key(read.text),
    "picture": Key(read.text),
    "sources": Key(IDS),
}
BY: Keys = {"on": needed(read.day), "probability": needed(read.share)}
FORECAST: Keys = {
    "id": Key(read.slug),
    "forecaster": needed(read.name),
    "voice": Key(read.one_of(*words.VOICES)),
    "company": Key(read.name),
    "event": needed(read.text),
    "category": Key(_CATEGORY),
    "market": needed(read.country),
    "opens": needed(read.day),
    "deadline": needed(read.day),
    "question": Key(read.text),
    "probability": Key(read.share),
    "words": Key(read.name),
    "by": Key(read.list_of(inner(BY, evidence.By))),
    "specificity": Key(read.text),
    "scale": Key(read.one_of(*words.SCALES)),
    "source": Key(read.slug),
    "seal": Key(read.text),
    "entered_by": Key(read.name),
    "entered_on": Key(read.whole_day),
    "resolution": Key(read.one_of(*words.RESOLUTIONS)),
    "resolved_on": Key(read.day),
    "happened_on": Key(read.day),
    "because": Key(read.text),
    "evidence": Key(IDS),
}
QUESTION: Keys = {
    "text": needed(read.text),
    "asked_on": Key(read.day),
    "answer": Key(read.text),
    "answered_on": Key(read.day),
}


@dataclass(frozen=True)
class TableKind:
    """One kind of table: its keys, what it makes, where the case keeps it, what names an entry."""

    keys: Keys
    make: Callable[..., Any]
    into: str
    label: str = ""


LISTS: dict[str, TableKind] = {
    "company": TableKind(COMPANY, model.Company, "companies", "name"),
    "ownership": TableKind(OWNERSHIP, model.Ownership, "ownership", "child"),
    "product": TableKind(PRODUCT, model.Product, "products", "name"),
    "pool": TableKind(POOL, model.Pool, "pools", "name"),
    "deal": TableKind(DEAL, model.Deal, "deals", "id"),
    "suit": TableKind(SUIT, model.Suit, "suits", "id"),
    "order": TableKind(ORDER, model.Order, "orders", "suit"),
    "source": TableKind(SOURCE, evidence.Source, "sources", "id"),
    "statement": TableKind(STATEMENT, evidence.Statement, "statements", "speaker"),
    "sighting": TableKind(SIGHTING, evidence.Sighting, "sightings", "product"),
    "forecast": TableKind(FORECAST, evidence.Forecast, "forecasts", "forecaster"),
    "question": TableKind(QUESTION, evidence.Question, "questions"),
    "candidate": TableKind(CANDIDATE, model.Deal, "candidates", "id"),
}
"""Tables given any number of times, `[[deal]]`."""

SINGLES: dict[str, Keys] = {"case": CASE, "policy": POLICY}
"""Tables given once, `[case]`."""

INNER: dict[str, Keys] = {
    "policy.aggregate_burden": BURDEN,
    "policy.exchange_rates": EXCHANGE_RATE,
    "policy.venue": VENUE,
    "product.components": COMPONENT,
    "product.launched": LAUNCH,
    "pool.members": MEMBER,
    "forecast.by": BY,
    "deal.territory": TERRITORY,
}
"""Tables inside tables, for the reference."""
