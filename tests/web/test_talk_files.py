"""Discussions from WordPress and Disqus, out as JSON lines and WXR, and back the same."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core import mail as sent
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from clearway.web.accounts.models import User
from clearway.web.cases import keeping as cases
from clearway.web.talk import judging, keeping, promoting, writing
from clearway.web.talk.models import Author, Comment, Letter, Promotion, State, Vote
from clearway.web.talk.people import trust_in
from clearway.web.talk.reading_files import comments_in
from clearway.web.talk.rules import TRUST
from web.site_case import CASE
from web.talk_world import author, guest, open_to_all, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from clearway.web.cases.models import Case

pytestmark = pytest.mark.database

WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<wp:base_blog_url>https://blog.example</wp:base_blog_url>
<item><title>Nokia and Xiaomi</title><link>https://blog.example/nokia/</link>
<wp:post_id>7</wp:post_id>
<wp:comment><wp:comment_id>12</wp:comment_id>
<wp:comment_author><![CDATA[Bo]]></wp:comment_author>
<wp:comment_author_email>bo@example.org</wp:comment_author_email>
<wp:comment_date>2017-07-07 12:00:00</wp:comment_date>
<wp:comment_date_gmt>2017-07-07 10:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[<b>No</b>, I do not.

Why? <img src="http://t.example/p.gif">]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>11</wp:comment_parent><wp:comment_user_id>3</wp:comment_user_id></wp:comment>
<wp:comment><wp:comment_id>11</wp:comment_id>
<wp:comment_author>Ann</wp:comment_author>
<wp:comment_author_email>ann@example.org</wp:comment_author_email>
<wp:comment_date_gmt>2017-07-06 09:30:00</wp:comment_date_gmt>
<wp:comment_content>Do they come?</wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type>
<wp:comment_parent>0</wp:comment_parent></wp:comment>
<wp:comment><wp:comment_id>13</wp:comment_id><wp:comment_author>Bot</wp:comment_author>
<wp:comment_date_gmt>2017-07-08 09:30:00</wp:comment_date_gmt>
<wp:comment_content>buy</wp:comment_content><wp:comment_approved>spam</wp:comment_approved>
<wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent></wp:comment>
<wp:comment><wp:comment_id>14</wp:comment_id><wp:comment_author>Elsewhere</wp:comment_author>
<wp:comment_date_gmt>2017-07-08 09:30:00</wp:comment_date_gmt>
<wp:comment_content>[...]</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_type>pingback</wp:comment_type><wp:comment_parent>0</wp:comment_parent></wp:comment>
</item>
<item><title>Other</title><link>https://blog.example/other/</link>
<wp:comment><wp:comment_id>20</wp:comment_id><wp:comment_author>Cy</wp:comment_author>
<wp:comment_date_gmt>0000-00-00 00:00:00</wp:comment_date_gmt>
<wp:comment_date>2018-01-01 00:00:00</wp:comment_date>
<wp:comment_content>elsewhere</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_type/><wp:comment_parent>0</wp:comment_parent></wp:comment></item>
</channel></rss>
"""
DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>f</forum><title>General</title><isDefault>true</isDefault></category>
<thread dsq:id="100"><id>nokia</id><forum>f</forum><link>https://blog.example/nokia/</link>
<title>Nokia and Xiaomi</title><createdAt>2017-07-05T10:00:00Z</createdAt></thread>
<post dsq:id="501"><id/><message><![CDATA[<p>First &amp; best</p>]]></message>
<createdAt>2017-07-06T10:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam>
<author><email>dee@example.org</email><name>Dee</name><isAnonymous>false</isAnonymous>
<username>dee</username></author><ipAddress>192.0.2.1</ipAddress><thread dsq:id="100"/></post>
<post dsq:id="502"><id/><message><![CDATA[<p>Reply</p>]]></message>
<createdAt>2017-07-06T11:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam>
<author><name>Eve</name><isAnonymous>true</isAnonymous></author><thread dsq:id="100"/>
<parent dsq:id="501"/></post>
<post dsq:id="503"><id/><message>gone</message><createdAt>2017-07-06T12:00:00Z</createdAt>
<isDeleted>true</isDeleted><isSpam>false</isSpam><author><name>Eve</name></author>
<thread dsq:id="100"/></post>
</disqus>
"""


def file_of(text: str | bytes, name: str = "x") -> io.BytesIO:
    """Return a file with a name, as an upload is."""
    made = io.BytesIO(text.encode() if isinstance(text, str) else text)
    made.name = name
    return made


def bring(case: Case, text: str | bytes, page: str = "") -> keeping.Outcome:
    """Import a file."""
    return keeping.bring(case, comments_in(file_of(text), page))


def another() -> Case:
    """Make a second case."""
    return cases.create(CASE.encode(), User.objects.get(username="owner"))


def lines(case: Case) -> list[str]:
    """Return a case's discussion as exported."""
    return list(keeping.lines(case))


def test_a_wordpress_export_keeps_threads_dates_states_and_names(case: Case) -> None:
    """A reply before its parent in the file finds it; the spam stays spam; a pingback is aside."""
    done = bring(case, WXR, "http://www.blog.example/nokia")
    assert (done.made, done.known, done.aside) == (3, 0, 1)
    assert done.asides[0].why == "a pingback, not a comment"
    reply, first = Comment.objects.get(author__name="Bo"), Comment.objects.get(author__name="Ann")
    assert (reply.parent, reply.thread, reply.depth) == (first, first, 1)
    assert first.at == datetime(2017, 7, 6, 9, 30, tzinfo=UTC)
    assert (reply.author.kind, first.author.kind) == ("member", "guest")
    assert Comment.objects.get(author__name="Bot").state == State.SPAM


def test_a_disqus_export_keeps_threads_dates_states_and_names(case: Case) -> None:
    """Deleted posts come without their text, as what their author took back."""
    done = bring(case, DISQUS)
    assert (done.made, done.aside) == (3, 0)
    reply = Comment.objects.get(text="<p>Reply</p>")
    assert reply.parent is not None
    assert reply.parent.author.name == "Dee"
    assert reply.parent.at == datetime(2017, 7, 6, 10, tzinfo=UTC)
    gone = Comment.objects.get(state=State.WITHDRAWN)
    assert gone.text == ""


@pytest.mark.parametrize("text", [WXR, DISQUS])
def test_importing_again_makes_no_duplicates(text: str, case: Case) -> None:
    """Every comment is found again, and keeps what a moderator decided here."""
    first = bring(case, text)
    before = lines(case)
    again = bring(case, text)
    assert (again.made, again.known) == (0, first.made)
    assert lines(case) == before


def test_only_the_comments_of_one_page_are_taken_when_asked(case: Case) -> None:
    """Scheme, www and the last slash do not matter; all pages come without an address."""
    assert bring(case, WXR, "https://blog.example/other").made == 1
    assert Comment.objects.get().at == datetime(2018, 1, 1, tzinfo=UTC)
    assert bring(case, WXR).made == 3
    assert bring(another(), DISQUS, "https://blog.example/none/").made == 0


def test_imported_people_are_names_and_are_never_written_to(case: Case) -> None:
    """No address of the file is kept anywhere, and none is written to; no trust comes along."""
    bring(open_to_all(case), WXR)
    kept = str([*Author.objects.values(), *Comment.objects.values(), *lines(case)])
    for word in ("bo@example.org", "ann@example.org"):
        assert word not in kept
    assert sent.outbox == []
    assert not Letter.objects.exists()
    real = guest("ann@example.org")
    assert trust_in(real, case) is TRUST[0]
    assert {a.is_imported for a in Author.objects.exclude(pk=real.pk)} == {True}


def _discussion(case: Case) -> None:
    """Fill a case with everything that an export has to carry."""
    first = say(open_to_all(case), "Is *it* so? <x> & “y”", target="deal:L1")
    say(case, "reply 😀", guest(), parent=first, thread=first, depth=1, target="deal:L1")
    waiting = say(case, "see www.x.example", guest(), State.WAITING, reasons="new,link")
    say(case, "", author("viewer"), State.WITHDRAWN)
    flagged = say(case, "bad", guest())
    writing.vote(first, guest(), 1)
    writing.vote(first, author("viewer"), -1)
    writing.flag(flagged, author("viewer"), "rude")
    owner = User.objects.get(username="owner")
    judging.decide(waiting, owner, State.REJECTED, "advert", 1)
    judging.close(first, owner, is_closed=True)
    flagged.earlier.create(text="worse", at=flagged.at, was_shown=True)
    grades = {"says": "bad", "kind": "statement", "reliability": "F", "credibility": 6}
    promoting.enter(flagged, grades, owner)
    bring(case, WXR)


@pytest.mark.parametrize("form", ["lines", "wxr"])
def test_what_is_exported_imports_back_equal(form: str, case: Case) -> None:
    """States, threads, votes, flags, decisions, authors: the second export is the first."""
    _discussion(case)
    before = lines(case)
    assert len(before) == 1 + 5 + 4
    whole = "".join(before) if form == "lines" else b"".join(keeping.wxr(case))
    other = another()
    assert bring(other, whole).aside == 0
    assert lines(other) == before
    made = Promotion.objects.get(comment__case=other)
    assert (made.by, made.by_name, made.comment.author.name) == (None, "owner", "Ann")
    assert made.comment.earlier.get().text == "worse"
    assert bring(case, whole).made == 0, "into the case it came from it brings nothing new"
    assert lines(case) == before


def test_the_wxr_is_what_wordpress_reads(case: Case) -> None:
    """Comments are there in WordPress's own fields too: safe HTML, dates, parents, approval."""
    _discussion(case)
    root = etree.fromstring(b"".join(keeping.wxr(case)))
    space = {"wp": keeping.WP}
    found = root.findall("channel/item/wp:comment", space)
    numbers = [one.findtext("wp:comment_id", namespaces=space) for one in found]
    assert len(numbers) == len(set(numbers)) == 9
    reply = next(c for c in found if "😀" in (c.findtext("wp:comment_content", "", space) or ""))
    assert reply.findtext("wp:comment_parent", "", space) in numbers
    assert {c.findtext("wp:comment_approved", "", space) for c in found} == {"1", "spam", "trash"}


def test_a_file_that_names_a_member_makes_nobody_of_this_site_speak(case: Case) -> None:
    """A real author's number in a file becomes an imported name, in comments and in votes."""
    said = say(case, "mine", author("owner"))
    row = json.loads(lines(case)[1])
    row |= {"uid": "00000000-0000-0000-0000-000000000001", "text": "forged"}
    row["votes"] = [{"author": row["author"], "value": 1, "at": row["at"]}]
    bring(case, lines(case)[0] + json.dumps(row) + "\n")
    forged = Comment.objects.get(text="forged")
    assert forged.author != said.author
    assert forged.author.is_imported
    assert forged.author.user is None
    assert Vote.objects.get().author == forged.author


def _entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "lol">{levels}]>'
        + WXR.split("?>", 1)[1].replace("Do they come?", "&e11;")
    ).encode()


def test_an_entity_bomb_and_an_external_entity_are_not_resolved(case: Case) -> None:
    """The item that uses one is set aside; no memory is filled, no file or address is read."""
    done = bring(case, _entities())
    assert any("entity" in one.why for one in done.asides)
    assert done.made == 1, "the other item is whole"
    outside = WXR.split("?>", 1)[1].replace("Do they come?", "&x;")
    doctype = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = f'<?xml version="1.0"?>{doctype}{outside}'
    bring(case, text)
    assert "root:" not in str(list(Comment.objects.values()))


@pytest.mark.parametrize(
    "text",
    [
        b"", b"no file of the kind", b"\xff\xfe<\0r\0s\0s\0", WXR[:900].encode(),
        b'{"format": "other"}\n', b'{"format": "clearway-discussion", "version": 2}\n',
        b"<rss>" + b"<a>" * 200,
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_a_reason_and_brings_nothing(
    text: bytes, case: Case, client_of: Callable[[str], Client]
) -> None:
    """Empty, foreign, truncated, too deep, of a later version: a message, and no comment."""
    page = client_of("owner").post(
        f"/cases/{case.pk}/talk/import/", {"file": SimpleUploadedFile("x.xml", text)}
    )
    assert "errorlist" in page.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"uid": "x"}, {"at": "yesterday"}, {"at": "2017-01-01"},
        {"at": "2999-01-01T00:00:00+00:00"},
        {"state": "public"}, {"text": 3}, {"text": "x" * 100_001}, {"author": "Ann"},
        {"author": {"uid": "x", "name": "A", "kind": "guest"}}, {"votes": [{"value": 2}]},
        {"votes": "x"}, {"reasons": "because"}, {"markup": "svg"}, {"earlier": [{"text": 3}]},
        {"promotion": "yes"}, {"promotion": {"statement": "s", "revision": 0}},
    ],
)  # fmt: skip
def test_a_wrong_line_is_set_aside_with_its_place(wrong: dict[str, object], case: Case) -> None:
    """One bad line does not stop the others, and says where it is and what is wrong."""
    say(case, "right")
    head, row = lines(case)
    bad = json.dumps(json.loads(row) | {"uid": "00000000-0000-0000-0000-000000000001"} | wrong)
    done = bring(another(), f"{head}{bad}\n{row}")
    assert (done.made, done.aside) == (1, 1)
    assert done.asides[0].place == "line 2"


def test_parents_in_a_circle_and_chains_without_end_are_read(case: Case) -> None:
    """A circle becomes a thread, a thousand replies one below the other are in order."""
    say(case, "x")
    head, row = lines(case)
    form = json.loads(row)

    def line(number: int, parent: int) -> str:
        uid, above = (f"00000000-0000-0000-0000-{n:012}" for n in (number, parent))
        return json.dumps(form | {"uid": uid, "parent": above}) + "\n"

    other = another()
    bring(other, head + line(1, 2) + line(2, 1) + line(3, 3))
    assert Comment.objects.filter(case=other, thread=None).count() == 2
    chain = another()
    done = bring(chain, head + "".join(line(n + 1, n) for n in range(1200, 0, -1)))
    assert done.made == 1200
    assert Comment.objects.filter(case=chain, thread=None).count() == 1


def test_an_owner_exports_and_imports_by_the_pages(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """What comes down as a file goes up again, and the page says what became of it."""
    say(case, "words to carry")
    owner = client_of("owner")
    answer = owner.get(f"/cases/{case.pk}/talk/export.jsonl")
    raw = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    other = another()
    page = owner.post(
        f"/cases/{other.pk}/talk/import/", {"file": SimpleUploadedFile("talk.jsonl", raw)}
    )
    assert "1 new, 0 there already, 0 set aside." in page.content.decode()
    assert "words to carry" in owner.get(f"/cases/{other.pk}/talk/").content.decode()


def test_a_case_goes_with_its_discussion(case: Case) -> None:
    """Deleting a case deletes what was said in it and its imported authors; guests stay."""
    _discussion(case)
    case.delete()
    assert not Comment.objects.exists()
    assert {a.is_imported for a in Author.objects.all()} == {False}
