"""The page behind a number: market and holder, families, rights, documents, reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clearway.web.cases.access import case_for
from clearway.web.cases.keeping import text_of
from clearway.web.downloads.files import TABLES
from clearway.web.look import explaining
from clearway.web.look.paging import address, page_of
from clearway.web.look.showing import family_lines, whole_family
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.state import state_of
from clearway.web.pages.view import view_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from clearway.web.pages.state import State
    from clearway.web.pages.view import View

PAGE = 15
"""Families to a page: what the rules open in half a second in a register of full size."""
MOST_HOLDERS = 15


@require_GET
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Families behind a number, with what clears each or what comes nearest; or one, whole."""
    case = case_for(request, pk)
    raw = text_of(case)
    state = state_of(request.GET, ANSWERS.case(raw)[1])
    view = view_of(raw, state)
    told: dict[str, Any] = {"case": case, "view": view, "state": state, "titles": _titles()}
    family = request.GET.get("family", "").strip()
    if family:
        told |= _one(raw, state, view, family)
        told["back"] = address(request.GET, family="")
        return render(request, "look/family_explained.html", told)
    told |= _some(request.GET, raw, state, view)
    query = request.GET.urlencode()
    told["files"] = [
        (form, f"{reverse('table-file', args=[pk, 'families', form])}?{query}") for form in TABLES
    ]
    return render(request, "look/explain.html", told)


def _titles() -> dict[str, str]:
    return {
        "": _("in force"), "cleared": _("cleared"), "exposed": _("exposed"),
        "pending": _("pending only"), "pending_exposed": _("pending only and exposed"),
        "estimated": _("in force by an estimate"),
    }  # fmt: skip


def _one(raw: bytes, state: State, view: View, family: str) -> dict[str, Any]:
    found, evidence = explaining.opened_whole(raw, state, view.product, view.market, family)
    return {
        "family": whole_family(found, evidence),
        "clauses": explaining.clauses(raw, [found]),
    }


def _some(query: QueryDict, raw: bytes, state: State, view: View) -> dict[str, Any]:
    holder = query.get("holder", "").strip() or None
    wanted = query.get("state", "")
    wanted = wanted if wanted in explaining.STATES else ""
    sort = query.get("sort", "")
    sort = sort if sort in explaining.SORTS else "family"
    families = explaining.listed(raw, state, view.product, view.market, holder)
    page = page_of(explaining.chosen(families, wanted, sort), query, PAGE)
    ids = [row.family for row in page.rows]
    entries = explaining.opened(raw, state, view.product, view.market, holder, ids)
    return {
        "holder": holder,
        "wanted": wanted,
        "sort": sort,
        "sorts": [(name, address(query, sort=name, page="")) for name in explaining.SORTS],
        "page": page,
        "families": family_lines(entries, page.rows, query),
        "clauses": explaining.clauses(raw, entries),
        "holders": _holders(query, view),
        "kept": [(n, v) for n, vs in query.lists() for v in vs if n not in _ASKED and v],
    }


_ASKED = ("holder", "state", "sort", "page", "market")


def _holders(query: QueryDict, view: View) -> list[tuple[str, int, int, str]]:
    rows = sorted(view.row.holders, key=lambda row: (-row.exposed, -row.families, row.holder))
    if query.get("holders") != "all":
        rows = rows[:MOST_HOLDERS]
    return [
        (row.holder, row.families, row.exposed, address(query, holder=row.holder, page=""))
        for row in rows
    ]
