"""Behind the numbers of a case: as many families as the number says, each with its reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clearway.app import Desk
from clearway.case import read_text
from clearway.clearance.question import ask
from clearway.ingest import ingest_tables
from clearway.record import open_record
from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from clearway.web.cases.models import Case

pytestmark = pytest.mark.database
HOSTILE = '<script>alert(1)</script> "Ltd"'


@pytest.fixture(scope="module")
def wide_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty families of a holder with a hostile name, and one of each other state."""
    folder = tmp_path_factory.mktemp("wide")
    many = [(f"G{n:02}", f"DE1020080{n:05}B4", "2013-05-01") for n in range(30)]
    name = HOSTILE.replace('"', '""')
    (folder / "declarations.csv").write_text(
        "declarant,family,generation,title\nA,F1,4G,cleared one\nB,P1,4G,\nA,P2,4G,\n"
        + "".join(f'"{name}",{family},4G,=cmd|calc\n' for family, _, _ in many)
    )
    (folder / "rights.csv").write_text(
        "family,publication,filed_on,granted_on\n"
        "F1,EP1001001B1,2008-03-01,2012-05-01\n"
        "P1,DE102017001009A1,2017-03-01,\nP2,DE102017001010A1,2017-03-01,\n"
        + "".join(f"{family},{number},2008-03-01,{on}\n" for family, number, on in many)
    )
    ingest_tables(folder, folder / "record")
    return folder / "record"


def _page(client: Client, case: Case, query: str = "") -> str:
    answer = client.get(f"/cases/{case.pk}/explain/?market=DE&{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_list_has_as_many_families_as_the_number_that_it_opens(wide_record: Path) -> None:
    """Cleared, exposed, pending and estimated families are those that the answer counts."""
    case, _ = read_text(CASE.encode(), "case.toml")
    assert case is not None
    desk, question = Desk(open_record(wide_record)), ask(case)
    row = desk.clear(case, question).at("phone", "DE")
    listed = desk.families(case, question, "phone", "DE")
    states = [family.state for family in listed]
    assert (row.cleared, row.exposed, row.pending, row.pending_exposed) == (1, 30, 2, 1)
    assert states.count("cleared") == row.cleared
    assert states.count("exposed") == row.exposed
    assert states.count("pending") + states.count("pending_exposed") == row.pending
    assert states.count("pending_exposed") == row.pending_exposed
    assert sum(family.is_estimated for family in listed) == row.estimated
    for holder in row.holders:
        held = desk.families(case, question, "phone", "DE", holder.holder)
        in_force = [f.state for f in held if not f.state.startswith("pending")]
        assert (in_force.count("cleared"), in_force.count("exposed")) == (
            holder.cleared, holder.exposed,
        )  # fmt: skip


def test_a_cleared_family_quotes_the_clause_with_its_line(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The deal that clears is quoted from the case file, from the line on which it stands."""
    page = _page(client_of("viewer"), case, "state=cleared")
    line = CASE.splitlines().index("[[deal]]") + 1
    assert ">F1<" in page
    assert ">F2<" not in page
    assert f"from line {line}" in page
    assert "effective = 2017-07-05" in page


def test_an_exposed_family_names_what_comes_nearest(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Of a right that nothing clears the page says which condition of which deal failed."""
    page = _page(client_of("viewer"), case, "holder=B&state=exposed")
    assert "nearest: L1; captured rights:" in page
    without = _page(client_of("viewer"), case, "holder=A&state=exposed&without=L1")
    assert "nearest: L1; not counted:" in without


def test_one_family_opens_with_dates_evidence_and_declarations(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A family shows its documents, days, the level of evidence and who declared it to what."""
    page = _page(client_of("viewer"), case, "family=F1")
    for told in ("EP-1001001-B1", "2008-03-01", "2012-05-01", "grant on record", "4G", "line"):
        assert told in page


def test_thousands_come_a_page_at_a_time(
    case: Case, client_of: Callable[[str], Client], wide_record: Path, settings: object
) -> None:
    """Pages follow one another, hold every family once, and a wild number is the last page."""
    settings.RECORD_DIR = wide_record  # type: ignore[attr-defined]
    client = client_of("viewer")
    first, second = (_page(client, case, f"state=exposed&page={n}") for n in (1, 2))
    found = [f"G{n:02}" for n in range(30) if f">G{n:02}<" in first + second]
    assert len(found) == 30
    assert not [name for name in found if f">{name}<" in first and f">{name}<" in second]
    assert _page(client, case, "state=exposed&page=99999999").count(">G") == second.count(">G")


def test_hostile_names_are_words_and_nothing_else(
    case: Case, client_of: Callable[[str], Client], wide_record: Path, settings: object
) -> None:
    """A script in a holder's name, in the address or on record is never part of the page."""
    settings.RECORD_DIR = wide_record  # type: ignore[attr-defined]
    client = client_of("viewer")
    page = _page(client, case, "state=exposed")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    asked = client.get(f"/cases/{case.pk}/explain/", {"market": "DE", "holder": HOSTILE})
    assert "<script>alert" not in asked.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("family=nowhere", 400),
        ("market=ZZ", 400),
        ("as_of=never", 400),
        ("state=odd&sort=odd", 200),
    ],
)
def test_an_address_that_asks_for_nothing_gets_a_page_that_says_so(
    query: str, status: int, case: Case, client_of: Callable[[str], Client]
) -> None:
    """What is not there is an error with words, and an unknown order is the usual one."""
    answer = client_of("viewer").get(f"/cases/{case.pk}/explain/?{query}")
    assert answer.status_code == status


def test_a_holder_without_families_gets_an_empty_list(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Nobody's list is empty, and says that this proves nothing."""
    assert "no proof" in _page(client_of("viewer"), case, "holder=Nobody+Ltd")


def test_the_day_of_the_address_counts(case: Case, client_of: Callable[[str], Client]) -> None:
    """Before the deal its family is exposed."""
    before = date(2017, 7, 4).isoformat()
    page = _page(client_of("viewer"), case, f"state=exposed&as_of={before}")
    assert ">F1<" in page


def test_a_deal_may_be_a_candidate(client_of: Callable[[str], Client]) -> None:
    """A hypothetical deal switched on is quoted like any other."""
    client = client_of("owner")
    owner = User.objects.get(username="owner")
    text = CASE.replace('status = "signed"', 'status = "hypothetical"')
    made = keeping.create(text.encode(), owner)
    assert ">F1<" in _page(client, made, "state=cleared&with=L1")
    assert ">F1<" in _page(client, made, "state=exposed")
