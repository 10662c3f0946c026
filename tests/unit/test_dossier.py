"""Statements as they stand, conflicts, what they change in deals; forecasts and sightings."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from case_texts import HEAD
from rich.console import Console

from clearway.case import Case, read_text
from clearway.case.read import read_case
from clearway.dossier import accounts, board, chronicle, conflicts, settled
from clearway.dossier.likelihood import words_of
from clearway.dossier.sealing import seal_file
from clearway.dossier.seen import Seen, resolves
from clearway.dossier.settling import without
from clearway.errors import CaseError, UsageError
from clearway.report.dossier_parts import sighting_map, statement_figures

if TYPE_CHECKING:
    from pathlib import Path

NOW = date(2026, 1, 1)
DEALS = """
[[source]]
id = "s"
publisher = "Daily"
reliability = "B"

[[source]]
id = "t"
publisher = "Weekly"

[[product]]
name = "P"
category = "smartphone"
standards = ["4G"]

[[product]]
name = "Cable"
category = "accessory"
standards = []

[[deal]]
id = "buy"
kind = "purchase"
seller = "A"
buyer = "X"
status = "reported"
effective = 2015-10-23
count = 19
sources = ["s"]
"""


def _said(name: str, on: str, more: str = "", source: str = "s") -> str:
    return (
        f'\n[[statement]]\nid = "{name}"\nspeaker = "N"\non = {on}\nsays = "x"\n'
        f'source = "{source}"\n{more}\n'
    )


def _tells(name: str, value: str) -> str:
    return f'subject = "buy"\nproperty = "{name}"\nvalue = {value}'


def _case(text: str, base: str = DEALS) -> Case:
    case, findings = read_text((HEAD + base + text).encode(), "trial.toml")
    assert case is not None, findings
    return case


def _states(case: Case, on: date = NOW) -> dict[str, str]:
    return {account.label: account.state for account in accounts(case, on)}


def test_nothing_is_overwritten_and_each_day_knows_its_own() -> None:
    """A correction replaces from its day on; before it, the first statement stood."""
    case = _case(_said("a", "2015-12-01") + _said("b", "2016-03-01", 'corrects = ["a"]'))
    assert _states(case, date(2016, 2, 28)) == {"a": "stands"}
    assert _states(case) == {"a": "corrected", "b": "stands"}


def test_a_retracted_correction_has_no_effect_and_a_corrected_one_keeps_it() -> None:
    """Taking a correction back revives the first; correcting it again does not."""
    first = _said("a", "2015-12-01") + _said("b", "2016-01-01", 'corrects = ["a"]')
    back = _case(first + _said("c", "2016-02-01", 'retracts = ["b"]'))
    assert _states(back) == {"a": "stands", "b": "retracted", "c": "stands"}
    again = _case(first + _said("c", "2016-02-01", 'corrects = ["b"]'))
    assert _states(again) == {"a": "corrected", "b": "corrected", "c": "stands"}


def test_a_dispute_leaves_both_and_goes_before_a_confirmation() -> None:
    """What is disputed still stands, beside who disputes it."""
    case = _case(
        _said("a", "2015-12-01", _tells("count", "19"))
        + _said("b", "2016-01-01", 'confirms = ["a"]')
        + _said("c", "2016-02-01", 'disputes = ["a"]\n' + _tells("count", "31"), "t")
    )
    account = accounts(case, NOW)[0]
    assert (account.state, account.by, account.stands) == ("disputed", ("c",), True)
    (conflict,) = conflicts(case, NOW)
    assert (conflict.written, [a.label for a in conflict.accounts]) == ("19", ["a", "c"])
    assert conflicts(case, date(2016, 1, 1)) == []
    assert settled(case, NOW)[1] == ()


def test_grades_stay_apart() -> None:
    """One axis missing leaves the other as it is; no grade is made up."""
    case = _case(_said("a", "2016-01-01", "credibility = 6") + _said("b", "2016-01-01", "", "t"))
    assert [account.grade for account in accounts(case, NOW)] == ["B6", "--"]


def test_standing_statements_that_agree_set_a_deal() -> None:
    """Two who say 31 make it 31, from the day they said so."""
    case = _case(
        _said("a", "2016-01-01", _tells("count", "31"))
        + _said("b", "2016-02-01", _tells("status", '"signed"'))
    )
    now, told = settled(case, NOW)
    assert (now.deals[0].count, now.deals[0].status) == (31, "signed")
    assert [(t.property, t.written, t.now, t.by) for t in told] == [
        ("count", "19", "31", ("a",)),
        ("status", "reported", "signed", ("b",)),
    ]
    assert settled(case, date(2016, 1, 15))[0].deals[0].status == "reported"


@pytest.mark.parametrize(
    ("text", "base", "by"),
    [
        (
            _said("a", "2016-01-01", _tells("status", '"reported"'))
            + _said("u", "2016-02-01", 'kind = "update"\nretracts = ["a"]'),
            DEALS,
            ("u",),
        ),
        ("", DEALS.replace('"Daily"', '"Daily"\nwithdrawn = 2016-01-01'), ("s",)),
    ],
    ids=["who told it took it back", "its only source was withdrawn"],
)
def test_a_deal_that_nobody_stands_by_does_not_count(
    text: str, base: str, by: tuple[str, ...]
) -> None:
    """It falls on the day of the retraction or withdrawal, and not before."""
    case = _case(text, base)
    now, told = settled(case, NOW)
    assert now.deals == ()
    assert (told[0].now, told[0].by) == (None, by)
    assert len(settled(case, date(2015, 12, 31))[0].deals) == 1


def test_what_if_a_statement_or_a_source_were_taken_back() -> None:
    """Either makes the deal fall; an unknown name is refused with the known ones."""
    case = _case(_said("a", "2016-01-01", _tells("status", '"reported"')))
    assert settled(without(case, "a"), NOW)[0].deals == ()
    assert settled(without(case, "s"), NOW)[0].deals == ()
    with pytest.raises(UsageError, match="known: a, s, t"):
        without(case, "z")


def test_history_of_a_subject_tells_what_acts_on_it() -> None:
    """An update without a subject belongs to the history of what it updates."""
    case = _case(
        _said("a", "2016-01-01", _tells("count", "19"))
        + _said("x", "2016-01-15")
        + _said("u", "2016-02-01", 'kind = "update"\nretracts = ["a"]')
    )
    told = [(m.label, m.event) for m in chronicle(case, NOW, "buy")]
    assert told == [("a", "said (later retracted by u)"), ("u", "retracts a")]


FORECAST = """
[[forecast]]
id = "{id}"
forecaster = "N"
event = "{event}"
category = "smartphone"
market = "US"
opens = 2017-01-01
deadline = 2018-12-31
{more}
"""


def _forecast(more: str, event: str = "launch", name: str = "f") -> str:
    return FORECAST.format(id=name, event=event, more=more)


RESOLVED = 'resolution = "yes"\nresolved_on = 2017-06-01\nhappened_on = 2017-06-01\n'


def test_an_early_yes_waits_for_the_deadline() -> None:
    """Known early, scored only when its time is over: else those who say yes are favored."""
    case = _case(_forecast("probability = 0.9\n" + RESOLVED))
    (early,) = board(case, date(2018, 12, 31)).rows
    assert (early.state, early.brier, early.happened) == ("early", None, None)
    (late,) = board(case, date(2019, 1, 1)).rows
    assert late.state == "resolved"
    assert late.brier == pytest.approx(0.01)
    (unseen,) = board(case, date(2017, 5, 31)).rows
    assert unseen.state == "open"


def test_void_and_unreadable_forecasts_are_listed_and_not_scored() -> None:
    """A void one has no outcome; words in no table give no probability."""
    case = _case(
        _forecast('probability = 0.9\nresolution = "void"\nbecause = "b"\nresolved_on = 2019-01-01')
        + _forecast('words = "someday"\n' + RESOLVED, name="g")
    )
    found = board(case, NOW)
    assert [(row.state, row.is_scored) for row in found.rows] == [
        ("void", False),
        ("not scored", False),
    ]
    assert (found.groups, found.calibration) == ((), None)


def test_words_are_read_by_the_policy_first() -> None:
    """The bundled table says 67.5 % for likely, in either language; the policy goes first."""
    case = _case(_forecast('words = "Likely"'))
    table = words_of(case)
    assert table["likely"].probability == table["wahrscheinlich"].probability == 0.675
    (row,) = board(case, NOW).rows
    assert row.likelihood is not None
    assert (row.likelihood.probability, row.likelihood.basis) == (0.675, '"likely"')
    policy = '\n[policy]\nprobability_words = { Likely = 0.8, source = "s" }\n'
    (row,) = board(_case(policy + _forecast('words = "likely"')), NOW).rows
    assert row.likelihood is not None
    assert row.likelihood.probability == 0.8


def test_a_distribution_over_days_is_scored_on_its_day() -> None:
    """By hand: thirds by the end of three spans, the event in the second."""
    by = (
        "by = [{ on = 2017-04-01, probability = 0.2 }, { on = 2017-09-01, probability = 0.5 },"
        " { on = 2018-12-31, probability = 0.6 }]\n"
    )
    (row,) = board(_case(_forecast(by + RESOLVED)), NOW).rows
    assert row.likelihood is not None
    assert row.likelihood.probability == 0.6
    assert row.rps == pytest.approx(0.2**2 + 0.5**2 + 0.4**2)
    assert row.crps is not None
    assert 0 < row.crps < 730


SIGHTING = '\n[[sighting]]\nid = "{}"\nproduct = "{}"\nmarket = "{}"\nchannel = "{}"\non = {}\n{}\n'
OK = 'state = "verified"'


@pytest.mark.parametrize(
    ("sighting", "answer"),
    [
        (("P", "US", "launch", "2017-06-01", OK), "yes"),
        (("P", "US", "operator", "2018-12-31", OK), "yes"),
        (("Cable", "US", "launch", "2017-06-01", OK), None),
        (("P", "DE", "launch", "2017-06-01", OK), None),
        (("P", "US", "grey-import", "2017-06-01", OK), None),
        (("P", "US", "traveller", "2017-06-01", OK), None),
        (("P", "US", "retailer", "2017-06-01", OK), None),
        (("P", "US", "launch", "2019-01-01", OK), None),
        (("P", "US", "launch", "2016-12-31", OK), None),
        (("P", "US", "launch", "2017-06-01", ""), None),
        (("Other", "US", "launch", "2017-06-01", OK + '\ncategory = "smartphone"'), "yes"),
        (("Other", "US", "launch", "2017-06-01", OK), None),
    ],
    ids=str,
)
def test_which_sighting_resolves_a_forecast_about_phones(
    sighting: tuple[str, ...], answer: str | None
) -> None:
    """Verified, official, a phone, in its market and time; an accessory resolves nothing."""
    case = _case(SIGHTING.format("e", *sighting) + _forecast("probability = 0.5"))
    assert resolves(case, case.sightings[0], case.forecasts[0]) == answer
    opposite = replace(case.forecasts[0], event="no-launch")
    assert resolves(case, case.sightings[0], opposite) == (answer and "no")
    (row,) = board(case, NOW).rows
    assert row.proposed == (answer and f"{answer} by sighting e")


def test_sealing_keeps_comments_and_an_edit_is_refused(tmp_path: Path) -> None:
    """The file gains a line and keeps every byte; a moved deadline is then refused."""
    path = tmp_path / "case.toml"
    before = HEAD + DEALS + "# kept, { a = 1 }\n" + _forecast("probability = 0.5 # said on air")
    before = before.replace("\n", "\r\n")
    path.write_bytes(before.encode())
    assert seal_file(path) == 1
    assert seal_file(path) == 0
    text = path.read_bytes().decode()
    (line,) = set(text.splitlines()) - set(before.splitlines())
    assert line.startswith("seal")
    assert text.replace(f"{line}\r\n", "") == before
    path.write_text(text.replace("deadline = 2018-12-31", "deadline = 2019-12-31"))
    with pytest.raises(CaseError, match="frozen"):
        read_case(path)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_letter_falls_off_a_narrow_terminal(width: int) -> None:
    """A table of statements says every letter on a narrow terminal, folded where it must be."""
    said = _case(_said("a-statement-of-xyzxyzxyzxyz-xyzxyz", "2017-07-05", source="t"))
    console = Console(file=io.StringIO(), width=width, record=True)
    table = statement_figures(accounts(said, NOW))
    console.print(table.to_terminal())
    printed = console.export_text()
    assert max(map(len, printed.splitlines())) <= width
    assert not Counter("".join(table.texts()[0]).replace(" ", "")) - Counter(printed)


def test_a_map_shows_the_most_telling_sighting_of_a_market() -> None:
    """A market of several sightings has the look of the verified one, and is counted once."""
    seen_there = (
        '\n[[sighting]]\nproduct = "P"\nmarket = "DE"\nchannel = "traveller"\non = 2017-07-01\n'
        '\n[[sighting]]\nproduct = "P"\nmarket = "DE"\nchannel = "operator"\non = 2017-08-01\n'
        'state = "verified"\n'
    )
    said = _case(seen_there)
    rows = [Seen(f"#{n}", s, None, None) for n, s in enumerate(said.sightings, 1)]
    chart = sighting_map(rows)
    assert chart is not None
    assert "Germany: P, operator, 2017-08-01, verified" in chart["description"]
    drawn = json.dumps(chart)
    assert '"label": "seen on sale"' in drawn
    assert '"label": "not verified"' not in drawn
    assert sighting_map([]) is None
