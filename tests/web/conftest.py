"""A site over a small record: people with every role, a case, and clients signed in as them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from clearway.ingest import ingest_tables
from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from clearway.web.cases.models import Case, Level, Role
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PEOPLE = {"viewer": Level.VIEWER, "editor": Level.EDITOR, "owner": Level.OWNER, "stranger": None}


@pytest.fixture(scope="session")
def record_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of two families in Germany, one of them licensed."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "declarations.csv").write_text("declarant,family,generation\nA,F1,4G\nB,F2,4G\n")
    (folder / "rights.csv").write_text(
        "family,publication,filed_on,granted_on\n"
        "F1,EP1001001B1,2008-03-01,2012-05-01\n"
        "F2,DE102008001002B4,2008-03-01,2013-05-01\n"
    )
    ingest_tables(folder, folder / "record")
    return folder / "record"


@pytest.fixture(autouse=True)
def site(db: None, record_dir: Path, settings: object) -> None:
    """A database of its own and the small record for every test."""
    settings.RECORD_DIR = record_dir  # type: ignore[attr-defined]


@pytest.fixture
def case() -> Case:
    """A case with one person for each role, and one person without any."""
    people = {name: User.objects.create_user(name) for name in PEOPLE}
    made = keeping.create(CASE.encode(), people["owner"])
    for name in ("viewer", "editor"):
        Role.objects.create(case=made, user=people[name], level=PEOPLE[name] or 0)
    return made


@pytest.fixture
def client_of(case: Case) -> Callable[[str], Client]:
    """Make a client signed in as one of the people, or as nobody."""

    def make(name: str) -> Client:
        client = Client()
        if name != "nobody":
            client.force_login(User.objects.get(username=name))
        return client

    return make
