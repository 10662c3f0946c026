"""Properties of numbers and names that hold for any input, not only for known spellings."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clearway.model.applications import parse_application
from clearway.model.names import merge_names, normalize_name
from clearway.model.numbers import AmbiguousNumberError, NumberError, parse_publication
from clearway.model.standards import canonical
from clearway.model.territory import OFFICES

OFFICE = st.sampled_from(sorted(OFFICES))
KIND = st.sampled_from(["", "A", "A1", "B", "B1", "B2", "C", "C2", "T3", "U", "S1"])
MARKED = st.text(alphabet="0123456789 /-.,ABHKPRSUW", min_size=1, max_size=16)
NAMES = st.lists(
    st.sampled_from(
        ["Nokia", "Nokia Oyj", "Zyx GmbH", "ZYX", "zyx, Inc.", "Other", "AG", "...", ""]
    )
    | st.text(max_size=20),
    max_size=12,
)


@given(OFFICE, st.from_regex(r"[0-9]{0,4}[1-9][0-9]{3,7}", fullmatch=True), KIND)
def test_publications_round_trip(office: str, digits: str, kind: str) -> None:
    """Office, digits and kind read to a form that reads as itself, or to several such."""
    candidates: tuple[str, ...] = ()
    found = None
    try:
        found = parse_publication(f"{office}{digits}{kind}")
    except AmbiguousNumberError as problem:
        candidates = problem.candidates
    except NumberError:
        assert office in {"EP", "JP"}  # too long for the one, a year of no era for the other
    assert all(parse_publication(c).docdb == c for c in candidates)
    if found is None:
        return
    assert found.office == office
    assert parse_publication(found.docdb) == found
    assert parse_publication(found.docdb.replace("-", "")).key == found.key


@given(OFFICE, st.from_regex(r"[1-9][0-9]{3,11}", fullmatch=True))
@example("CN", "1149075")
@example("AU", "750911")
def test_a_number_without_kind_is_that_of_every_patent_kind_or_ambiguous(
    office: str, digits: str
) -> None:
    """What a kind code would decide is never decided without it."""
    if office in {"JP", "SG"} or (office == "CN" and digits[0] == "1" and digits > "1400000"):
        return  # years and registrations, check letters: told apart by digits; no C beyond
    try:
        bare = parse_publication(f"{office}{digits}").key
    except NumberError:
        return
    for kind in ("A", "A1", "B", "B1", "B2", "C", "C1"):
        assert parse_publication(f"{office}-{digits}-{kind}").key == bare


@given(st.integers(1_030_001, 1_333_627), st.sampled_from(["A", "B"]))
def test_old_chinese_grants_meet_no_application(number: int, kind: str) -> None:
    """Kind C has a series of its own; without kind a number of both is reported with both."""
    grant, other = (parse_publication(f"CN{number}{one}").key for one in ("C", kind))
    assert grant != other
    with pytest.raises(AmbiguousNumberError) as caught:
        parse_publication(f"CN{number}")
    assert {parse_publication(one).key for one in caught.value.candidates} == {grant, other}


@given(OFFICE, MARKED, KIND)
def test_any_text_reads_to_a_fixed_point_or_is_refused(office: str, body: str, kind: str) -> None:
    """Whatever is accepted round-trips; whatever is not raises NumberError and nothing else."""
    try:
        found = parse_publication(f"{office}{body} {kind}")
    except NumberError:
        return
    assert parse_publication(found.docdb) == found


@given(st.integers(1, 9_999_999), st.sampled_from(["A1", "B1", "B2", ""]))
def test_spacing_never_changes_a_number(number: int, kind: str) -> None:
    """Blanks, hyphens and commas are a matter of taste."""
    digits = f"{number:07d}"
    spellings = {
        f"EP{digits}{kind}",
        f"EP {digits} {kind}",
        f"EP-{digits}-{kind}",
        f"ep {digits[0]} {digits[1:4]} {digits[4:]} {kind}",
        f"EP {digits[0]},{digits[1:4]},{digits[4:]}{kind}",
    }
    assert len({parse_publication(spelling).docdb for spelling in spellings}) == 1


@given(st.text(max_size=24), st.sampled_from([None, "EP", "JP", "US", "CN", "BR", "XX"]))
def test_applications_read_to_a_fixed_point(text: str, office: str | None) -> None:
    """What a text reads as reads as itself; no text raises."""
    found = parse_application(text, office)
    assert found is None or parse_application(found) == found


@given(st.text(max_size=40))
def test_normalized_names_are_never_empty_and_stay(name: str) -> None:
    """A key is never empty, and is its own key."""
    key = normalize_name(name)
    assert key
    assert normalize_name(key) == key


@given(NAMES, st.integers(0, 1000))
def test_merging_does_not_depend_on_order(names: list[str], seed: int) -> None:
    """The same set of spellings gives the same matches in any order, one for each spelling."""
    shuffled = [*names, *names]
    random.Random(seed).shuffle(shuffled)
    matches = merge_names(names)
    assert merge_names(shuffled) == matches
    assert [match.name for match in matches] == sorted(set(names))


@given(NAMES)
def test_one_key_is_one_company(names: list[str]) -> None:
    """Spellings with one key never part."""
    companies: dict[str, set[str]] = {}
    for match in merge_names(names):
        companies.setdefault(normalize_name(match.name), set()).add(match.company_id)
    assert all(len(found) == 1 for found in companies.values())


@given(st.text(max_size=30))
def test_canonical_names_stay(name: str) -> None:
    """The one name of a standard is its own one name."""
    assert canonical(canonical(name)) == canonical(name)
