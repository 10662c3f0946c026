"""Which priorities count: first filings, told by the law where no source tells."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.record.families import families_of

JP, WO = "JP20050004537", "WO2006JP300226"
SCHEMA = {
    "right_id": pl.String(),
    "application_number": pl.String(),
    "priority_numbers": pl.List(pl.String),
    "inactive_priorities": pl.List(pl.String),
}
Right = tuple[str, str | None, list[str], list[str] | None]


def _rights(*rights: Right) -> pl.DataFrame:
    return pl.DataFrame(list(rights), SCHEMA, orient="row")


def _groups(found: pl.DataFrame, kind: str) -> list[set[str]]:
    groups = found.group_by(kind).agg("document")["document"].to_list()
    return sorted((set(one) for one in groups), key=min)


def _simple(*rights: Right) -> list[set[str]]:
    return _groups(families_of(_rights(*rights)), "simple")


FIRST: Right = ("JP-1", JP, [], None)


@pytest.mark.parametrize(
    "other",
    [
        ("JP-2", "JP20060000002", [JP, "JP20060000002"], None),
        ("EP-1", "EP20060711571", [JP, WO], None),
        ("US-1", "US201514000003", [JP, "US201213000002"], None),
        ("CN-1", "CN200680000001", [JP], ["US201061000001P"]),
    ],
    ids=["own number", "international", "US parent", "a source says so"],
)
def test_what_is_no_first_filing_does_not_count_beside_one(other: Right) -> None:
    """It is in the family of its first filing."""
    assert _simple(FIRST, other) == [{other[0], "JP-1"}]


@pytest.mark.parametrize(
    "other",
    [
        ("EP-1", "EP20060711571", [JP, "KR20050000009"], None),
        ("US-1", "US20060000001", [JP, "US20050644321P"], None),
        ("EP-1", "EP20060711571", [JP, "US201213000002"], None),
        ("CN-1", "CN200680000001", [JP, WO], []),
    ],
    ids=["two first filings", "provisional", "a US filing claimed abroad", "a source says so"],
)
def test_what_may_be_a_first_filing_counts(other: Right) -> None:
    """Another set of priorities is another simple family, and the same extended one."""
    assert _simple(FIRST, other) == sorted([{"JP-1"}, {other[0]}], key=min)
    assert _groups(families_of(_rights(FIRST, other)), "extended") == [{"JP-1", other[0]}]


def test_a_division_is_in_its_parents_family() -> None:
    """The parent claims what the division claims too, its international application aside."""
    parent: Right = ("EP-1", "EP20060711571", [JP, WO], None)
    division: Right = ("EP-2", "EP20110178000", ["EP20060711571", JP], None)
    assert _simple(FIRST, parent, division) == [{"EP-1", "EP-2", "JP-1"}]


def test_an_addition_to_the_parent_is_apart() -> None:
    """A parent that claims more is a first filing for what else it holds."""
    parent: Right = ("EP-1", "EP20060711571", [JP, "KR20050000009"], None)
    later: Right = ("EP-2", "EP20110178000", ["EP20060711571", JP], None)
    assert _simple(FIRST, parent, later) == [{"EP-1"}, {"EP-2"}, {"JP-1"}]


def test_a_lone_claim_always_counts() -> None:
    """A continuation without another claim is in its parent's family; so is a national phase."""
    parent: Right = ("US-1", "US201213000002", [], None)
    continued: Right = ("US-2", "US201514000003", ["US201213000002"], None)
    phase: Right = ("CN-1", "CN200680000001", [WO], None)
    international: Right = ("WO-1", WO, [], None)
    assert _simple(parent, continued, phase, international) == [{"CN-1", "WO-1"}, {"US-1", "US-2"}]


def test_a_chain_of_continuations_leads_to_the_first() -> None:
    """Of two US parents beside nothing else, neither is taken out: they may both be firsts."""
    found = families_of(
        _rights(
            ("US-1", "US201213000002", [], None),
            ("US-2", "US201414000003", ["US201213000002"], None),
            ("US-3", "US201514000004", ["US201213000002", "US201414000003"], None),
        )
    )
    assert _groups(found, "simple") == [{"US-1", "US-2", "US-3"}]
    assert found["is_told"].to_list() == [True, True, True]


def test_rights_without_any_number_are_alone() -> None:
    """Nothing to number is no error."""
    found = families_of(_rights(("KR-1", None, [], None), ("KR-2", None, [], None)))
    assert _groups(found, "simple") == _groups(found, "extended") == [{"KR-1"}, {"KR-2"}]
    assert not found["is_told"].any()


def test_nothing_is_told_of_a_right_without_claims() -> None:
    """A right that claims nothing and that nobody claims may have priorities nobody gave."""
    found = families_of(_rights(FIRST, ("KR-1", None, [], None), ("EP-1", "EP1", ["JP2"], None)))
    assert dict(zip(found["document"], found["is_told"], strict=True)) == {
        "EP-1": True, "JP-1": False, "KR-1": False,
    }  # fmt: skip


CLAIM = st.sampled_from(
    [JP, WO, "KR20050000009", "US201061000001P", "US201213000002", "EP20060711571", "EP2007"]
)
DRAWN = st.lists(
    st.tuples(
        st.sampled_from(["EP20060711571", "US201213000002", JP, WO, "CN2008", None]),
        st.lists(CLAIM, max_size=4),
        st.none() | st.lists(CLAIM, max_size=2),
    ),
    max_size=8,
)


@settings(deadline=None)  # the first call compiles
@given(DRAWN, st.integers(0, 5))
def test_order_does_not_matter_and_simple_lies_in_extended(
    drawn: list[tuple[str | None, list[str], list[str] | None]], seed: int
) -> None:
    """Whatever the order of rights and claims; each simple family lies in one extended one."""
    rights: list[Right] = [
        (f"{(application or 'KR')[:2]}-{place}", application, claims, inactive)
        for place, (application, claims, inactive) in enumerate(drawn)
    ]
    once = families_of(_rights(*rights))
    rng = random.Random(seed)
    again = families_of(
        _rights(*((i, a, rng.sample(c, len(c)), n)
                  for i, a, c, n in rng.sample(rights, len(rights))))
    )  # fmt: skip
    assert once.equals(again)
    extended = _groups(once, "extended")
    assert all(sum(bool(one & wide) for wide in extended) == 1 for one in _groups(once, "simple"))
