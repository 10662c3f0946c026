"""The page that would be published, in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from lxml import etree

from clearway.web.runs.models import Run
from clearway.web.talk.models import State
from web.talk_world import guest, say
from web.worked_off import worked_off

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from clearway.web.cases.models import Case


def test_published_page_and_feed(case: Case, client_of: Callable[[str], Client]) -> None:
    """The page has its own strict policy and no other; it shows what is shown, and so does Atom."""
    viewer, address = client_of("viewer"), f"/cases/{case.pk}/published/"
    say(case, "I saw it in *Dubai*.", by=guest(name="Ann of Dubai"))
    say(case, "unseen", state=State.WAITING)
    first = viewer.get(address)
    assert (first.status_code, viewer.get(f"{address}page.pdf").status_code) == (202, 202)
    assert "<progress" in first.content.decode(), "it is worked out beside requests"
    assert f'href="/cases/{case.pk}/evidence/"' in first.content.decode()
    run = worked_off(Run.objects.get())
    Run.objects.update(options={"on": "2020-01-01"}, key="of another day")
    answer = viewer.get(address)
    assert Run.objects.exclude(pk=run.pk).get().state == "waiting", "today's is on its way"
    assert viewer.get(f"{address}page.pdf").content.startswith(b"%PDF")
    assert "Ann of Dubai (guest)" in answer.content.decode()
    assert "I saw it in Dubai." in answer.content.decode()
    assert "unseen" not in answer.content.decode()
    assert f'rel="canonical" href="{settings.SITE_ADDRESS}{address}"' in (answer.content.decode())
    assert "Content-Security-Policy" not in answer.headers
    assert "default-src 'none'" in answer.content.decode()
    assert "May X sell the phone in Germany?" in answer.content.decode()
    feed = viewer.get(f"{address}feed.atom")
    assert etree.fromstring(feed.content).tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.headers["X-Robots-Tag"] == "noindex"
    assert "Dubai" not in feed.content.decode()
    talk = viewer.get(f"{address}feed.atom?comments=1").content.decode()
    assert "I saw it in Dubai." in talk
    assert "unseen" not in talk
