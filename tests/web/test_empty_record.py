"""A site without a record, or over one that holds nothing, still speaks to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clearway.ingest import ingest_tables
from web.permissions import ADDRESSES, POSTS, made_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from clearway.web.cases.models import Case


@pytest.fixture(scope="module")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of two files with headings and no rows."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "declarations.csv").write_text("declarant,family,generation\n")
    (folder / "rights.csv").write_text("family,publication,filed_on,granted_on\n")
    ingest_tables(folder, folder / "record")
    return folder / "record"


@pytest.mark.parametrize(
    ("folder", "said"),
    [("record", "The record holds no declared patents"), ("nowhere", "has no record yet")],
)
def test_every_view_says_what_the_record_lacks(
    folder: str,
    said: str,
    empty_record: Path,
    case: Case,
    client_of: Callable[[str], Client],
    settings: object,
) -> None:
    """No view fails: each page says what is missing, and names no folder of the server."""
    client, made = client_of("owner"), made_for(case)
    settings.RECORD_DIR = empty_record.parent / folder  # type: ignore[attr-defined]
    for name, address in ADDRESSES.items():
        if name in POSTS:
            continue
        answer = client.get(address.format(**made))
        assert answer.status_code != 500, name
        page = answer.content.decode(errors="replace") if not answer.streaming else ""
        if "<main" in page:
            assert said in page, name
            assert f"{empty_record.parent}" not in page, name


def test_an_arsenal_without_rivals_says_how_to_name_them(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A case that lists no product of anybody else is no mistake of whoever looks at the page."""
    answer = client_of("viewer").get(f"/cases/{case.pk}/arsenal/")
    assert answer.status_code == 200
    assert "there is nobody to compare with" in answer.content.decode()
