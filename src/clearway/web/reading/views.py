"""Pages around an article: give it, see what it seems to say, decide, and only then write."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clearway.errors import CaseError, SourceError
from clearway.reading import Gazetteer, propose
from clearway.reading.entering import RowError
from clearway.web.cases import keeping
from clearway.web.cases.access import case_for, member
from clearway.web.cases.models import Level
from clearway.web.pages.complaints import said_of
from clearway.web.reading import deciding
from clearway.web.reading.forms import ArticleForm
from clearway.web.reading.models import MOST_WAITING, ReadArticle
from clearway.web.reading.words import FIELDS, KINDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from clearway.reading import Article
    from clearway.web.cases.models import Case

form_view = require_http_methods(["GET", "POST"])


@login_required
@form_view
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article, and list those that wait."""
    case = case_for(request, pk, Level.EDITOR)
    is_sent = request.method == "POST"
    form = ArticleForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        made = _read(request, case, _told(form.cleaned_data))
        return redirect("read-decide", case.pk, made.pk)
    context = {"case": case, "form": form, "articles": case.read_articles.all()[:MOST_WAITING]}
    return render(request, "reading/read.html", context)


def _told(data: dict[str, Any]) -> Article:
    """The article, with what the person says of it before what it says of itself."""
    article: Article = data["article"]
    return dataclasses.replace(
        article,
        publisher=data["publisher"] or article.publisher,
        published_on=data["published_on"] or article.published_on,
        address=data["address"] or article.address,
    )


def _read(request: HttpRequest, case: Case, article: Article) -> ReadArticle:
    said = keeping.parse(keeping.text_of(case))
    known = {company.name for company in said.companies}
    found = [
        each
        for each in propose(article, Gazetteer(said))
        if each.kind != "party" or each.fields["company"] not in known
    ]
    if len(found) > deciding.MOST_SHOWN:
        messages.warning(
            request,
            _("%(count)s proposals; only the first %(most)s are shown. Give a shorter article.")
            % {"count": len(found), "most": deciding.MOST_SHOWN},
        )
    told = article.to_dict()
    made = ReadArticle.objects.create(
        case=case, by=member(request), article=told,
        proposals=[each.to_dict() for each in found[: deciding.MOST_SHOWN]],
    )  # fmt: skip
    old = case.read_articles.values_list("pk", flat=True)[MOST_WAITING:]
    ReadArticle.objects.filter(pk__in=list(old)).delete()
    return made


@login_required
@form_view
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show an article beside what it seems to say, and write what is accepted."""
    case = case_for(request, pk, Level.EDITOR)
    article = _one(case, number)
    error: RowError | None = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                said = _entered(request, case, article)
        except RowError as wrong:
            error = wrong
        except (CaseError, SourceError) as wrong:
            messages.error(request, said_of(wrong))
        except keeping.ChangedMeanwhileError:
            messages.error(request, _CHANGED())
        else:
            messages.success(request, said)
            return redirect("read-decide", case.pk, article.pk)
    return render(request, "reading/decide.html", _shown(request, case, article, error))


def _entered(request: HttpRequest, case: Case, article: ReadArticle) -> str:
    """Write what the form accepts, note what it decides, and say what was done."""
    locked = ReadArticle.objects.select_for_update().get(pk=article.pk)
    sent = {name: str(value)[:5000] for name, value in request.POST.items()}
    if any(sent.get(f"{key}-decision") for key in locked.decisions if key != deciding.SOURCE):
        messages.warning(
            request, _("Some of these somebody else decided about meanwhile; that stands.")
        )
    rows = deciding.rows_of(deciding.items_of(locked, sent), locked.proposed())
    current = case.current
    before = bytes(current.text)
    by = member(request)
    after, twice = deciding.text_with(before, keeping.parse(before), rows, by.username)
    if after != before:
        what = _("from an article: %(title)s") % {"title": locked}
        keeping.revise(case, after, by, what, _seen(request))
    for new, old in twice:
        messages.warning(
            request,
            _("%(new)s: the case has %(old)s, maybe the same deal; keep one.")
            % {"new": new, "old": old},
        )
    locked.decisions = {**locked.decisions, **deciding.decided_by(rows)}
    locked.article = {**locked.article, **deciding.as_entered(rows[0])}
    locked.save(update_fields=["decisions", "article"])
    if after == before:
        return _("Noted; the case stays as it is.")
    return _("Written into the case.")


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _CHANGED() -> str:  # noqa: N802 - a text that is translated when it is shown
    return _(
        "Somebody else changed the case since you opened this page. Nothing was written; your "
        "decisions still stand below. Send them again."
    )


def _shown(
    request: HttpRequest, case: Case, article: ReadArticle, error: RowError | None
) -> dict[str, Any]:
    read, proposals = article.read(), article.proposed()
    sent = request.POST.dict() if request.method == "POST" else {}
    items = deciding.items_of(article, {k: str(v) for k, v in sent.items()}, error)
    return {
        "case": case,
        "article": read,
        "read": article,
        "items": items,
        "has_error": error is not None,
        "text": deciding.pieces_of(read.text, proposals, "text"),
        "comments": deciding.pieces_of(read.comments, proposals, "comments"),
        "seen": case.current.number,
        "kinds": KINDS,
        "labels": FIELDS,
    }


def _one(case: Case, number: int) -> ReadArticle:
    found = case.read_articles.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def discard(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take an article away; what was accepted of it stays in the case."""
    case = case_for(request, pk, Level.EDITOR)
    _one(case, number).delete()
    return redirect("read", case.pk)
