"""Warming up: a worker says that it is not ready until it is."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from clearway.web.pages import warming
from clearway.web.pages.answers import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from clearway.web.cases.models import Case


def test_health_says_warming_until_it_is_done(client: Client) -> None:
    """503 while the work goes on, 200 after it; a process never told to warm up is ready."""
    assert client.get("/health/").json()["state"] == "ready"
    go_on = Event()

    def work() -> None:
        go_on.wait()

    thread = warming.WARMING.start(work)
    assert client.get("/health/").status_code == 503
    assert client.get("/health/").json()["state"] == "warming"
    go_on.set()
    thread.join(10)
    assert client.get("/health/").status_code == 200


def test_a_warm_process_has_the_answer_already(
    case: Case,
    client_of: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
    settings: object,
    tmp_path: Path,
) -> None:
    """After warming up the first page, and what it fetches, ask the engine nothing."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own connection
    ANSWERS.forget()
    warming.warm()
    monkeypatch.setattr(ANSWERS, "desk", lambda: pytest.fail("the engine was asked"))
    for address in ("", "remaining/", "steps/"):
        assert client_of("viewer").get(f"/cases/{case.pk}/{address}").status_code == 200


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_warming_that_fails_leaves_a_site_that_answers(client: Client) -> None:
    """A record that cannot be read is no reason to stay out of service for ever."""

    def broken() -> None:
        raise OSError("no disk")

    warming.WARMING.start(broken).join(10)
    assert client.get("/health/").json()["state"] == "ready"
