"""The places in a case that can be talked about, looked up in the case's text.

A target is a kind and a key, written `kind:key`: `deal:nokia-2017`, `cell:DE/Redmi Note 4`. The
case as a whole is `case`. Deals, statements and forecasts are known by their id; a statement or
forecast without one by a digest of what it says, so that a changed one is another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from clearway.case.evidence import seal_of
from clearway.errors import UsageError
from clearway.model.territory import country_code, in_country
from clearway.wording import retold

if TYPE_CHECKING:
    from collections.abc import Callable

    from clearway.case import Case, Forecast, Statement

WHOLE = "case"
MOST = 400
"""Characters of a target as text."""


@dataclass(frozen=True)
class Target:
    """A place in a case.

    Attributes:
        kind: case, cell, deal, statement or forecast.
        key: which one of its kind; "" for the case.
        label: what a page calls it, in the reader's language.
    """

    kind: str
    key: str
    label: str

    @property
    def text(self) -> str:
        """The target as it is kept and stands in addresses."""
        return f"{self.kind}:{self.key}" if self.key else self.kind


def target_of(said: Case, text: str) -> Target:
    """Return the target that a text names.

    Raises:
        UsageError: the case has no such place.
    """
    kind, _colon, key = (text or WHOLE).partition(":")
    label = _LABELS[kind](said, key) if kind in _LABELS and len(text) <= MOST else None
    if label is None:
        raise UsageError(f"The case has no place '{text[:80]}' to talk about.")
    return Target(kind, key, label)


def lost_target(text: str) -> Target:
    """Return a target that the case's text has lost, with a label that says so."""
    kind, _colon, key = text.partition(":")
    return Target(kind, key, _("%(place)s, no longer in the case") % {"place": text})


def label_of(said: Case, text: str) -> str:
    """Return what a page calls a target, also one that the case's text has lost."""
    try:
        return target_of(said, text).label
    except UsageError:
        return lost_target(text).label


def statement_key(statement: Statement) -> str:
    """Return the key of a statement as a target: its id, or a digest of who said what when."""
    said = "\0".join((statement.speaker, f"{statement.on}", statement.says))
    return statement.id or hashlib.sha256(said.encode()).hexdigest()[:16]


def forecast_key(forecast: Forecast) -> str:
    """Return the key of a forecast as a target: its id, or the seal of what is frozen in it."""
    return forecast.id or seal_of(forecast)


def _case(said: Case, key: str) -> str | None:  # noqa: ARG001 - each kind is asked alike
    return None if key else _("the case")


def _cell(said: Case, key: str) -> str | None:
    market, _slash, product = key.partition("/")
    markets = said.markets or ((market,) if country_code(market) == market else ())
    if market not in markets or product not in {p.name for p in said.products}:
        return None
    return _("%(product)s %(in_place)s") % {"product": product, "in_place": in_country(market)}


def _deal(said: Case, key: str) -> str | None:
    known = {deal.id for deal in (*said.deals, *said.candidates)}
    return _("deal %(deal)s") % {"deal": key} if key in known else None


def _statement(said: Case, key: str) -> str | None:
    found = next((s for s in said.statements if statement_key(s) == key), None)
    if found is None:
        return None
    return _("%(speaker)s, %(day)s: “%(says)s”") % {
        "speaker": found.speaker, "day": f"{found.on}", "says": found.says[:80],
    }  # fmt: skip


def _forecast(said: Case, key: str) -> str | None:
    found = next((f for f in said.forecasts if forecast_key(f) == key), None)
    if found is None:
        return None
    return _("%(who)s: %(event)s %(in_place)s by %(day)s") % {
        "who": found.forecaster, "event": retold(found.event),
        "in_place": in_country(found.market),
        "day": f"{found.deadline}",
    }  # fmt: skip


_LABELS: dict[str, Callable[[Case, str], str | None]] = {
    WHOLE: _case,
    "cell": _cell,
    "deal": _deal,
    "statement": _statement,
    "forecast": _forecast,
}
