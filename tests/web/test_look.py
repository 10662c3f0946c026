"""Pages over the record: who may see them, what they say, what can be taken away."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pytest

from clearway.clearance.recipe import recipe_in
from clearway.ingest import ingest_tables
from clearway.web.cases.models import Case, Role
from clearway.web.runs import keeping
from clearway.web.runs.work import compute

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.database
HOSTILE = "<script>alert(1)</script> Ltd"
FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture
def hostile_record(tmp_path: Path, settings: object) -> Path:
    """A holder whose name is a script, a declarant whose name is a formula; two snapshots."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    escaped = FORMULA.replace('"', '""')
    declared = f'declarant,family,generation\n"{HOSTILE}",F1,4G\n"{escaped}",F2,4G\nA,F3,4G\n'
    rights = "family,publication,filed_on,granted_on\nF1,EP1001001B1,2008-03-01,2012-05-01\n"
    (folder / "declarations.csv").write_text(declared)
    (folder / "rights.csv").write_text(rights)
    ingest_tables(folder, folder / "record")
    (folder / "rights.csv").write_text(rights + "F2,DE102008001002B4,2008-03-01,2013-05-01\n")
    ingest_tables(folder, folder / "record")
    settings.RECORD_DIR = folder / "record"  # type: ignore[attr-defined]
    return folder / "record"


def _get(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_guest_looks_into_the_record_only_where_a_case_is_open(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A closed site shows nobody its record; an open demo shows it, but not rows set aside."""
    guest = client_of("nobody")
    assert guest.get("/holder/", {"of": "A"}).status_code == 302
    Case.objects.filter(pk=case.pk).update(is_open=True)
    assert "F1" in _get(guest, "/family/", of="F1")
    assert "declarations.csv" not in _get(guest, "/record/")
    assert guest.get("/record/rejects/").status_code == 302
    assert guest.get("/record/changes/").status_code == 302
    assert "declarations.csv" in _get(client_of("stranger"), "/record/")


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [
        ("EP 1 001 001 B1", "/right/?of=EP-1001001"), ("DE102008001002B4", "/right/?of=DE-"),
        ("F2", "/family/?of=F2"), ("4g", "/standard/?of=4G"), ("Deutschland", "/market/?of=DE"),
        ("germany", "/market/?of=DE"), ("de", "/market/?of=DE"),
    ],
)  # fmt: skip
def test_one_box_finds_numbers_standards_and_markets(
    words: str, leads_to: str, client_of: Callable[[str], Client]
) -> None:
    """Numbers in any spelling, families, standards, markets in two languages."""
    assert leads_to in _get(client_of("stranger"), "/search/", q=words)


def test_a_search_finds_no_case_of_others(case: Case, client_of: Callable[[str], Client]) -> None:
    """A case is found by who may read it; for others there is none."""
    for role, is_there in (("viewer", True), ("stranger", False)):
        page = _get(client_of(role), "/search/", q="sell the phone")
        assert (case.title in page) is is_there
        suggested = client_of(role).get("/search/?q=sell", headers={"HX-Request": "true"})
        assert (case.title in suggested.content.decode()) is is_there
    guest = client_of("nobody")
    assert guest.get("/search/?q=sell", headers={"HX-Request": "true"}).status_code == 204


@pytest.mark.usefixtures("hostile_record")
def test_names_of_the_record_are_words_on_every_page(client_of: Callable[[str], Client]) -> None:
    """A script in a holder's name runs nowhere, neither found, shown nor typed."""
    client = client_of("viewer")
    for address, of in (
        ("/holder/", HOSTILE), ("/right/", "EP1001001B1"), ("/family/", "F1"), ("/standard/", "4G"),
    ):  # fmt: skip
        page = _get(client, address, of=of)
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
    assert "<script>alert" not in _get(client, "/search/", q=HOSTILE)
    assert "/holder/?of=%3Cscript" in _get(client, "/search/", q="alert 1 script")


@pytest.mark.usefixtures("hostile_record")
def test_a_table_goes_as_three_files_without_formulas(client_of: Callable[[str], Client]) -> None:
    """CSV, Excel and Parquet have the same rows and the recipe; a formula in a name is a text."""
    client = client_of("viewer")
    asked = {"of": "4G", "table": "declarants"}
    files = {
        f: client.get("/standard/", {**asked, "format": f}) for f in ("csv", "xlsx", "parquet")
    }
    rows = list(csv.DictReader(io.StringIO(files["csv"].content.decode())))
    assert {row["declarant"] for row in rows} == {HOSTILE, "'" + FORMULA, "A"}
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"].content))
    cells = [cell for row in sheet["table"].iter_rows() for cell in row]
    assert FORMULA in [cell.value for cell in cells if cell.data_type == "s"]
    assert not [cell for cell in cells if cell.data_type == "f"]
    table = pq.read_table(io.BytesIO(files["parquet"].content))
    told = recipe_in(table)
    assert told is not None
    assert told["hash"].startswith(rows[0]["recipe"])
    assert sheet["recipe"]["B1"].value == told["hash"]
    assert table.num_rows == len(rows) == 3
    assert "attachment" in files["csv"]["Content-Disposition"]
    assert client.get("/standard/", {**asked, "format": "exe"}).status_code == 404


@pytest.mark.usefixtures("hostile_record")
def test_a_new_snapshot_tells_what_it_changed_in_ones_cases(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The case of the visitor has one family more in Germany; a stranger's page names no case."""
    for role in ("viewer", "stranger"):
        client = client_of(role)
        assert "Compare" in _get(client, "/record/changes/")
        waiting = client.post("/record/changes/", follow=True).content.decode()
        assert "Waiting for its turn" in waiting
        run = keeping.claim()
        assert run is not None
        assert client_of("owner").get(f"/runs/{run.pk}/").status_code == 404
        assert keeping.finish(run.pk, compute(run.pk))
        page = client.get(f"/runs/{run.pk}/", follow=True).content.decode()
        assert ("1 → 2" in page) is (case.title in page) is (role == "viewer")
        assert ">rights<" in page
    Role.objects.filter(user__username="viewer").delete()
    assert case.title not in _get(client_of("viewer"), "/record/changes/")


@pytest.mark.parametrize(
    ("address", "of"),
    [("/right/", "nothing"), ("/family/", "nowhere"), ("/holder/", "Nobody Ltd"),
     ("/standard/", "9G"), ("/market/", "ZZ")],
)  # fmt: skip
def test_what_is_not_on_record_is_said_so(
    address: str, of: str, client_of: Callable[[str], Client]
) -> None:
    """A name that the record does not know is an error with words, not a fault of the site."""
    assert client_of("viewer").get(address, {"of": of}).status_code == 400
