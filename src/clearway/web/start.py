"""Starting the site: its folder, its tables, its first administrator, the demo case, the server.

Everything lies in one folder, the home: database, secret, record, static files. A start over an
existing home brings its tables up to date and changes nothing else.
"""

from __future__ import annotations

import logging
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from importlib.resources import files
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from clearway.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

ADMINISTRATOR = "admin"
DEMO = "xiaomi-2017.toml"
SAMPLE_ROWS = 200_000
AGAIN_AFTER = 2.0
"""Seconds until the pool of runs is started again where something has ended it."""
LOOK_EVERY = 0.5
"""Seconds between two looks whether it is there."""

log = logging.getLogger(__name__)


def configure(home: Path, record_dir: Path | None) -> None:
    """Point the settings at a home and a record, and load Django; once per process."""
    os.environ["CLEARWAY_HOME"] = str(home.absolute())
    if record_dir is not None:
        os.environ["CLEARWAY_RECORD"] = str(record_dir.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearway.web.settings")
    import django

    django.setup()


def prepare(tell: Callable[[str], None]) -> str | None:
    """Bring tables and static files up to date; on the first start make what a site needs.

    Returns:
        The administrator's password when one was made, to be shown once; else None.

    Raises:
        StorageError: the database does not answer.
    """
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        why = str(error).split("\n", maxsplit=1)[0]
        raise StorageError(f"the database does not answer ({why}); see DATABASE_URL") from error
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _make_record(tell)
    _make_demo()
    return _make_administrator()


def _make_administrator() -> str | None:
    from clearway.web.accounts.models import User

    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(ADMINISTRATOR, password=password)
    return password


def _make_record(tell: Callable[[str], None]) -> None:
    """Make the sample's record where there is none yet: a site without one answers nothing."""
    from django.conf import settings

    from clearway.demo import make_record
    from clearway.record.snapshots import current_id

    if current_id(settings.RECORD_DIR) is None:
        tell("no record yet: making one of the calibrated sample, which every answer will say ...")
        sample = settings.HOME / "sample"
        sample.mkdir(parents=True, exist_ok=True)
        make_record(sample, settings.RECORD_DIR, SAMPLE_ROWS, tell, tell)


def _make_demo() -> None:
    """Open the bundled case to all readers, in a site that has no case yet."""
    from clearway.web.cases.keeping import parse
    from clearway.web.cases.models import Case, Revision

    if Case.objects.exists():
        return
    raw = (files("clearway.data") / "cases" / DEMO).read_bytes()
    demo = Case.objects.create(title=parse(raw).question, is_open=True)
    Revision.objects.create(case=demo, number=1, text=raw, what="bundled with Clearway")


@contextmanager
def beside(command: Sequence[str], pause: float) -> Iterator[None]:
    """Keep a process beside the server, started anew a while after it ends by itself.

    Args:
        command: what to start.
        pause: seconds before it is started again.
    """
    owner, ending = os.getpid(), Event()

    def mind() -> None:
        while not ending.is_set():
            process = subprocess.Popen(command)  # noqa: S603 - our own words
            while process.poll() is None and not ending.wait(LOOK_EVERY):
                pass
            if ending.is_set():
                process.terminate()
                process.wait()
            else:
                log.error("%s ended by itself; it is started again", " ".join(command[1:]))
                ending.wait(pause)

    minder = Thread(target=mind, daemon=True)
    minder.start()
    try:
        yield
    finally:
        if os.getpid() == owner:  # a worker that ends leaves this way too
            ending.set()
            minder.join()


def _warm_up(worker: object) -> None:  # noqa: ARG001 - what gunicorn calls is told who calls
    """Warm a worker that has just been born; before the fork it would not be safe.

    The engines of charts and of tables run threads, and threads do not live through a fork.
    """
    from clearway.web.pages.warming import WARMING, settle, warm

    def work() -> None:
        warm()
        settle()

    WARMING.start(work)


def run(address: str, workers: int, runs: int) -> None:
    """Serve until stopped."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn with our settings."""

        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": address, "workers": workers, "worker_class": "gthread", "threads": 8,
                # Longer than a proxy keeps its own end open, so that none asks on a closed line.
                "keepalive": 75, "timeout": 120, "graceful_timeout": 30,
                "accesslog": None, "errorlog": "-",
                "loglevel": "warning", "limit_request_line": 8190, "proc_name": "clearway",
                "post_worker_init": _warm_up,
            }  # fmt: skip
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from clearway.web.wsgi import application

            return application

    with beside([sys.executable, "-m", "clearway.web.runs", str(runs)], AGAIN_AFTER):
        Server().run()
