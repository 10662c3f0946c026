"""Sheets of rights, families and companies say what the slow reading says, and `clear` counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from clearway.app import Desk
from clearway.case import read_case
from clearway.case.model import Product
from clearway.clearance.question import ask
from clearway.lookup import look_up_company, look_up_family
from clearway.lookup.basis import basis_of, setting_of
from clearway.lookup.reading import Reading
from clearway.lookup.right import sheet_of, title_then
from clearway.model.territory import COUNTRIES
from engines import FlatRecord
from oracle.facts import Facts
from oracle.owners import owner
from oracle.rights import state_in
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.case import Case
    from clearway.lookup import CompanySheet, RightSheet

PHASES = {"in force": "in force", "pending": "pending"}


class Read:
    """One world on disk and in the slow reading, asked of nothing but its record and policy.

    Declarations to no standard are left out: what they declare is in a portfolio, yet touches no
    product.
    """

    def __init__(self, seed: int, folder: Path) -> None:
        self.world, drawn = random_world(seed)
        self.world.tables["declarations"] = [
            row
            for row in self.world.rows("declarations")
            if row["generation"] or row["specification"]
        ]
        asked = {**drawn["case"], "company": "Nobody"}
        plain = {"case": asked, "policy": drawn.get("policy", {}), "product": drawn["product"]}
        self.case: Case = read_case(write_world(self.world, plain, folder))
        assert self.case.as_of is not None
        self.day = self.case.as_of
        self.record: Any = FlatRecord(folder)
        self.slow = Facts(self.world, plain, known_at=self.case.known_at)
        self._states: dict[tuple[str, str], str | None] = {}

    def state(self, right: str, country: str) -> str | None:
        """Return how the slow reading finds a right in a country on the day."""
        key = right, country
        if key not in self._states:
            self._states[key] = state_in(self.slow, right, country, self.day)
        return self._states[key]

    def sheets(self) -> list[RightSheet]:
        """Return the sheets of all rights."""
        desk = Desk(self.record)
        setting = setting_of(desk.facts, self.day, self.case.known_at, self.case.policy)
        reading = Reading(self.record.connect(), setting, sorted(self.slow.rights))
        then, basis = title_then(reading), basis_of(desk.facts, self.day, self.case.known_at)
        return [sheet_of(reading, right, basis, then) for right in reading.right_ids]

    def company(self, name: str) -> CompanySheet:
        """Return the sheet of a company."""
        return look_up_company(self.record, name, self.day, self.case.known_at, self.case.policy)


def check_rights(read: Read) -> None:
    """Hold states and owners of every right against the slow reading, then and by knowledge."""
    known = min(read.day, read.case.known_at or read.day)
    then = Facts(read.world, read.slow.case, known_at=known)
    for sheet in read.sheets():
        found = {state.country: PHASES.get(state.phase) for state in sheet.states}
        for country in COUNTRIES:
            assert found.get(country) == read.state(sheet.right, country), (sheet.right, country)
        owned = owner(read.slow, sheet.right, read.day)
        assert (sheet.owners.executed or "unknown") == owned
        assert (sheet.owners.recorded or "unknown") == owner(then, sheet.right, read.day)


def check_families(read: Read, count: int) -> None:
    """Hold where some families are in force, and who owns their rights, against it."""
    members: dict[str, set[str]] = {}
    for row in read.world.rows("family_rights"):
        members.setdefault(row["family_id"], set()).add(row["right_id"])
    for family in sorted(members)[:count]:
        sheet = look_up_family(
            read.record, family, read.day, read.case.known_at, read.case.policy
        )  # fmt: skip
        rights = sorted(members[family])
        assert [line.right for line in sheet.rights] == rights
        in_force = {c for c in COUNTRIES for r in rights if read.state(r, c) == "in force"}
        assert set(sheet.in_force) == in_force
        pending = {c for c in COUNTRIES for r in rights if read.state(r, c) == "pending"}
        assert set(sheet.pending) == pending - in_force
        owners = {owner(read.slow, right, read.day) for right in rights}
        assert {*sheet.owners} - {"unknown"} == owners - {"unknown"}


def check_companies(read: Read) -> dict[str, CompanySheet]:
    """Hold every owner's portfolio against what the slow reading says of its rights one by one."""
    slow = read.slow
    owned: dict[str, set[str]] = {}
    for right in slow.rights:
        owned.setdefault(owner(slow, right, read.day), set()).add(right)
    sheets = {}
    for name, rights in owned.items():
        if name.startswith("unknown"):
            continue
        sheet = sheets[name] = read.company(name)
        force = {(r, c) for r in rights for c in COUNTRIES if read.state(r, c) == "in force"}
        waiting = {(r, c) for r in rights for c in COUNTRIES if read.state(r, c) == "pending"}
        assert sheet.in_force == len({right for right, _ in force})
        families = {
            (family, country)
            for right, country in force
            for family in slow.counted_families_of[right]
            if family in slow.leaves
        }
        assert sheet.families_in_force == len({family for family, _ in families})
        countries = {country for _, country in force | waiting}
        assert {
            row.country: (row.in_force, row.families, row.pending) for row in sheet.by_country
        } == {
            country: (
                sum(c == country for _, c in force),
                sum(c == country for _, c in families),
                sum(c == country for _, c in waiting),
            )
            for country in countries
        }
        assert sheet.rights == sheet.in_force + sheet.nowhere + sheet.pending + sheet.ended
    return sheets


def check_clear(read: Read, sheets: dict[str, CompanySheet]) -> None:
    """Hold the portfolios against the holders of an answer for a product of all standards."""
    leaves = {leaf for declared in read.slow.leaves.values() for leaf in declared}
    standards = tuple(sorted({name for leaf in leaves for name in leaf if name}))
    product = Product(name="all", category="smartphone", standards=standards)
    policy = replace(read.case.policy, bundled_ownership=False)
    case = replace(read.case, products=(product,), ownership=(), policy=policy)
    desk = Desk(read.record)
    for row in desk.clear(case, ask(case, markets=sorted(COUNTRIES))):
        counted = {h.holder: h.families for h in row.holders if not h.holder.startswith("unknown")}
        assert counted == {
            name: place.families
            for name, sheet in sheets.items()
            for place in sheet.by_country
            if place.country == row.market and place.families
        }, row.market


@pytest.mark.parametrize("seed", range(4))
def test_sheets_of_a_world(seed: int, tmp_path: Path) -> None:
    """Every right and every owner, and some families, stand as the slow reading finds them."""
    read = Read(seed, tmp_path)
    check_rights(read)
    check_families(read, 2)
    check_companies(read)


def test_portfolios_are_the_holders_of_an_answer(tmp_path: Path) -> None:
    """What a company owns in force by country is what `clear` counts of it as a holder."""
    for seed in range(4, 7):
        read = Read(seed, tmp_path / str(seed))
        check_clear(read, check_companies(read))


@pytest.mark.slow
def test_sheets_of_many_worlds(tmp_path: Path) -> None:
    """They do in many more worlds."""
    for seed in range(100, 110):
        read = Read(seed, tmp_path / str(seed))
        check_rights(read)
        check_clear(read, check_companies(read))
