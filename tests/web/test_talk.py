"""A discussion: threads at places in a case, safe text, votes, changes, marks, feeds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from lxml import etree

from clearway.errors import UsageError
from clearway.web.accounts.models import User
from clearway.web.cases.keeping import parse
from clearway.web.cases.models import Role
from clearway.web.talk import reading, writing
from clearway.web.talk.markup import clean_name, clean_text, html_of, links_in
from clearway.web.talk.models import Comment, Markup, State, Vote
from clearway.web.talk.people import Visit
from clearway.web.talk.rules import DEEPEST, MOST_CHARACTERS
from clearway.web.talk.targets import (
    forecast_key,
    label_of,
    statement_key,
    target_of,
)
from clearway.wording import speaking
from web.site_case import CASE
from web.talk_world import author, guest, open_to_all, post, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client, RequestFactory

    from clearway.web.cases.models import Case

SAID = """
[[source]]
id = "cnet"

[[statement]]
speaker = "Wang Xiang"
on = 2017-04-25
says = "We will."
source = "cnet"

[[forecast]]
forecaster = "Y"
event = "launch"
market = "US"
opens = 2017-04-25
deadline = 2019-12-31
"""


def test_each_place_of_a_case_can_be_talked_about_and_nothing_else() -> None:
    """Case, cell, deal, statement and forecast are found in the text; other words are refused."""
    said = parse((CASE + SAID).encode())
    statement, forecast = statement_key(said.statements[0]), forecast_key(said.forecasts[0])
    places = ("case", "cell:DE/phone", "deal:L1", f"statement:{statement}", f"forecast:{forecast}")
    assert [target_of(said, place).text for place in places] == list(places)
    named = parse((CASE + SAID).replace('event = "launch"', 'id = "us"\nevent = "launch"').encode())
    assert target_of(named, "forecast:us").label.startswith("Y: launch in the United States")
    for wrong in ("cell:FR/phone", "cell:DE/tv", "deal:L2", "statement:x", "case:x", "holder:A"):
        with pytest.raises(UsageError):
            target_of(said, wrong)
    assert "no longer in the case" in label_of(said, "deal:L2")


def test_a_cell_is_named_in_the_reader_s_language() -> None:
    """The place is called as a reader would call it, in German too."""
    said = parse(CASE.encode())
    assert label_of(said, "cell:DE/phone") == "phone in Germany"
    with translation.override("de"), speaking("de"):
        assert label_of(said, "cell:DE/phone") == "phone in Deutschland"


def test_a_comment_at_a_place_is_shown_there_and_marked(
    case: Case, client_of: Callable[[str], Client], rf: RequestFactory
) -> None:
    """What a viewer says of a deal stands under the deal, and a mark tells of it elsewhere."""
    page = post(client_of("viewer"), case, text="Is *this* true?", on="deal:L1")
    assert "<em>this</em>" in page
    there = client_of("owner").get(f"/cases/{case.pk}/talk/", {"on": "deal:L1"}).content.decode()
    assert "<em>this</em>" in there
    elsewhere = client_of("owner").get(f"/cases/{case.pk}/talk/", {"on": "cell:DE/phone"})
    assert "<em>this</em>" not in elsewhere.content.decode()
    tag = Template('{% load talk %}{% talk_mark "deal:L1" %}{% talk_mark "deal:L9" %}')
    drawn = tag.render(Context({"case": case, "request": rf.get("/")}))
    assert drawn.count("<a ") == 1
    assert f'href="/cases/{case.pk}/talk/?on=deal%3AL1"' in drawn
    assert ">1</a>" in drawn


def test_a_place_that_the_text_has_lost_keeps_its_comments(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Its thread is read and goes on; nothing new begins there; a place that never was is none."""
    said = say(case, "kept words", target="deal:gone")
    viewer = client_of("viewer")
    whole = viewer.get(f"/cases/{case.pk}/talk/").content.decode()
    assert "?on=deal%3Agone" in whole
    there = viewer.get(f"/cases/{case.pk}/talk/", {"on": "deal:gone"}).content.decode()
    assert "kept words" in there
    assert "no longer in the case" in there
    assert "<textarea" not in there
    assert (
        viewer.post(f"/cases/{case.pk}/talk/write/", {"text": "x", "on": "deal:gone"}).status_code
        == 400
    )
    assert "still so?" in post(viewer, case, text="still so?", to=said.pk)
    assert Comment.objects.latest("pk").target == "deal:gone"


def test_the_case_page_asks_for_its_marks_and_gets_them_where_they_belong(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Pieces of the page are kept for all readers; the marks come after, deals' in their place."""
    say(case, target="deal:L1")
    say(case, target="cell:DE/phone")
    say(case, "waits", guest(), State.WAITING, target="deal:L1")
    page = client_of("viewer").get(f"/cases/{case.pk}/?market=DE").content.decode()
    assert 'id="talk-deal-L1"' in page
    address = f"/cases/{case.pk}/talk/marks/?market=DE&amp;product=phone"
    assert address in page
    marks = client_of("viewer").get(address.replace("&amp;", "&")).content.decode()
    assert '<span id="talk-deal-L1" hx-swap-oob="true"><a class="talk-mark"' in marks
    assert marks.count(">1</a>") == 2, "the cell and the deal; what waits does not count"
    assert ">+</a>" in marks, "nobody spoke of the case as a whole yet"


@pytest.mark.database
def test_a_place_that_is_none_is_a_page_that_says_so(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """An address with a place that the case has not is answered, not crashed on."""
    for place in ("deal:zz", "deal:\0", "\0", "cell:", ":", "deal:" + "z" * 5000):
        answer = client_of("viewer").get(f"/cases/{case.pk}/talk/", {"on": place})
        assert answer.status_code == 400, place
    for number in ("9" * 25, "0"):
        address = f"/cases/{case.pk}/talk/{number}/"
        assert client_of("viewer").get(address).status_code == 404
    assert client_of("viewer").post(
        f"/cases/{case.pk}/talk/write/", {"text": "x", "on": "deal:" + "z" * 5000}
    ).status_code == 400  # fmt: skip


@pytest.mark.parametrize(
    ("text", "absent", "present"),
    [
        ("<script>alert(1)</script>", "<script", "&lt;script&gt;"),
        ('<img src=x onerror="alert(1)">', "<img", "&lt;img"),
        ("![t](https://tracker.example/x.png)", "<img", "https://tracker.example"),
        ("[a](javascript:alert(1))", "href", "javascript"),
        ("[a](data:text/html;base64,PHN2Zz4=)", "href", "data:"),
        ("[a](/accounts/logout/)", 'href="/', ">a</a>"),
        ("# Title", "<h1", "# Title"),
        ("[a](https://x.example 'onmouseover=1')", "onmouseover", 'rel="nofollow ugc noopener"'),
        ("> " * 500 + "deep", "<script", "<blockquote>"),
    ],
)
def test_what_is_written_is_made_safe(text: str, absent: str, present: str) -> None:
    """No script, picture, tracker, heading or foreign scheme; links give no standing."""
    drawn = html_of(text)
    assert absent not in drawn
    assert present in drawn


def test_imported_html_is_cleaned_and_keeps_its_paragraphs() -> None:
    """Bold stays bold, blank lines part paragraphs, a tracker and a handler are gone."""
    text = 'one <b onclick="x()">two</b>\n\nthree *four* <img src="http://t.example/p.gif"><svg/onload=1>'
    drawn = html_of(text, Markup.HTML)
    assert "<p>one <b>two</b></p>" in drawn
    assert "three *four*" in drawn
    assert "img" not in drawn
    assert "<svg" not in drawn
    assert "onclick" not in drawn


def test_hidden_and_direction_characters_are_dropped() -> None:
    """Nothing reverses, hides or piles up; joiners of Persian and emoji stay."""
    assert clean_text("paypal\u202egnp.exe\u2066\u200b\ufeff\x00\ufffe") == "paypalgnp.exe"
    assert clean_text("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e"
    assert len(clean_text("z" + "\u0301\u0332" * 200)) < 10
    assert clean_text("a\r\nb\rc") == "a\nb\nc"
    assert clean_name(" \uff21dmin\u202e\n x ") == "Admin x"


def test_links_are_counted_however_they_are_written() -> None:
    """Markdown links, bare addresses and their count decide whether a comment waits."""
    assert links_in("no link, 3.5 of example") == 0
    assert links_in("[a](https://x.example) https://y.example www.z.example") == 3
    assert links_in("<a href='https://x.example'>a</a>", Markup.HTML) == 1


def test_a_text_that_is_empty_or_too_long_is_refused(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Neither nothing, nor hidden characters alone, nor more than the limit is kept."""
    for text in (" ", "\u200b\u2066", "x" * (MOST_CHARACTERS + 1)):
        assert "errorlist" in post(client_of("viewer"), case, text=text)
    assert not Comment.objects.exists()


@pytest.mark.database
def test_replies_stand_under_what_they_reply_to_and_go_no_deeper_than_a_limit(case: Case) -> None:
    """A chain of a thousand replies is read in order; depth stops, order and parent do not."""
    first = say(case, "0")
    before, made = first, []
    for number in range(1000):
        before = Comment(
            case=case, author=first.author, text=str(number), state=State.SHOWN, thread=first,
            parent_id=before.pk, depth=min(number + 1, DEEPEST), pk=first.pk + 5000 + number,
        )  # fmt: skip
        made.append(before)
    Comment.objects.bulk_create(made)
    say(case, "late reply to the first", parent=first, thread=first, depth=1)
    visit = _visit(case)
    numbers = [pk for page in reading.thread_pages(visit, first.pk) for pk in page]
    assert numbers[:1001] == [first.pk, *(first.pk + 5000 + n for n in range(1000))]
    assert len(numbers) == 1002


def _visit(case: Case) -> Visit:
    return Visit(case, None, None, may_write=False, is_moderator=False)


def test_a_reply_is_written_through_the_page_and_cannot_leave_its_case(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A reply takes its place and thread from what it replies to; another case's is not there."""
    first = say(case, target="deal:L1")
    post(client_of("viewer"), case, text="why?", to=first.pk, on="case")
    reply = Comment.objects.latest("pk")
    assert (reply.parent, reply.thread, reply.depth, reply.target) == (first, first, 1, "deal:L1")
    from clearway.web.cases import keeping

    other = keeping.create(CASE.encode(), User.objects.get(username="stranger"))
    answer = client_of("stranger").post(
        f"/cases/{other.pk}/talk/write/", {"text": "x", "to": first.pk}
    )
    assert answer.status_code == 404


def test_a_permanent_link_leads_to_the_page_of_the_thread_that_holds_it(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """In a long thread the page with the comment opens, and the comment is marked."""
    first = say(case)
    for number in range(reading.COMMENTS_A_PAGE + 5):
        last = say(case, f"n{number}", parent=first, thread=first, depth=1)
    page = client_of("viewer").get(f"/cases/{case.pk}/talk/{last.pk}/").content.decode()
    assert f'talk-here" id="c{last.pk}"' in page
    assert f'id="c{first.pk}"' not in page
    assert "page 2 of 2" in page


@pytest.mark.database
def test_threads_come_in_pages_and_long_ones_are_cut(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Twenty threads a page, the first comments of each, and links to the rest."""
    for number in range(reading.THREADS_A_PAGE + 1):
        first = say(case, f"thread {number}")
    for number in range(reading.FIRST_OF_THREAD + 2):
        say(case, f"reply {number}", parent=first, thread=first, depth=1)
    page = client_of("viewer").get(f"/cases/{case.pk}/talk/").content.decode()
    assert "page 1 of 2" in page
    assert "3 more comments in this thread" in page
    assert page.count('class="talk-thread"') == reading.THREADS_A_PAGE


@pytest.mark.database
def test_a_page_of_threads_costs_few_queries(
    case: Case, client_of: Callable[[str], Client], django_assert_max_num_queries: object
) -> None:
    """More comments do not mean more queries."""
    for number in range(15):
        first = say(case, f"{number}")
        say(case, "reply", parent=first, thread=first, depth=1)
    client = client_of("viewer")
    client.get(f"/cases/{case.pk}/talk/")
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        client.get(f"/cases/{case.pk}/talk/")


@pytest.mark.database
def test_one_person_has_one_vote_and_none_on_his_own(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Voting again changes the vote or takes it back; nobody votes for himself."""
    said = say(case)
    viewer = client_of("viewer")
    for value, votes in ((1, [1]), (1, [1]), (-1, [-1]), (0, [])):
        post(viewer, case, f"{said.pk}/vote/", value=value)
        assert [vote.value for vote in Vote.objects.all()] == votes
    assert "own comment" in post(client_of("owner"), case, f"{said.pk}/vote/", value=1)
    assert not Vote.objects.exists()


def test_a_vote_in_place_answers_with_the_comment_alone(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """With htmx the comment is drawn anew, with its count, and not the page around it."""
    said = say(case)
    answer = client_of("viewer").post(
        f"/cases/{case.pk}/talk/{said.pk}/vote/", {"value": 1}, HTTP_HX_REQUEST="true"
    )
    assert "For 1" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_one_s_own_comment_is_changed_while_there_is_time(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Within a quarter of an hour, unanswered and unjudged; not another's, and not later."""
    viewer = client_of("viewer")
    post(viewer, case, text="frist")
    said = Comment.objects.get()
    post(viewer, case, f"{said.pk}/edit/", text="first")
    said.refresh_from_db()
    assert (said.text, said.edited_at is not None) == ("first", True)
    past = client_of("owner").get(f"/cases/{case.pk}/talk/{said.pk}/history/").content.decode()
    assert past.index("frist") < past.index("first"), "what stood there before stays readable"
    assert (
        f"{said.pk}/history/" in client_of("owner").get(f"/cases/{case.pk}/talk/").content.decode()
    )
    address = f"/cases/{case.pk}/talk/{said.pk}/edit/"
    assert client_of("editor").post(address, {"text": "mine"}).status_code == 403
    reply = say(case, parent=said, thread=said)
    assert viewer.post(address, {"text": "x"}).status_code == 403
    reply.delete()
    Comment.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert viewer.post(address, {"text": "x"}).status_code == 403


def test_what_is_taken_back_loses_its_text_and_keeps_its_place(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The words are deleted; a reply keeps standing, and the place says what was there."""
    said = say(case, "regretted", by=author("viewer"))
    say(case, "the reply", parent=said, thread=said, depth=1)
    post(client_of("viewer"), case, f"{said.pk}/withdraw/")
    page = client_of("owner").get(f"/cases/{case.pk}/talk/").content.decode()
    assert "the reply" in page
    assert "Taken back by its author" in page
    assert "regretted" not in page
    assert Comment.objects.get(pk=said.pk).text == ""


def test_earlier_texts_are_read_as_far_as_they_were_shown(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """What no moderator let through is for moderators and the author; taken back, all is gone."""
    writer = author("stranger")
    said = say(open_to_all(case), "worse", writer, State.WAITING)
    writing.edit(said, writer, "better")
    Comment.objects.filter(pk=said.pk).update(state=State.SHOWN)
    said.refresh_from_db()
    address = f"/cases/{case.pk}/talk/{said.pk}/history/"
    seen = {
        name: client_of(name).get(address) for name in ("nobody", "viewer", "editor", "stranger")
    }
    assert [answer.status_code for answer in seen.values()] == [404, 404, 200, 200]
    assert "was not shown" in seen["editor"].content.decode()
    writing.withdraw(said, writer)
    assert not said.earlier.exists()


def test_what_waits_is_seen_by_its_author_and_moderators_only(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A waiting comment is on no page, feed or count of other readers."""
    open_to_all(case)
    page = post(client_of("stranger"), case, text="the word")
    assert "waits for a moderator (new author)" in page
    assert "the word" in client_of("editor").get(f"/cases/{case.pk}/talk/").content.decode()
    said = Comment.objects.get()
    for client in (client_of("viewer"), client_of("nobody")):
        assert "the word" not in client.get(f"/cases/{case.pk}/talk/").content.decode()
        assert client.get(f"/cases/{case.pk}/talk/{said.pk}/").status_code == 404
        assert "the word" not in client.get(f"/cases/{case.pk}/talk/feed.atom").content.decode()
    assert reading.counts_of(case) == {}


def test_a_feed_is_atom_and_open_only_with_the_case(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The feed of an open case is anybody's; a private one has secret addresses alone."""
    say(case, "*hello*", by=guest(), target="deal:L1")
    for name in ("nobody", "owner"):
        assert client_of(name).get(f"/cases/{case.pk}/talk/feed.atom").status_code == 404
    open_to_all(case)
    feed = client_of("nobody").get(f"/cases/{case.pk}/talk/feed.atom")
    root = etree.fromstring(feed.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    entry = root.find("a:entry", space)
    assert entry is not None
    assert entry.findtext("a:title", namespaces=space) == "Ann on deal L1"
    assert "<em>hello</em>" in (entry.findtext("a:summary", namespaces=space) or "")
    assert "ann@example.org" not in feed.content.decode()


def test_a_private_feed_has_a_secret_address_that_ends_with_the_role(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """It needs no session, is kept as a hash, ends when the member may no longer read."""
    say(case, "hello")
    page = post(client_of("viewer"), case, "feed-address/")
    address = page.split("<code>http://testserver")[1].split("</code>")[0]
    nobody = client_of("nobody")
    assert "hello" in nobody.get(address).content.decode()
    post(client_of("viewer"), case, "feed-address/")
    assert nobody.get(address).status_code == 404, "a new address ends the earlier one"
    page = post(client_of("viewer"), case, "feed-address/")
    address = page.split("<code>http://testserver")[1].split("</code>")[0]
    Role.objects.filter(user__username="viewer").delete()
    assert nobody.get(address).status_code == 404


def test_pages_of_a_discussion_hold_nothing_inline(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The strict policy holds here too: no script, style or handler within a page."""
    said = say(case, "<b style='x'>hi</b>")
    for address in ("", f"{said.pk}/", "write/", "queue/", "log/", "terms/", "import/", "follow/"):
        page = client_of("owner").get(f"/cases/{case.pk}/talk/{address}").content.decode()
        assert " style=" not in page.replace("&lt;b style=", "")
        assert "<style" not in page
        assert " onclick=" not in page
