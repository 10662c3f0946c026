"""The last comments of a case as an Atom feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearway.web.talk.markup import html_of
from clearway.web.talk.models import Comment, State
from clearway.web.talk.targets import label_of

if TYPE_CHECKING:
    import clearway.case
    from clearway.web.cases.models import Case

LAST = 50


def atom(case: Case, said: clearway.case.Case, address: str) -> HttpResponse:
    """Return the feed; who may have it, the caller has seen to."""
    talk = settings.SITE_ADDRESS + reverse("talk", args=[case.pk])
    feed = Atom1Feed(
        title=_("Discussion: %(case)s") % {"case": case.title}, link=talk, description="",
        feed_url=address, language=get_language(), feed_guid=f"{talk}feed",
    )  # fmt: skip
    last = Comment.objects.filter(case=case, state=State.SHOWN).select_related("author")
    for comment in last.order_by("-at", "-pk")[:LAST]:
        link = settings.SITE_ADDRESS + reverse("talk-comment", args=[case.pk, comment.pk])
        name = comment.author.name or _("guest")
        feed.add_item(
            title=_("%(name)s on %(place)s")
            % {"name": name, "place": label_of(said, comment.target)},
            link=link, description=html_of(comment.text, comment.markup), author_name=name,
            pubdate=comment.at, updateddate=comment.edited_at or comment.at,
            unique_id=f"urn:uuid:{comment.uid}",
        )  # fmt: skip
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["X-Robots-Tag"] = "noindex"
    return response
