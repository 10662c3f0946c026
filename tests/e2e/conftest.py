"""A small record, made once for all workers, and the ways the end-to-end tests look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from clearway.sample import write_sample
from e2e.command import run
from e2e.forms import CASE, write_forms, write_worked_example

if TYPE_CHECKING:
    from pathlib import Path


def _once(tmp_path_factory: pytest.TempPathFactory, name: str) -> tuple[Path, FileLock]:
    """A folder that all workers of one run share, and its lock."""
    base = tmp_path_factory.getbasetemp()
    shared = base if base.name.startswith("pytest-") else base.parent
    return shared / name, FileLock(shared / f"{name}.lock")


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of a sample of 20,000 rows and a few plain forms; tests must not write to it."""
    folder, lock = _once(tmp_path_factory, "e2e-record")
    with lock:
        if not (folder / "done").exists():
            folder.mkdir()
            write_sample(folder / "sample.zip", 20_000, 1)
            write_forms(folder / "forms")
            for source, path in (("etsi", "sample.zip"), ("tables", "forms")):
                run("ingest", source, folder / path, "--record", folder / "record").ok()
            (folder / "done").touch()
    return folder / "record"


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the worked example of the rules, from plain forms alone."""
    folder, lock = _once(tmp_path_factory, "e2e-worked")
    with lock:
        if not (folder / "done").exists():
            write_worked_example(folder / "forms", sold_on="2016-05-01")
            run("ingest", "tables", folder / "forms", "--record", folder / "record").ok()
            (folder / "done").touch()
    return folder / "record"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case over the record, of two products, two markets and a bundle."""
    path = tmp_path / "case.toml"
    path.write_text(CASE, encoding="utf-8")
    return path
