"""Following a discussion by mail or by feed, and ending it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from clearway.web.accounts.models import digest_of
from clearway.web.cases.access import member
from clearway.web.talk import feeds, mails, news, writing
from clearway.web.talk.acts import Act, perform, sent
from clearway.web.talk.forms import WhoForm
from clearway.web.talk.models import FeedKey, Follow
from clearway.web.talk.people import may_read, member_author, visit_of
from clearway.web.talk.targets import WHOLE, target_of
from clearway.web.talk.views import form_view, frame, no_address, said_by

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clearway.web.pages.views import HtmxRequest
    from clearway.web.talk.models import Author
    from clearway.web.talk.people import Visit


@form_view
def follow(request: HtmxRequest, pk: int) -> HttpResponse:
    """Get mail of new comments in a case, or at one place in it; again ends it."""
    visit = visit_of(request, pk)
    target = target_of(said_by(visit.case), request.POST.get("on", request.GET.get("on", "")))
    on = "" if target.text == WHOLE else target.text
    form = WhoForm(sent(request, visit), author=visit.author)
    title = _("Mail of new comments")
    act = Act("follow", title, {"target": on}, lambda who: _turn(request, visit, who, on))
    return perform(request, visit, form, act)


def _turn(request: HttpRequest, visit: Visit, author: Author, on: str) -> None:
    held = Follow.objects.filter(case=visit.case, author=author, target=on, thread=None)
    if held.delete()[0]:
        messages.success(request, _("You get no more mail of this."))
    elif not news.address_of(author):
        raise writing.RefusedError(no_address())
    else:
        news.follow(author, visit.case, target=on, link=visit.link)
        messages.success(request, _("You get a mail of each new comment."))


@never_cache
@csrf_exempt  # RFC 8058: the mail program posts, without a page of ours; the address is signed
@form_view
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End mail: of one follow, or all to one address. Needs no account and no session."""
    try:
        what = signing.loads(token, salt=news.STOP)
    except signing.BadSignature:
        raise Http404 from None
    found = Follow.objects.filter(pk=what.get("follow")).select_related("author__user").first()
    mail = what.get("mail") or (news.address_of(found.author) if found else "")
    if request.method == "GET":
        return render(request, "talk/stop.html", {"is_follow": "follow" in what, "mail": mail})
    if "mail" in what or request.POST.get("all"):
        mails.refuse(mail)
        Follow.objects.filter(author__mail=mail).delete()
    if found is not None:
        found.delete()
    return render(request, "talk/stopped.html")


@login_required
@require_POST
def feed_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a secret address of the feed, shown once; an earlier one of the same member ends.

    Who reads by a link gets none: the address would outlive the link.
    """
    visit = visit_of(request, pk)
    if visit.link is not None:
        raise PermissionDenied
    secret = secrets.token_urlsafe(32)
    FeedKey.objects.update_or_create(
        case=visit.case, user=member(request), defaults={"digest": digest_of(secret)}
    )
    address = request.build_absolute_uri(f"/talk/feed/{secret}.atom")
    return render(request, "talk/feed.html", frame(visit) | {"address": address})


@require_GET
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """The feed of an open case; that of a private one has secret addresses alone."""
    visit = visit_of(request, pk)
    if not visit.case.is_open:
        raise Http404
    return feeds.atom(visit.case, said_by(visit.case), request.build_absolute_uri())


@never_cache
@require_GET
def secret_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The feed of a case by its secret address, while its holder may read the case."""
    key = FeedKey.objects.filter(digest=digest_of(secret)).select_related("case", "user").first()
    if key is None or not may_read(member_author(key.user), key.case, None):
        raise Http404
    return feeds.atom(key.case, said_by(key.case), request.build_absolute_uri())
