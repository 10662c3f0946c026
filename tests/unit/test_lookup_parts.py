"""Parts of a lookup: coverage and what it leaves unknown, numbers that two rights carry, masks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clearway.errors import UsageError
from clearway.export.sheets import harmless
from clearway.lookup import coverage, look_up_company, look_up_right
from engines import FlatRecord
from oracle import World
from oracle.worlds import write_world
from record.given import made

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = (
    "reference,declarant,signed_on,family,generation,specification\nR-1,Alpha,2010-01-01,F1,4G,\n"
)


def test_coverage_says_what_stays_unknown(tmp_path: Path) -> None:
    """Markets without any office on record are unknown, those with a regional one alone partly."""
    record = made(
        tmp_path,
        {
            "declarations": DECLARED,
            "rights": "family,publication,filed_on,granted_on\n"
            "F1,EP1001001 B1,2008-03-03,2012-05-02\n"
            "F1,EP1001002 A1,2008-03-03,\n"
            "F1,US7654321 B2,2008-03-03,2010-02-02\n",
            "status": "publication,category,dated_on\nUS7654321,fee,2013-08-02\n",
        },
    )
    told = coverage(record)
    assert "JP" in told.unknown_markets
    assert "DE" in told.partial_markets
    assert "US" not in {*told.unknown_markets, *told.partial_markets}
    ep, us = told.evidence
    assert (ep.office, ep.rights, ep.grant_on_record, ep.dates_only) == ("EP", 2, 0.5, 0.5)
    assert (us.office, us.fees, us.dates_only) == ("US", 1.0, 0.0)
    assert {(row.office, row.edition, row.speaks_for_office) for row in told.sources} == {
        ("EP", None, True),
        ("US", None, True),
    }
    assert told.to_dict()["sources"][0]["from_on"] == "2008-03-03"


def test_a_right_in_no_family_has_a_sheet(tmp_path: Path) -> None:
    """Office data of a right that nobody declared is shown, its owner unknown and its days told."""
    right = {
        "right_id": "US-7654321",
        "office": "US",
        "publication_numbers": ["US-7654321-B2"],
        "filed_on": date(2008, 3, 3),
        "granted": True,
        "source": "uspto-grants",
    }
    write_world(World(rights=[right]), {}, tmp_path)
    record: Any = FlatRecord(tmp_path)
    sheet = look_up_right(record, "US 7,654,321", date(2018, 1, 1))
    assert (sheet.families, sheet.owners.executed, sheet.phase) == ((), None, "in force")
    granted = sheet.bounds.granted
    assert (granted.on, granted.basis) == (date(2011, 3, 3), "estimated")


def test_a_company_owns_no_right_that_is_not_filed_yet(tmp_path: Path) -> None:
    """Rights filed after the day are not in the portfolio of the day."""
    record = made(
        tmp_path,
        {
            "declarations": DECLARED,
            "rights": "family,publication,filed_on\n"
            "F1,EP1001001 A1,2008-03-03\nF1,US20190001001 A1,2018-06-01\n",
        },
    )
    early, late = (look_up_company(record, "Alpha", date(y, 1, 1)) for y in (2017, 2019))
    assert (early.rights, early.pending, early.expiry_estimated) == (1, 1, None)
    assert (late.rights, late.pending) == (2, 2)


def test_a_whole_chain_has_no_break_and_a_term_ends_in_the_year_of_its_last_day(
    tmp_path: Path,
) -> None:
    """Who bought may sell on; what is filed on 31 December is in force through that day."""
    record = made(
        tmp_path,
        {
            "declarations": DECLARED,
            "rights": "family,publication,filed_on,granted_on\n"
            "F1,EP1001001 B1,2007-12-31,2012-05-02\n",
            "transfers": "publication,from,to,executed_on\n"
            "EP1001001,Alpha,Beta,2014-01-01\nEP1001001,Beta,Gamma,2015-01-01\n",
        },
    )
    owners = look_up_right(record, "EP1001001", date(2018, 1, 1)).owners
    assert (owners.executed, owners.breaks, owners.stale) == ("Gamma", (), ("Alpha",))
    (row,) = look_up_company(record, "Gamma", date(2018, 1, 1)).by_expiry
    assert (row.year, row.rights, row.estimated) == (2027, 1, 1)


@pytest.mark.parametrize("number", ["", "US", "DE1", "EP0000000"])
def test_hopeless_numbers_are_refused(tmp_path: Path, number: str) -> None:
    """Whatever names no right is a usage error."""
    record = made(tmp_path, {"rights": "family,publication\nF1,EP1001001 A1\n"})
    with pytest.raises(UsageError):
        look_up_right(record, number, date(2018, 1, 1))


def test_harmless_text_keeps_letters_and_drops_controls() -> None:
    """Letters of all scripts stay; escapes, overrides of direction and line breaks go."""
    assert harmless("Wéi 华为 [b]x[/b]") == "Wéi 华为 [b]x[/b]"
    assert harmless("a\x1b[31mb\x9bc\u202ed\ne") == "a [31mb c d e"
    assert harmless(None) == "–"
