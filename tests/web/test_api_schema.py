"""Whatever the description allows, and much that it forbids: no defect, answers as described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

from clearway.web.accounts.models import Scope, Token, User
from clearway.web.api import access
from clearway.web.runs import keeping
from clearway.web.wsgi import application
from web.test_api import OPERATIONS, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import schemathesis

    from clearway.web.cases.models import Case

    MadeUp = schemathesis.Case[Any]

EXAMPLES = 4
"""For each operation and way; enough to find what a name, a day or a body can break, in seconds."""
SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the connection of the test over requests, as the test client of Django does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def send(case: Case, monkeypatch: pytest.MonkeyPatch) -> Callable[[MadeUp], None]:
    """Send what was made up to the case and a run of it, by a token that may write."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    monkeypatch.setattr(access, "A_MINUTE", 10**9)
    owner = User.objects.get(username="owner")
    run = keeping.ask(case, "plan", {}, owner)
    _, text = Token.issue(owner, "test", Scope.WRITE)

    checks = [
        not_a_server_error, status_code_conformance, content_type_conformance,
        response_schema_conformance,
    ]  # fmt: skip

    def send(made_up: MadeUp) -> None:
        if "pk" in made_up.path_parameters:
            made_up.path_parameters["pk"] = run.pk if "/runs/" in made_up.path else case.pk
        made_up.call_and_validate(headers={"Authorization": f"Bearer {text}"}, checks=checks)

    return send


@pytest.mark.slow
@pytest.mark.usefixtures("one_connection")
def test_no_request_finds_a_defect(send: Callable[[MadeUp], None]) -> None:
    """Every response has a status, a type and a shape that the description names; none is a 500."""
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.core.result import Ok

    described = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application)
    seen = 0
    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        for way in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if way == GenerationMode.NEGATIVE and not (operation.query or operation.body):
                continue
            SETTINGS(given(operation.as_strategy(generation_mode=way))(send))()
        seen += 1
    assert seen == len(OPERATIONS)
