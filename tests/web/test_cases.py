"""Cases on the site: made, imported, changed, undone, given back byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from clearway.web.cases.models import Case, Role
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


pytestmark = pytest.mark.database


def _upload(client: Client, raw: bytes) -> str:
    file = SimpleUploadedFile("x.toml", raw)
    return client.post("/cases/import/", {"file": file}, follow=True).content.decode()


def test_a_case_file_goes_in_and_comes_out_byte_for_byte(
    client_of: Callable[[str], Client],
) -> None:
    """Comments, line ends and a byte order mark stay as they are."""
    raw = b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode()
    _upload(client_of("stranger"), raw)
    made = Case.objects.latest("pk")
    assert client_of("stranger").get(f"/cases/{made.pk}/case.toml").content == raw


def test_the_case_page_says_the_answer_with_its_figures(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """One of two families is cleared by the license: before 0 %, after 50 %."""
    page = client_of("viewer").get(f"/cases/{case.pk}/?against=summer&market=DE").content.decode()
    assert "with summer 50% of the declared families in force in Germany" in page
    assert "(0% before)" in page


def test_every_page_has_a_policy_that_forbids_what_is_inline(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Scripts and styles come from the site alone, and the page holds none of its own."""
    answer = client_of("viewer").get(f"/cases/{case.pk}/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert "<style" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe", b"[case", b"a = [" * 3000, b'[case]\nid = "x"\ncompany = 1\n',
        b"a." * 70 + b"b = 1\n" + b" " * 1000, b"#" * 2_100_000,
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_reason_and_makes_nothing(
    raw: bytes, client_of: Callable[[str], Client]
) -> None:
    """What is no case makes none; the form says what is wrong."""
    before = Case.objects.count()
    page = _upload(client_of("stranger"), raw)
    assert "errorlist" in page
    assert Case.objects.count() == before


def test_markup_in_a_case_is_shown_and_never_run(client_of: Callable[[str], Client]) -> None:
    """A question that holds a script comes out as text."""
    raw = CASE.replace("May X sell", "<script>alert(1)</script> May X sell").encode()
    page = _upload(client_of("stranger"), raw)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_change_is_kept_with_who_and_what_and_can_be_undone(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Each change is a revision; bringing the first one back is one more, with the same bytes."""
    editor = client_of("editor")
    text = CASE.replace("May X", "Could X")
    data = {"text": text, "what": "softer", "seen": 1}
    assert editor.post(f"/cases/{case.pk}/edit/", data).status_code == 302
    last = case.revisions.select_related("by").first()
    assert last is not None
    assert last.by is not None
    assert (last.number, last.what, last.by.username) == (
        2, "softer", "editor",
    )  # fmt: skip
    assert Case.objects.get(pk=case.pk).title.startswith("Could X")
    editor.post(f"/cases/{case.pk}/history/1/restore/", {"seen": 2})
    assert case.current.number == 3
    assert keeping.text_of(case) == CASE.encode()


def test_a_change_over_a_change_of_another_is_refused(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Who saved later on an older text loses nothing and overwrites nothing."""
    text = CASE.replace("May X", "Could X")
    client_of("owner").post(f"/cases/{case.pk}/edit/", {"text": text, "what": "a", "seen": 1})
    mine = {"text": CASE.replace("May", "Must"), "what": "b", "seen": 1}
    page = client_of("editor").post(f"/cases/{case.pk}/edit/", mine).content.decode()
    assert "Somebody else changed the case" in page
    assert "Must X" in page, "the text that was typed stays in the form"
    assert keeping.text_of(case) == text.encode()


def test_the_last_owner_cannot_be_taken_away(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A case without an owner could not be given on."""
    owner = User.objects.get(username="owner")
    role = Role.objects.get(case=case, user=owner)
    client_of("owner").post(f"/cases/{case.pk}/share/", {"action": "take", "role": role.pk})
    assert Role.objects.filter(pk=role.pk).exists()


def test_a_wrong_view_in_the_address_is_an_answer_and_no_crash(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Dates, deals, products and markets that are none give a page that says so."""
    for query in ("as_of=x", "without=zz", "product=zz", "market=QQ", "against=zz"):
        answer = client_of("viewer").get(f"/cases/{case.pk}/?{query}")
        assert answer.status_code == 400, query


def test_the_form_writes_a_case_that_its_own_file_says(client_of: Callable[[str], Client]) -> None:
    """What is typed into the form stands in the file, quoted whatever it holds."""
    data = {
        "question": 'Is "this" = [fine]?', "company": "X", "product": "phone",
        "category": "smartphone", "standards": "4G, IEEE 802.11ac", "as_of": "2018-01-01",
    }  # fmt: skip
    assert client_of("stranger").post("/cases/new/", data).status_code == 302
    said = keeping.parse(keeping.text_of(Case.objects.latest("pk")))
    assert said.question == 'Is "this" = [fine]?'
    assert said.products[0].standards == ("4G", "IEEE 802.11ac")


def test_the_site_speaks_german(case: Case, client_of: Callable[[str], Client]) -> None:
    """A reader whose browser asks for German is told so by the page."""
    page = client_of("viewer").get(f"/cases/{case.pk}/", HTTP_ACCEPT_LANGUAGE="de")
    assert '<html lang="de">' in page.content.decode()


def test_a_title_leads_on_to_the_page_of_its_case(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The one case of the title that one may read; else the list, which tells nothing of others."""
    asked = {"title": case.title, "page": "burden", "market": "DE"}
    led = client_of("viewer").get("/cases/named/", asked)
    assert led["Location"] == f"/cases/{case.pk}/burden/?market=DE"
    for role, query in (("stranger", asked), ("viewer", {**asked, "page": "admin:index"})):
        assert client_of(role).get("/cases/named/", query)["Location"].startswith("/cases/?q=")
