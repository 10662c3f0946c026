"""What to find out first, by hand: each kind of unknown on a few rights, both ways."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from published import validator
from small_worlds import one_family_each

from clearway.app import Desk
from clearway.case import read_case
from clearway.cli import clearway
from clearway.errors import UsageError
from clearway.export.terminal import to_text
from clearway.export.unknowns import unknowns_table
from clearway.unknowns import Unknown, Unknowns, find_unknowns
from engines import FlatRecord
from oracle.worlds import write_world

if TYPE_CHECKING:
    from pathlib import Path

    from oracle.world import World

HOSTILE = "N[bold red]\x1b[31m {0}"
"""A name that tries to style a table, steer a terminal and fill a template."""
CASE: dict[str, Any] = {
    "case": {"id": "small", "company": "X", "as_of": date(2018, 1, 1), "markets": ["DE"]},
    "company": [{"name": name} for name in ("X", "A", "Q", "S")],
    "product": [
        {"name": "phone", "category": "smartphone", "standards": ["4G", "3G"],
         "components": [{"supplier": "Q", "standards": ["4G"]}]},
    ],
    "pool": [{"name": "Pool"}],
    "deal": [
        {"id": "a", "kind": "license", "status": "reported", "effective": date(2017, 1, 1),
         "grantors": ["A"], "grantees": ["X"]},
        {"id": "heap", "kind": "purchase", "status": "signed", "effective": date(2017, 1, 1),
         "seller": "S", "buyer": "X", "count": 1},
        {"id": "pool", "kind": "pool-license", "status": "signed", "effective": date(2017, 1, 1),
         "pool": "Pool", "grantees": ["X"], "ends": date(2030, 1, 1),
         "standards": ["4G", "3G"], "territory": {"include": ["DE"]}},
        {"id": "talk", "kind": "license", "status": "rumored", "effective": date(2017, 1, 1),
         "grantors": ["S"], "grantees": ["X"]},
        {"id": "through", "kind": "license", "status": "signed", "effective": date(2017, 1, 1),
         "ends": date(2030, 1, 1), "grantors": ["S"], "grantees": ["Q"]},
    ],
}  # fmt: skip
RIGHTS = {
    "DE-1": ("A", "4G"),
    "DE-10": ("A Likely", "4G"),
    "DE-2": ("A", "3G"),
    "DE-6": ("A", "4G"),
    "DE-7": ("A", "4G"),
    "DE-8": (HOSTILE, "4G"),
    "DE-9": ("S", "4G"),
    "EP-3": ("A", "4G"),
    "EP-4": ("Q", "4G"),
    "EP-5": ("Q", "4G"),
}
"""Ten families in force in Germany; four of A's are licensed, the others are exposed."""


def small() -> World:
    """Return the record: one right has the day of grant estimated (DE-9), one the end (DE-8).

    EP-5 alone is validated by record. A declared DE-6 without calling it its own and sold DE-7
    long ago; DE-10 is A's by a name that is only probably its own.
    """
    world = one_family_each(
        RIGHTS,
        ("X", "A", "Q", "S", HOSTILE, "A Likely"),
        validations=[{"right_id": "EP-5", "country": "DE", "basis": "recorded"}],
        transfers=[{"right_id": "DE-7", "from_name": "A", "to_name": HOSTILE,
                    "executed_on": date(2016, 1, 1)}],
    )  # fmt: skip
    for row in world.rows("declarations"):
        row["is_proprietor"] = row["declaration_id"] != "DE-6"
    rights = {row["right_id"]: row for row in world.rows("rights")}
    rights["DE-8"]["ended_on"] = rights["DE-9"]["granted_on"] = None
    (likely,) = (row for row in world.rows("names") if row["name"] == "A Likely")
    likely.update(company_id="A", method="probable")
    return world


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small record and its case on disk."""
    path = tmp_path_factory.mktemp("unknowns")
    write_world(small(), CASE, path)
    return path


@pytest.fixture(scope="module")
def answer(folder: Path) -> Unknowns:
    """Everything unknown of it."""
    desk = Desk(FlatRecord(folder))  # type: ignore[arg-type]
    return find_unknowns(read_case(folder / "case.toml"), desk)


def row_of(answer: Unknowns, topic: str, subject: str) -> Unknown:
    """Return the one row of a topic and subject."""
    (row,) = (r for r in answer if (r.topic, r.subject) == (topic, subject))
    return row


def counts(row: Unknown) -> list[tuple[int, int]]:
    """Return families and cleared of each outcome, as today first."""
    return [(outcome.families, outcome.cleared) for outcome in row.outcomes]


def test_the_answer_as_it_stands_is_that_of_clear(answer: Unknowns) -> None:
    """Four of ten families are cleared, those of the licensed A."""
    ((_, _, today),) = answer.today
    assert (today.families, today.cleared, today.status) == (10, 4, "exposed")


@pytest.mark.parametrize(
    ("topic", "subject", "otherwise", "entries"),
    [
        ("validation", "A", (9, 3), ("EP-3",)),
        ("validation", "Q", (9, 4), ("EP-4",)),
        ("grant", "S", (9, 4), ("DE-9",)),
        ("end", HOSTILE, (9, 4), ("DE-8",)),
        ("unknown owner", "unknown (declared by A)", (10, 5), ("DE-6",)),
        ("stale declarant", HOSTILE, (10, 5), ("DE-7",)),
        ("name match", "A", (10, 3), ("DE-10",)),
        ("assessment", "A", (6, 0), ("F-DE-1", "F-DE-10", "F-DE-2", "F-EP-3")),
        ("assessment", "Q", (8, 4), ("F-EP-4", "F-EP-5")),
        ("assessment", HOSTILE, (8, 4), ("F-DE-7", "F-DE-8")),
        ("ends", "a", (10, 0), ()),
        ("territory", "a", (10, 0), ()),
        ("status", "a", (10, 0), ()),
        ("status", "talk", (10, 5), ()),
        ("list", "heap", (10, 5), ()),
        ("exhausts", "through", (10, 5), ()),
        ("own_rights", "Q in phone", (10, 6), ()),
        ("members", "pool", (10, 9), ()),
    ],
)
def test_each_unknown_says_what_it_changes(
    answer: Unknowns, topic: str, subject: str, otherwise: tuple[int, int], entries: tuple[str, ...]
) -> None:
    """Families and cleared, counted by hand, when it turns out otherwise than assumed."""
    row = row_of(answer, topic, subject)
    assert (counts(row), row.entries) == ([(10, 4), otherwise], entries)
    changed = (10 - otherwise[0]) or abs(otherwise[1] - 4)
    assert row.families == changed


def test_unsaid_standards_are_asked_one_by_one(answer: Unknowns) -> None:
    """The license may hold for 4G alone, three families, or for 3G alone, one."""
    row = row_of(answer, "standards", "a")
    assert counts(row) == [(10, 4), (10, 3), (10, 1)]
    assert (row.worst.found, row.best.found, row.families) == ("only 3G", "all standards", 4)


def test_written_terms_are_no_unknowns(answer: Unknowns) -> None:
    """What the case says of the pool, its end, standards and territory, is not asked again."""
    assert {row.topic for row in answer if row.subject == "pool"} == {"members"}


def test_what_changes_the_share_most_comes_first(answer: Unknowns) -> None:
    """The pool could clear half of all; a license that may be none comes next, by name."""
    assert [(row.subject, row.topic) for row in answer][:3] == [
        ("pool", "members"), ("A", "assessment"), ("a", "ends"),
    ]  # fmt: skip
    changes = [row.change for row in answer]
    assert changes == sorted(changes, reverse=True)


def test_a_policy_that_leaves_the_market_out_is_asked_the_other_way(
    folder: Path, answer: Unknowns
) -> None:
    """Where European patents are not taken as validated, the row says what they would add."""
    text = (folder / "case.toml").read_text(encoding="utf-8")
    other = folder / "narrow.toml"
    other.write_text(text + "\n[policy]\nep_validation = ['FR']\n", encoding="utf-8")
    desk = Desk(FlatRecord(folder))  # type: ignore[arg-type]
    row = row_of(find_unknowns(read_case(other), desk), "validation", "Q")
    assert counts(row) == [(8, 3), (9, 3)]
    assert [outcome.is_assumed for outcome in row.outcomes] == [True, False]
    assert row.outcomes[0].found == "not validated here"


def test_a_row_tells_a_person_what_to_look_up(answer: Unknowns) -> None:
    """One right is named with its market and its register; a deal with the term to ask for."""
    assert row_of(answer, "validation", "Q").check == (
        "EP-4 in DE: no validation is on record, look into the national register; 1 family that "
        "nothing clears hangs on it"
    )
    assert row_of(answer, "ends", "a").check == "a: ask for the end of the term"


def test_hostile_names_stay_text(answer: Unknowns) -> None:
    """No name of a holder styles the table or steers the terminal."""
    text = to_text(unknowns_table(answer), plain=True)
    assert "\x1b" not in text
    assert "N[bold red] [31m {0}" in " ".join(text.split())


def test_top_keeps_the_first_and_counts_all(folder: Path, answer: Unknowns) -> None:
    """The first three of many are the first three, and the answer says how many there are."""
    desk = Desk(FlatRecord(folder))  # type: ignore[arg-type]
    first = find_unknowns(read_case(folder / "case.toml"), desk, top=3)
    assert (first.results, first.found) == (answer.results[:3], len(answer))
    with pytest.raises(UsageError, match="at least 1"):
        find_unknowns(read_case(folder / "case.toml"), desk, top=0)


def test_without_any_market_it_says_what_to_give(folder: Path) -> None:
    """All countries at once would say nothing to anybody."""
    text = (folder / "case.toml").read_text(encoding="utf-8")
    other = folder / "everywhere.toml"
    other.write_text(text.replace('markets = ["DE"]', ""), encoding="utf-8")
    desk = Desk(FlatRecord(folder))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="--market CC"):
        find_unknowns(read_case(other), desk)


def test_tables_hold_one_row_per_unknown(answer: Unknowns) -> None:
    """The flat table has the worst and the best case side by side, its entries counted."""
    table = answer.to_arrow()
    assert table.num_rows == len(answer)
    row = next(r for r in table.to_pylist() if r["topic"] == "members")
    assert (row["worst_cleared"], row["best_cleared"], row["entries"]) == (4, 9, 0)


def test_schema_accepts_answers_of_unknowns(answer: Unknowns) -> None:
    """The published schema accepts every kind of unknown, and no key that it does not know."""
    check = validator("unknowns")
    check.validate(answer.to_dict())
    assert not check.is_valid({**answer.to_dict(), "surprise": 1})


def test_command_prints_each_format(
    folder: Path, answer: Unknowns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON on standard output is the answer itself; the table names the first thing to ask."""
    monkeypatch.setattr("clearway.record.open_record", FlatRecord)
    command = ["unknowns", str(folder / "case.toml"), "--record", str(folder), "--top", "2"]
    told = CliRunner().invoke(clearway, [*command, "--format", "json"])
    assert told.exit_code == 0, told.output
    rows = json.loads(told.stdout)["results"]
    assert [row["subject"] for row in rows] == [row.subject for row in answer.results[:2]]
    shown = CliRunner().invoke(clearway, command)
    assert "who are the licensors of Pool?" in " ".join(shown.stdout.split())
