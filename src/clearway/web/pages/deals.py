"""The deals of a case on a timeline: what each says in words, whether it counts, its clause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clearway.case import date_text
from clearway.model.territory import country_name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from clearway.case import Case, Deal
    from clearway.web.pages.state import State
    from clearway.web.pages.view import View

KINDS: dict[str, StrOrPromise] = {
    "license": gettext_lazy("license"),
    "cross-license": gettext_lazy("cross-license"),
    "covenant": gettext_lazy("covenant not to sue"),
    "standstill": gettext_lazy("standstill"),
    "pool-license": gettext_lazy("pool license"),
    "purchase": gettext_lazy("purchase"),
}
STATUSES: dict[str, StrOrPromise] = {
    "signed": gettext_lazy("signed"),
    "reported": gettext_lazy("reported"),
    "rumored": gettext_lazy("rumored"),
    "hypothetical": gettext_lazy("hypothetical"),
}
WIDTH = 1000


@dataclass(frozen=True)
class Said:
    """The words of a deal for its kind and status."""

    kind: StrOrPromise
    status: StrOrPromise


@dataclass(frozen=True)
class DealLine:
    """One deal on the timeline.

    Attributes:
        is_on: switched on; it counts from when it is known.
        is_counted: counted in the answer.
        cleared: families that it clears in the market looked at.
        toggle: address of the view with it switched.
        start: where its bar begins, in thousandths of the timeline; `width` is how long it is.
        clause: its lines in the case file.
    """

    id: str
    said: Said
    is_on: bool
    is_counted: bool
    cleared: int
    toggle: str
    start: int
    width: int
    terms: str
    clause: str


def deal_lines(raw: bytes, view: View, state: State, days: Sequence[date]) -> list[DealLine]:
    """Return the deals of a case, by the day they take effect."""
    case = view.case
    counted = {deal.id for deal in view.deals}
    listed = sorted((*case.deals, *case.candidates), key=lambda deal: (deal.effective, deal.id))
    return [
        DealLine(
            id=deal.id,
            said=Said(KINDS[deal.kind], STATUSES[deal.status]),
            is_on=state.counts(deal, case.policy.statuses),
            is_counted=deal.id in counted,
            cleared=view.row.cleared_by.get(deal.id, 0),
            toggle="?" + state.toggled(deal, case.policy.statuses).address(),
            start=(start := place(days, deal.effective)),
            width=max(4, (place(days, deal.ends) if deal.ends else WIDTH) - start),
            terms=terms(deal),
            clause=clause(raw, deal),
        )
        for deal in listed
    ]


def place(days: Sequence[date], day: date) -> int:
    """Return where a day lies on the timeline, in thousandths, held between its ends."""
    if not days:
        return 0
    whole = (days[-1] - days[0]).days or 1
    return min(WIDTH, max(0, round(WIDTH * (day - days[0]).days / whole)))


def terms(deal: Deal) -> str:
    """Say who grants what to whom, for what, where and from when to when."""
    parts = [_who(deal)]
    if deal.standards is not None:
        parts.append(_("for %(standards)s") % {"standards": ", ".join(deal.standards)})
    if deal.field is not None:
        parts.append(_("field of use: %(field)s") % {"field": ", ".join(deal.field)})
    parts += _territory(deal)
    parts.append(_("from %(day)s") % {"day": date_text(deal.effective)})
    if deal.ends:
        parts.append(_("until %(day)s") % {"day": date_text(deal.ends)})
    if deal.captured_until:
        parts.append(_("patents captured until %(day)s") % {"day": date_text(deal.captured_until)})
    return ", ".join(parts) + "."


def _who(deal: Deal) -> str:
    if deal.kind == "purchase":
        said = _("%(buyer)s buys from %(seller)s") % {"buyer": deal.buyer, "seller": deal.seller}
        listed = len(deal.families or ()) + len(deal.rights or ())
        return said + (": " + _("%(count)d listed") % {"count": listed} if listed else "")
    if deal.kind == "cross-license":
        return _("%(parties)s, to one another") % {"parties": ", ".join(deal.parties)}
    return _("%(grantors)s to %(grantees)s") % {
        "grantors": ", ".join(deal.grantors), "grantees": ", ".join(deal.grantees),
    }  # fmt: skip


def _territory(deal: Deal) -> list[str]:
    said = []
    if deal.include is not None:
        said.append(_("in %(places)s") % {"places": places(deal.include)})
    if deal.exclude:
        said.append(_("not in %(places)s") % {"places": places(deal.exclude)})
    return said


def places(codes: Collection[str]) -> str:
    """Return the names of some countries, in a row."""
    return ", ".join(country_name(code) for code in codes)


def clause(raw: bytes, deal: Deal) -> str:
    """Return the lines of the case file that say a deal, with their comments."""
    if deal.place is None:
        return ""
    lines = _lines(raw)
    first = deal.place.line - 1
    end = next(
        (i for i in range(first + 1, len(lines)) if lines[i].startswith(("[", "# ---"))), len(lines)
    )
    return "\n".join(lines[first:end]).rstrip()


@lru_cache(maxsize=8)
def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8-sig").splitlines()


def clauses_of(raw: bytes, case: Case, ids: Collection[str]) -> list[tuple[str, str]]:
    """Return the place and the clause of some deals."""
    found = [case.deal(name) for name in sorted(ids)]
    return [(str(deal.place or deal.id), clause(raw, deal)) for deal in found if deal]
