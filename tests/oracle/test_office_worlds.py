"""The random worlds tell wrong readings of decision 0009 from the right one.

A wrong reading is written as the world it would have seen: one that takes an inventor for an owner
reads the true world as the right reading reads one in which inventors are assignees.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from oracle import clear
from oracle.worlds import random_question, random_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oracle.world import Row, World

PARITY = [*range(12), *range(100, 240)]
SHARP = [232, 237, 195, 0, 216, 4, 158, 205, 148, 152, 215]
SEEDS = [*SHARP, *(seed for seed in PARITY if seed not in SHARP)]
"""Those that hold the engines against the slow reading, first those that tell most apart."""
LONG_AGO = date(1990, 1, 1)
A_DAY = timedelta(days=1)


def changed(table: str, change: Callable[[Row], Row | None]) -> Callable[[World], None]:
    """Return a reading that sees each row of a table changed, or not at all."""

    def see(world: World) -> None:
        rows = [change(dict(row)) for row in world.rows(table)]
        world.tables[table] = [row for row in rows if row is not None]

    return see


def without(table: str, **values: Any) -> Callable[[World], None]:
    """Return a reading that overlooks the rows with these values."""
    return changed(table, lambda row: None if _has(row, values) else row)


def seen_as(table: str, values: Row, seen: Row) -> Callable[[World], None]:
    """Return a reading that takes the rows with these values for others."""
    return changed(table, lambda row: {**row, **seen} if _has(row, values) else row)


def _has(row: Row, values: Row) -> bool:
    return all(row[key] is value or row[key] == value for key, value in values.items())


def moved(kind: str, by: timedelta) -> Callable[[World], None]:
    """Return a reading that dates a fact of a term a day off."""
    return changed(
        "terms",
        lambda row: (
            {**row, "dated_on": row["dated_on"] + by}
            if row["kind"] == kind and row["dated_on"]
            else row
        ),
    )


def adjusted(total: Callable[[Iterable[int]], int]) -> Callable[[World], None]:
    """Return a reading that makes another figure of the adjustments of a right."""

    def see(world: World) -> None:
        days: dict[str, list[int]] = {}
        rows = [row for row in world.rows("terms") if row["kind"] == "adjustment"]
        for row in rows:
            days.setdefault(row["right_id"], []).append(row["days"])
        for row in rows:
            row["days"] = total(days[row["right_id"]])

    return see


def parents_move_the_filing(world: World) -> None:
    """See a parent's filing as the right's own, whatever hangs on that."""
    parents: dict[str, date] = {}
    for row in world.rows("terms"):
        if row["kind"] == "parent" and row["dated_on"] and row["published_on"] is None:
            day = parents.get(row["right_id"], date.max)
            parents[row["right_id"]] = min(row["dated_on"], day)
    for right in world.rows("rights"):
        if right["filed_on"] and right["right_id"] in parents:
            right["filed_on"] = min(right["filed_on"], parents[right["right_id"]])


def siblings_share_their_applicants(world: World) -> None:
    """See the applicants of a right as those of its siblings too."""
    named = {row["right_id"] for row in world.rows("applicants")}
    members = world.rows("family_rights")
    world.tables["applicants"] += [
        {**party, "right_id": other["right_id"]}
        for party in world.rows("applicants")
        for own in members
        if own["right_id"] == party["right_id"]
        for other in members
        if other["family_id"] == own["family_id"] and other["right_id"] not in named
    ]


def no_family_of(kind: str) -> Callable[[World], None]:
    """Return a reading that overlooks the families of a kind."""

    def see(world: World) -> None:
        seen = {row["family_id"] for row in world.rows("families") if row["family_kind"] != kind}
        world.tables["family_rights"] = [
            row for row in world.rows("family_rights") if row["family_id"] in seen
        ]

    return see


def only_families_of_other_kinds(world: World) -> None:
    """See only the rights that some office's family holds: the rest falls out."""
    kinds = {row["family_id"]: row["family_kind"] for row in world.rows("families")}
    kept = {
        row["right_id"]
        for row in world.rows("family_rights")
        if kinds[row["family_id"]] in ("docdb", "inpadoc")
    }
    if kept:
        world.tables["family_rights"] = [
            row for row in world.rows("family_rights") if row["right_id"] in kept
        ]


def families_of_other_kinds_count_too(world: World) -> None:
    """See the families of every kind as ETSI's."""
    for row in world.rows("families"):
        if row["family_kind"] in ("docdb", "inpadoc"):
            row["family_kind"] = "etsi"


APPLICANTS: dict[str, Callable[[World], None]] = {
    "nobody applied": without("applicants"),
    "an inventor owns": seen_as("applicants", {"role": "inventor"}, {"role": "assignee"}),
    "a person owns": seen_as("applicants", {"organization": False}, {"organization": True}),
    "perhaps a person owns": seen_as("applicants", {"organization": None}, {"organization": True}),
    "no applicant owns": without("applicants", role="applicant"),
    "no assignee owns": without("applicants", role="assignee"),
    "an assignee is an applicant": seen_as(
        "applicants", {"role": "assignee"}, {"role": "applicant"}
    ),
    "known before it was published": changed(
        "applicants", lambda row: {**row, "dated_on": row["dated_on"] and LONG_AGO}
    ),
    "an unknown day is the first": seen_as(
        "applicants", {"dated_on": None}, {"dated_on": LONG_AGO}
    ),
    "days do not matter": changed("applicants", lambda row: {**row, "dated_on": None}),
    "siblings share": siblings_share_their_applicants,
}
TERMS: dict[str, Callable[[World], None]] = {
    "nothing moves a term": without("terms"),
    "no parents": without("terms", kind="parent"),
    "no adjustments": without("terms", kind="adjustment"),
    "no disclaimers": without("terms", kind="disclaimer"),
    "adjustments add up": adjusted(sum),
    "the smallest adjustment counts": adjusted(min),
    "a day more": changed("terms", lambda row: {**row, "days": row["days"] and row["days"] + 1}),
    "a day less": changed("terms", lambda row: {**row, "days": row["days"] and row["days"] - 1}),
    "a parent a day later": moved("parent", A_DAY),
    "a disclaimer names the last day": moved("disclaimer", A_DAY),
    "a disclaimer without a day": seen_as(
        "terms", {"kind": "disclaimer", "dated_on": None}, {"dated_on": date(2006, 1, 1)}
    ),
    "terms known before published": changed("terms", lambda row: {**row, "published_on": None}),
    "terms without a day unknown": seen_as(
        "terms", {"published_on": None}, {"published_on": date(2030, 1, 1)}
    ),
    "a parent moves the filing": parents_move_the_filing,
}
STATES: dict[str, Callable[[World], None]] = {
    "an event is a whole list": seen_as("validations", {"basis": "event"}, {"basis": "recorded"}),
    "unitary effect is a whole list": seen_as(
        "validations", {"basis": "unitary"}, {"basis": "recorded"}
    ),
    "events show nothing": without("validations", basis="event"),
    "unitary effect shows nothing": without("validations", basis="unitary"),
}
FAMILIES: dict[str, Callable[[World], None]] = {
    "no DOCDB families": no_family_of("docdb"),
    "no INPADOC families": no_family_of("inpadoc"),
    "rights without such a family fall out": only_families_of_other_kinds,
    "every kind counts": families_of_other_kinds_count_too,
}
READINGS = {**APPLICANTS, **TERMS, **STATES, **FAMILIES}


@cache
def right_answer(seed: int) -> list[Row]:
    """Return the slow reading's answer in one world."""
    world, case = random_world(seed)
    return clear(world, case, **random_question(seed, case))


def is_caught(seed: int, misread: Callable[[World], None]) -> bool:
    """Say whether a wrong reading answers otherwise in one world."""
    world, case = random_world(seed)
    seen = deepcopy(world)
    misread(seen)
    if seen.tables == world.tables:
        return False
    return clear(seen, case, **random_question(seed, case)) != right_answer(seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", READINGS)
def test_a_wrong_reading_is_caught(name: str) -> None:
    """Some world that the engines are held against answers otherwise by the wrong reading."""
    assert any(is_caught(seed, READINGS[name]) for seed in SEEDS)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["etsi", "docdb", "inpadoc"])
def test_the_definition_of_a_family_matters(kind: str) -> None:
    """Some world answers otherwise under each other definition."""

    def answers_otherwise(seed: int) -> bool:
        world, case = random_world(seed)
        if case.get("policy", {}).get("family", kind) == kind:
            return False
        case["policy"]["family"] = kind
        return clear(world, case, **random_question(seed, case)) != right_answer(seed)

    assert any(answers_otherwise(seed) for seed in SEEDS)


def test_plain_worlds_stay_in_the_mix() -> None:
    """A good part of the worlds has no office data, and most that have it are asked plainly."""
    worlds = [random_world(seed) for seed in SEEDS]
    plain = [w for w, _ in worlds if not (w.rows("applicants") or w.rows("terms"))]
    asked_by_etsi = [c for _, c in worlds if c.get("policy", {}).get("family", "etsi") == "etsi"]
    assert len(worlds) / 4 < len(plain) < len(worlds) * 3 / 4
    assert len(worlds) / 3 < len(asked_by_etsi) < len(worlds) * 3 / 4
