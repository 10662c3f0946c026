"""How a run is spread over workers: by file, the longest first, compiled once for all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from collections.abc import Sequence

TESTS = Path(__file__).parent
TOGETHER = ("tests/browser",)
"""Folders whose files go to one worker: what they share costs more than they do."""
FIRST = (
    "tests/browser/test_every_page.py",
    "tests/parity/test_spark.py",
    "tests/web/test_postgresql.py",
    "tests/record/test_crash_etsi.py",
    "tests/e2e/test_answers.py",
    "tests/properties/test_clearance_properties.py",
    "tests/record/test_crash.py",
    "tests/unit/test_benchmarks.py",
    "tests/oracle/test_office_worlds.py",
    "tests/web/test_permissions.py",
    "tests/web/test_api_schema.py",
    "tests/record/test_audits.py",
    "tests/record/test_sources_together.py",
    "tests/e2e/test_damage.py",
    "tests/e2e/test_mistakes.py",
    "tests/web/test_keeping_safe.py",
)
"""The files that take longest, so that no worker is left with one of them at the end."""
APART = ("tests/parity/test_worlds.py", "tests/scenarios/test_scenarios.py")
"""Files whose tests share nothing and go to workers one by one, last: they fill up the end."""
# How long an example takes says nothing while other workers have the processors.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
COMPILING = pytest.StashKey[subprocess.Popen[bytes]]()


class _Spread(LoadFileScheduling):  # type: ignore[misc]
    """Give files to workers in their order, those of some folders as one, some by their tests."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if file in APART:
            return nodeid
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _Spread | None:
    """Spread by file, in the order of the collection."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return _Spread(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first and what fills up last; the others stay as they were."""
    places = {file: place for place, file in enumerate((*FIRST, "others", *APART))}
    items.sort(key=lambda item: places.get(item.nodeid.split("::")[0], places["others"]))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to compile while the workers start and look for tests."""
    if getattr(session.config.option, "dist", "no") != "no":
        command = [sys.executable, str(TESTS / "compiled.py")]
        session.config.stash[COMPILING] = subprocess.Popen(command)


def pytest_xdist_node_collection_finished(node: object, ids: Sequence[str]) -> None:
    """Let no test begin before all is compiled: each worker would compile it anew."""
    node.config.stash[COMPILING].wait()  # type: ignore[attr-defined]
