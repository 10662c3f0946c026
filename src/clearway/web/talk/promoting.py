"""A comment becomes a statement of the case: its author's words, graded by an editor.

The statement is written into the case's text, with a source of its own that leads back to the
comment; so it is a revision like any other, and undone like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clearway.case import Source, Statement
from clearway.errors import CaseError
from clearway.reading.enter import appended, tables_text
from clearway.web.cases import keeping
from clearway.web.cases.access import case_for, member
from clearway.web.cases.models import Level
from clearway.web.talk.forms import PromoteForm
from clearway.web.talk.markup import plain_of
from clearway.web.talk.models import Comment, Promotion, State
from clearway.web.talk.people import visit_of
from clearway.web.talk.targets import statement_key
from clearway.web.talk.views import address_of, comment_for, form_view, frame
from clearway.web.talk.writing import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from clearway.web.accounts.models import User


@login_required
@form_view
def promote(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Make a comment a statement; editors only, for it changes the case."""
    case_for(request, pk, Level.EDITOR)
    visit = visit_of(request, pk)
    comment = comment_for(visit, number)
    data = request.POST if request.method == "POST" else None
    form = PromoteForm(data, words=plain_of(comment.text, comment.markup))
    if form.is_valid():
        try:
            enter(comment, form.cleaned_data, member(request))
        except (RefusedError, CaseError) as error:
            form.add_error(None, str(error))
        else:
            return redirect(address_of(comment))
    context = frame(visit) | {"form": form, "comment": comment}
    return render(request, "talk/promote.html", context)


def enter(comment: Comment, said: dict[str, Any], by: User) -> Promotion:
    """Write a comment into its case as a statement.

    Args:
        comment: shown, and not yet a statement.
        said: `says`, `kind`, `reliability` and `credibility`, as `PromoteForm` cleans them.
        by: the editor.

    Raises:
        RefusedError: it is a statement already, is not shown, or the case changed just now.
        CaseError: the case with it would be none.
    """
    case = comment.case
    source, statement = _entries(comment, said, by.username)
    with transaction.atomic():
        now = Comment.objects.select_for_update().get(pk=comment.pk)
        current = case.current
        there = {statement_key(s) for s in keeping.parse(bytes(current.text)).statements}
        if now.state != State.SHOWN or statement_key(statement) in there:
            raise RefusedError(_("This comment is not shown, or is a statement already."))
        raw = appended(bytes(current.text), tables_text([source, statement]))
        what = _("a comment became a statement")
        try:
            revision = keeping.revise(case, raw, by, what, current.number)
        except keeping.ChangedMeanwhileError:
            raise RefusedError(_("Somebody changed the case just now. Try again.")) from None
        told = {"statement": statement_key(statement), "revision": revision.number}
        told |= {"by": by, "by_name": by.username}
        return Promotion.objects.update_or_create(comment=now, defaults=told)[0]


def _entries(comment: Comment, said: dict[str, Any], by: str) -> tuple[Source, Statement]:
    """Return the statement and its source; the author stays who he was, imported or not."""
    name = comment.author.name or "a guest"
    source = Source(
        id=f"comment-{comment.uid.hex[:12]}",
        publisher="Discussion of the case",
        url=settings.SITE_ADDRESS + reverse("talk-comment", args=[comment.case_id, comment.pk]),
        published=comment.at.date(),
        reliability=said["reliability"],
        title=f"Comment by {name}",
    )
    return source, Statement(
        id=source.id, kind=said["kind"], speaker=name,
        role=f"{comment.author.kind} in the discussion", on=comment.at.date(),
        says=said["says"], as_written=said["says"], source=source.id,
        credibility=said["credibility"], entered_by=by, entered_on=timezone.now().date(),
    )  # fmt: skip
