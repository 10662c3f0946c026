"""Long runs: asked once, worked off beside requests, stopped for real, honest after a restart."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from clearway.planning import plan
from clearway.web.accounts.models import User
from clearway.web.cases import keeping as cases
from clearway.web.meaning.subjects import SUBJECTS
from clearway.web.meaning.told import Versions
from clearway.web.pages.answers import ANSWERS
from clearway.web.runs import keeping
from clearway.web.runs.models import Run, State
from clearway.web.start import beside
from web.site_case import CASE
from web.worked_off import worked_off

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from clearway.web.cases.models import Case

pytestmark = pytest.mark.database

ASKED: dict[str, Any] = {"max_deals": 2, "candidates": "generated", "open_when": "covered"}


def _owner() -> User:
    return User.objects.get(username="owner")


def test_a_plan_is_asked_for_worked_off_and_shown(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The page asks, the run computes what the engine answers, and the page shows it."""
    viewer = client_of("viewer")
    assert viewer.post(f"/cases/{case.pk}/plan/", ASKED).status_code == 302
    address = f"/cases/{case.pk}/plan/?max_deals=2&candidates=generated&open_when=covered"
    assert "Waiting for its turn" in viewer.get(address).content.decode()
    run = worked_off(Run.objects.get())
    said = ANSWERS.case(CASE.encode())[1]
    expected = plan(said, ANSWERS.desk(), **ASKED).to_dict()
    told = Versions.from_bytes(bytes(run.result or b""))["en"]
    assert told.answer == json.loads(json.dumps(expected))
    page = viewer.get(address).content.decode()
    assert told.answer["recipe"]["hash"] in page
    [deal] = expected["deals"]
    assert f'<th scope="row">{deal["id"]}</th>' in page


def test_what_is_kept_is_shown_as_what_was_fresh(case: Case) -> None:
    """Parts that went through the database have the texts that they had before."""
    said = ANSWERS.case(CASE.encode())[1]
    for subject in SUBJECTS.values():
        options = {"rivals": "B"} if subject.name == "arsenal" else {}
        told = Versions.of(subject.ask(ANSWERS.desk(), said, options, lambda *_: None))
        kept = Versions.from_bytes(told.to_bytes())
        assert kept.keys() == told.keys()
        olds, news = ([part for one in v.values() for part in one.parts] for v in (told, kept))
        for old, new in zip(olds, news, strict=True):
            assert (old.figures and old.figures.texts()) == (new.figures and new.figures.texts())
            assert (old.heading, old.text) == (new.heading, new.text)


def test_the_same_question_is_worked_out_once(case: Case) -> None:
    """Waiting, running or done: who asks again gets what is there, in a case of equal text too."""
    first = keeping.ask(case, "plan", ASKED, _owner())
    assert keeping.ask(case, "plan", dict(reversed(ASKED.items())), None) == first
    worked_off(first)
    assert keeping.ask(case, "plan", ASKED, None) == first
    twin = cases.create(CASE.encode(), _owner())
    copied = keeping.ask(twin, "plan", ASKED, _owner())
    assert (copied.state, copied.case) == (State.DONE, twin)
    assert bytes(copied.result or b"") == bytes(first.result or b"")


def test_another_text_is_another_question(case: Case, client_of: Callable[[str], Client]) -> None:
    """After a change the old result is not shown as the answer, but can still be read as old."""
    run = worked_off(keeping.ask(case, "plan", ASKED, _owner()))
    cases.revise(case, CASE.replace("May X", "Could X").encode(), _owner(), "softer", 1)
    assert keeping.find(case, "plan", ASKED) is None
    page = client_of("viewer").get(f"/runs/{run.pk}/").content.decode()
    assert "The case was changed since this was asked" in page


def test_nobody_fills_the_queue(case: Case, client_of: Callable[[str], Client]) -> None:
    """One person has a few runs open at most; the others are not kept from asking."""
    owner = client_of("owner")
    statuses = [
        owner.post(f"/cases/{case.pk}/plan/", {"max_deals": count}).status_code
        for count in range(keeping.MOST_OPEN + 1)
    ]
    assert statuses == [302] * keeping.MOST_OPEN + [429]
    assert client_of("viewer").post(f"/cases/{case.pk}/plan/", ASKED).status_code == 302


def test_a_run_that_waits_is_stopped_at_once_by_who_asked(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Its asker stops it, and it is claimed by no pool afterwards."""
    client_of("viewer").post(f"/cases/{case.pk}/plan/", ASKED)
    run = Run.objects.get()
    page = client_of("viewer").post(f"/runs/{run.pk}/stop/", follow=True).content.decode()
    assert "It was stopped before its end" in page
    assert keeping.claim() is None


def test_a_run_whose_site_went_down_says_so_and_can_be_asked_again(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A running row that no pool has seen for a while is interrupted; asking again makes a new."""
    run = keeping.ask(case, "plan", ASKED, _owner())
    keeping.claim()
    assert keeping.interrupt_lost() == 0
    Run.objects.update(seen_at=timezone.now() - keeping.LOST_AFTER - timedelta(seconds=1))
    assert keeping.interrupt_lost() == 1
    page = client_of("owner").get(f"/runs/{run.pk}/").content.decode()
    assert "The site was restarted before it was done" in page
    assert not keeping.finish(run.pk, b"late"), "what comes too late is not kept"
    client_of("owner").post(f"/cases/{case.pk}/plan/", ASKED)
    assert Run.objects.filter(state=State.WAITING).count() == 1


def test_what_another_release_kept_is_asked_again_and_no_error(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Page, chart and API say so; the question counts as not yet asked."""
    run, viewer = worked_off(keeping.ask(case, "plan", ASKED, _owner())), client_of("viewer")
    kept = gzip.compress(json.dumps({"answer": {}, "told": {"en": {"words": 1}}}).encode())
    Run.objects.filter(pk=run.pk).update(result=kept, key="of other rules")
    page = viewer.get(f"/runs/{run.pk}/").content.decode()
    assert "An earlier release of the site worked this out" in page
    assert "Ask again" in page
    assert viewer.get(f"/runs/{run.pk}/charts/0.svg").status_code == 404
    told = viewer.get(f"/api/v1/runs/{run.pk}").json()
    assert (told["answer"], "ask again" in told["error"]) == (None, True)
    viewer.post(f"/cases/{case.pk}/plan/", ASKED)
    assert Run.objects.filter(state=State.WAITING).count() == 1


def test_a_case_keeps_its_latest_results_for_a_while(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest beyond the number go, and those beyond the time; what is open stays."""
    monkeypatch.setattr(keeping, "MOST_KEPT", 2)
    now = timezone.now()
    row = {"case": case, "revision": case.current, "subject": "plan", "snapshot": "s"}
    ended = [
        Run.objects.create(**row, key=f"{number}", state=State.DONE, ended_at=now)
        for number in range(4)
    ]
    late = Run.objects.create(
        **row, key="late", state=State.FAILED, ended_at=now - keeping.KEPT_FOR - timedelta(1)
    )
    waiting = Run.objects.create(**row, key="waiting")
    assert keeping.prune() == 3
    assert {one.pk for one in Run.objects.all()} == {ended[2].pk, ended[3].pk, waiting.pk}
    assert not Run.objects.filter(pk=late.pk).exists()


def test_what_runs_beside_the_server_is_started_again_and_ends_with_it(tmp_path: Path) -> None:
    """A pool that is killed comes back under another number; none is left at the end."""
    marks = tmp_path / "pids"

    def pids(count: int) -> list[int]:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            found = [int(word) for word in marks.read_text().split()] if marks.exists() else []
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise TimeoutError

    with beside(["sh", "-c", f"echo $$ >> {marks}; exec sleep 60"], pause=0.01):
        os.kill(pids(1)[0], signal.SIGKILL)
        first, second = pids(2)
    assert first != second
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_an_error_of_the_question_is_told(case: Case, client_of: Callable[[str], Client]) -> None:
    """What the engine refuses is the run's error, in the engine's words."""
    from clearway.web.runs import work

    run = keeping.ask(case, "plan", {"reach": ["FR"]}, _owner())
    keeping.claim()
    work.work(run.pk)
    page = client_of("owner").get(f"/runs/{run.pk}/").content.decode()
    assert "It failed: FR is not among the markets asked for" in page


@pytest.mark.slow
def test_a_pool_works_off_and_ends_for_real_what_is_stopped(
    tmp_path: Path, record_dir: Path
) -> None:
    """A plan is worked off; the process of an endless run is ended by a stop, and by the close."""
    environment = os.environ | {
        "CLEARWAY_HOME": str(tmp_path / "home"), "CLEARWAY_RECORD": str(record_dir),
        "DJANGO_SETTINGS_MODULE": "clearway.web.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    command = [sys.executable, "-m", "web.pool_at_work"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "plan": "done", "stopped": "stopped", "closed": "interrupted", "left": [],
    }  # fmt: skip
