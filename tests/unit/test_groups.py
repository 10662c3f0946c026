"""The corporate tree in time: subsidiaries, groups, ultimate parents, and what is an error."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clearway.case import read_case
from clearway.clearance.companies import Companies
from clearway.clearance.groups import MAX, MIN, Groups, Span, Tie
from clearway.clearance.terms import build_groups
from clearway.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

Y2012, Y2014, Y2016 = date(2012, 1, 1), date(2014, 1, 1), date(2016, 1, 1)
SOLD = Groups(
    [
        Tie("Phones", "Old", Y2012, Y2014),
        Tie("Phones", "New", Y2014),
        Tie("Radio", "Phones"),
        Tie("Old", "Holding"),
    ]
)


def test_subsidiaries_are_all_below_by_date() -> None:
    """A company sold takes what lies below it along, on the day of the sale."""
    assert SOLD.subsidiaries("Old") == [
        Span("Old", MIN, MAX),
        Span("Phones", Y2012, Y2014),
        Span("Radio", Y2012, Y2014),
    ]
    assert SOLD.subsidiaries("New") == [
        Span("New", MIN, MAX),
        Span("Phones", Y2014, MAX),
        Span("Radio", Y2014, MAX),
    ]


def test_group_reaches_sisters_and_parents() -> None:
    """The group of a company is everything under its ultimate parent, itself included."""
    assert SOLD.group("Radio") == [
        Span("Holding", Y2012, Y2014),
        Span("New", Y2014, MAX),
        Span("Old", Y2012, Y2014),
        Span("Phones", MIN, MAX),
        Span("Radio", MIN, MAX),
    ]


def test_affiliates_follow_the_clause() -> None:
    """`none` is the named company alone; the other words are subsidiaries and the group."""
    assert SOLD.affiliates("Phones", "none") == [Span("Phones", MIN, MAX)]
    assert SOLD.affiliates("Old", "subsidiaries") == SOLD.subsidiaries("Old")
    assert SOLD.affiliates("Old", "group") == SOLD.group("Old")


@pytest.mark.parametrize(
    ("day", "ultimate"),
    [
        (date(2011, 12, 31), "Phones"),
        (Y2012, "Holding"),
        (date(2013, 12, 31), "Holding"),
        (Y2014, "New"),
    ],
)
def test_the_ultimate_parent_by_date(day: date, ultimate: str) -> None:
    """A tie holds from its first day up to, and not on, its last."""
    assert SOLD.holder("Radio", day) == ultimate
    rows = [row for row in SOLD.ultimates() if row[0] == "Radio" and row[2] <= day < row[3]]
    assert [row[1] for row in rows] == [ultimate]


def test_a_company_without_a_tie_stands_alone() -> None:
    """A company that no row names is its own holder, group and subsidiary."""
    assert SOLD.holder("Stranger", Y2012) == "Stranger"
    assert SOLD.group("Stranger") == SOLD.subsidiaries("Stranger") == [Span("Stranger", MIN, MAX)]


def test_an_empty_interval_ties_nothing() -> None:
    """A tie that ends on the day it begins never held."""
    assert Groups([Tie("A", "B", Y2012, Y2012)]).holder("A", Y2012) == "A"


def test_control_decides_between_two_parents() -> None:
    """Of two parents at once the one marked `control = true` counts."""
    ties = [Tie("Venture", "A"), Tie("Venture", "B", Y2012, control=True)]
    assert Groups(ties).holder("Venture", Y2014) == "B"
    assert Groups(ties).holder("Venture", date(2011, 1, 1)) == "A"


@pytest.mark.parametrize("control", [None, True])
def test_two_parents_without_one_control_are_an_error(control: bool | None) -> None:
    """Two parents at once, none or both in control, are an error that names both and the way."""
    groups = Groups([Tie("Venture", "B", control=control), Tie("Venture", "A", control=control)])
    with pytest.raises(CaseError, match=r"Venture has 2 parents .*\(A, B\).*control = true"):
        groups.holder("Venture", Y2012)


def test_parents_one_after_the_other_are_no_error() -> None:
    """A sale on the day the first tie ends leaves one parent on every day."""
    groups = Groups([Tie("A", "B", MIN, Y2014), Tie("A", "C", Y2014, Y2016)])
    days = (date(2013, 12, 31), Y2014, Y2016)
    assert [groups.holder("A", day) for day in days] == ["B", "C", "A"]


def test_a_cycle_names_its_members() -> None:
    """A cycle of parents is an error that names the members and the first day, and no others."""
    ties = [Tie("A", "B"), Tie("B", "C"), Tie("C", "A", Y2014), Tie("Z", "A")]
    with pytest.raises(CaseError, match="a cycle on 2014-01-01: A -> B -> C -> A"):
        Groups(ties).group("A")


def _holder_of_mobility(extra: str, day: date, tmp_path: Path) -> str:
    path = tmp_path / "case.toml"
    path.write_text('[case]\nid = "x"\ncompany = "Phone"\n[[company]]\nname = "Phone"\n' + extra)
    case = read_case(path)
    companies = Companies(case, {"Motorola Mobility LLC": "Motorola Mobility"})
    return build_groups(case, companies, date(2020, 1, 1)).holder("Motorola Mobility", day)


@pytest.mark.parametrize(
    ("day", "holder"),
    [(date(2010, 1, 1), "Motorola Solutions"), (Y2014, "Google"), (date(2015, 1, 1), "Lenovo")],
)
def test_the_bundled_tree_speaks_where_the_case_is_silent(
    day: date, holder: str, tmp_path: Path
) -> None:
    """A company of the record gets its parents of the day from the bundled table."""
    assert _holder_of_mobility("", day, tmp_path) == holder


def test_the_case_goes_before_the_bundled_tree(tmp_path: Path) -> None:
    """One row of the case on a company silences the bundled rows on it, at all times."""
    told = '[[ownership]]\nchild = "Motorola Mobility"\nparent = "Phone"\nfrom = 2018-01-01\n'
    assert _holder_of_mobility(told, Y2014, tmp_path) == "Motorola Mobility"


def test_the_bundled_tree_can_be_turned_off(tmp_path: Path) -> None:
    """A policy without the bundled tree leaves companies on their own."""
    off = "[policy]\nbundled_ownership = false\n"
    assert _holder_of_mobility(off, Y2014, tmp_path) == "Motorola Mobility"


@pytest.mark.parametrize(
    ("stake", "holder"),
    [
        ("share = 0.1", "Google"),
        ("share = 0.1\ncontrol = false", "Motorola Mobility"),
        ("share = 0.1\ncontrol = true", "Phone"),
        ("share = 0.51", "Phone"),
    ],
)
def test_a_mere_stake_does_not_silence_the_bundled_tree(
    stake: str, holder: str, tmp_path: Path
) -> None:
    """A minority share makes no parent and says none; what is said of control counts."""
    told = f'[[ownership]]\nchild = "Motorola Mobility"\nparent = "Phone"\n{stake}\n'
    assert _holder_of_mobility(told, Y2014, tmp_path) == holder


@pytest.mark.parametrize(
    ("day", "threshold", "holder"),
    [
        (date(2016, 1, 1), 0.5, "ZTE"),
        (date(2016, 6, 1), 0.5, "ZTE"),
        (date(2018, 1, 1), 0.5, "Nubia"),
        (date(2018, 1, 1), 0.49, "ZTE"),
        (date(2016, 6, 1), 0.75, "Nubia"),
    ],
)
def test_shares_of_the_bundled_tree_count_by_the_threshold(
    day: date, threshold: float, holder: str, tmp_path: Path
) -> None:
    """Nubia left ZTE's group with the sale to 49.9%, unless the policy asks for less or more."""
    path = tmp_path / "case.toml"
    path.write_text(f'[case]\nid = "x"\ncompany = "P"\n[policy]\ncontrol_share = {threshold}\n')
    companies = Companies(read_case(path), {"Nubia Technology Co. Ltd": "Nubia"})
    assert build_groups(read_case(path), companies, date(2020, 1, 1)).holder("Nubia", day) == holder
