"""`clearway right`, `family` and `company` on a small estate worked out by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from clearway.cli import clearway
from clearway.errors import UsageError
from clearway.lookup import look_up_company, look_up_family, look_up_right, stale_owners
from record.given import made

if TYPE_CHECKING:
    from clearway.record import Record

EVIL = "[red]Evil[/red] \x1b[31mRadio\x9b2J"
"""A declarant that would style a table and steer a terminal."""

FORMS = {
    "rights": "family,publication,application,filed_on,granted_on\n"
    "F1,EP1001001 B1,EP20080101001,2008-03-03,2012-05-02\n"
    "F1,US7654321 B2,US20080123456,2008-03-03,2010-02-02\n"
    "F2,DE102009001002 B4,,2009-01-05,2013-06-06\n"
    "F3,JP4567890 B2,JP20050333444,2005-11-11,\n"
    "F3,CN101005006 A,CN200510001234,2005-11-11,\n",
    "declarations": "reference,declarant,signed_on,family,generation,specification\n"
    "R-1,Alpha Radio,2010-01-01,F1,4G,3GPP TS 36.211\n"
    "R-1,Alpha Radio,2010-01-01,F1,3G,\n"
    "R-2,Alpha Radio,2011-01-01,F2,4G,\n"
    f"R-3,{EVIL},2012-01-01,F3,4G,\n"
    "R-4,Delta Oy,2013-01-01,F3,4G,\n",
    "transfers": "publication,family,from,to,executed_on,recorded_on\n"
    "US7654321,,Alpha Radio,Beta Wireless,2014-04-01,2015-02-02\n"
    ",F2,Gamma Inc,Delta Oy,2015-06-01,2015-07-01\n",
    "status": "publication,category,country,dated_on,published_on\n"
    "DE102009001002,lapse,,2015-01-10,2015-02-01\n"
    "DE102009001002,restoration,,2016-03-03,2016-04-01\n"
    "EP1001001,lapse,FR,2014-09-30,2014-11-01\n"
    "US7654321,fee,,2013-08-02,2013-08-02\n",
    "validations": "publication,country\nEP1001001,DE\nEP1001001,FR\nEP1001001,GB\n",
}
DAY = date(2018, 1, 1)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The estate, ingested."""
    return made(tmp_path_factory.mktemp("estate"), FORMS)


def shown(record: Record, *words: str) -> str:
    """Run a command on the record, as wide as 80 columns, and return what it prints."""
    runner = CliRunner(env={"COLUMNS": "80"})
    done = runner.invoke(clearway, [*words, "--record", str(record.path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(record: Record, *words: str) -> Any:
    """Run a command on the record and return its JSON."""
    return json.loads(shown(record, *words, "--on", "2018-01-01", "--format", "json"))


@pytest.mark.parametrize(
    "number",
    [
        "US 7,654,321 B2",
        "US7654321",
        "us-7654321-b2",
        "US20080123456",
        "US-7654321",
        " US7654321B2",
    ],
)
def test_any_spelling_finds_the_right(record: Record, number: str) -> None:
    """Publication and application numbers in any spelling name the same right."""
    assert look_up_right(record, number, DAY).right == "US-7654321"


def test_an_unknown_number_names_near_ones(record: Record) -> None:
    """A number that no right carries is refused with the nearest on record."""
    with pytest.raises(UsageError, match=r"no right on record.*near: US-7654321"):
        look_up_right(record, "US7654322", DAY)


def test_an_ambiguous_number_is_not_guessed(record: Record) -> None:
    """A number that reads as several is refused with what it may be."""
    with pytest.raises(UsageError, match="may be"):
        look_up_right(record, "JP08-123456", DAY)


def test_what_is_no_number_says_so(record: Record) -> None:
    """Words are refused as no number; the text is quoted so that nothing in it is obeyed."""
    with pytest.raises(UsageError, match="no publication number"):
        look_up_right(record, "hello", DAY)


def test_a_european_patent_lapsed_in_one_state(record: Record) -> None:
    """It stays in force where it was validated, and ended in France on the day of the lapse."""
    sheet = look_up_right(record, "EP1001001", DAY)
    states = {s.country: (s.phase, s.from_on, s.to_on, s.basis) for s in sheet.states}
    lives = ("in force", date(2012, 5, 2), date(2028, 3, 4), "estimated")
    assert {c: states[c] for c in ("DE", "FR", "GB")} == {
        "DE": lives,
        "FR": ("ended", date(2012, 5, 2), date(2014, 9, 30), "recorded"),
        "GB": lives,
    }
    assert {c for c, state in states.items() if state[0] == "in force"} == {"DE", "GB"}
    assert sheet.evidence == "events"
    assert (sheet.bounds.granted.basis, sheet.bounds.ended.basis) == ("recorded", "estimated")


@pytest.mark.parametrize(
    ("number", "country", "on", "phase"),
    [
        ("EP1001001", "DE", date(2012, 5, 1), "pending"),
        ("EP1001001", "DE", date(2012, 5, 2), "in force"),
        ("EP1001001", "FR", date(2014, 9, 29), "in force"),
        ("EP1001001", "FR", date(2014, 9, 30), "ended"),
        ("US7654321", "US", date(2008, 3, 2), "not yet"),
        ("US7654321", "US", date(2008, 3, 3), "pending"),
        ("US7654321", "US", date(2028, 3, 3), "in force"),
        ("US7654321", "US", date(2028, 3, 4), "ended"),
    ],
)
def test_bounds_are_half_open(
    record: Record, number: str, country: str, on: date, phase: str
) -> None:
    """A right is in force from the day of its grant up to, not on, the day on which it ends."""
    states = {s.country: s.phase for s in look_up_right(record, number, on).states}
    assert states[country] == phase


def test_a_revival_wins_once_known(record: Record) -> None:
    """A lapse ends a right until its restoration is public; then it never ended."""
    number, lapsed = "DE102009001002", date(2015, 6, 1)
    then = look_up_right(record, number, lapsed, lapsed)
    assert (then.phase, then.bounds.ended.on) == ("ended", date(2015, 1, 10))
    assert (then.bounds.ended.basis, then.bounds.ended.source) == ("recorded", "tables:forms")
    now = look_up_right(record, number, lapsed)
    assert (now.phase, now.bounds.ended.on) == ("in force", date(2029, 1, 6))
    assert [row.what for row in now.timeline] == [
        "filed", "granted", "lapse", "transfer", "restoration",
    ]  # fmt: skip
    assert [row.what for row in then.timeline] == ["filed", "granted", "lapse"]


def test_three_clocks_of_ownership(record: Record) -> None:
    """Between execution and recording the clocks part; the register goes on naming the seller."""
    between = look_up_right(record, "US7654321", date(2014, 6, 1)).owners
    assert (between.executed, between.recorded) == ("Beta Wireless", "Alpha Radio")
    assert (between.declared, between.stale) == (("Alpha Radio",), ("Alpha Radio",))
    later = look_up_right(record, "US7654321", DAY).owners
    assert (later.executed, later.recorded) == ("Beta Wireless", "Beta Wireless")
    assert [(s.owner, s.from_on, s.to_on) for s in later.chain] == [
        ("Alpha Radio", None, date(2014, 4, 1)),
        ("Beta Wireless", date(2014, 4, 1), None),
    ]


def test_a_transfer_is_not_known_before_it_was_recorded(record: Record) -> None:
    """With a day of knowledge before the recording the seller still owns, and nothing is stale."""
    owners = look_up_right(record, "US7654321", DAY, date(2014, 6, 1)).owners
    assert (owners.executed, owners.stale, owners.transfers) == ("Alpha Radio", (), ())


def test_a_break_in_the_chain_is_listed_and_still_moves(record: Record) -> None:
    """A giver that did not own is a break; the right moves all the same."""
    owners = look_up_right(record, "DE102009001002", DAY).owners
    assert owners.executed == "Delta Oy"
    assert [(b.on, b.giver, b.owner) for b in owners.breaks] == [
        (date(2015, 6, 1), "Gamma Inc", "Alpha Radio")
    ]
    assert owners.transfers[0].family == "F2"


@pytest.mark.parametrize(
    ("number", "level"),
    [
        ("US7654321", "fees"),
        ("DE102009001002", "events"),
        ("JP4567890", "grant on record"),
        ("CN101005006", "dates only"),
    ],
)
def test_each_right_says_on_what_its_status_rests(record: Record, number: str, level: str) -> None:
    """The level of evidence is the strongest on record; a granted kind is a grant on record."""
    assert look_up_right(record, number, DAY).evidence == level


def test_evidence_is_what_was_known(record: Record) -> None:
    """An event that became public later is no evidence on the day."""
    assert look_up_right(record, "US7654321", DAY, date(2012, 1, 1)).evidence == "grant on record"
    assert look_up_right(record, "EP1001001", DAY, date(2011, 1, 1)).evidence == "dates only"


def test_a_family_has_its_rights_in_a_line_each(record: Record) -> None:
    """A family says who owns its rights, what is stale, and where one of them is in force."""
    sheet = look_up_family(record, "F1", DAY)
    assert (sheet.owners, sheet.stale) == (("Alpha Radio", "Beta Wireless"), ("Alpha Radio",))
    assert sheet.in_force == ("DE", "GB", "US")
    assert "FR" in sheet.ended
    assert [(r.right, r.owner, r.is_stale, r.evidence) for r in sheet.rights] == [
        ("EP-1001001", "Alpha Radio", False, "events"),
        ("US-7654321", "Beta Wireless", True, "fees"),
    ]
    assert [row.leaves for row in sheet.declarations] == [("3G", "4G 3GPP TS 36.211")]
    assert not sheet.is_contested
    assert look_up_family(record, "F3", DAY).is_contested


def test_an_unknown_family_names_near_ones(record: Record) -> None:
    """A family that is not on record is refused with the nearest ids."""
    with pytest.raises(UsageError, match=r"no family 'F9' on record.*near: F1"):
        look_up_family(record, "F9", DAY)


def test_a_company_has_its_portfolio(record: Record) -> None:
    """Rights by office, declared families by generation, ends by year, all of the day."""
    sheet = look_up_company(record, "BETA wireless", DAY)
    assert (sheet.company, sheet.rights, sheet.in_force, sheet.families) == (
        "Beta Wireless", 1, 1, 1,
    )  # fmt: skip
    assert [(row.name, row.families, row.alive) for row in sheet.by_generation] == [
        ("3G", 1, 1), ("4G", 1, 1),
    ]  # fmt: skip
    assert [(row.office, row.rights, row.in_force) for row in sheet.by_office] == [("US", 1, 1)]
    assert [(row.year, row.rights, row.estimated) for row in sheet.by_expiry] == [(2028, 1, 1)]
    assert sheet.expiry_estimated == 1.0


def test_a_company_says_what_it_declared_and_sold(record: Record) -> None:
    """Stale declarations count per new owner, and not before the sale or its recording."""
    sold = look_up_company(record, "Alpha Radio", DAY).stale
    assert [(row.owner, row.families, row.rights) for row in sold] == [
        ("Beta Wireless", 1, 1),
        ("Delta Oy", 1, 1),
    ]
    assert list(sold) == stale_owners(record, DAY)
    assert look_up_company(record, "Alpha Radio", date(2014, 3, 31)).stale == ()
    assert stale_owners(record, DAY, date(2014, 6, 1)) == []


def test_an_unknown_company_names_near_ones(record: Record) -> None:
    """A company that the record does not name is refused with near spellings."""
    with pytest.raises(UsageError, match="Alpha Radio"):
        look_up_company(record, "Alfa Radio", DAY)


@pytest.mark.parametrize(
    "words",
    [("right", "JP4567890"), ("family", "F3"), ("company", EVIL), ("right", "US7654321")],
)
def test_tables_fit_and_print_nothing_that_a_terminal_obeys(
    record: Record, words: tuple[str, ...]
) -> None:
    """Names stand as spelled, markup and all, without control codes; no line passes 80 columns."""
    printed = shown(record, *words, "--on", "2018-01-01")
    assert all(c.isprintable() or c == "\n" for c in printed)
    assert max(map(len, printed.splitlines())) <= 80
    if words[-1] != "US7654321":
        assert "[red]Evil" in printed.replace("\n", "")


def test_json_holds_nothing_that_a_terminal_obeys(record: Record) -> None:
    """Control characters of names are escaped in JSON too, and read back as they were."""
    printed = shown(record, "family", "F3", "--on", "2018-01-01", "--format", "json")
    assert all(c.isprintable() or c == "\n" for c in printed)
    assert EVIL in {row["declarant"] for row in json.loads(printed)["declarations"]}


def test_json_is_plain_and_whole(record: Record) -> None:
    """JSON has dates as ISO text, null where unknown, and the day and record it rests on."""
    right = told(record, "right", "US7654321")
    assert right["basis"]["on"] == "2018-01-01"
    assert right["basis"]["snapshot"] == record.snapshot_id
    assert right["bounds"]["ended"] == {
        "on": "2028-03-04", "basis": "estimated", "source": "policy", "by_event": False,
    }  # fmt: skip
    assert right["owners"]["transfers"][0]["recorded_on"] == "2015-02-02"
    assert told(record, "family", "F2")["owners"] == ["Delta Oy"]
    assert told(record, "company", "Delta Oy")["by_office"][0]["office"] == "DE"


@pytest.mark.parametrize("on", [date.min, date.max])
def test_the_ends_of_the_calendar_are_days(record: Record, on: date) -> None:
    """A sheet of the first and of the last day there is has nothing in force, and does not fail."""
    assert look_up_right(record, "US7654321", on, on).phase in ("not yet", "ended")
    assert look_up_family(record, "F1", on).in_force == ()
    assert look_up_company(record, "Alpha Radio", on).in_force == 0


def test_what_the_record_covers_and_what_is_stale(record: Record) -> None:
    """`record coverage` and `record stale` print tables and the same as JSON."""
    assert "Rights by the strongest evidence" in shown(record, "record", "coverage")
    covered = json.loads(shown(record, "record", "coverage", "--format", "json"))
    assert {row["office"] for row in covered["sources"]} == {"CN", "DE", "EP", "JP", "US"}
    assert "Beta Wireless" in shown(record, "record", "stale", "--on", "2018-01-01")
    assert told(record, "record", "stale")[0] == {
        "declarant": "Alpha Radio", "owner": "Beta Wireless", "families": 1, "rights": 1,
    }  # fmt: skip


def test_what_cannot_be_found_is_one_line(record: Record) -> None:
    """The commands raise what the command line prints as one line, not a traceback."""
    runner = CliRunner()
    wrong = [("right", "US1"), ("family", "none"), ("company", "nobody"), ("company", "—")]
    wrong += [(command, "\udcff") for command in ("right", "family", "company")]
    for words in wrong:
        done = runner.invoke(clearway, [*words, "--record", str(record.path)])
        assert isinstance(done.exception, UsageError)
