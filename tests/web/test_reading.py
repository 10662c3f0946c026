"""Reading an article on the site: proposals beside the words, and only what is accepted enters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clearway.reading import Article, Proposal
from clearway.web.cases import keeping
from clearway.web.reading.deciding import pieces_of
from clearway.web.reading.models import ReadArticle
from web.site_case import CASE
from web.together import WRITERS, at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from clearway.web.cases.models import Case

pytestmark = pytest.mark.database

TEXT = (
    "Ericsson and Nokia have signed a cross-license, Radio Wire reported.\n"
    "Nokia will launch a phone in Germany by 2019. <script>alert(1)</script>"
)
TOLD = {"publisher": "Funkpost", "published_on": "2017-07-06"}


@pytest.fixture
def editor(client_of: Callable[[str], Client]) -> Client:
    """Someone who may change the case."""
    return client_of("editor")


def given(client: Client, case: Case, **more: object) -> ReadArticle:
    """Have the text read, and return what waits."""
    done = client.post(f"/cases/{case.pk}/read/", {"text": TEXT, **TOLD, **more})
    assert done.status_code == 302, done.content.decode()
    return case.read_articles.latest("pk")


def places(article: ReadArticle, kind: str) -> list[int]:
    """Return the places of the proposals of a kind."""
    return [n for n, each in enumerate(article.proposals) if each["kind"] == kind]


def send(client: Client, case: Case, article: ReadArticle, **cells: str) -> HttpResponse:
    """Send decisions: `p3_decision` is that of the fourth proposal."""
    data = {name.lstrip("p").replace("_", "-", 1): value for name, value in cells.items()}
    data = {name.replace("last-day", "last_day"): value for name, value in data.items()}
    data["seen"] = str(case.current.number)
    return client.post(f"/cases/{case.pk}/read/{article.pk}/", data)  # type: ignore[return-value]


def test_the_article_stands_beside_its_proposals(editor: Client, case: Case) -> None:
    """Each span in the text leads to its proposal and back; markup in it is text."""
    article = given(editor, case)
    page = editor.get(f"/cases/{case.pk}/read/{article.pk}/").content.decode()
    (deal,) = places(article, "deal")
    assert f'id="span-{deal}" href="#row-{deal}"' in page
    assert f'<fieldset id="row-{deal}"' in page
    assert "Parties: <strong>Ericsson; Nokia</strong>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_company_of_the_case_is_not_proposed_again(editor: Client, case: Case) -> None:
    """Only companies that the case lacks wait for a decision."""
    article = given(editor, case, text="X and Ericsson have signed a cross-license.")
    companies = [article.proposals[n]["fields"]["company"] for n in places(article, "party")]
    assert companies == ["Ericsson"]


def test_nothing_enters_until_it_is_accepted(editor: Client, case: Case) -> None:
    """Reading, waiting and rejecting leave the case as it is, byte for byte."""
    article = given(editor, case)
    (deal,) = places(article, "deal")
    assert send(editor, case, article).status_code == 302
    assert send(editor, case, article, **{f"p{deal}_decision": "reject"}).status_code == 302
    assert keeping.text_of(case) == CASE.encode()
    assert case.revisions.count() == 1
    article.refresh_from_db()
    assert article.decisions == {str(deal): "reject"}


def test_what_is_accepted_is_a_new_revision(editor: Client, case: Case) -> None:
    """Deal and source stand at the end of the text; who and what are in the history."""
    article = given(editor, case)
    (deal,) = places(article, "deal")
    decisions = {"source_decision": "accept", f"p{deal}_decision": "accept"}
    assert send(editor, case, article, **decisions).status_code == 302
    text = keeping.text_of(case)
    assert text.startswith(CASE.encode())
    (found,) = [each for each in keeping.parse(text).deals if each.kind == "cross-license"]
    assert found.parties == ("Ericsson", "Nokia")
    assert found.sources == ("funkpost-2017-07-06",)
    (told,) = keeping.parse(text).statements
    assert (told.subject, told.property, told.value) == (found.id, "status", found.status)
    assert (told.source, told.entered_by) == ("funkpost-2017-07-06", "editor")
    assert case.current.by is not None
    assert case.current.by.username == "editor"
    assert "from an article" in case.current.what


def test_a_correction_enters_and_a_second_pass_finds_the_source(editor: Client, case: Case) -> None:
    """What the person typed goes before the proposal; the article is not entered twice."""
    article = given(editor, case)
    (deal,), (forecast,) = places(article, "deal"), places(article, "forecast")
    first = {
        "source_decision": "accept", "source_publisher": "Funkpost Online",
        f"p{deal}_decision": "accept", f"p{deal}_parties": "Ericsson; A",
    }  # fmt: skip
    assert send(editor, case, article, **first).status_code == 302
    assert send(editor, case, article, **{f"p{forecast}_decision": "accept"}).status_code == 302
    said = keeping.parse(keeping.text_of(case))
    assert [source.publisher for source in said.sources] == ["Funkpost Online"]
    assert said.deals[-1].parties == ("Ericsson", "A")
    assert said.forecasts[0].source == said.sources[0].id
    article.refresh_from_db()
    assert article.decisions[str(deal)] == "correct"


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [("parties", "", "parties is empty"), ("start", "soon", "is not a date")],
)
def test_a_row_that_cannot_enter_is_marked(
    editor: Client, case: Case, cell: str, value: str, message: str
) -> None:
    """The page comes back with what was typed and what is wrong; nothing is written."""
    article = given(editor, case)
    (deal,) = places(article, "deal")
    done = send(
        editor, case, article, source_decision="accept",
        **{f"p{deal}_decision": "accept", f"p{deal}_{cell}": value},
    )  # fmt: skip
    page = done.content.decode()
    assert done.status_code == 200
    assert f'<fieldset id="row-{deal}" class="deal wrong"' in page
    assert message in page
    assert case.revisions.count() == 1


def test_without_its_source_nothing_enters(editor: Client, case: Case) -> None:
    """A deal that nobody knows the source of is refused, with the remedy."""
    article = given(editor, case)
    (deal,) = places(article, "deal")
    done = send(editor, case, article, **{f"p{deal}_decision": "accept"})
    assert "accept the row of kind source too" in done.content.decode()
    assert case.revisions.count() == 1


def test_a_change_in_between_is_not_overwritten(editor: Client, case: Case) -> None:
    """Decisions made on an older text are sent back, not written over the newer one."""
    article = given(editor, case)
    (deal,) = places(article, "deal")
    data = {"source-decision": "accept", f"{deal}-decision": "accept", "seen": "1"}
    by = case.roles.latest("level").user
    assert by is not None
    keeping.revise(case, CASE.encode() + b"# more\n", by, "more", 1)
    page = editor.post(f"/cases/{case.pk}/read/{article.pk}/", data).content.decode()
    assert "Somebody else changed the case" in page
    assert keeping.text_of(case).endswith(b"# more\n")


def test_a_file_is_read_and_a_bad_one_refused(editor: Client, case: Case) -> None:
    """HTML is taken; both or none of text and file, and what is no article, get one message."""
    page = b"<html lang=en><body><article><p>" + TEXT.encode() + b"</p></article></body></html>"
    file = SimpleUploadedFile("a.html", page, "text/html")
    assert given(editor, case, text="", file=file).article["language"] == "en"
    for data, message in (
        ({}, "one of both"),
        ({"text": "a", "file": SimpleUploadedFile("a.txt", b"b")}, "one of both"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")}, "damaged PDF"),
        ({"file": SimpleUploadedFile("a.bin", bytes(range(256)))}, "neither HTML, text nor PDF"),
    ):
        answer = editor.post(f"/cases/{case.pk}/read/", data)
        assert answer.status_code == 200
        assert message in answer.content.decode()


def test_an_article_of_another_case_is_not_there(
    editor: Client, case: Case, client_of: Callable[[str], Client]
) -> None:
    """The number of an article opens it in its own case alone."""
    article = given(editor, case)
    owner = case.roles.latest("level").user
    assert owner is not None
    other = keeping.create(CASE.encode(), owner)
    client = client_of("owner")
    assert client.get(f"/cases/{other.pk}/read/{article.pk}/").status_code == 404
    assert client.post(f"/cases/{other.pk}/read/{article.pk}/discard/").status_code == 404
    assert client.post(f"/cases/{case.pk}/read/{article.pk}/discard/").status_code == 302
    assert not case.read_articles.exists()


def test_where_spans_overlap_the_shortest_has_the_piece() -> None:
    """The pieces are the text, in order, and each proposal begins once."""
    text = "Lumora bought patents from Intel."
    spans = ((0, 33), (0, 6), (27, 32))
    proposals = [Proposal("deal", "text", a, b, text[a:b], {}) for a, b in spans]
    pieces = pieces_of(text, proposals, "text")
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.key for piece in pieces] == ["1", "0", "2", "0"]
    assert sum(piece.is_first for piece in pieces) == 3


def test_an_article_comes_back_as_it_was_read(case: Case) -> None:
    """What is kept of an article is all of it, its day as a day."""
    article = Article("Text", "0" * 64, "Kommentar", language="de")
    kept = ReadArticle.objects.create(case=case, article=article.to_dict())
    assert ReadArticle.objects.get(pk=kept.pk).read() == article


@pytest.mark.django_db(transaction=True)
def test_of_editors_who_accept_one_proposal_at_once_one_writes_it(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The others read that somebody was first, and the deal is there once."""
    article = given(client_of("editor"), case)
    (deal,) = places(article, "deal")
    clients = [client_of("editor") for _ in range(WRITERS)]
    decisions = {"source_decision": "accept", f"p{deal}_decision": "accept"}

    def accept(number: int) -> str:
        send(clients[number], case, article, **decisions)
        page = clients[number].get(f"/cases/{case.pk}/read/{article.pk}/").content.decode()
        return "told" if "decided about meanwhile" in page else "written"

    assert sorted(map(str, at_once(accept))) == ["told"] * (WRITERS - 1) + ["written"]
    assert len(keeping.parse(keeping.text_of(case)).deals) == 2
    assert case.revisions.count() == 2
