"""What if: try deals out, keep what was tried as a variant, set variants side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearway.errors import CaseError
from clearway.web.cases import keeping
from clearway.web.cases.access import case_for, member
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.complaints import lines_of
from clearway.web.whatif.comparing import compared
from clearway.web.whatif.forms import SupposeForm, TermsForm, VariantForm, terms_of
from clearway.web.whatif.models import Variant
from clearway.web.whatif.pieces import TABS, tried_pieces
from clearway.web.whatif.trying import Trial, text_tried, trial_of, view_tried

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from clearway.case import Case as CaseFile
    from clearway.web.cases.models import Case
    from clearway.web.pages.views import HtmxRequest


@require_GET
def whatif(request: HtmxRequest, pk: int) -> HttpResponse:
    """The case as it stands beside the case as tried out; all that is tried is in the address."""
    case = case_for(request, pk)
    raw = keeping.text_of(case)
    said = ANSWERS.case(raw)[1]
    trial = trial_of(request.GET, said)
    trial = replace(trial, tab=trial.tab if trial.tab in TABS else "")
    if "suppose" in request.GET:
        return _suppose(request, case, raw, trial)
    if edit := request.GET.get("edit", ""):
        return _edit(request, case, raw, trial, edit)
    return _page(request, case, raw, trial)


def _suppose(request: HtmxRequest, case: Case, raw: bytes, trial: Trial) -> HttpResponse:
    """Add the deal that the form describes, or show the form with what is wrong in it."""
    said = ANSWERS.case(raw)[1]
    form = SupposeForm(request.GET, prefix="new")
    if form.is_valid():
        wanted = trial.trying(form.deal(said, trial))
        if done := _followed(request, case, raw, wanted, form):
            return done
    if not request.htmx:
        return _page(request, case, raw, trial, suppose=form)
    context = _context(case, raw, trial, suppose=form)
    response = render(request, "whatif/suppose.html", context)
    response["HX-Retarget"] = "#suppose"
    return response


def _edit(request: HtmxRequest, case: Case, raw: bytes, trial: Trial, name: str) -> HttpResponse:
    """Show the terms of a deal in a form, or change them as it says."""
    said = ANSWERS.case(raw)[1]
    tried = ANSWERS.case(text_tried(raw, trial))[1]
    deal = tried.deal(name) or said.deal(name)
    if deal is None:
        return redirect(f"{request.path}?{trial.address()}")
    data = request.GET if "change-effective" in request.GET else None
    form = TermsForm(data, prefix="change", initial=terms_of(deal))
    if data is not None and form.is_valid():
        changed = {"territory" if key in ("where", "places") else key for key in form.changed_data}
        terms = {key: value for key, value in form.terms.items() if key in changed}
        wanted = trial.trying({"id": name, **terms}) if terms else trial
        if done := _followed(request, case, raw, wanted, form):
            return done
    context = _context(case, raw, trial, terms=form, edited=name)
    template = "whatif/terms.html" if request.htmx else "whatif/page.html"
    response = render(request, template, context)
    response["HX-Retarget"] = f"#terms-{name}"
    return response


def _followed(
    request: HtmxRequest, case: Case, raw: bytes, wanted: Trial, form: TermsForm
) -> HttpResponse | None:
    """Go to the view that a form leads to; what the engine refuses is said in the form."""
    try:
        view_tried(raw, wanted)
    except CaseError as error:
        form.add_error(None, _said(error))
        return None
    if not request.htmx:
        return redirect(f"{request.path}?{wanted.address()}")
    return _page(request, case, raw, wanted)


def _said(error: CaseError) -> list[str | SafeString]:
    """Return what is wrong without the line of a text that nobody has seen."""
    lines = (line.split(": ", 2)[-1] for line in str(error).split("\n"))
    return lines_of("\n".join(lines))


def _page(request: HtmxRequest, case: Case, raw: bytes, trial: Trial, **more: Any) -> HttpResponse:
    context = _context(case, raw, trial, **more)
    if not request.htmx:
        return render(request, "whatif/page.html", context)
    response = render(request, "whatif/swap.html", context)
    response["HX-Push-Url"] = f"{request.path}?{trial.address()}"
    return response


def _context(case: Case, raw: bytes, trial: Trial, **more: Any) -> dict[str, Any]:
    said: CaseFile = ANSWERS.case(raw)[1]
    fresh = SupposeForm(prefix="new", initial={"effective": trial.as_of or said.as_of})
    return {
        "case": case, "said": said, "pieces": tried_pieces(case, raw, trial),
        "query": trial.address(), "is_empty": trial.is_empty, "suppose": fresh,
        "save": VariantForm(), "names": _names(raw, trial), **more,
    }  # fmt: skip


def _names(raw: bytes, trial: Trial) -> list[str]:
    """Return whom a deal could be with: the holders who remain, then the pools of the case."""
    view = view_tried(raw, trial)
    return [*(row.holder for row in view.remaining), *(pool.name for pool in view.case.pools)]


@login_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is tried out as a variant; whoever may read a case may keep one of his own."""
    case = case_for(request, pk)
    current = case.current
    raw = bytes(current.text)
    trial = trial_of(QueryDict(request.POST.get("query", "")), ANSWERS.case(raw)[1])
    form = VariantForm(request.POST)
    if trial.is_empty or not form.is_valid():
        return redirect(f"{reverse('what-if', args=[pk])}?{trial.address()}")
    name = form.cleaned_data["name"]
    what = _("variant %(name)s") % {"name": name}
    with transaction.atomic():
        made = keeping.create(text_tried(raw, trial), member(request), what, parent=case)
        Variant.objects.create(case=made, name=name, revision=current.number)
    view = trial.address(without=(), extra=(), tries=(), tab="")
    return redirect(f"{reverse('case', args=[made.pk])}?{view}")


@require_GET
def variants(request: HttpRequest, pk: int) -> HttpResponse:
    """The case and those of its variants that the visitor may read, side by side."""
    case = case_for(request, pk)
    return render(request, "whatif/variants.html", compared(request, case))
