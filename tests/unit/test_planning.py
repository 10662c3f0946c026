"""Plans on small hand-made records: what opens, what it costs, what stands in the way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from published import validator
from small_worlds import one_family_each

from clearway.app import Desk
from clearway.case import ExchangeRate, Money, Weights, read_case, write_case
from clearway.charts.frontier import frontier_chart
from clearway.cli import clearway
from clearway.errors import UsageError
from clearway.export.plans import plan_table
from clearway.export.terminal import to_text
from clearway.planning import certificate, plan
from clearway.planning.certificate import DisagreementError
from engines import FlatRecord
from oracle.worlds import write_world

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.case import Case, Deal

HOLDERS = ("Alpha", "Beta", "Gamma")
RIGHTS = {
    "DE-1": ("Alpha", "4G"), "DE-2": ("Alpha", "4G"), "DE-3": ("Beta", "4G"),
    "US-4": ("Alpha", "4G"), "US-5": ("Gamma", "4G"), "FR-6": ("Beta", "4G"),
    "FR-7": ("Gamma", "4G"), "FR-8": ("Gamma", "4G"),
}  # fmt: skip
"""Alpha holds two of three in DE, one of two in US; Gamma one of two in US, two of three in FR."""
SUED = {"DE": "Alpha", "US": "Alpha", "FR": "Beta"}


def a_candidate(name: str, **keys: Any) -> dict[str, Any]:
    """Return a license of one holder."""
    grantor = name.capitalize()
    return {"id": name, "kind": "license", "grantors": [grantor], "grantees": ["Xeno"], **keys}


def cost(amount: float, currency: str = "USD") -> dict[str, Any]:
    """Return a cost."""
    return {"amount": float(amount), "currency": currency}


CASE: dict[str, Any] = {
    "case": {"id": "small", "company": "Xeno", "as_of": date(2018, 1, 1),
             "markets": ["DE", "FR", "US"]},
    "company": [{"name": "Xeno"}],
    "product": [{"name": "phone", "category": "smartphone", "standards": ["4G"]}],
    "pool": [{"name": "Pool", "members": [{"company": "Alpha"}, {"company": "Beta"}]}],
    "candidate": [
        a_candidate("alpha", cost=cost(10)), a_candidate("beta", cost=cost(4)),
        a_candidate("gamma", cost=cost(7)),
        {"id": "pool", "kind": "pool-license", "pool": "Pool", "grantees": ["Xeno"],
         "cost": cost(12)},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The record held open: three markets, three holders, a suit in each market."""
    folder = tmp_path_factory.mktemp("plan")
    suits = [
        {"suit_id": market, "country": market, "filed_on": date(2015, 1, 1), "plaintiffs": [who],
         "defendants": ["Other"], "action": "infringement", "basis": "declared", "right_ids": []}
        for market, who in SUED.items()
    ]  # fmt: skip
    world = one_family_each(
        RIGHTS, [*HOLDERS, "Xeno", "Other"], suits=suits,
        coverage=[{"office": office, "rights": 3} for office in ("DE", "FR", "US")],
    )  # fmt: skip
    write_world(world, CASE, folder)
    return Desk(FlatRecord(folder))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def case(desk: Desk) -> Case:
    """The case beside it."""
    return read_case(desk.record.path / "case.toml")


def with_candidates(case: Case, *ids: str, **changes: Any) -> Case:
    """Return the case with some of its candidates, changed alike."""
    chosen = tuple(replace(deal, **changes) for deal in case.candidates if deal.id in ids)
    return replace(case, candidates=chosen)


def ids(answer: Any) -> list[str]:
    """Return the deals of a plan in order."""
    return [deal.id for deal in answer]


def opened(answer: Any) -> set[str]:
    """Return the markets that a plan leaves open."""
    return {market.market for market in answer.markets if market.is_open_after}


def test_a_pool_is_taken_where_it_is_cheaper_than_its_members(case: Case, desk: Desk) -> None:
    """All three markets are quiet once Alpha and Beta are cleared: the pool does it for 12."""
    answer = plan(case, desk, open_when="quiet")
    assert (ids(answer), answer.cost, opened(answer)) == (["pool"], 12.0, {"DE", "FR", "US"})
    assert answer.demand_before == 0.0
    assert answer.demand_after == pytest.approx(1.0)
    assert (answer.proof.status, answer.proof.is_least, answer.proof.gap) == ("optimal", True, 0.0)


def test_a_budget_takes_what_opens_the_most(case: Case, desk: Desk) -> None:
    """For 11, Alpha opens two markets; for 4, Beta opens one; for 3, nothing does."""
    for budget, chosen in ((11, ["alpha"]), (4, ["beta"]), (3.99, [])):
        assert ids(plan(case, desk, open_when="quiet", budget=float(budget))) == chosen


def test_a_market_may_weigh_more_than_two(case: Case, desk: Desk) -> None:
    """With France worth more than the others together, Beta goes before Alpha."""
    policy = replace(case.policy, market_weights=Weights({"FR": 5.0, "DE": 1.0, "US": 1.0}, "memo"))
    answer = plan(replace(case, policy=policy), desk, open_when="quiet", max_deals=1,
                  candidates="case", budget=11.0)  # fmt: skip
    assert ids(answer) == ["beta"]
    assert answer.demand_after == pytest.approx(5 / 7)
    assert answer.terms.demand.measure == "weights"


def test_deals_that_exclude_each_other_are_not_both_made(case: Case, desk: Desk) -> None:
    """Alpha and Beta exclude each other and the pool is not on offer: two markets, not three."""
    some = with_candidates(case, "alpha", "beta")
    clashing = tuple(
        replace(deal, excludes=("beta",)) if deal.id == "alpha" else deal
        for deal in some.candidates
    )
    answer = plan(replace(some, candidates=clashing), desk, open_when="quiet")
    assert (ids(answer), opened(answer)) == (["alpha"], {"DE", "US"})


def test_a_share_counts_families_whoever_sues(case: Case, desk: Desk) -> None:
    """At two thirds, Gamma alone opens France, where Beta has sued; barred apart, that counts."""
    some = with_candidates(case, "gamma")
    answer = plan(some, desk, open_when=2 / 3)
    assert opened(answer) == {"FR"}
    row = next(market for market in answer.markets if market.market == "FR")
    assert row.status_after == "contested"
    assert row.share_after == pytest.approx(2 / 3)


def test_covered_takes_every_holder(case: Case, desk: Desk) -> None:
    """France takes Beta and Gamma, 11; Germany Alpha and Beta, 12 by the pool."""
    assert opened(plan(case, desk, open_when="covered", budget=11.0)) == {"FR"}
    assert opened(plan(case, desk, open_when="covered", reach=["DE"])) == {"DE"}
    assert opened(plan(case, desk, open_when="covered")) == {"DE", "FR", "US"}


def test_markets_are_reached_at_the_least_cost(case: Case, desk: Desk) -> None:
    """DE and FR take Alpha and Beta: the pool, at 12, undercuts the two at 14."""
    answer = plan(case, desk, open_when="quiet", reach=["de", "FR"])
    assert (ids(answer), answer.cost, answer.proof.bound) == (["pool"], 12.0, 12.0)
    free = with_candidates(case, "alpha", "beta", cost=None)
    by_number = plan(free, desk, open_when="quiet", reach=["DE", "FR"])
    assert (ids(by_number), by_number.proof.bound) == (["alpha", "beta"], 2)
    assert answer.frontier == ()


def test_what_cannot_be_reached_says_why(case: Case, desk: Desk) -> None:
    """Nobody offers a license of Beta: France is out of reach, and Beta is named."""
    answer = plan(with_candidates(case, "alpha", "gamma"), desk, open_when="quiet", reach=["FR"])
    assert (answer.proof.status, ids(answer)) == ("infeasible", [])
    row = next(market for market in answer.markets if market.market == "FR")
    assert (row.obstacle, row.enforcers_without) == ("no_candidate", ("Beta",))
    share = plan(with_candidates(case, "beta"), desk, open_when=0.9)
    us = next(market for market in share.markets if market.market == "US")
    assert (us.obstacle, us.most_share) == ("share", 0.0)


def test_a_budget_too_small_says_what_it_takes(case: Case, desk: Desk) -> None:
    """For 11 DE and FR cannot both be opened; without the limit it takes one deal of 12."""
    answer = plan(case, desk, open_when="quiet", reach=["DE", "FR"], budget=11.0)
    proof = answer.proof
    assert (proof.status, proof.least_cost, proof.least_deals) == ("infeasible", 12.0, 1)


def test_a_purchase_clears_what_it_moves_and_may_clash_with_a_license(
    case: Case, desk: Desk
) -> None:
    """Buying Alpha's German families opens Germany; bought by another, they are nobody's license.

    A rival's purchase of them moves them out of Alpha's license only if it comes before it.
    """
    families = ("F-DE-1", "F-DE-2")
    bought = _purchase(case, "buy", "Xeno", families, 3)
    answer = plan(replace(case, candidates=(bought,)), desk, open_when="quiet")
    assert (ids(answer), opened(answer)) == (["buy"], {"DE"})
    assert answer.deals[0].rights_bought == 2
    rival = replace(_purchase(case, "rival", "Gamma", families, 0), effective=date(2017, 1, 1))
    license_ = next(deal for deal in case.candidates if deal.id == "alpha")
    answer = plan(replace(case, candidates=(license_, rival)), desk, open_when="covered",
                  reach=["DE"])  # fmt: skip
    assert answer.proof.status == "infeasible"


def _purchase(case: Case, name: str, buyer: str, families: tuple[str, ...], price: float) -> Deal:
    return replace(
        case.candidates[0], id=name, kind="purchase", grantors=(), grantees=(), seller="Alpha",
        buyer=buyer, families=families, cost=Money(price, "USD"),
    )  # fmt: skip


def test_generated_candidates_are_one_per_holder_and_pool(case: Case, desk: Desk) -> None:
    """Without candidates in the case each exposed holder and each pool may be asked."""
    bare = replace(case, candidates=())
    answer = plan(bare, desk, open_when="quiet", max_deals=1)
    assert ids(answer) == ["pool-pool"]
    assert (answer.terms.aim, answer.cost, answer.deals[0].is_generated) == ("deals", None, True)
    both = plan(case, desk, open_when="covered", candidates="both", max_deals=3)
    assert set(ids(both)) <= {"alpha", "beta", "gamma", "pool"}


def test_generated_costs_are_a_years_burden(case: Case, desk: Desk) -> None:
    """At 100 USD and 1,000 units, 3.3 to 10 % of the price is shared by the families in force."""
    priced = replace(
        case, candidates=(), pools=(),
        products=(replace(case.products[0], price=Money(100.0, "USD")),),
    )  # fmt: skip
    low, high = (
        plan(priced, desk, open_when="quiet", units=1000.0, price=level, budget=1e6)
        for level in ("low", "high")
    )
    alpha = next(each.cost or 0.0 for each in low if each.id == "license-alpha")
    assert alpha == pytest.approx(1000 * 100 * 0.033 * (2 / 3 + 1 / 2), abs=0.01)
    assert {each.id: each.cost for each in high}["license-alpha"] == pytest.approx(
        alpha / 0.033 * 0.10, abs=0.05
    )
    assert (low.terms.price_level, low.terms.currency) == ("low", "USD")


def test_currencies_are_never_mixed_without_a_rate(case: Case, desk: Desk) -> None:
    """Two currencies are an error; with a rate they add up, exactly."""
    mixed = replace(
        case, candidates=tuple(
            replace(deal, cost=Money(4.0, "EUR")) if deal.id == "beta" else deal
            for deal in case.candidates
        ),
    )  # fmt: skip
    with pytest.raises(UsageError, match="EUR and USD"):
        plan(mixed, desk, open_when="quiet")
    with pytest.raises(UsageError, match="add a rate for EUR"):
        plan(mixed, desk, open_when="quiet", currency="USD")
    rates = {"EUR": ExchangeRate(1.25, "USD", "memo")}
    answer = plan(replace(mixed, policy=replace(case.policy, exchange_rates=rates)), desk,
                  open_when="quiet", currency="USD", budget=5.0)  # fmt: skip
    assert (ids(answer), answer.cost) == (["beta"], 5.0)


def test_a_candidate_without_a_cost_is_left_out_of_a_budget(case: Case, desk: Desk) -> None:
    """It is named with the reason, and weighed where only the number of deals counts."""
    free = replace(
        case, candidates=tuple(
            replace(deal, cost=None) if deal.id == "pool" else deal for deal in case.candidates
        ),
    )  # fmt: skip
    answer = plan(free, desk, open_when="quiet", budget=20.0)
    assert [each.id for each in answer.left_out] == ["pool"]
    assert ids(plan(free, desk, open_when="quiet", max_deals=1)) == ["pool"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"budget": -1.0}, "out of range"),
        ({"budget": float("nan")}, "no amount"),
        ({"budget": float("inf")}, "no amount"),
        ({"budget": 1e300}, "out of range"),
        ({"max_deals": -1}, "whole number"),
        ({"open_when": 1.5}, "quiet, covered"),
        ({"open_when": "nan"}, "quiet, covered"),
        ({"open_when": "ajar"}, "quiet, covered"),
        ({"time_limit": 0.0}, "more than 0"),
        ({"time_limit": float("nan")}, "more than 0"),
        ({"reach": ["ZZ"]}, "unknown market"),
        ({"reach": ["JP"]}, "not among the markets"),
        ({"demand": "gdp_usd"}, "neither case nor record"),
        ({"candidates": "mine"}, "case, generated, both"),
    ],
)
def test_hostile_options_are_refused_in_words(
    case: Case, desk: Desk, asked: dict[str, Any], words: str
) -> None:
    """Each wrong option is one clear error."""
    with pytest.raises(UsageError, match=words):
        plan(case, desk, **asked)


def test_nothing_to_choose_from_says_what_to_do(case: Case, desk: Desk) -> None:
    """A budget over candidates without any cost is an error that names the remedy."""
    with pytest.raises(UsageError, match=r"\[\[candidate\]\] entries with a cost"):
        plan(replace(case, candidates=(), pools=()), desk, budget=5.0)


def test_a_plan_that_the_engine_denies_is_not_given(
    case: Case, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the model to count one family too many, there would be no plan but an error."""
    real = certificate.certify

    def lying(sought: Any, model: Any, rule: Any, choice: Any) -> Any:
        cells = (replace(model.cells[0], cleared=model.cells[0].cleared + 1), *model.cells[1:])
        return real(sought, replace(model, cells=cells), rule, choice)

    monkeypatch.setattr("clearway.planning.choosing.certify", lying)
    with pytest.raises(DisagreementError, match="defect of Clearway"):
        plan(case, desk, open_when="quiet")


def test_the_same_question_gives_the_same_bytes(case: Case, desk: Desk) -> None:
    """The plan is the same again, and whatever the order of the candidates."""
    turned = replace(case, candidates=tuple(reversed(case.candidates)))
    one, other = (plan(case, desk, open_when="quiet").to_dict() for _ in range(2))
    assert json.dumps(one) == json.dumps(other)
    assert ids(plan(turned, desk, open_when="quiet")) == [deal["id"] for deal in one["deals"]]


def test_answers_fit_the_schema_the_terminal_and_a_chart(case: Case, desk: Desk) -> None:
    """JSON is as published, Arrow has a row per deal, the text fits, the chart has every point."""
    for asked in ({"budget": 11.0}, {"reach": ["DE"]}, {"reach": ["DE", "FR"], "budget": 1.0}):
        answer = plan(case, desk, open_when="quiet", **asked)
        validator("plan").validate(json.loads(json.dumps(answer.to_dict())))
        assert [row["id"] for row in answer.to_arrow().to_pylist()] == ids(answer)
        text = to_text(plan_table(answer), plain=True)
        assert "Declared is not essential" in text
        assert max(map(len, text.splitlines())) <= 110
    answer = plan(case, desk, open_when="quiet", budget=11.0)
    points = [point.to_dict() for point in answer.frontier]
    assert [point["cost"] for point in points] == [0.0, 4.0, 10.0, 12.0]
    here = {"cost": answer.cost, "deals": 1, "demand_open": answer.demand_after}
    spec = frontier_chart(points, here, "Cost against demand", currency="USD")
    assert len(spec["usermeta"]["clearway"]["table"]["rows"]) == 4
    with pytest.raises(UsageError, match="needs points"):
        frontier_chart([], here, "Nothing")


def test_the_command_answers_and_refuses(
    case: Case, desk: Desk, tmp_path: Path, monkeypatch: Any
) -> None:
    """JSON alone is on standard output; a wrong option is one line and exit code 2."""
    monkeypatch.setattr("clearway.record.open_record", lambda _: desk.record)
    write_case(case, tmp_path / "case.toml")
    start = ["plan", str(tmp_path / "case.toml"), "--record", str(tmp_path), "--open-when", "quiet"]
    done = CliRunner().invoke(clearway, [*start, "--format", "json", "--reach", "de"])
    assert [deal["id"] for deal in json.loads(done.stdout)["deals"]] == ["alpha"]
    assert CliRunner().invoke(clearway, [*start, "--reach", ","]).exit_code == 2
    refused = CliRunner().invoke(clearway, [*start, "--budget", "-5"])
    assert isinstance(refused.exception, UsageError)


def test_sources_of_a_plan_are_the_engines(case: Case, desk: Desk) -> None:
    """The answer beside the plan is the engine's own, with the plan's deals."""
    answer = plan(case, desk, open_when="quiet", budget=10.0)
    assert answer.after.at("phone", "DE").cleared == 2
    assert answer.after.header.with_deals == ("alpha",)
