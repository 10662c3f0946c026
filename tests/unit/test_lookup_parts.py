"""Parts of a lookup: coverage and what it leaves unknown, numbers that two rights carry, masks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clearway.case import Policy
from clearway.errors import UsageError
from clearway.export.blocks import harmless
from clearway.export.sheets import company_tables, right_tables
from clearway.export.terminal import to_text
from clearway.lookup import (
    StaleOwner,
    changes_between,
    coverage,
    look_up_company,
    look_up_right,
    stale_owners,
)
from clearway.lookup.changes import RightsChange
from clearway.lookup.company import Member
from clearway.record import open_record
from clearway.record.compare import two_snapshots
from engines import FlatRecord
from oracle import World
from oracle.worlds import write_world
from record.given import add_forms, made, write_forms

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
            "F1,EP1001002 A1,2009-03-03,\n"
            "F1,US7654321 B2,2008-03-03,2010-02-02\n"
            "F1,US7654322 B2,2008-03-03,2010-02-02\n",
            "status": "publication,category,dated_on,published_on\n"
            "US7654321,fee,2013-08-02,2013-09-01\nUS7654321,opposition,2012-08-02,\n"
            "US7654322,opposition,2012-08-02,\n",
            "transfers": "publication,from,to,executed_on,recorded_on\n"
            "US7654321,Alpha,Beta,2013-11-01,2014-01-02\n",
        },
    )
    told = coverage(record)
    assert "JP" in told.unknown_markets
    assert "DE" in told.partial_markets
    assert "US" not in {*told.unknown_markets, *told.partial_markets}
    ep, us = told.evidence
    assert (ep.office, ep.rights, ep.grant_on_record, ep.dates_only) == ("EP", 2, 0.5, 0.5)
    assert (us.office, us.fees, us.events, us.grant_on_record) == ("US", 0.5, 0.5, 0.0)
    forms = [row for row in told.sources if row.source == "tables:forms"]
    assert [(row.office, row.rights, row.share, row.with_grant_date) for row in forms] == [
        ("EP", 2, 1.0, 0.5), ("US", 2, 1.0, 1.0),
    ]  # fmt: skip
    assert [(row.with_events, row.told_until) for row in forms] == [
        (0.0, None), (1.0, date(2014, 1, 2)),
    ]  # fmt: skip
    assert (forms[0].from_on, forms[0].to_on) == (date(2008, 3, 3), date(2009, 3, 3))
    assert all(row.edition is None and row.speaks_for_office for row in forms)


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


def test_a_company_says_which_days_of_its_group_are_not_confirmed(tmp_path: Path) -> None:
    """What changed hands on an unconfirmed day is told on its sheet, where the tree is used."""
    declared = DECLARED.replace("Alpha", "Sharp Corporation")
    rights = "family,publication,filed_on\nF1,EP1001001 A1,2008-03-03\n"
    record = made(tmp_path, {"declarations": declared, "rights": rights})
    sheet = look_up_company(record, "Sharp", date(2018, 1, 1))
    assert sheet.unconfirmed == (
        "Sharp was held by Hon Hai from 2016-08-12: the day is not confirmed",
    )
    assert "from 2016-08-12: the day is not confirmed" in to_text(company_tables(sheet), plain=True)
    off = Policy(bundled_ownership=False)
    assert look_up_company(record, "Sharp", date(2018, 1, 1), policy=off).unconfirmed == ()


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


def test_what_inventors_assign_to_the_owner_is_no_break(tmp_path: Path) -> None:
    """An assignment to who owns already, or to its group, parts no chain; one to others does."""
    record = made(
        tmp_path,
        {
            "declarations": DECLARED.replace("Alpha", "Nokia"),
            "rights": "family,publication,filed_on,granted_on\n"
            "F1,US7654321 B2,2008-03-03,2010-02-02\nF1,US7654322 B2,2008-03-03,2010-02-02\n"
            "F1,US7654323 B2,2008-03-03,2010-02-02\n",
            "transfers": "publication,from,to,executed_on\n"
            'US7654321,"DOE, JANE",Nokia,2008-02-01\n'
            'US7654322,"DOE, JANE",Nokia Networks,2008-02-01\n'
            'US7654323,"DOE, JANE",Beta,2008-02-01\n',
        },
    )
    owners = [look_up_right(record, f"US765432{n}", date(2018, 1, 1)).owners for n in (1, 2, 3)]
    assert [o.executed for o in owners] == ["Nokia", "Nokia Networks", "Beta"]
    assert [o.breaks for o in owners[:2]] == [(), ()]
    assert [(b.giver, b.owner) for b in owners[2].breaks] == [("DOE, JANE", "Nokia")]


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


LIVES = {
    "declarations": "reference,declarant,signed_on,family,generation,specification\n"
    "R-1,Alpha,2010-01-01,F1,4G,\nR-2,Alpha,2010-01-01,F2,4G,\n",
    "rights": "family,publication,filed_on,granted_on\n"
    "F1,EP1001001 B1,2008-03-03,2012-05-02\n"
    "F1,US7654321 B2,2008-03-03,2010-02-02\n"
    "F2,EP1001002 B1,2008-03-03,2012-05-02\n"
    "F2,EP1001003 A1,2012-03-03,\n"
    "F2,WO2012001001 A1,2012-03-03,\n",
    "validations": "publication,country\nEP1001001,DE\nEP1001001,FR\nEP1001002,DE\nEP1001002,GB\n",
    "status": "publication,category,country,dated_on\n"
    "EP1001001,lapse,DE,2014-03-31\nEP1001001,lapse,FR,2015-03-31\n"
    "EP1001002,lapse,GB,2015-03-31\nEP1001003,withdrawal,DE,2013-01-01\n",
}


def test_a_european_patent_lapsed_in_every_state_is_in_force_nowhere(tmp_path: Path) -> None:
    """It stands at its office, in no country, and leaves its family in force elsewhere alone."""
    sheet = look_up_company(made(tmp_path, LIVES), "Alpha", date(2016, 1, 1))
    assert (sheet.rights, sheet.in_force, sheet.nowhere, sheet.pending) == (5, 2, 1, 2)
    assert (sheet.families, sheet.families_in_force) == (2, 2)
    office = {row.office: (row.in_force, row.nowhere, row.pending) for row in sheet.by_office}
    assert office == {"EP": (1, 1, 1), "US": (1, 0, 0), "WO": (0, 0, 1)}
    where = {row.country: (row.in_force, row.families, row.pending) for row in sheet.by_country}
    assert where["DE"] == (1, 1, 0)  # one lapsed, one stands, the application was withdrawn
    assert where["US"] == (1, 1, 0)
    assert where["FR"] == (0, 0, 1)
    assert where["GB"] == (0, 0, 1)
    assert sum(row.in_force for row in sheet.by_country) == 2
    assert [(row.name, row.families, row.alive) for row in sheet.by_generation] == [("4G", 2, 2)]


def test_a_family_whose_last_state_lapsed_is_in_force_no_more(tmp_path: Path) -> None:
    """The day of the last lapse is the first without the family."""
    forms = {**LIVES, "rights": LIVES["rights"].replace("F1,US7654321 B2", "F2,US7654321 B2")}
    record = made(tmp_path, forms)
    last, first = (look_up_company(record, "Alpha", date(2015, 3, day)) for day in (30, 31))
    assert (last.families_in_force, first.families_in_force) == (2, 1)
    assert (last.nowhere, first.nowhere) == (0, 1)


def test_what_moves_within_a_group_is_not_stale(tmp_path: Path) -> None:
    """A transfer to a company of the declarant's group leaves the declaration true."""
    record = made(
        tmp_path,
        {
            "declarations": "reference,declarant,signed_on,family,generation,specification\n"
            "R-1,Alcatel-Lucent,2010-01-01,F1,4G,\n",
            "rights": "family,publication,filed_on,granted_on\n"
            "F1,EP1001001 B1,2008-03-03,2012-05-02\nF1,US7654321 B2,2008-03-03,2010-02-02\n",
            "transfers": "publication,from,to,executed_on\n"
            "EP1001001,Alcatel-Lucent,Nokia Technologies Oy,2016-02-01\n"
            "US7654321,Alcatel-Lucent,Nokia Technologies Oy,2016-02-01\n"
            "US7654321,Nokia Technologies Oy,Conversant,2017-02-01\n",
        },
    )
    before, after = date(2016, 3, 1), date(2018, 1, 1)
    assert stale_owners(record, before) == []
    assert look_up_right(record, "EP1001001", after).owners.stale == ()
    assert look_up_right(record, "US7654321", after).owners.stale == ("Alcatel-Lucent",)
    assert stale_owners(record, after) == [StaleOwner("Alcatel-Lucent", "Conversant", 1, 1)]
    sheet = look_up_company(record, "Alcatel-Lucent", before)
    assert (sheet.parent, sheet.group) == ("Nokia", (Member("Nokia", 2),))


def test_changes_tell_owners_and_phases_and_no_mere_names(tmp_path: Path) -> None:
    """Between snapshots a sale and a lapse are told; a spelling that was merged is no sale."""
    made(tmp_path, LIVES)
    more = {
        "suits": "suit,country,filed_on,plaintiff,defendant\nS,DE,2015-01-02,ALPHA Inc.,Maker\n",
        "transfers": "publication,from,to,executed_on\nUS7654321,Alpha,Beta,2014-01-01\n",
        "status": "publication,category,dated_on\nEP1001002,lapse,2014-01-01\n",
    }
    add_forms(tmp_path / "record", write_forms(tmp_path / "more", more))
    told = changes_between(*two_snapshots(tmp_path / "record", None, None), date(2016, 1, 1))
    assert [(r.after, r.rights, r.examples) for r in told.owners] == [("Beta", 1, ("US-7654321",))]
    assert told.phases == (RightsChange("in force", "ended", 1, ("EP-1001002",)),)
    assert {row.table for row in told.tables} >= {"transfers", "status_events", "suits"}


def test_a_source_of_events_alone_is_covered_and_credited(tmp_path: Path) -> None:
    """A source that names no right but tells its events has a row; the others tell none."""
    made(tmp_path, LIVES)
    events = "publication,category,dated_on,published_on\nUS7654321,fee,2013-08-02,2013-09-01\n"
    add_forms(tmp_path / "record", write_forms(tmp_path / "fees", {"status": events}))
    told = coverage(open_record(tmp_path / "record"))
    rows = {(r.office, r.source): r for r in told.sources}
    fees = rows["US", "tables:fees"]
    assert (fees.rights, fees.share, fees.with_events) == (1, 1.0, 1.0)
    assert (fees.told_until, fees.from_on) == (date(2013, 9, 1), None)
    assert rows["US", "tables:forms"].with_events == 0.0
    assert rows["EP", "tables:forms"].with_events == 1.0


def test_what_happens_alike_in_several_states_is_one_line(tmp_path: Path) -> None:
    """States that lapse on one day stand together; what inventors assigned parts no chain."""
    forms = {
        **LIVES,
        "status": "publication,category,country,dated_on,published_on\n"
        "EP1001001,lapse,DE,2014-03-31,2014-05-01\nEP1001001,lapse,FR,2014-03-31,2014-09-01\n",
        "transfers": "publication,from,to,executed_on\n"
        'EP1001001,"DOE, JANE",Alpha,2008-03-01\nEP1001001,Alpha,Beta,2013-03-01\n',
    }
    sheet = look_up_right(made(tmp_path, forms), "EP1001001", date(2016, 1, 1))
    printed = to_text(right_tables(sheet), plain=True)
    (line,) = [line for line in printed.splitlines() if " lapse " in line]
    assert "DE FR" in line
    assert "2014-05-01 to 2014-09-01" in printed.replace("\n", " ")
    spans = [line for line in printed.splitlines() if line.split()[-1:] == ["Alpha"]]
    assert any("2013-03-01" in line and line.split()[0] == "–" for line in spans)
