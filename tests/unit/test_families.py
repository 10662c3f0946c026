"""Families: the EPO's example, the invariants, and a plain slow reading beside ours."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.record import families as module
from clearway.record.families import compute_families, families_of, suspect_families
from clearway.record.family_numbers import extended_families, simple_families

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

EPO_EXAMPLE = [
    ("D1", "P1"), ("D2", "P1"), ("D2", "P2"), ("D3", "P1"), ("D3", "P2"),
    ("D4", "P2"), ("D4", "P3"), ("D5", "P3"),
]  # fmt: skip
LINKS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9), st.booleans()), max_size=40)


def _frame(links: Iterable[tuple[str, str]]) -> pl.DataFrame:
    schema = {"document": pl.String, "priority": pl.String}
    return pl.DataFrame(list(links), schema, orient="row")


def _documents(rows: Iterable[tuple[str, str | None]]) -> pl.DataFrame:
    schema = {"document": pl.String, "application": pl.String}
    return pl.DataFrame(list(rows), schema, orient="row")


def _groups(table: pl.DataFrame, kind: str) -> set[frozenset[str]]:
    return {frozenset(d) for d in table.group_by(kind).agg("document")["document"].to_list()}


def _plain_simple(links: list[tuple[int, int]], count: int) -> list[int]:
    """Documents with one set of priorities, by comparing every two."""
    sets = [{p for d, p in links if d == document} for document in range(count)]
    return [
        min((other for other in range(d) if sets[other] == sets[d] and sets[d]), default=d)
        for d in range(count)
    ]


def _plain_extended(links: list[tuple[int, int]], count: int) -> list[int]:
    """Spread the least document over shared priorities until nothing changes."""
    lead = list(range(count))
    changed = True
    while changed:
        changed = False
        for one, priority in links:
            for other, same in links:
                if priority == same and lead[other] < lead[one]:
                    lead[one], changed = lead[other], True
    return lead


def _arrays(links: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    both = np.array(links, dtype=np.int32).reshape(-1, 2)
    return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])


def test_the_example_of_the_epo() -> None:
    """D1{P1}, D2{P1,P2}, D3{P1,P2}, D4{P2,P3}, D5{P3}: one extended family, four simple ones."""
    found = compute_families(_frame(EPO_EXAMPLE))
    assert _groups(found, "extended") == {frozenset({"D1", "D2", "D3", "D4", "D5"})}
    assert _groups(found, "simple") == {
        frozenset({"D1"}), frozenset({"D2", "D3"}), frozenset({"D4"}), frozenset({"D5"}),
    }  # fmt: skip


def test_a_document_without_priorities_has_its_own_application() -> None:
    """A first filing is in one family with those that claim it; an unclaimed one is alone."""
    documents = _documents(
        [("EP1", "EP-APP"), ("US1", "US-APP"), ("JP1", "JP-APP"), ("KR1", None), ("KR2", None)]
    )
    found = compute_families(_frame([("US1", "EP-APP")]), documents)
    alone = {frozenset({"JP1"}), frozenset({"KR1"}), frozenset({"KR2"})}
    assert (
        _groups(found, "simple")
        == _groups(found, "extended")
        == alone | {frozenset({"EP1", "US1"})}
    )


def test_inactive_priorities_tie_extended_families_only() -> None:
    """A link that does not count leaves the simple family and joins the extended one."""
    links = pl.DataFrame(
        {"document": ["A", "B", "B"], "priority": ["P1", "P1", "P2"], "active": [True, None, False]}
    )
    more = pl.concat([links, pl.DataFrame({"document": ["C"], "priority": ["P2"], "active": True})])
    found = compute_families(more)
    assert _groups(found, "simple") == {frozenset({"A", "B"}), frozenset({"C"})}
    assert _groups(found, "extended") == {frozenset({"A", "B", "C"})}


def test_families_of_rights() -> None:
    """Rights carry their priorities as lists; a continuation claims its parent's application."""
    rights = pl.DataFrame(
        {
            "right_id": ["EP-1", "US-2", "US-3", "CN-4"],
            "application_number": ["EP20100000001", "US201113000002", "US201213000003", None],
            "priority_numbers": [None, ["EP20100000001"], ["EP20100000001"], []],
            "inactive_priorities": [None, None, ["US201113000002"], None],
        }
    )
    found = families_of(rights)
    assert _groups(found, "simple") == {frozenset({"EP-1", "US-2", "US-3"}), frozenset({"CN-4"})}
    assert _groups(families_of(rights.drop("inactive_priorities")), "extended") == _groups(
        found, "extended"
    )


def test_nothing_gives_nothing() -> None:
    """No links and no documents give an empty table with its columns."""
    assert compute_families(_frame([])).columns == ["document", "simple", "extended"]
    assert compute_families(_frame([]), _documents([])).is_empty()


@given(LINKS)
@settings(max_examples=60, deadline=None)
def test_numbers_agree_with_a_plain_reading(rows: list[tuple[int, int, bool]]) -> None:
    """Both algorithms give what comparing everything with everything gives."""
    links = [(d, p) for d, p, _ in rows]
    documents, priorities = _arrays(links)
    assert simple_families(documents, priorities, 13).tolist() == _plain_simple(links, 13)
    assert extended_families(documents, priorities, 13).tolist() == _plain_extended(links, 13)


@given(LINKS, st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_order_and_repetition_do_not_matter(rows: list[tuple[int, int, bool]], seed: int) -> None:
    """Shuffled and doubled links give the same table, and simple families never cross extended."""
    links = pl.DataFrame(
        [(f"D{d}", f"P{p}", a) for d, p, a in rows],
        {"document": pl.String, "priority": pl.String, "active": pl.Boolean},
        orient="row",
    )
    doubled = [*links.rows(), *links.rows()]
    random.Random(seed).shuffle(doubled)
    found = compute_families(links)
    assert compute_families(pl.DataFrame(doubled, links.schema, orient="row")).equals(found)
    crossing = found.group_by("simple").agg(pl.col("extended").n_unique())
    assert (crossing["extended"] == 1).all()


@given(LINKS, st.lists(st.integers(0, 9), max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_new_document_only_merges(rows: list[tuple[int, int, bool]], claims: list[int]) -> None:
    """Every extended family of before lies whole in one of after."""
    links = [(f"D{d}", f"P{p}") for d, p, _ in rows]
    before = _groups(compute_families(_frame(links)), "extended")
    new = [*links, *((("new", f"P{p}")) for p in claims)]
    after = _groups(compute_families(_frame(new)), "extended")
    assert all(any(old <= now for now in after) for old in before)


def test_texts_that_share_a_hash_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers come from the texts: with one hash for all, families are the same."""
    expected = compute_families(_frame(EPO_EXAMPLE))
    monkeypatch.setattr(pl.Series, "hash", lambda self: pl.Series([7] * len(self), dtype=pl.UInt64))
    numbers, names = module.number_texts(pl.Series(["b", "a", "b", "c", "a"]))
    assert names.gather(numbers).to_list() == ["b", "a", "b", "c", "a"]
    assert compute_families(_frame(EPO_EXAMPLE)).equals(expected)


def test_a_missing_id_is_no_family() -> None:
    """Many documents without common priority or applicant are suspect; a large tree is not."""
    members = pl.DataFrame({"document": [f"D{i}" for i in range(300)]}).with_row_index("n")
    members = members.select(
        pl.when(pl.col("n") < 100).then(pl.lit("tree"))
        .when(pl.col("n") < 200).then(pl.lit("firm")).otherwise(pl.lit("0")).alias("family"),
        "document",
    )  # fmt: skip
    everyone = members["document"].to_list()
    priorities = _frame([(d, "P" if i < 100 else f"P{i}") for i, d in enumerate(everyone)])
    applicants = pl.DataFrame(
        {
            "document": everyone,
            "applicant": ["One" if 100 <= i < 150 else f"A{i}" for i in range(300)],
        }
    )
    found = suspect_families(members, priorities=priorities, applicants=applicants, largest=99)
    assert found.rows() == [("0", 100, 0.01, 0.01)]
    assert len(suspect_families(members, largest=99)) == 3
    assert suspect_families(members, largest=100).is_empty()
