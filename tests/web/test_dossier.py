"""The dossier in the browser: what guests send, what moderators decide, what is published."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from clearway.web.cases.keeping import parse, revise, text_of
from clearway.web.cases.models import Case
from clearway.web.dossier.deciding import DecidedMeanwhileError, decide
from clearway.web.dossier.models import SentSighting
from clearway.web.dossier.pictures import LONGEST_SIDE, redraw
from clearway.web.meaning.told import Versions
from clearway.web.runs.models import Run
from clearway.web.talk.models import State, Terms
from clearway.web.talk.people import GUEST, guest_author
from web.talk_world import by_link, confirm, delivered, links_of, say
from web.together import WRITERS, at_once
from web.worked_off import worked_off

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    """Links in mails lead to the site under test."""
    settings.SITE_ADDRESS = "http://testserver"


pytestmark = pytest.mark.database

SENT = {
    "product": "phone", "market": "DE", "channel": "operator", "on": "2017-09-01",
    "place": "Dubai", "seller": "", "by_name": "a reader",
}  # fmt: skip
GPS = 0x8825


def _photo(size: tuple[int, int] = (40, 30), form: str = "JPEG") -> bytes:
    """Return a picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    exif[GPS] = {1: "N", 2: (25.0, 12.0, 0.0)}
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, exif=exif)
    return out.getvalue()


def _bomb() -> bytes:
    """Return a small PNG whose header claims 50,000 by 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    body = (
        chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_picture_is_drawn_anew_without_what_came_with_it() -> None:
    """No place, no camera, no words; upright as the camera meant it, and no larger than needed."""
    raw = _photo() + b"<script>hidden behind the end</script>"
    drawn = redraw(raw)
    with Image.open(io.BytesIO(drawn)) as kept:
        assert kept.size == (30, 40)
        assert not kept.getexif()
    assert b"secret" not in drawn
    assert b"script" not in drawn
    with Image.open(io.BytesIO(redraw(_photo((4000, 10), "PNG")))) as large:
        assert max(large.size) == LONGEST_SIDE


@pytest.mark.parametrize(
    "raw",
    [b"", b"GIF89a", b"<svg onload='x'/>", _bomb(), _photo()[:-200], _photo((5100, 5000))],
    ids=["empty", "another format", "svg", "bomb", "cut short", "too many pixels"],
)
def test_what_is_no_picture_of_ours_is_refused(raw: bytes) -> None:
    """Each is refused with a message, and nothing is unpacked that claims too much."""
    with pytest.raises(ValidationError):
        redraw(raw)


def _open(case: Case) -> str:
    Case.objects.filter(pk=case.pk).update(is_open=True)
    return f"/cases/{case.pk}/sightings/"


def test_a_guest_sends_and_a_moderator_decides(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Nobody sees it before the address has answered; then it waits, then stands in the case."""
    path = _open(case)
    photo = SimpleUploadedFile("x.jpg", _photo(), "image/jpeg")
    guest, editor = client_of("nobody"), client_of("editor")
    assert "errorlist" in guest.post(f"{path}send/", SENT).content.decode(), "an address is asked"
    asked = guest.post(f"{path}send/", {**SENT, "mail": "r@example.org", "picture": photo})
    assert "Look into your mail" in asked.content.decode()
    assert not SentSighting.objects.exists()
    (message,) = delivered()
    assert message.to == ["r@example.org"]
    assert "Dubai" not in str(message.message())
    link = links_of(message)[0]
    assert "sent a sighting" in guest.get(link).content.decode()
    assert not SentSighting.objects.exists(), "opening the link does nothing"
    assert "once a moderator has looked" in confirm(guest, message)
    assert guest.post(link).status_code == 404, "it works once"
    sent = SentSighting.objects.get()
    assert "Dubai" not in guest.get(path).content.decode()
    assert guest.get(f"{path}{sent.pk}/picture/").status_code == 404
    page = editor.get(f"{path}queue/").content.decode()
    assert "Dubai" in page
    assert "guest, address confirmed" in page
    assert editor.post(f"{path}{sent.pk}/decide/", {"state": "verified"}).status_code == 302
    (seen,) = parse(text_of(case)).sightings
    assert (seen.id, seen.state, seen.by) == (f"sent-{sent.pk}", "verified", "a reader")
    assert text_of(case).startswith(b"# kept as it is, comments and all")
    assert f"sent-{sent.pk}" in guest.get(path).content.decode()
    assert guest.get(f"{path}{sent.pk}/picture/").headers["Content-Type"] == "image/jpeg"


def test_a_refusal_needs_a_reason_and_a_duplicate_its_original(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Without them nothing is written; a duplicate of nothing is refused by the case itself."""
    path = _open(case)
    editor = client_of("editor")
    editor.post(f"{path}send/", SENT)
    address = f"{path}{SentSighting.objects.get().pk}/decide/"
    assert "Give the reason" in editor.post(address, {"state": "inaccurate"}).content.decode()
    wrong = {"state": "duplicate", "reason": "the same", "duplicate_of": "none"}
    page = editor.post(address, wrong, follow=True).content.decode()
    assert "is no other sighting" in page
    assert parse(text_of(case)).sightings == ()
    editor.post(address, {"state": "inaccurate", "reason": "another phone"})
    assert parse(text_of(case)).sightings[0].reason == "another phone"


def _sent(case: Case) -> SentSighting:
    return SentSighting.objects.create(
        case=case, product="phone", market="DE", channel="launch", on="2017-09-01", by_name="r"
    )


@pytest.mark.django_db(transaction=True)
def test_of_moderators_who_decide_one_sighting_at_once_one_wins(case: Case) -> None:
    """The others are told; the case has it once, as the winner decided."""
    sent, by = _sent(case), User.objects.get(username="editor")
    states = ("verified", "inaccurate", "verified", "cannot-be-verified")

    def act(number: int) -> str:
        said = {"state": states[number], "reason": "r", "duplicate_of": ""}
        try:
            decide(SentSighting.objects.get(pk=sent.pk), said, by)
        except DecidedMeanwhileError:
            return "told"
        return states[number]

    won = sorted(map(str, at_once(act)))
    sent.refresh_from_db()
    assert won == sorted([sent.state, *["told"] * (WRITERS - 1)])
    assert [seen.state for seen in parse(text_of(case)).sightings] == [sent.state]
    assert case.revisions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_decisions_about_different_sightings_at_once_are_all_kept(case: Case) -> None:
    """Each waits for the other; none is lost or refused."""
    sent, by = [_sent(case) for _ in range(WRITERS)], User.objects.get(username="editor")
    said = {"state": "verified", "reason": "", "duplicate_of": ""}
    at_once(lambda number: decide(sent[number], said, by))
    assert {seen.id for seen in parse(text_of(case)).sightings} == {each.label for each in sent}


def test_a_guest_whom_the_discussion_knows_is_told_apart(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Who confirmed an address in this session is not asked again, and the queue says so."""
    path = _open(case)
    guest = client_of("nobody")
    session = guest.session
    session[GUEST] = guest_author("reader@example.org", "a reader").pk
    session.save()
    guest.post(f"{path}send/", SENT)
    assert "guest, address confirmed" in client_of("editor").get(f"{path}queue/").content.decode()


def test_a_flood_from_one_network_is_stopped(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Five an hour are taken; the sixth is told to come back, and no address is written to."""
    path = _open(case)
    guest, member = client_of("nobody"), client_of("stranger")
    codes = [member.post(f"{path}send/", SENT).status_code for _ in range(5)]
    assert codes == [302] * 5
    page = guest.post(f"{path}send/", SENT | {"mail": "victim@example.org"}).content.decode()
    assert "Too many sightings were sent" in page
    assert SentSighting.objects.count() == 5
    assert delivered() == []


def test_who_may_not_comment_sends_no_sighting(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """By a link one sends where the owner lets guests in; else only members of the case do."""
    visitor, address = client_of("nobody"), f"/cases/{case.pk}/sightings/send/"
    by_link(visitor, case)
    assert visitor.get(address).status_code == 403
    Terms.objects.create(case=case, guests_by_link=True)
    assert visitor.get(address).status_code == 200


def test_a_sighting_whose_case_is_full_or_closed_by_then_is_refused(
    case: Case, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was asked before is judged anew when the address answers."""
    path, guest = _open(case), client_of("nobody")
    guest.post(f"{path}send/", SENT | {"mail": "r@example.org"})
    (message,) = delivered()
    with monkeypatch.context() as patch:
        patch.setattr("clearway.web.dossier.sending.MOST_WAITING", 0)
        assert "Too many sightings" in confirm(guest, message)
    Case.objects.filter(pk=case.pk).update(is_open=False)
    assert "no longer open to you" in confirm(guest, message)
    assert not SentSighting.objects.exists()


def test_marks_show_where_talk_is_at_the_cost_of_one_query(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Each statement and forecast has its mark, with the count of what is shown there."""
    said = """
[[source]]
id = "s"
[[statement]]
id = "told"
speaker = "X"
on = 2017-07-06
says = "We come."
source = "s"
[[statement]]
speaker = "Y"
on = 2017-07-07
says = "They do not."
source = "s"
[[forecast]]
id = "soon"
forecaster = "Z"
event = "launch"
market = "DE"
opens = 2017-08-01
deadline = 2018-06-30
probability = 0.2
"""
    owner = User.objects.get(username="owner")
    keeping.revise(case, text_of(case) + said.encode(), owner, "evidence", 1)
    say(case, target="statement:told")
    say(case, target="statement:told", state=State.WAITING)
    viewer = client_of("viewer")
    with CaptureQueriesContext(connection) as asked:
        page = viewer.get(f"/cases/{case.pk}/evidence/").content.decode()
    assert page.count('class="talk-mark"') == 2
    assert '/talk/?on=statement%3Atold" aria-label="1 comment here">1<' in page
    assert sum("talk_comment" in query["sql"] for query in asked) == 1
    board = viewer.get(f"/cases/{case.pk}/forecasts/").content.decode()
    assert "/talk/?on=forecast%3Asoon" in board


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("by_name", "https://spam.example"),
        ("by_name", "a@b.example"),
        ("market", "XX"),
        ("channel", "stolen"),
        ("on", "2999-01-01"),
        ("product", "\u200b\x00"),
    ],
)
def test_hostile_fields_are_refused(
    case: Case, client_of: Callable[[str], Client], field: str, text: str
) -> None:
    """Addresses as names, unknown countries, days to come and empty words are not taken."""
    path = _open(case)
    assert client_of("nobody").post(f"{path}send/", {**SENT, field: text}).status_code == 200
    assert not SentSighting.objects.exists()


def test_markup_in_a_sighting_stays_words(case: Case, client_of: Callable[[str], Client]) -> None:
    """In the queue, on the page and in the case file it is text."""
    path = _open(case)
    words = '<b onclick="x">"] [[deal]] phone'
    editor = client_of("editor")
    editor.post(f"{path}send/", {**SENT, "product": words})
    sent = SentSighting.objects.get()
    assert "<b onclick" not in editor.get(f"{path}queue/").content.decode()
    editor.post(f"{path}{sent.pk}/decide/", {"state": "cannot-be-verified", "reason": "no shop"})
    said = parse(text_of(case))
    assert (said.sightings[0].product, len(said.deals)) == (words, 1)
    assert "<b onclick" not in editor.get(path).content.decode()


EVIDENCE = """
[[forecast]]
id = "f"
forecaster = "N"
event = "launch"
market = "DE"
opens = 2017-06-01
deadline = 2017-12-31
probability = 0.8

[[sighting]]
id = "s"
product = "phone"
market = "DE"
channel = "launch"
on = 2017-09-01
state = "verified"
"""


def test_beside_clearance_forecasts_and_sightings_are_runs(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """No request waits for the engine: it is asked for, waited for, and then shown."""
    revise(case, text_of(case) + EVIDENCE.encode(), User.objects.get(username="owner"), "x", 1)
    viewer = client_of("viewer")
    for name, key, value in (("forecasts", "signal", 0.0), ("sightings", "is_sold_exposed", True)):
        address = f"/cases/{case.pk}/{name}/"
        waiting = viewer.post(address, follow=True)
        assert waiting.redirect_chain == [(f"{address}?clearance=1", 302)]
        assert "<progress" in waiting.content.decode()
        run = worked_off(Run.objects.latest("pk"))
        told = Versions.from_bytes(bytes(run.result or b""))["en"]
        assert told.answer[name][0][key] == value
        shown = viewer.get(f"{address}?clearance=1").content.decode()
        assert told.answer["recipe"]["hash"] in shown
        assert viewer.get(f"/runs/{run.pk}/charts/0.csv").status_code == 200
