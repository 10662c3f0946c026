"""A program of the tests: a pool over a database of its own, with runs that end and that do not."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Callable

    from clearway.web.runs.pool import Pool

MARK = Path(os.environ["CLEARWAY_HOME"]) / "pids"


def endless(pk: int) -> None:
    """Note the process, and never end by itself."""
    with MARK.open("a") as file:
        file.write(f"{os.getpid()}\n")
    while True:
        time.sleep(60)


def main() -> None:
    """Work off a plan; stop an endless run; close the pool over another."""
    django.setup()
    from django.core.management import call_command

    from clearway.web.accounts.models import User
    from clearway.web.cases.keeping import create
    from clearway.web.runs import keeping
    from clearway.web.runs.models import Run
    from clearway.web.runs.pool import Pool
    from web.site_case import CASE

    call_command("migrate", verbosity=0)
    case = create(CASE.encode(), User.objects.create_user("owner"))

    def state(run: Run) -> str:
        return str(Run.objects.get(pk=run.pk).state)

    plan = keeping.ask(case, "plan", {"max_deals": 1}, None)
    first = Pool(1)
    _until(first, lambda: state(plan) not in ("waiting", "running"))
    second = Pool(1, endless)
    stopped = keeping.ask(case, "plan", {"max_deals": 2}, None)
    _until(second, lambda: _pids() != [])
    keeping.stop(stopped)
    _until(second, lambda: state(stopped) == "stopped")
    closed = keeping.ask(case, "plan", {"max_deals": 3}, None)
    _until(second, lambda: len(_pids()) == 2)
    second.close()
    told = {"plan": state(plan), "stopped": state(stopped), "closed": state(closed)}
    sys.stdout.write(json.dumps({**told, "left": [pid for pid in _pids() if _is_alive(pid)]}))


def _until(pool: Pool, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        pool.look()
        time.sleep(0.05)
        if time.monotonic() > deadline:
            raise TimeoutError


def _pids() -> list[int]:
    return [int(line) for line in MARK.read_text().split()] if MARK.exists() else []


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
