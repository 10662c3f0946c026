"""What a row of unknowns promises, the engine answers when record or case say so."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.question import ask
from clearway.unknowns import find_unknowns
from engines import FlatRecord
from oracle.world import World
from oracle.worlds import random_question, random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.unknowns import Outcome, Unknown, Unknowns
    from oracle.world import Row

MARKETS = ("CN", "DE", "FR", "US")
SEEDS = range(9)


class Asked:
    """One random world: what is unknown of it, and the engine over altered copies of it."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.world, self.case = random_world(seed)
        self.question = random_question(seed, self.case)
        self.folder, self.copies = folder, 0
        path = write_world(self.world, self.case, folder / "today")
        self._desk = Desk(FlatRecord(path.parent))  # type: ignore[arg-type]
        self._case = read_case(path)

    def unknowns(self) -> Unknowns:
        """Return everything unknown."""
        return find_unknowns(self._case, self._desk, markets=MARKETS, **self.question)

    def when(
        self, row: Unknown, world: World | None = None, case: Row | None = None, **changed: Any
    ) -> tuple[int, int, str]:
        """Answer the cell of a row over another world or case: families, cleared, status."""
        self.copies += 1
        folder = self.folder / f"copy-{self.copies}"
        path = write_world(world or self.world, case or self.case, folder)
        desk = Desk(FlatRecord(folder))  # type: ignore[arg-type]
        altered = read_case(path)
        question = {**self.question, **changed}
        asked = ask(altered, markets=[row.market], products=[row.product], **question)
        (cell,) = desk.clear(altered, asked)
        return cell.families, cell.cleared, cell.status

    def without(self, row: Unknown) -> tuple[int, int, str]:
        """Answer without the deal of a row."""
        left_out = (*self.question["without_deals"], row.subject)
        return self.when(row, without_deals=left_out)

    def with_terms(self, row: Unknown, **terms: Any) -> tuple[int, int, str]:
        """Answer with other terms of the deal of a row."""
        case = deepcopy(self.case)
        for deal in (*case.get("deal", []), *case.get("candidate", [])):
            if deal["id"] == row.subject:
                deal.update(terms)
        return self.when(row, case=case)


def figures(outcome: Outcome) -> tuple[int, int, str]:
    """Return what an outcome promises."""
    return outcome.families, outcome.cleared, outcome.status


def altered(world: World, **tables: list[Row]) -> World:
    """Return the world with other rows in some tables."""
    return World(**{**world.tables, **tables})


def not_in_force(asked: Asked, row: Unknown) -> tuple[int, int, str]:
    """Let every right of a row cease in its market long ago, by a recorded event."""
    events = [
        event for event in asked.world.rows("status_events")
        if not (event["right_id"] in row.entries and event["country"] == row.market)
    ]  # fmt: skip
    events += [
        {"right_id": right, "category": "lapse", "country": row.market,
         "dated_on": date(1990, 1, 1), "source": "tables:random"}
        for right in row.entries
    ]  # fmt: skip
    return asked.when(row, altered(asked.world, status_events=events))


def validated(asked: Asked, row: Unknown) -> tuple[int, int, str]:
    """Let every right of a row be validated in its market, by a recorded event."""
    rows = [
        *asked.world.rows("validations"),
        *({"right_id": right, "country": row.market, "basis": "event", "source": "tables:random"}
          for right in row.entries),
    ]  # fmt: skip
    return asked.when(row, altered(asked.world, validations=rows))


def not_essential(asked: Asked, row: Unknown) -> tuple[int, int, str]:
    """Let the families of a row be declared to no standard; what was declared stays declared to."""
    declared = asked.world.rows("declarations")
    rows = [
        {**d, "generation": None, "specification": None} if d["family_id"] in row.entries else d
        for d in declared
    ]
    decoys = [{**d, "family_id": "decoy", "declaration_id": "decoy"} for d in declared]
    return asked.when(row, altered(asked.world, declarations=rows + decoys))


def declarants(asked: Asked, row: Unknown) -> tuple[int, int, str]:
    """Let the declarant of the rights of a row be their assignee by record."""
    name = row.subject.removeprefix("unknown (declared by ").removesuffix(")")
    rows = [
        *asked.world.rows("applicants"),
        *({"right_id": right, "name": name, "role": "assignee", "organization": True,
           "source": "tables:random"} for right in row.entries),
    ]  # fmt: skip
    return asked.when(row, altered(asked.world, applicants=rows))


def standard(asked: Asked, row: Unknown, outcome: Outcome) -> tuple[int, int, str]:
    """Let the deal of a row cover one standard alone, or none of the product's."""
    if outcome.found.startswith("only "):
        return asked.with_terms(row, standards=[outcome.found.removeprefix("only ")])
    return asked.without(row)


def exhausted(asked: Asked, row: Unknown) -> tuple[int, int, str]:
    """Let the sale of every part of whose rights nothing is said exhaust them."""
    case = deepcopy(asked.case)
    for product in case["product"]:
        for part in product.get("components", []):
            if product["name"] == row.product and "own_rights" not in part:
                part["own_rights"] = "exhausted"
    return asked.when(row, case=case)


def otherwise(asked: Asked, row: Unknown, outcome: Outcome) -> tuple[int, int, str] | None:
    """Say by record or case what an outcome says, and ask again; None where nothing can say it."""
    if row.kind == "force":
        is_today = outcome.found in {"validated here", "granted", "kept up"}
        return (validated if is_today else not_in_force)(asked, row)
    if row.topic == "standards":
        return standard(asked, row, outcome)
    if row.topic == "status" and outcome.found == "it is so":
        return asked.when(row, with_deals=(*asked.question["with_deals"], row.subject))
    ways = {
        "assessment": lambda: not_essential(asked, row),
        "unknown owner": lambda: declarants(asked, row),
        "status": lambda: asked.without(row),
        "ends": lambda: asked.with_terms(row, ends=asked.question["as_of"]),
        "territory": lambda: asked.with_terms(row, territory={"exclude": [row.market]}),
        "exhausts": lambda: asked.with_terms(row, exhausts=True),
        "own_rights": lambda: exhausted(asked, row),
    }
    is_docdb = asked.case.get("policy", {}).get("family", "etsi") != "etsi"
    if row.topic not in ways or (row.topic == "assessment" and is_docdb):
        return None
    return ways[row.topic]()


def check(seed: int, folder: Path) -> Counter[str]:
    """Hold one row of each topic of a world against the engine; return which were held."""
    asked = Asked(seed, folder)
    held: Counter[str] = Counter()
    answer = asked.unknowns()
    today = {(product, market): figures(outcome) for product, market, outcome in answer.today}
    drawn = Random(seed).sample(answer.results, len(answer))
    for row in {row.topic: row for row in drawn}.values():
        assert figures(row.outcomes[0]) == today[row.product, row.market], (seed, row)
        for outcome in row.outcomes[1:]:
            found = otherwise(asked, row, outcome)
            if found is not None:
                assert found == figures(outcome), (seed, row)
                held[row.topic] += 1
    return held


@pytest.mark.slow
def test_resolving_an_unknown_gives_what_its_row_promised(tmp_path: Path) -> None:
    """Families, cleared and status, each way, over worlds in which every topic comes up."""
    held: Counter[str] = Counter()
    for seed in SEEDS:
        held += check(seed, tmp_path / f"{seed}")
    assert {"validation", "grant", "end", "assessment", "unknown owner", "ends"} <= set(held), held


@pytest.mark.parametrize("seed", range(4))
def test_each_right_stands_in_one_row_and_the_order_is_fixed(seed: int, tmp_path: Path) -> None:
    """One look into a register settles a right; asked again, the rows come in the same order."""
    asked = Asked(seed, tmp_path)
    answer = asked.unknowns()
    looked_up = Counter(
        (row.product, row.market, right)
        for row in answer if row.kind == "force" for right in row.entries
    )  # fmt: skip
    assert set(looked_up.values()) <= {1}
    assert asked.unknowns().to_dict() == answer.to_dict()
