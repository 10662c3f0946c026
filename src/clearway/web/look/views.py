"""Pages over the record, its changes, and one search box for all of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from clearway.errors import UsageError
from clearway.lookup import coverage
from clearway.record import open_record
from clearway.record.compare import two_snapshots
from clearway.record.snapshots import snapshot_ids
from clearway.web.cases.access import member
from clearway.web.cases.models import Case
from clearway.web.downloads.files import TABLES, table_file
from clearway.web.look import registers, sheets
from clearway.web.look.changes import changed_cases, options_of
from clearway.web.look.entering import looks_in
from clearway.web.look.finding import MOST, NOTHING, Found, find
from clearway.web.look.paging import address, page_of
from clearway.web.look.templatetags.look import is_figure
from clearway.web.look.told import Link, Told
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.record_state import lack
from clearway.web.pages.state import day_in
from clearway.web.runs import keeping
from clearway.web.runs.views import run_context
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from clearway.lookup import Coverage
    from clearway.record import Record
    from clearway.web.look.told import Grid
    from clearway.web.pages.views import HtmxRequest

PAGE = 50
"""Rows of a table to a page."""
KINDS = {
    "right": gettext_lazy("Patent or application"), "family": gettext_lazy("Patent family"),
    "holder": gettext_lazy("Holder"), "standard": gettext_lazy("Standard"),
    "market": gettext_lazy("Market"),
}  # fmt: skip
"""What a page is about, where its title is a bare name or number."""


@require_GET
@looks_in
def search(request: HtmxRequest) -> HttpResponse:
    """What a text may mean: a case of the visitor's, a number, a name, a standard, a market.

    The box in the head of every page asks here: for the page, and while somebody types for the
    first of each kind.
    """
    words = request.GET.get("q", "").strip()[:200]
    told: dict[str, Any] = {"words": words, "groups": (), "note": ""}
    if words:
        cases = Case.objects.allowed(request.user).filter(title__icontains=words)[:MOST]
        links = tuple(Link(case.title, reverse("case", args=[case.pk])) for case in cases)
        is_bare = lack() == "record"
        found = NOTHING if is_bare else find(open_record(settings.RECORD_DIR), words)
        told |= {"groups": _groups(links, found), "note": "" if found.rights else found.note}
    template = "look/suggested.html" if request.htmx else "look/search.html"
    response = render(request, template, told)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _groups(cases: tuple[Link, ...], found: Found) -> list[tuple[str, tuple[Link, ...]]]:
    """Return what was found by kind, each with its heading."""
    kinds = [
        (_("Cases"), cases), (_("Rights"), found.rights), (_("Families"), found.families),
        (_("Holders"), found.holders), (_("Holders with a name like it"), found.alike),
        (_("Standards"), found.standards), (_("Markets"), found.markets),
    ]  # fmt: skip
    return [(title, hits) for title, hits in kinds if hits]


@require_GET
@looks_in
def right(request: HttpRequest) -> HttpResponse:
    """One right."""
    return _sheet(request, "right", sheets.right_page)


@require_GET
@looks_in
def family(request: HttpRequest) -> HttpResponse:
    """One family."""
    return _sheet(request, "family", sheets.family_page)


@require_GET
@looks_in
def holder(request: HttpRequest) -> HttpResponse:
    """One holder."""
    return _sheet(request, "holder", sheets.holder_page)


def _sheet(
    request: HttpRequest, kind: str, make: Callable[[Record, str, date, date | None], Told]
) -> HttpResponse:
    of = request.GET.get("of", "").strip()
    on = day_in(request.GET.get("on")) or datetime.now(UTC).date()
    known_at = day_in(request.GET.get("known_at"))
    told = _kept((kind, of, on, known_at, spoken()), lambda record: make(record, of, on, known_at))
    return _show(request, told, kind, {"on": on, "known_at": known_at, "of": of})


@require_GET
@looks_in
def standard(request: HttpRequest) -> HttpResponse:
    """One generation or specification."""
    of = request.GET.get("of", "").strip()
    told = _kept(("standard", of, spoken()), lambda record: registers.standard_page(record, of))
    return _show(request, told, "standard", {})


@require_GET
@looks_in
def market(request: HttpRequest) -> HttpResponse:
    """One market: what the record covers there."""
    of = request.GET.get("of", "").strip()
    told = _kept(
        ("market", of, spoken()), lambda record: registers.market_page(record, _covered(), of)
    )
    return _show(request, told, "market", {})


@require_GET
@looks_in
def record(request: HttpRequest) -> HttpResponse:
    """Sources, editions, coverage, snapshots."""
    files = bool(request.user.is_authenticated)
    what = ("record", files, spoken())
    told = _kept(what, lambda found: registers.record_page(found, _covered(), with_files=files))
    snapshots = snapshot_ids(settings.RECORD_DIR)
    return _show(request, told, "record", {"snapshots": snapshots[::-1], "is_record": True})


@login_required
@require_GET
def rejects(request: HttpRequest) -> HttpResponse:
    """The rows that were set aside; for those who are signed in."""
    known = open_record(settings.RECORD_DIR)
    grid, basis = registers.rejected(known), {"snapshot": known.snapshot_id}
    told = Told(_("Rows set aside"), (), (grid,), basis)
    return _show(request, told, "rejects", {})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest) -> HttpResponse:
    """What changed since the last snapshot, and what that changed in the visitor's cases."""
    try:
        older, newer = two_snapshots(settings.RECORD_DIR, None, None)
    except UsageError:
        return render(request, "look/no_changes.html", {})
    on = day_in((request.POST or request.GET).get("on")) or datetime.now(UTC).date()
    by, cases = member(request), Case.objects.allowed(request.user)
    options = options_of(older, newer, on, cases)
    if request.method == "POST":
        with suppress(keeping.TooManyRunsError):  # the page lists the runs that are open
            keeping.ask_of_record("changes", options, by)
        return redirect(f"{request.path}?on={on}")
    run = keeping.find_of_record("changes", options, by)
    if run is None or (found := run.told) is None:
        told = run_context(request, run) if run else {}
        return render(request, "look/changes.html", {"on": on, **told})
    answer = found["en"].answer
    more = {"changed": changed_cases(answer, cases), "is_changes": True}
    return _show(request, registers.changes_page(answer["record"], newer), "changes", more)


def _covered() -> Coverage:
    return _kept(("coverage",), coverage)  # type: ignore[no-any-return]


def _kept(what: tuple[Any, ...], make: Callable[[Record], Any]) -> Any:
    return ANSWERS.piece(b"", ("look", *what), lambda: make(open_record(settings.RECORD_DIR)))


def _show(request: HttpRequest, told: Told, kind: str, more: dict[str, Any]) -> HttpResponse:
    wanted, form = request.GET.get("table"), request.GET.get("format")
    if wanted:
        grid = next((g for g in told.grids if g.name == wanted), None)
        if grid is None or form not in TABLES:
            raise Http404
        return table_file(grid.to_arrow(told.recipe), f"clearway-{kind}-{wanted}", form)
    context = {
        "told": told, "kind": kind, "kind_name": KINDS.get(kind, ""),
        "grids": [_grid(request, grid) for grid in told.grids], **more,
    }  # fmt: skip
    return render(request, "look/sheet.html", context)


def _grid(request: HttpRequest, grid: Grid) -> dict[str, Any]:
    query = request.GET
    page = page_of(grid.rows, query, PAGE, f"page-{grid.name}")
    return {
        "grid": grid,
        "page": page,
        "headings": [
            (heading, any(is_figure(row[place]) for row in page.rows))
            for place, heading in enumerate(grid.columns.values())
        ],
        "files": [(form, address(query, table=grid.name, format=form)) for form in TABLES],
    }
