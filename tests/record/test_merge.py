"""Several sources, one record: what is one right, who wins, what becomes of translations."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from clearway.record import open_record
from clearway.record.audits import contested_families, verify
from clearway.small_facts import read_facts
from record.given import ESTATE, add_etsi, add_forms, made, select, write_forms
from sources.isld import row, rows

if TYPE_CHECKING:
    from pathlib import Path

RIGHT_FORM = "family,publication,office,application,filed_on,granted_on,ended_on\n"


def test_every_audit_passes_on_a_record_of_both_kinds_of_source(tmp_path: Path) -> None:
    """A record of an export and of every plain form has nothing to audit."""
    record = made(tmp_path, ESTATE, rows(80))
    assert verify(record) == []
    empty = {name for name, count in record.manifest["tables"].items() if not count}
    assert empty == {"standards", "rejects", "applicants", "terms", "markets", "unplaced_events"}


def test_a_plain_right_wins_over_the_register(tmp_path: Path) -> None:
    """The dates of rights.csv stand, the register fills in the rest, and both are named."""
    forms = {"rights": RIGHT_FORM + "9001,EP2081234 B1,,,2008-02-29,2012-05-09,\n"}
    record = made(tmp_path, forms, [row()])
    found = select(
        record,
        "SELECT right_id, application_number, CAST(filed_on AS TEXT), CAST(granted_on AS TEXT), "
        "original_publication_number IS NOT NULL, source FROM rights",
    )
    assert found == [
        (
            "EP-2081234", "EP20080101234", "2008-02-29", "2012-05-09", True,
            "etsi | tables:forms",
        )
    ]  # fmt: skip


def test_order_of_ingest_does_not_matter(tmp_path: Path) -> None:
    """The tables are the same whichever source came first."""
    forms = write_forms(tmp_path / "forms", ESTATE)
    first, second = tmp_path / "first", tmp_path / "second"
    add_forms(first, forms)
    add_etsi(first, tmp_path / "ISLD-export.csv", rows(60))
    add_etsi(second, tmp_path / "ISLD-export.csv", rows(60))
    add_forms(second, forms)
    one, other = open_record(first), open_record(second)
    assert one.manifest["checksums"] == other.manifest["checksums"]
    assert one.manifest["sources"] == other.manifest["sources"]


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two records of the same files differ in their ids only."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, other = (made(tmp_path / name, ESTATE, rows(200)) for name in ("one", "two"))
    assert one.manifest["checksums"] == other.manifest["checksums"]


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_rows_give_the_same_bytes(tmp_path: Path, seed: int) -> None:
    """Neither the order of an export's rows nor that of a form's shows in a table.

    Transfers are left out: their order as given is a fact, and kept as `sequence`.
    """
    forms = {name: content for name, content in ESTATE.items() if name != "transfers"}
    forms["declarations"] += "".join(f"R-{i % 4},Maker {i % 3},F{i % 5},4G,\n" for i in range(40))
    content = rows(120)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = made(tmp_path / "one", forms, content)
    dice = random.Random(seed)
    dice.shuffle(content)
    other = made(tmp_path / "two", {n: _shuffled(text, dice) for n, text in forms.items()}, content)
    assert one.manifest["checksums"] == other.manifest["checksums"]


def _shuffled(content: str, dice: random.Random) -> str:
    header, *lines = content.splitlines(keepends=True)
    dice.shuffle(lines)
    return "".join([header, *lines])


def test_one_application_number_is_one_right(tmp_path: Path) -> None:
    """Rows that share an application number are one right with all their publications."""
    forms = {
        "rights": RIGHT_FORM + "F1,EP1848154 A1,,EP06711571,,,\nF1,EP1848154 B1,,EP06711571,,,\n"
    }
    found = select(made(tmp_path, forms), "SELECT right_id, publication_numbers FROM rights")
    assert found == [("EP-1848154", ["EP-1848154-A1", "EP-1848154-B1"])]


def test_one_publication_number_spelled_twice_is_one_right(tmp_path: Path) -> None:
    """A Japanese publication counted by era and by year is one right, whatever else is typed."""
    export = [
        row(
            Country_Of_Registration="JP Japan",
            PATT_APPLICATION_NUMBER=application,
            PUBL_NUMBER=publication,
            DIPG_PATF_ID=family,
        )
        for application, publication, family in (
            ("JP19960228947", "JPH1075478 A", "9001"),
            ("", "JP10075478 A", "9001"),
        )
    ]
    record = made(tmp_path, {}, export)
    assert select(record, "SELECT count(*), min(application_number) FROM rights") == [
        (1, "JP19960228947")
    ]
    assert verify(record) == []


def test_a_chain_of_shared_numbers_is_one_right(tmp_path: Path) -> None:
    """What shares an application with one row and a publication with another joins all three."""
    forms = {
        "rights": RIGHT_FORM
        + "F1,EP1848154 A1,,EP06711571,,,\nF1,EP1848154 B1,,,,,\nF1,,,EP06711571,,,\n"
    }
    found = select(made(tmp_path, forms), "SELECT right_id, application_number FROM rights")
    assert found == [("EP-1848154", "EP20060711571")]


def test_one_right_may_lie_in_two_families(tmp_path: Path) -> None:
    """A right that two families name is one right, in both."""
    record = made(tmp_path, {}, [row(DIPG_PATF_ID="9001"), row(DIPG_PATF_ID="9002", DIPG_ID="7")])
    assert select(record, "SELECT count(*) FROM rights") == [(1,)]
    assert select(record, "SELECT family_id, right_id FROM family_rights ORDER BY 1") == [
        ("9001", "EP-2081234"),
        ("9002", "EP-2081234"),
    ]


@pytest.mark.parametrize(
    ("office", "publication", "application"),
    [
        ("AT Austria", "AT451234 T", "AT20080101234T"),
        ("ES Spain", "ES2345678 T3", "ES20080101234T"),
        ("DK Denmark", "", "DK20080101234T"),
    ],
)
def test_a_translation_is_evidence_of_a_validation(
    tmp_path: Path, office: str, publication: str, application: str
) -> None:
    """A translation of the family's European patent is no right but a validation of that patent."""
    translation = row(
        Country_Of_Registration=office,
        PUBL_NUMBER=publication,
        PATT_APPLICATION_NUMBER=application,
    )
    record = made(tmp_path, {}, [row(), translation])
    assert select(record, "SELECT right_id FROM rights") == [("EP-2081234",)]
    assert select(record, "SELECT right_id, country, basis FROM validations") == [
        ("EP-2081234", office[:2], "translation")
    ]
    assert verify(record) == []


def test_a_translation_without_its_patent_stays_a_national_right(tmp_path: Path) -> None:
    """Where no European right is in the family, the translation is all there is."""
    translation = row(
        Country_Of_Registration="ES Spain",
        PUBL_NUMBER="ES2345678 T3",
        PATT_APPLICATION_NUMBER="ES20080101234T",
    )
    record = made(tmp_path, {}, [translation])
    assert select(record, "SELECT right_id, office FROM rights") == [("ES-2345678", "ES")]
    assert select(record, "SELECT count(*) FROM validations") == [(0,)]


def test_a_translation_goes_to_the_patent_of_its_own_application(tmp_path: Path) -> None:
    """Of two European patents in one family, the one with the same digits was validated."""
    other = row(PATT_APPLICATION_NUMBER="EP20090999999", PUBL_NUMBER="EP2999999 B1")
    translation = row(
        Country_Of_Registration="AT Austria",
        PUBL_NUMBER="AT451234 T",
        PATT_APPLICATION_NUMBER="AT20080101234T",
    )
    record = made(tmp_path, {}, [row(), other, translation])
    assert select(record, "SELECT right_id, country FROM validations") == [("EP-2081234", "AT")]


def test_a_status_of_a_validation_is_an_event_and_a_validation(tmp_path: Path) -> None:
    """A status row that says where a patent was validated tells both tables, of one state."""
    forms = {
        "rights": ESTATE["rights"],
        "status": "publication,category,country,dated_on\nEP2081234,validation,IT,2012-08-09\n",
    }
    record = made(tmp_path, forms)
    assert select(record, "SELECT right_id, country, basis FROM validations") == [
        ("EP-2081234", "IT", "event")
    ]
    assert select(record, "SELECT right_id, category, country FROM status_events") == [
        ("EP-2081234", "validation", "IT")
    ]


def test_spellings_of_one_name_are_one_company(tmp_path: Path) -> None:
    """Names in every table are merged: declarants, both sides of transfers and of suits."""
    record = made(tmp_path, ESTATE)
    companies = dict(select(record, "SELECT name, company_id FROM names"))
    assert {"Example Radio Oy", "Sample Wireless Inc", "Third GmbH", "Maker AG"} <= set(companies)
    assert companies["Sample Wireless Inc"] == companies["Sample Wireless Inc."]
    assert companies["Third GmbH"] != companies["Maker AG"]


def test_a_family_that_two_companies_claim_is_listed(tmp_path: Path) -> None:
    """Two owners of one family are shown, and are no failure."""
    forms = {
        "declarations": "reference,declarant,family,generation,proprietor\n"
        "R-1,Example Radio Oy,F1,4G,yes\nR-2,Third GmbH,F1,4G,yes\nR-3,Third GmbH,F2,4G,yes\n"
    }
    record = made(tmp_path, forms)
    assert contested_families(record) == [("F1", ("Example Radio Oy", "Third GmbH"))]
    assert verify(record) == []


def test_a_declaration_given_twice_is_one_row(tmp_path: Path) -> None:
    """A form may say one thing twice, whole or in parts."""
    days = ("2015-03-01", "2015-03-01", "2015-02-01")
    forms = {
        "declarations": "reference,declarant,family,generation,reflected_on\n"
        + "".join(f"R-1,Example Radio Oy,F1,4G,{day}\n" for day in days)
    }
    record = made(tmp_path, forms)
    assert select(record, "SELECT count(*), CAST(min(reflected_on) AS TEXT) FROM declarations") == [
        (1, "2015-02-01")
    ]
    assert verify(record) == []


def test_one_case_told_twice_is_sound(tmp_path: Path) -> None:
    """A suit that a form names twice, and another source too, passes the audits."""
    forms = write_forms(tmp_path / "forms", ESTATE)
    again = ESTATE["suits"] + "S1,DE,2015-01-02,Third GmbH,Maker AG,\n"
    more = write_forms(tmp_path / "more", {"suits": again})
    add_forms(tmp_path / "record", forms)
    add_forms(tmp_path / "record", more)
    assert verify(open_record(tmp_path / "record")) == []


def test_a_chinese_patent_is_found_by_the_number_of_its_application(tmp_path: Path) -> None:
    """`ZL 2004 1 0012345.5` names the right in suits, transfers and events, whatever it carries."""
    record = made(
        tmp_path,
        {
            "rights": "family,publication,application,filed_on\n"
            "F1,CN100411012 C,CN200410012345.5,2004-03-01\n",
            "suits": "suit,country,plaintiff,defendant,publication\n"
            "S1,CN,A,B,ZL 2004 1 0012345.5 | EP1001001\n",
            "transfers": "publication,from,to\nCN ZL200410012345.5,A,C\n",
            "status": "publication,category,country,dated_on\nZL200410012345,lapse,CN,2016-02-02\n",
        },
    )
    connection = record.connect()
    named = connection.execute(
        "SELECT unnest(right_ids) FROM suits UNION ALL SELECT right_id FROM transfers "
        "UNION ALL SELECT right_id FROM status_events"
    ).fetchall()
    assert named == connection.execute("SELECT right_id FROM rights").fetchall() * 3


def test_a_chinese_patent_is_found_by_its_application(tmp_path: Path) -> None:
    """A case may name it as courts there do, by `ZL` and the application; not by a wrong one."""
    record = made(
        tmp_path, {"rights": RIGHT_FORM + "F1,CN101578484 B,CN,ZL02139508.X,2002-08-27,,\n"}
    )
    found = read_facts(record).find_rights(("ZL 02139508.X", "ZL02139508.1", "CN101578484"))
    assert found == {"ZL 02139508.X": ("CN-101578484",), "CN101578484": ("CN-101578484",)}
