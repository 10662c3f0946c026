"""Every number opens: explanations agree with the counts, and misses with the slow reading."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clearway.app import Desk
from clearway.case import read_case
from clearway.case.words import DEAL_KINDS
from clearway.clearance.question import ask
from clearway.errors import UsageError
from engines import FlatRecord
from oracle import World
from oracle.deals import Use, pair_reasons
from oracle.facts import Facts
from oracle.misses import nearest
from oracle.owners import owner
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from clearway.case import Case


class Opened:
    """A world on disk, its case, and the slow reading's facts of both."""

    def __init__(self, world: World, case: dict[str, Any], folder: Path) -> None:
        """Write the world and hold its record open."""
        self.case: Case = read_case(write_world(world, case, folder))
        self.desk = Desk(FlatRecord(folder))  # type: ignore[arg-type]
        self.raw = case
        every = [deal["id"] for deal in case.get("deal", [])]
        known = case["case"].get("known_at")
        self.facts = Facts(world, case, known_at=known)
        self.every = Facts(world, case, known_at=None, with_deals=every).deals

    def rows(self) -> Iterator[dict[str, Any]]:
        """Answer the case: one row for each product and market."""
        yield from (row.to_dict() for row in self.desk.clear(self.case, ask(self.case)))

    def explain(self, row: dict[str, Any], **what: str) -> dict[str, Any]:
        """Open one row for a holder or a family."""
        answer = self.desk.explain(
            self.case, row["market"], products=[row["product"]], **what
        ).to_dict()
        (result,) = answer["results"]
        return dict(result)


def opened(seed: int, folder: Path) -> Opened:
    """Put a random world on disk."""
    world, case = random_world(seed)
    return Opened(world, case, folder)


def pairs_of(result: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return (right, pair) of everything alive that an explanation shows."""
    for family in result["families"]:
        for right in family["rights"]:
            for pair in right["pairs"]:
                yield right["right"], pair


@pytest.mark.parametrize("seed", range(300, 312))
def test_a_holder_opens_to_its_row(seed: int, tmp_path: Path) -> None:
    """The families, cleared and exposed of an explanation are those of the holder's row."""
    world = opened(seed, tmp_path)
    for row in list(world.rows())[:4]:
        for holder in row["holders"][:4]:
            result = world.explain(row, holder=holder["holder"])
            figures = [result[name] for name in ("families_in_force", "cleared", "exposed")]
            assert figures == [holder[name] for name in ("families", "cleared", "exposed")]


WITH_MISSES = (403, 404, 405, 407, 408, 415, 431, 432, 483, 487, 500, 608)
"""Worlds in which deals of every kind, and parts, come near to clearing something."""


def test_reasons_and_misses_are_those_of_the_reading(tmp_path: Path) -> None:
    """What clears a pair, and which conditions of the nearest deals failed, agree."""
    near = set()
    for seed in WITH_MISSES:
        world = opened(seed, tmp_path / f"{seed}")
        kinds = {deal["id"]: deal["kind"] for deal in world.every}
        for row in list(world.rows())[:3]:
            for holder in row["holders"][:3]:
                for right, pair in pairs_of(world.explain(row, holder=holder["holder"])):
                    check_pair(world, row, right, pair)
                    near |= {
                        kind_of(miss["deal"], kinds) for miss in pair.get("nearest_misses", ())
                    }
    assert near == {*DEAL_KINDS, "component", "through a component"}


def kind_of(way: str, kinds: Mapping[str, str]) -> str:
    """Return the kind of the deal that a miss is of, or how a component comes in."""
    if " through " in way:
        return "through a component"
    return kinds.get(way, "component")


def check_pair(world: Opened, row: dict[str, Any], right: str, pair: dict[str, Any]) -> None:
    """Hold the reasons and the misses of one pair against the slow reading."""
    product = next(p for p in world.raw["product"] if p["name"] == row["product"])
    use = Use(
        frozenset({product["name"], product["category"]}),
        row["market"],
        world.raw["case"]["as_of"],
    )
    generation, specification = pair["leaf"].split("|", 1)
    at = (right, (generation or None, specification or None))
    company = world.facts.names.company(world.raw["case"]["company"])
    expected = pair_reasons(world.facts, company, product, use, at)
    assert {reason["reason"] for reason in pair["reasons"]} == expected
    assert pair["cleared"] == bool(expected)
    if pair["cleared"]:
        assert "nearest_misses" not in pair
        return
    told = {
        miss["deal"]: frozenset(failed["condition"] for failed in miss["failed"])
        for miss in pair["nearest_misses"]
    }
    ways = nearest(world.facts, world.every, company, product, use, at)
    assert set(told) == set(ways)
    assert all(failed in ways[name] for name, failed in told.items())


@pytest.mark.parametrize("seed", range(340, 346))
def test_a_family_opens_whole(seed: int, tmp_path: Path) -> None:
    """An explanation of a family shows all rights that count in it, with effect or without."""
    world = opened(seed, tmp_path)
    touching = [product["name"] for product in world.raw["product"] if product["standards"]]
    for family, rights in sorted(world.facts.counted_rights_of.items() if touching else ()):
        result = world.explain({"market": "DE", "product": touching[0]}, family=family)
        (entry,) = result["families"]
        assert [right["right"] for right in entry["rights"]] == sorted(rights)
        for right in entry["rights"]:
            assert (right["phase"] == "none") == (not right["pairs"])
            as_of = world.raw["case"]["as_of"]
            if right["pairs"]:
                assert right["owner"] == owner(world.facts, right["right"], as_of)


def one_right(**case: Any) -> tuple[World, dict[str, Any]]:
    """Return a world of one German patent that A declared, sold to N by somebody else."""
    world = World(
        families=[{"family_id": "F1", "family_kind": "given", "title": "Handover"}],
        rights=[
            {
                "right_id": "DE-1",
                "office": "DE",
                "publication_numbers": ["DE-1-B4"],
                "filed_on": date(2008, 1, 1),
                "granted_on": date(2012, 1, 1),
            },
            {
                "right_id": "CN-1",
                "office": "CN",
                "publication_numbers": ["CN-1-B"],
                "filed_on": date(2008, 1, 1),
                "granted_on": date(2012, 1, 1),
            },
        ],
        family_rights=[
            {"family_id": "F1", "right_id": "DE-1"},
            {"family_id": "F1", "right_id": "CN-1"},
        ],
        declarations=[
            {
                "declaration_id": "1",
                "family_id": "F1",
                "declarant": "A",
                "is_proprietor": True,
                "reference": "ISLD-1",
                "generation": "4G",
                "signed_on": date(2010, 1, 1),
            }
        ],
        transfers=[
            {
                "right_id": "DE-1",
                "from_name": "B",
                "to_name": "N",
                "executed_on": date(2016, 5, 1),
                "sequence": 1,
            }
        ],
        names=[{"name": name, "company_id": name} for name in "ABN"],
        coverage=[{"office": office} for office in ("DE", "CN")],
    )
    whole = {
        "case": {"id": "one", "company": "X", "as_of": date(2018, 1, 1), "markets": ["DE"]},
        "company": [{"name": name} for name in "ABNX"],
        "product": [{"name": "phone", "category": "smartphone", "standards": ["4G"]}],
        **case,
    }
    return world, whole


def purchase(**terms: Any) -> dict[str, Any]:
    """Return a purchase by X from N in 2017."""
    return {
        "id": "bought",
        "kind": "purchase",
        "status": "signed",
        "effective": date(2017, 1, 1),
        "seller": "N",
        "buyer": "X",
        **terms,
    }


def the_rights(world: Opened, **what: str) -> dict[str, dict[str, Any]]:
    """Open the only family of the small world; return its rights."""
    result = world.explain({"market": "DE", "product": "phone"}, **what)
    return {right["right"]: right for right in result["families"][0]["rights"]}


def test_a_right_without_effect_is_shown_with_its_family_only(tmp_path: Path) -> None:
    """A Chinese patent has no effect in Germany: the family shows it, the holder does not."""
    world = Opened(*one_right(), tmp_path)
    rights = the_rights(world, family="F1")
    assert rights["CN-1"]["phase"] == "none"
    assert not rights["CN-1"]["effect"]
    assert list(the_rights(world, holder="N")) == ["DE-1"]


def test_a_break_in_the_chain_of_title_is_listed(tmp_path: Path) -> None:
    """A transfer by a company that did not own the right applies, and is listed."""
    right = the_rights(Opened(*one_right(), tmp_path), family="F1")["DE-1"]
    assert [owner["owner"] for owner in right["owners"]] == ["A", "N"]
    (found,) = right["breaks"]
    assert (found["on"], found["from"], found["owner"]) == ("2016-05-01", "B", "A")


def test_a_sale_within_the_group_is_no_break(tmp_path: Path) -> None:
    """A transfer by a sister of the owner leaves the chain of title whole."""
    ownership = [{"child": name, "parent": "Holding"} for name in "AB"]
    names = [{"name": name} for name in ("A", "B", "N", "X", "Holding")]
    world = Opened(*one_right(ownership=ownership, company=names), tmp_path)
    assert the_rights(world, family="F1")["DE-1"]["breaks"] == []


@pytest.mark.parametrize(
    ("terms", "failed"),
    [
        ({"count": 1500}, {"family": "unidentified purchase (1500 patents): no list"}),
        ({}, {"family": "unidentified purchase (no number): no list"}),
        ({"families": ["F9"]}, {"family": "F1 is not on its list"}),
        (
            {"families": ["F1"], "status": "rumored"},
            {"status": "rumored, left out, or not known on the day: it does not count"},
        ),
        (
            {"rights": ["DE 1 B4"], "effective": date(2018, 1, 2)},
            {"term": "from 2018-01-02; asked for 2018-01-01"},
        ),
    ],
)
def test_a_purchase_that_nearly_cleared(
    terms: dict[str, Any], failed: dict[str, str], tmp_path: Path
) -> None:
    """A purchase from the owner that does not reach the right is told, with what it lacks."""
    world = Opened(*one_right(deal=[purchase(**terms)]), tmp_path)
    (pair,) = the_rights(world, family="F1")["DE-1"]["pairs"]
    (miss,) = pair["nearest_misses"]
    assert miss["deal"] == "bought"
    assert {f["condition"]: f["detail"] for f in miss["failed"]} == failed


def test_a_purchase_from_a_stranger_is_no_near_miss(tmp_path: Path) -> None:
    """A purchase from a company that never owned the right says nothing about it."""
    world = Opened(*one_right(deal=[purchase(seller="B", count=10)]), tmp_path)
    (pair,) = the_rights(world, family="F1")["DE-1"]["pairs"]
    assert pair["nearest_misses"] == []


def test_holder_or_family_not_both(tmp_path: Path) -> None:
    """Neither, both, or unknown ones are errors that say what to give."""
    world = Opened(*one_right(), tmp_path)
    row = {"market": "DE", "product": "phone"}
    for wrong in ({}, {"holder": "N", "family": "F1"}):
        with pytest.raises(UsageError, match=r"either a holder .* or a family"):
            world.explain(row, **wrong)
    with pytest.raises(UsageError, match="no family 'F9'"):
        world.explain(row, family="F9")
    with pytest.raises(UsageError, match="'X' owns no declared right"):
        world.explain(row, holder="X")


def test_a_license_may_list_any_family_of_a_right(tmp_path: Path) -> None:
    """A license that lists another family of the right fails by its territory alone."""
    world, case = one_right(
        deal=[
            {
                "id": "elsewhere",
                "kind": "license",
                "status": "signed",
                "effective": date(2017, 1, 1),
                "grantors": ["N"],
                "grantees": ["X"],
                "families": ["F2"],
                "territory": {"exclude": ["DE"]},
            }
        ]
    )
    both = [*world.rows("family_rights"), {"family_id": "F2", "right_id": "DE-1"}]
    families = [*world.rows("families"), {"family_id": "F2", "family_kind": "given"}]
    wider = World(**{**world.tables, "family_rights": both, "families": families})
    (pair,) = the_rights(Opened(wider, case, tmp_path), family="F1")["DE-1"]["pairs"]
    (miss,) = pair["nearest_misses"]
    assert [failed["condition"] for failed in miss["failed"]] == ["territory"]
