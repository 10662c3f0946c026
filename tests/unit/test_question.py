"""A question over a case: what is filled in, which deals count, and words that are not known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clearway.case import Case, read_case
from clearway.clearance.groups import MAX
from clearway.clearance.question import ask
from clearway.errors import CaseError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
[case]
id = "trial"
company = "X"
as_of = 2018-01-01

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]

[[product]]
name = "tablet"
category = "tablet"
standards = ["4G"]

[[product]]
name = "rival"
company = "A"
category = "smartphone"
standards = ["4G"]

[[source]]
id = "early"
published = 2017-03-01

[[source]]
id = "late"
published = 2017-09-01

[[source]]
id = "undated"
"""
PARTIES = 'kind = "license"\ngrantors = ["A"]\ngrantees = ["X"]\n'
DEALS = [
    ("second", "signed", "2017-07-05", '["late", "early"]'),
    ("first", "reported", "2016-01-01", '["undated"]'),
    ("talked", "rumored", "2017-01-01", '["late"]'),
    ("planned", "hypothetical", "2017-06-01", '["late"]'),
]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case of three products and a deal of every status."""
    deals = "".join(
        f'\n[[deal]]\nid = "{name}"\nstatus = "{status}"\neffective = {day}\n'
        f"sources = {sources}\n{PARTIES}"
        for name, status, day, sources in DEALS
    )
    candidate = f'\n[[candidate]]\nid = "offer"\neffective = 2017-02-01\n{PARTIES}'
    path = tmp_path / "case.toml"
    path.write_text(TEXT + deals + candidate, encoding="utf-8")
    return read_case(path)


def counted(case: Case, **question: Any) -> list[str]:
    """Return the ids of the deals that count."""
    return [deal.id for deal in ask(case, **question).deals]


def test_the_case_fills_what_is_not_given(case: Case) -> None:
    """Company, day and own products are the case's; markets stay open, and all is known."""
    question = ask(case)
    assert (question.company, question.as_of) == ("X", date(2018, 1, 1))
    assert [product.name for product in question.products] == ["phone", "tablet"]
    assert question.markets is None
    assert question.horizon == MAX


def test_what_is_given_goes_before_the_case(case: Case) -> None:
    """Named products, also a rival's, and markets in either case are taken as given, in order."""
    question = ask(case, company="Y", products=["rival"], markets=["us", "DE", "de"])
    assert question.company == "Y"
    assert [product.name for product in question.products] == ["rival"]
    assert question.markets == ("DE", "US")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"products": ["phnoe"]}, "unknown product 'phnoe'; did you mean 'phone'?"),
        ({"with_deals": ["secnd"]}, "unknown deal 'secnd'; did you mean 'second'?"),
        ({"without_deals": ["ofer"]}, "unknown deal 'ofer'; did you mean 'offer'?"),
        ({"products": ["zzz"]}, "unknown product 'zzz'; known: phone, rival, tablet"),
        ({"markets": ["xx"]}, "unknown market 'XX': use ISO 3166-1 codes such as DE or US"),
    ],
)
def test_an_unknown_word_gets_a_remedy(case: Case, wrong: dict[str, Any], message: str) -> None:
    """What is not known is named as spelled, with the nearest known word or all of them."""
    with pytest.raises(UsageError) as caught:
        ask(case, **wrong)
    assert str(caught.value) == message


def test_deals_count_by_status_in_order(case: Case) -> None:
    """By default the signed and the reported count, sorted by the day they take effect."""
    assert counted(case) == ["first", "second"]


def test_deals_are_added_and_left_out_by_name(case: Case) -> None:
    """A named deal or candidate counts whatever its status; one left out does not, even named."""
    assert counted(case, with_deals=["talked", "offer"]) == ["first", "talked", "offer", "second"]
    assert counted(case, without_deals=["first"]) == ["second"]
    assert counted(case, with_deals=["talked"], without_deals=["talked"]) == ["first", "second"]


@pytest.mark.parametrize(
    ("known_at", "ids"),
    [
        (date(2015, 12, 31), []),
        (date(2016, 1, 1), ["first"]),
        (date(2017, 2, 28), ["first"]),
        (date(2017, 3, 1), ["first", "second"]),
    ],
)
def test_a_deal_is_known_by_its_earliest_dated_source(
    case: Case, known_at: date, ids: list[str]
) -> None:
    """The earliest dated source makes a deal known; without one, the day it takes effect."""
    assert counted(case, known_at=known_at) == ids


def test_a_named_deal_must_still_be_known(case: Case) -> None:
    """A rumored deal asked for by name counts from its source on; a hypothetical one always."""
    named = {"with_deals": ["talked", "planned"]}
    assert counted(case, known_at=date(2017, 8, 31), **named) == ["first", "planned", "second"]
    assert "talked" in counted(case, known_at=date(2017, 9, 1), **named)


def test_a_case_without_a_day_says_how_to_give_one(tmp_path: Path) -> None:
    """Without a day in the case or the call, the error names both ways to give one."""
    path = tmp_path / "case.toml"
    path.write_text(TEXT.replace("as_of = 2018-01-01\n", ""), encoding="utf-8")
    with pytest.raises(CaseError, match=r"no as_of; add one or give --as-of DATE"):
        ask(read_case(path))


def test_a_case_without_products_says_so(tmp_path: Path) -> None:
    """A case that lists no product of the company cannot be asked about it."""
    path = tmp_path / "case.toml"
    path.write_text(TEXT.split("[[product]]", maxsplit=1)[0], encoding="utf-8")
    with pytest.raises(CaseError, match=r"the case lists no product; add a \[\[product\]\]"):
        ask(read_case(path))
