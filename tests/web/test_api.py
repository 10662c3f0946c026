"""The API: the answers of the command line, to those who may read the case, in one shape."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.test import Client
from jsonschema import Draft202012Validator

from clearway.clearance.question import ask
from clearway.royalty import royalty_burden
from clearway.web.accounts.models import Scope, Token, User
from clearway.web.api import access
from clearway.web.api.describing import schemas
from clearway.web.api.operations import api
from clearway.web.cases import keeping
from clearway.web.cases.models import Case
from clearway.web.pages.answers import ANSWERS
from clearway.web.runs import keeping as runs
from clearway.web.runs.models import Run
from clearway.web.runs.work import compute
from web.permissions.answers import ROLES
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = "/api/v1"
READ, EDIT, ALL = (404, 404, 200, 200, 200), (404, 404, 403, 200, 200), (200,) * 5
OPERATIONS: dict[tuple[str, str], tuple[str, Any, tuple[int, ...]]] = {
    ("get", "/cases"): ("", None, ALL),
    ("post", "/cases"): ("", {"text": CASE}, (401, 201, 201, 201, 201)),
    ("get", "/cases/{pk}"): ("", None, READ),
    ("put", "/cases/{pk}"): ("", {"text": CASE + "# more\n", "seen": 1}, EDIT),
    ("get", "/cases/{pk}/text"): ("", None, READ),
    ("get", "/cases/{pk}/clear"): ("?market=DE", None, READ),
    ("get", "/cases/{pk}/markets"): ("", None, READ),
    ("get", "/cases/{pk}/holders"): ("", None, READ),
    ("get", "/cases/{pk}/diff"): ("?bundle=summer", None, READ),
    ("get", "/cases/{pk}/explain"): ("?market=DE&holder=A", None, READ),
    ("get", "/cases/{pk}/waterfall"): ("?market=DE", None, READ),
    ("get", "/cases/{pk}/burden"): ("", None, READ),
    ("get", "/cases/{pk}/arsenal"): ("?against=B", None, READ),
    ("get", "/cases/{pk}/suits"): ("", None, READ),
    ("get", "/cases/{pk}/rank"): ("", None, READ),
    ("post", "/cases/{pk}/plan"): ("", {"max_deals": 1}, (404, 404, 202, 202, 202)),
    ("post", "/cases/{pk}/unknowns"): ("", {}, (404, 404, 202, 202, 202)),
    ("post", "/cases/{pk}/counts"): ("", {}, (404, 404, 202, 202, 202)),
    ("get", "/cases/{pk}/statements"): ("?on=2018-01-01", None, READ),
    ("get", "/cases/{pk}/conflicts"): ("", None, READ),
    ("get", "/cases/{pk}/history"): ("", None, READ),
    ("get", "/cases/{pk}/forecasts"): ("?clearance=true", None, READ),
    ("get", "/cases/{pk}/sightings"): ("", None, READ),
    # The record of these tests has one snapshot: there is nothing to compare it with.
    ("post", "/record/changes"): ("", {}, (401, 400, 400, 400, 400)),
    ("get", "/runs/{run}"): ("", None, READ),
    ("delete", "/runs/{run}"): ("", None, EDIT),
    ("get", "/record/coverage"): ("", None, ALL),
    ("get", "/record/search"): ("?q=EP1001001", None, ALL),
    ("get", "/record/right"): ("?number=EP1001001B1", None, ALL),
    ("get", "/record/family"): ("?family=F1", None, ALL),
    ("get", "/record/company"): ("?name=A&on=2018-01-01", None, ALL),
}
"""Per operation: an example that is right, and the status for each role."""


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Counts of requests begin anew with each test."""
    cache.clear()


def _send(client: Client, method: str, address: str, body: Any = None, **more: Any) -> Any:
    send = getattr(client, method)
    if body is None:
        return send(ROOT + address, **more)
    return send(ROOT + address, json.dumps(body), content_type="application/json", **more)


def _bearer(name: str, scope: Scope = Scope.READ) -> dict[str, Any]:
    _, text = Token.issue(User.objects.get(username=name), "test", scope)
    return {"headers": {"Authorization": f"Bearer {text}"}}


def test_every_operation_is_in_the_table() -> None:
    """A new operation without a line in the table fails here."""
    described = api.get_openapi_schema()["paths"]
    found = {
        (method, path.removeprefix(ROOT).replace("/runs/{pk}", "/runs/{run}"))
        for path, methods in described.items() for method in methods
    }  # fmt: skip
    assert found == OPERATIONS.keys()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_each_role_gets_what_the_table_says(
    operation: tuple[str, str], role: str, case: Case, client_of: Callable[[str], Client]
) -> None:
    """By session and by token alike; what one may not read does not exist; one shape of errors."""
    method, path = operation
    query, body, statuses = OPERATIONS[operation]
    run = runs.ask(case, "plan", {}, User.objects.get(username="owner"))
    address = path.format(pk=case.pk, run=run.pk) + query
    expected = statuses[ROLES.index(role)]
    answer = _send(client_of(role), method, address, body)
    assert answer.status_code == expected, answer.content
    if expected >= 400:
        _is_problem(answer, expected)
        assert case.title not in answer.content.decode()
    elif role == "viewer" and method == "get":
        by_token = _send(Client(), method, address, body, **_bearer(role))
        assert by_token.content == answer.content


def _is_problem(answer: Any, status: int) -> None:
    assert answer["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    Draft202012Validator(schemas()["Problem"]).validate(told)
    assert told["status"] == status


def test_answers_are_those_of_the_command_line(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The same JSON, to the last key; the recipe is in it."""
    said, viewer = ANSWERS.case(CASE.encode())[1], client_of("viewer")
    desk = ANSWERS.desk()
    expected: dict[str, Any] = {
        "clear?market=DE&without=L1": desk.clear(
            said, ask(said, markets=["DE"], without_deals=["L1"])
        ),
        "diff?deal=L1": desk.diff(said, ["L1"]),
        "explain?market=DE&holder=A": desk.explain(said, "DE", holder="A"),
        "burden?units=1000": royalty_burden(said, desk, units=1000),
    }
    for query, answer in expected.items():
        told = json.loads(_send(viewer, "get", f"/cases/{case.pk}/{query}").content)
        assert told == json.loads(json.dumps(answer.to_dict()))


def test_a_search_finds_what_a_text_may_mean(client_of: Callable[[str], Client]) -> None:
    """A number in another spelling leads to its right, and a name to its holder; to no case."""
    found = json.loads(_send(client_of("owner"), "get", "/record/search?q=EP 1 001 001").content)
    assert [link["text"] for link in found["rights"]] == ["EP-1001001"]
    found = json.loads(_send(client_of("owner"), "get", "/record/search?q=b").content)
    assert [link["text"] for link in found["holders"]] == ["B"]
    found = json.loads(_send(client_of("owner"), "get", "/record/search?q=May X sell").content)
    assert not any(links for name, links in found.items() if name != "note")


def test_a_plan_is_asked_for_and_fetched(case: Case, client_of: Callable[[str], Client]) -> None:
    """202 with a run; once it is worked off, its answer is the command's, schema and all."""
    viewer = client_of("viewer")
    asked = {"max_deals": 1, "candidates": "generated", "open_when": "covered"}
    first = json.loads(_send(viewer, "post", f"/cases/{case.pk}/plan", asked).content)
    assert (first["state"], first["answer"]) == ("waiting", None)
    run = runs.claim()
    assert run is not None
    runs.finish(run.pk, compute(run.pk))
    done = json.loads(_send(viewer, "get", f"/runs/{first['id']}").content)
    assert done["state"] == "done"
    Draft202012Validator(schemas()["plan"]).validate(done["answer"])
    assert done["answer"]["terms"]["max_deals"] == 1
    page = viewer.get(f"/cases/{case.pk}/plan/?max_deals=1&candidates=generated&open_when=covered")
    assert done["answer"]["recipe"]["hash"] in page.content.decode(), "page and API share the run"


def test_a_text_goes_in_and_comes_out_byte_for_byte(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """PUT keeps what was sent as a revision; who saw an older one gets 409 and changes nothing."""
    text = CASE.replace("\n", "\r\n") + "# ü\n"
    editor = client_of("editor")
    body = {"text": text, "seen": 1, "what": "through the API"}
    assert json.loads(_send(editor, "put", f"/cases/{case.pk}", body).content)["revision"] == 2
    answer = _send(editor, "get", f"/cases/{case.pk}/text")
    assert (answer.content, answer["ETag"]) == (text.encode(), '"2"')
    again = _send(editor, "put", f"/cases/{case.pk}", {"text": CASE, "seen": 1})
    _is_problem(again, 409)
    assert keeping.text_of(case) == text.encode()


def test_what_is_wrong_in_a_case_comes_with_its_lines(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """422, and an error for each finding, with the line that it stands in."""
    body = {"text": CASE.replace('"smartphone"', "7"), "seen": 1}
    answer = _send(client_of("editor"), "put", f"/cases/{case.pk}", body)
    _is_problem(answer, 422)
    line = CASE.split("\n").index('category = "smartphone"') + 1
    assert json.loads(answer.content)["errors"][0]["place"] == f"case.toml:{line}"


def test_a_token_that_may_read_changes_nothing(case: Case) -> None:
    """Its owner may edit, the token may not; one that may write does."""
    body = {"text": CASE + "# x\n", "seen": 1}
    refused = _send(Client(), "put", f"/cases/{case.pk}", body, **_bearer("editor"))
    _is_problem(refused, 403)
    done = _send(Client(), "put", f"/cases/{case.pk}", body, **_bearer("editor", Scope.WRITE))
    assert done.status_code == 200


@pytest.mark.parametrize("header", ["Bearer cw_guessed", "Bearer", "Basic b3duZXI6eA==", "x"])
def test_what_is_no_token_opens_nothing(
    header: str, case: Case, client_of: Callable[[str], Client]
) -> None:
    """A wrong token is refused, even beside a session that might."""
    answer = client_of("owner").get(f"{ROOT}/cases", headers={"Authorization": header})
    _is_problem(answer, 401)


def test_a_token_ends_with_its_owner_and_with_being_taken_back(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Revoked on the page, or its owner shut out: it opens nothing from then on."""
    bearer = _bearer("viewer")
    assert _send(Client(), "get", f"/cases/{case.pk}", **bearer).status_code == 200
    User.objects.filter(username="viewer").update(is_active=False)
    assert _send(Client(), "get", f"/cases/{case.pk}", **bearer).status_code == 401
    User.objects.filter(username="viewer").update(is_active=True)
    client_of("owner").post("/tokens/", {"revoke": Token.objects.get().pk})
    assert Token.objects.exists(), "nobody takes back another's token"
    client_of("viewer").post("/tokens/", {"revoke": Token.objects.get().pk})
    assert _send(Client(), "get", f"/cases/{case.pk}", **bearer).status_code == 401


def test_a_token_is_shown_once_and_kept_nowhere(
    case: Case, client_of: Callable[[str], Client], caplog: pytest.LogCaptureFixture
) -> None:
    """The page that makes it shows it; afterwards neither page, database nor log holds it."""
    caplog.set_level(logging.DEBUG)
    viewer = client_of("viewer")
    made = viewer.post("/tokens/", {"name": "script", "scope": "read"})
    text = made.content.decode().split("<code>")[1].split("</code>")[0]
    assert text.startswith("cw_")
    assert "no-store" in made["Cache-Control"]
    assert text not in viewer.get("/tokens/").content.decode()
    assert text not in str(list(Token.objects.values()))
    headers = {"Authorization": f"Bearer {text}"}
    assert Client().get(f"{ROOT}/cases/{case.pk}", headers=headers).status_code == 200
    assert Client().get(f"{ROOT}/cases/0", headers=headers).status_code == 404
    assert text not in caplog.text
    assert Token.objects.get().used_at is not None


def test_a_session_changes_nothing_without_the_token_of_its_forms(case: Case) -> None:
    """Another site cannot make a signed-in browser change a case; a token needs no such thing."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="owner"))
    body = {"text": CASE + "# x\n", "seen": 1}
    _is_problem(_send(client, "put", f"/cases/{case.pk}", body), 403)
    bearer = _bearer("owner", Scope.WRITE)
    assert _send(client, "put", f"/cases/{case.pk}", body, **bearer).status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/nothing", 404), ("get", "/cases/x", 404), ("delete", "/cases", 405),
        ("get", "/cases/{pk}/clear?as_of=yesterday", 422), ("get", "/cases/{pk}/clear?x=1", 422),
        ("get", "/cases/{pk}/clear?market=QQ", 400), ("get", "/cases/{pk}/explain?market=DE", 400),
        ("get", "/record/right?number=DE7", 400), ("get", "/cases/99999999999999999999", 404),
    ],
)  # fmt: skip
def test_errors_have_one_shape(
    method: str, address: str, status: int, case: Case, client_of: Callable[[str], Client]
) -> None:
    """Whatever is wrong, and whoever notices, the answer is a problem as RFC 9457 has it."""
    answer = _send(client_of("viewer"), method, address.format(pk=case.pk))
    _is_problem(answer, status)


def test_a_defect_has_the_same_shape_and_says_nothing_of_it(
    case: Case, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 in the same shape; what happened is in the log and not in the answer."""

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret of the case")

    monkeypatch.setattr("clearway.web.api.operations.rank_markets", broken)
    answer = _send(client_of("viewer"), "get", f"/cases/{case.pk}/rank?as_of=2018-02-02")
    _is_problem(answer, 500)
    assert b"secret" not in answer.content


def test_a_body_that_is_too_large_or_no_json_is_refused(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Neither is read to the end, and both are problems."""
    for body, status in ((b"x" * 2_100_000, 413), (b"{", 400)):
        answer = client_of("editor").put(
            f"{ROOT}/cases/{case.pk}", body, content_type="application/json"
        )
        _is_problem(answer, status)


def test_a_token_asks_so_often_and_no_more(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 with Retry-After; another token is not held back by it."""
    monkeypatch.setattr(access, "A_MINUTE", 2)
    monkeypatch.setattr(access, "time", SimpleNamespace(time=lambda: 1_000_000_030.0))
    bearer = _bearer("viewer")
    seen = [_send(Client(), "get", f"/cases/{case.pk}", **bearer) for _ in range(3)]
    assert [answer.status_code for answer in seen] == [200, 200, 429]
    _is_problem(seen[-1], 429)
    assert 0 < int(seen[-1]["Retry-After"]) <= 60
    assert _send(Client(), "get", f"/cases/{case.pk}", **_bearer("owner")).status_code == 200


def test_a_guest_reads_what_is_open_to_all(case: Case) -> None:
    """The demo is read without a token, and changed by nobody so."""
    Case.objects.update(is_open=True)
    assert _send(Client(), "get", f"/cases/{case.pk}/markets").status_code == 200
    body = {"text": CASE + "# x\n", "seen": 1}
    _is_problem(_send(Client(), "put", f"/cases/{case.pk}", body), 401)
    assert json.loads(_send(Client(), "post", f"/cases/{case.pk}/plan", {}).content)["case"] == (
        case.pk
    )
    assert Run.objects.get().by is None
