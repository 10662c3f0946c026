"""The pieces of the page of what if, each drawn once for a case, a trial and a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.deals import KINDS, STATUSES, clauses_of, terms
from clearway.web.pages.pieces import choices_of, drawn, figure_of, remaining_of
from clearway.web.pages.sentence import sentence
from clearway.web.whatif.text import SUPPOSED
from clearway.web.whatif.trying import text_tried, view_tried
from clearway.wording import spoken

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise

    from clearway.web.cases.models import Case
    from clearway.web.pages.view import View
    from clearway.web.whatif.trying import Trial

TABS = ("", "table", "holders")


@dataclass(frozen=True)
class Line:
    """One deal on the page.

    Attributes:
        is_on: it is switched on, whether or not it is known on the day.
        is_counted: it counts in what is tried out.
        is_changed: its terms are not those of the case.
        is_added: the case does not have it.
        toggle: address with it switched; empty for an added one.
        drop: address without the changes; empty where there are none.
        edit: address at which its terms can be changed.
        cleared: families that it clears in the market looked at.
    """

    id: str
    kind: StrOrPromise
    status: StrOrPromise
    terms: str
    is_on: bool
    is_counted: bool
    is_changed: bool
    is_added: bool
    toggle: str
    drop: str
    edit: str
    cleared: int


def tried_pieces(case: Case, raw: bytes, trial: Trial) -> dict[str, SafeString]:
    """Return the pieces of a trial: controls, what is held, and what comes of it."""
    return ANSWERS.piece(
        raw, ("what-if", case.pk, trial, spoken()), lambda: _pieces(case, raw, trial)
    )


def _pieces(case: Case, raw: bytes, trial: Trial) -> dict[str, SafeString]:
    view = view_tried(raw, trial)
    told = {
        "case": case, "state": trial, "view": view, "query": trial.address(tab=""),
        "is_tried": not trial.is_empty,
    }  # fmt: skip
    used = {deal for flip in view.flips for deal, _n in flip.by}
    more: dict[str, Any] = {
        **remaining_of(told),
        "sentence": sentence(view) if trial.is_empty else _changed(view),
        "figure": figure_of(told, raw, TABS),
        "lines": _lines(raw, view, trial),
        "clauses": clauses_of(text_tried(raw, trial), view.case, used),
        "afresh": "?" + trial.address(without=(), extra=(), tries=()),
    }
    return {
        "controls": drawn("whatif/controls", told, **choices_of(view)),
        "held": drawn("whatif/held", told),
        "tried": drawn("whatif/tried", told, **more),
    }


def _changed(view: View) -> str:
    counted = _("%(changed)d of %(asked)d markets change; %(flipped)d change their status.") % {
        "changed": len(view.flips), "asked": len(view.rows),
        "flipped": sum(flip.is_status for flip in view.flips),
    }  # fmt: skip
    return f"{sentence(view)} {counted}"


def _lines(raw: bytes, view: View, trial: Trial) -> list[Line]:
    """Return the deals supposed, then those of the case by the day they take effect."""
    said = ANSWERS.case(raw)[1]
    known = {deal.id: deal for deal in (*said.deals, *said.candidates)}
    tried = {deal.id: deal for deal in (*view.case.deals, *view.case.candidates)}
    added = [deal for name, deal in tried.items() if name not in known]
    listed = sorted(known.values(), key=lambda deal: (deal.effective, deal.id))
    counted = {deal.id for deal in view.deals}
    lines = []
    for deal in (*added, *listed):
        is_added = deal.id not in known
        line = Line(
            id=deal.id,
            kind=KINDS[deal.kind],
            status=STATUSES[SUPPOSED if deal.id in trial.extra else deal.status],
            terms=terms(tried.get(deal.id, deal)),
            is_on=is_added or trial.counts(deal, said.policy.statuses),
            is_counted=deal.id in counted,
            is_changed=deal.id in trial.told and not is_added,
            is_added=is_added,
            toggle="" if is_added else "?" + trial.toggled(deal, said.policy.statuses).address(),
            drop="?" + trial.dropping(deal.id).address() if deal.id in trial.told else "",
            edit=f"?{trial.address()}&edit={deal.id}",
            cleared=view.row.cleared_by.get(deal.id, 0),
        )
        lines.append(line)
    return lines
