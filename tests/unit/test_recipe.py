"""The recipe: equal ones give equal answers, every choice is in it, and it travels with files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from clearway.app import Desk
from clearway.case import (
    Burden,
    Case,
    ExchangeRate,
    Policy,
    VenueNote,
    Weights,
    read_case,
)
from clearway.clearance.question import ask
from clearway.clearance.recipe import SHORT, digest, recipe_in
from clearway.cli.answers import write_answer
from clearway.export.tables import to_csv, to_parquet
from engines import FlatRecord
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

OTHER: dict[str, Any] = {
    "ep_validation": ("DE", "FR"),
    "family": "docdb",
    "grant_lag_days": {"default": 1460, "US": 1096},
    "term_years": {"default": 20, "CN": 10},
    "pending_max_years": 11,
    "unknown_estimated_share": 0.5,
    "statuses": ("signed",),
    "covered_share": 0.9,
    "enforcer_years": 5,
    "essentiality": "assessed",
    "estimates": "left-out",
    "owners": "declarants",
    "unknown_owners": "declarants",
    "probable_names": False,
    "bundled_ownership": False,
    "control_share": 0.25,
    "open_when": "covered",
    "aggregate_burden": {"4G": Burden(0.05, 0.1, "s")},
    "multimode_weights": Weights({"4G": 1.0}, "s"),
    "exchange_rates": {"EUR": ExchangeRate(1.14, "USD", "s")},
    "market_weights": Weights({"DE": 1.0}, "s"),
    "ranking_weights": Weights({"share": 1.0}, "s"),
    "probability_words": Weights({"plans": 0.6}, "s"),
    "venue": {"DE": VenueNote("bifurcated", "s")},
}
"""Another choice for every key of the policy."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random world on disk, with deals and several products."""
    folder = tmp_path_factory.mktemp("world")
    write_world(*random_world(2), folder)
    return folder


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    """Its record, held open."""
    return Desk(FlatRecord(folder))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    """Its case, under the policy's defaults."""
    return replace(read_case(folder / "case.toml"), policy=Policy())


def recipe(desk: Desk, case: Case, **question: Any) -> str:
    """Return the hash of the recipe of a question."""
    return desk.header(case, ask(case, **question)).recipe.hash


@pytest.mark.parametrize("seed", range(4))
def test_equal_recipes_give_equal_bytes(seed: int, tmp_path: Path) -> None:
    """Two desks over copies of a world, kernel and rules, give one recipe and the same bytes."""
    told, hashes = set(), set()
    for copy, engine in (("a", None), ("b", "duckdb")):
        path = write_world(*random_world(seed), tmp_path / copy)
        path.write_text(f"# {copy}: a comment is no choice\n" + path.read_text(encoding="utf-8"))
        copied = read_case(path)
        desk = Desk(FlatRecord(tmp_path / copy))  # type: ignore[arg-type]
        answer = desk.clear(copied, ask(copied), engine)
        hashes.add(answer.header.recipe.hash)
        told.add((json.dumps(answer.to_dict()), to_csv(answer.to_arrow())))
    assert (len(hashes), len(told)) == (1, 1)


@pytest.mark.parametrize("name", [f.name for f in fields(Policy) if f.compare])
def test_every_choice_of_the_policy_counts(desk: Desk, case: Case, name: str) -> None:
    """Another value of any key of the policy changes the hash, and shows in the choices."""
    changed = replace(case, policy=replace(case.policy, **{name: OTHER[name]}))
    assert recipe(desk, changed) != recipe(desk, case)
    choices = desk.header(changed, ask(changed)).recipe.choices
    assert name in choices["policy"]


def test_every_choice_of_the_question_counts(desk: Desk, case: Case) -> None:
    """Each option of a question, a deal or product that differs, gives a hash of its own."""
    whole = ask(case)
    deal, product = case.deals[0], whole.products[0]
    another = next(c for c in case.companies if c.name != whole.company)
    asked = [
        whole,
        ask(case, as_of=date(2011, 1, 1)),
        ask(case, known_at=date(2011, 1, 1)),
        ask(case, markets=["DE"]),
        ask(case, without_deals=[deal.id]),
        ask(case, with_deals=[deal.id]),
        replace(whole, company=another.name),
        replace(whole, products=(replace(product, category="tablet"), *whole.products[1:])),
        replace(whole, deals=(replace(deal, effective=date(1990, 1, 1)), *whole.deals[1:])),
    ]
    assert len({desk.header(case, question).recipe.hash for question in asked}) == len(asked)


def test_whatever_the_case_says_counts(desk: Desk, case: Case) -> None:
    """A word more in the case changes the hash; where it was written does not."""
    assert recipe(desk, replace(case, question="Another?")) != recipe(desk, case)
    moved = replace(case, path=None, texts={}, place=None)
    assert recipe(desk, moved) == recipe(desk, case)


def test_the_snapshot_and_its_editions_count(folder: Path, desk: Desk, case: Case) -> None:
    """Another snapshot, or another edition of a source, changes the hash."""
    others = [
        FlatRecord(folder, snapshot_id="other"),
        FlatRecord(folder, editions={"etsi": "2026-10-09"}),
    ]
    hashes = {recipe(Desk(record), case) for record in others}  # type: ignore[arg-type]
    assert len({*hashes, recipe(desk, case)}) == 3


def test_an_answer_adds_its_own_choices(desk: Desk, case: Case) -> None:
    """A difference and an explanation name their kind and what they were asked for."""
    deals = [deal.id for deal in case.deals[:2]]
    one, two = (desk.diff(case, [deal]).header.recipe for deal in deals)
    assert one.choices["answer"] == "diff"
    assert one.choices["compared"] == deals[:1]
    assert len({one.hash, two.hash, recipe(desk, case)}) == 3


def test_the_hash_is_that_of_the_choices(desk: Desk, case: Case) -> None:
    """Whoever has the JSON can check the hash without this program's own types."""
    told = json.loads(json.dumps(desk.clear(case, ask(case)).to_dict()))["recipe"]
    assert told["hash"] == digest(told["choices"])


def test_the_recipe_travels_with_files(desk: Desk, case: Case, tmp_path: Path) -> None:
    """Parquet has the recipe whole, CSV its hash in every row and the whole beside the file."""
    answer = desk.clear(case, ask(case))
    whole = answer.header.recipe.to_dict()
    assert recipe_in(pq.read_table(io.BytesIO(to_parquet(answer.to_arrow())))) == whole
    write_answer(answer, "csv", tmp_path / "answer.csv", repr)
    with (tmp_path / "answer.csv").open(encoding="utf-8") as stream:
        assert {row["recipe"] for row in csv.DictReader(stream)} == {whole["hash"][:SHORT]}
    assert json.loads((tmp_path / "answer.csv.recipe.json").read_text()) == whole
