"""What each holder who remains has done in a market, what answers it, what its license might cost.

Three questions to the engine for the holders that a page shows; each is the answer of the command
of the same name (`suits`, `arsenal`, `burden`) for the view that the page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearway.arsenal import compare_arsenals
from clearway.errors import ClearwayError
from clearway.litigation import survey_suits
from clearway.royalty import royalty_burden
from clearway.web.pages.answers import ANSWERS
from clearway.wording import figure

if TYPE_CHECKING:
    from clearway.app import Desk
    from clearway.arsenal import Exposure, MutualExposure
    from clearway.case import Case
    from clearway.litigation import Rate
    from clearway.royalty import HolderBurden
    from clearway.web.pages.state import State
    from clearway.web.pages.view import View

MOST = 15
"""Holders that a page tells of; the tab of holders lists all."""


@dataclass(frozen=True)
class Dossier:
    """Three cells of a table about one holder, in words."""

    suits: str
    answer: str
    cost: str


@dataclass(frozen=True)
class Found:
    """What the engine says of the holders shown; a holder left out is not known there."""

    rates: dict[str, Rate]
    answers: dict[str, Exposure]
    burdens: dict[str, HolderBurden]
    currency: str


def find_dossiers(raw: bytes, view: View, state: State) -> Found:
    """Ask the engine about the holders who remain and are shown.

    Question by question, so that who asks something short meanwhile gets his turn between two.
    """
    asked: dict[str, Any] = {**state.question, "markets": [view.market]}
    of_product = {**asked, "products": [view.product]}
    key = (view.product, view.market, *(str(value) for value in state.question.values()))
    suits = ANSWERS.ask(
        raw, ("suits", *key), lambda desk, case: survey_suits(case, desk, **of_product)
    )
    owed = ANSWERS.ask(
        raw, ("burden", *key), lambda desk, case: royalty_burden(case, desk, **of_product)
    )
    burden = next(row for row in owed.results if row.market == view.market)
    holders = [row.holder for row in view.remaining[:MOST]]
    found = {holder: _answer_to(raw, holder, asked, key) for holder in holders}
    return Found(
        rates={rate.holder: rate for rate in suits if rate.market == view.market},
        answers={holder: exposure for holder, exposure in found.items() if exposure},
        burdens={row.holder: row for row in burden.holders},
        currency=burden.price.currency if burden.price else "",
    )


def _answer_to(
    raw: bytes, holder: str, asked: dict[str, Any], key: tuple[str, ...]
) -> Exposure | None:
    """Set the company against a holder; None for one that is nobody's name, or its own."""

    def compare(desk: Desk, case: Case) -> MutualExposure:
        return compare_arsenals(case, desk, [holder], **asked)

    try:
        answer = ANSWERS.ask(raw, ("answer to", holder, *key), compare)
    except ClearwayError:
        return None
    own, other = answer.companies
    return answer.at(own, other, asked["markets"][0])


def dossier(found: Found, holder: str) -> Dossier:
    """Say in words what is known of one holder."""
    return Dossier(
        _suits(found.rates.get(holder)),
        _answer(found.answers.get(holder)),
        _cost(found.burdens.get(holder), found.currency),
    )


def _suits(rate: Rate | None) -> str:
    if rate is None or rate.suits is None:
        return _("unknown: no source on suits here")
    if not rate.suits:
        return _("none known")
    return ngettext("%(count)d suit", "%(count)d suits", rate.suits) % {"count": rate.suits}


def _answer(exposure: Exposure | None) -> str:
    if exposure is None:
        return _("unknown")
    if exposure.now is None:
        if exposure.state == "undeterred":
            return _("nothing: it sells nothing that patents touch")
        return _("unknown: the case does not say what it sells here")
    return _("%(count)s families") % {"count": figure(exposure.now.in_force)}


def _cost(burden: HolderBurden | None, currency: str) -> str:
    if burden is None or burden.owed.rate is None:
        return _("unknown")
    rate = burden.owed.rate
    said = _("%(low)s to %(high)s of the price") % {
        "low": figure(float(rate.low), ".2%"), "high": figure(float(rate.high), ".2%"),
    }  # fmt: skip
    unit = burden.owed.per_unit
    if unit is None or not currency:
        return said
    low, high = (figure(float(end), ".2f") for end in (unit.low, unit.high))
    return said + _("; %(low)s to %(high)s %(currency)s each") % {
        "low": low, "high": high, "currency": currency,
    }  # fmt: skip
