"""Probable names: what meets, what never does, and what a person decides."""

from __future__ import annotations

import csv
import os
import random
import time
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.matching import Decision, Review, resolve, resolve_all
from clearway.matching.candidates import candidate_pairs
from clearway.matching.compare import compare
from clearway.matching.scores import HELD, THRESHOLD, WEIGHTS, is_held, score
from clearway.matching.words import cut
from clearway.model.names import bundled_company
from clearway.model.vocabulary import read_vocabulary

SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)
SAME = [
    ("International Business Machines Corp", "International Buisness Machines Corporation"),
    ("Panasonic Mobile Communications Co Ltd", "Panasonic Mobil Communications Co., Ltd."),
    ("Example Radio Technologies Inc", "ExampleRadio Technologies Inc"),
    ("University of Electro Communications", "Universityof Electro Communications"),
    ("Telefonaktiebolaget LM Ericsson", "Telefonaktiebolaget LM Erricsson"),
    ("Xerox Corporation", "Xerox Coporation"),
    ("Chungnam National University", "Chungnam National Univ."),
    ("National Institute of Standards", "National Institute of Standards (NIS)"),
    (
        "The United States of America as represented by the Secretary of the Navy",
        "The Unites States of America as reprsented by the Secretary of the Navy",
    ),
]
TRAPS = [
    ("LG Electronics", "LG Display"),
    ("LG Electronics", "LG Chem"),
    ("Nokia Corporation", "Nokian Tyres plc"),
    ("Sharp", "Sharp Labs"),
    ("Sharp Corporation", "Sharp Laboratories of America"),
    ("Sharp", "Sharpe"),
    ("Philips", "Phillips"),
    ("Core Wireless", "Wireless Core"),
    ("Samsung Electronics", "Samsung Electro-Mechanics"),
    ("Samsung Electronics", "Samsung Display"),
    ("Huawei Technologies", "Huawei Device"),
    ("China Mobile", "China Unicom"),
    ("China Mobile", "China Telecom"),
    ("SK Telecom", "SK Hynix"),
    ("Siemens", "Siemens Energy"),
    ("Motorola Mobility", "Motorola Solutions"),
    ("Hewlett Packard", "Hewlett Packard Enterprise"),
    ("IP Bridge 1", "IP Bridge 2"),
    ("AT&T Intellectual Property I", "AT&T Intellectual Property II"),
    ("NTT", "NTT DATA"),
    ("ARM", "ARRM"),
    ("Exemplar Instruments", "Exemplar Instruments France"),
    ("Mitsubishi Electric", "Mitsubishi Chemical"),
    ("Sun Patent Trust", "Sun Microsystems"),
    ("IBM", "International Business Machines"),
    ("Secretary of the Navy", "Secretary of the Army"),
    ("General Electric", "General Electronics"),
    ("LG Electronics", "LG Innotek"),
    ("LG Electronics", "LG Uplus"),
    ("LG Electronics", "LG Corp."),
    ("LG", "LG Corporation"),
    ("Toshiba Corporation", "Toshiba TEC Corporation"),
    ("Koninklijke Philips N.V.", "Phillips 66 Company"),
    ("Philips Electronics", "Phillips Electronics"),
    ("Sharp Electronics", "Sharpe Electronics"),
    ("Nokia Siemens Networks", "Siemens Networks"),
    ("Sony Ericsson Mobile Communications", "Ericsson Mobile Communications"),
    ("ZTE Corporation", "ZTEsoft Technology"),
    ("Samsung SDI", "Samsung SDS"),
    ("Hyundai Mobis", "Hyundai Mobile Phones"),
    ("Digitel Communications", "Digital Communications"),
    ("American PCS", "American Plastics"),
    ("American Health Products", "American Healthcare Products"),
    ("East Industries", "Eastern Industries"),
    ("Eastern Company", "Eastern Directory Inc"),
    ("Shenzhen Zhenhua Communication Technology", "Shenzhen Zhonghua Communication Technology"),
    (
        "Colorado State University Research Foundation",
        "Heska Corporation and Colorado State University Research Foundation",
    ),
    ("Arizona State University", "University of Arizona"),
    ("Optis Cellular Technology", "Optis Wireless Technology"),
    ("3G Licensing", "4G Licensing"),
    ("Airbus D&S", "Airbus SAS"),
    ("Y. Jiang", "L. Jiang"),
    (
        "China Mobile/Beijing University of Posts and Telecommunications",
        "Beijing University of Posts and Telecommunications",
    ),
    ("InterDigital Patent Holdings", "Intellectual Patent Holdings"),
]
WORDS = st.sampled_from(
    [
        "Example",
        "Exampel",
        "Radio",
        "Radios",
        "Wireless",
        "Wirelss",
        "Inc",
        "Inc.",
        "Ltd",
        "GmbH",
        "Nokia",
        "Nokla",
        "Electronics",
        "Electroncs",
        "Display",
        "of",
        "5G",
        "America",
        "Huawei",
        "Technologies",
        "Technolgies",
    ]
)
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=14)


def companies(names: list[str], *rows: Decision) -> dict[str, str]:
    """Return the company of every name after some decisions."""
    return {match.name: match.company_id for match in resolve(names, Review(rows))}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_ways_to_write_a_name_are_one_company(one: str, other: str) -> None:
    """Typing errors, spaces, abbreviations and acronyms beside the name meet, with a score."""
    matches = resolve([one, other])
    assert len({match.company_id for match in matches}) == 1
    probable = [match for match in matches if match.method == "probable"]
    assert all(THRESHOLD <= match.score < 1 for match in probable)
    assert probable


@pytest.mark.parametrize(("one", "other"), TRAPS)
def test_look_alikes_stay_apart(one: str, other: str) -> None:
    """Names that look alike and are others' are never merged by the machine."""
    found = companies([one, other])
    assert found[one] != found[other]


def test_all_traps_together_stay_apart() -> None:
    """No chain through other names brings a trap about."""
    found = companies(sorted({name for pair in (*TRAPS, *SAME) for name in pair}))
    assert [pair for pair in TRAPS if found[pair[0]] == found[pair[1]]] == []


def test_the_bundled_table_is_never_overruled() -> None:
    """Every spelling of the table keeps its company, however alike the spellings of another."""
    names = [row["name"] for row in read_vocabulary("company_names")]
    found = companies(names)
    assert {name: found[name] for name in names} == {n: bundled_company(n) for n in names}


def test_a_likely_spelling_joins_the_company_of_the_table() -> None:
    """A misspelling meets a known company although its right spelling is not on record."""
    assert companies(["Huawei Technologes Co Ltd"]) == {"Huawei Technologes Co Ltd": "Huawei"}


def test_a_group_is_named_by_the_sound_spelling() -> None:
    """The misspelling does not give the company its name, wherever it stands in the alphabet."""
    right, wrong = "International Business Machines Corp", "International Buisness Machines Corp"
    assert companies([right, wrong]) == {right: right, wrong: right}


def test_differences_of_words_are_proposed_only() -> None:
    """A word more is put before a person, below the threshold, with what differs."""
    found = resolve_all(["Shenzhen Exemplar Wireless", "Exemplar Wireless"])
    (proposal,) = found.proposals
    assert (proposal.differs_in, proposal.score < THRESHOLD) == ("place", True)


@given(NAMES, st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_order_and_repetition_do_not_matter(names: list[str], seed: int) -> None:
    """The same set of spellings gives the same matches and proposals in any order."""
    shuffled = [*names, *names]
    random.Random(seed).shuffle(shuffled)
    assert resolve_all(shuffled) == resolve_all(names)
    assert [m.name for m in resolve(names)] == sorted(set(names))


@given(st.lists(st.text(max_size=30), max_size=8))
@settings(max_examples=30, deadline=None)
def test_any_text_is_a_name(names: list[str]) -> None:
    """No text raises: empty, marks, control characters, any script."""
    matches = resolve(names)
    assert len(matches) == len(set(names))
    assert all(0 < match.score <= 1 for match in matches)


@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_pair_has_one_score(one: list[str], other: list[str]) -> None:
    """Comparing is the same from both sides, and what is held back never reaches the threshold."""
    left, right = cut(" ".join(one)), cut(" ".join(other))
    found, again = compare(left, right), compare(right, left)
    assert found == again
    if found is not None:
        assert 0 <= score(found) <= 1
        assert not is_held(found) or score(found) < THRESHOLD
        if {"name", "mark", "initials", "order"} & {k for k, n in found.differences.items() if n}:
            assert is_held(found)


def test_huge_names_are_taken_in_their_stride() -> None:
    """Names of a megabyte, of any words and of nothing but legal forms, end in seconds."""
    start = time.process_time()
    huge = [
        "a" * 1_000_000,
        "a" * 999_999 + "b",
        "radio " * 100_000,
        "radio " * 100_000 + "wireless",
        "x" + " limited liability company" * 30_000,
        "sp z oo " * 60_000 + "x",
        "a.b." * 200_000,
        "(" * 500_000,
    ]
    assert len(resolve(huge)) == len(huge)
    assert time.process_time() - start < 15


@pytest.mark.parametrize(
    "marks",
    [
        "\u202e",
        "\u2066",
        "\u200b",
        "\x00",
        "\x1b[31m",
        "\r\n",
        "\ud7ff\U0010ffff",
        "'",
        '"',
        "=1+1",
    ],
)
def test_hostile_marks_change_no_other_name(marks: str) -> None:
    """Marks that steer a terminal, turn text or run in a sheet make a name no other company's."""
    names = [f"{marks}Exemplar Radio Inc", "Nokia Corporation", f"Nokia{marks}"]
    found = companies(names)
    assert found["Nokia Corporation"] == "Nokia"
    assert set(found) == set(names)
    assert found[names[0]] == names[0]


def test_every_difference_has_a_weight() -> None:
    """What comparing counts can be weighed, and what is held back is a difference."""
    assert set(WEIGHTS) >= HELD


def test_candidates_hold_every_pair_that_shares_a_rare_word() -> None:
    """Pairs come once, in order, and include words a letter apart."""
    spellings = [cut(name) for name in ("Exemplar Radio", "Exemplr Radio", "Other Thing")]
    assert list(candidate_pairs(spellings)) == [(0, 1)]


def test_a_person_merges_what_the_machine_would_not() -> None:
    """A merge holds for all spellings of the name's key, and is told as reviewed."""
    row = Decision("Sharp Labs", "Sharp", "merge")
    found = {m.name: m for m in resolve(["Sharp Labs", "SHARP LABS Inc."], Review((row,)))}
    assert {(m.company_id, m.method, m.score) for m in found.values()} == {
        ("Sharp", "reviewed", 1.0)
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Example Radio Inc", "Example Radio Ltd"),
        SAME[0],
        ("Huawei Technologies", "Huawei"),
    ],
)
def test_a_person_splits_what_the_machine_merged(one: str, other: str) -> None:
    """Apart beats equal keys, likeness and the bundled table, from either side."""
    assert len(set(companies([one, other]).values())) == 1
    for row in (Decision(one, other, "apart"), Decision(other, one, "apart")):
        assert len(set(companies([one, other], row).values())) == 2


def test_apart_holds_against_chains() -> None:
    """Two names kept apart do not meet through a third."""
    names = [
        "Exemplar Broadcasting Communications",
        "Exemplar Brodcasting Communications",
        "Exemplar Broadcasting Comunications",
    ]
    assert len(set(companies(names).values())) == 1
    found = companies(names, Decision(names[1], names[2], "apart"))
    assert found[names[1]] != found[names[2]]


def test_the_last_decision_on_a_pair_counts() -> None:
    """A later row takes an earlier one back, whichever name stands first."""
    names = ["Sharp Labs", "Sharp"]
    merge, apart = (
        Decision("Sharp Labs", "Sharp", "merge"),
        Decision("Sharp", "Sharp Labs", "apart"),
    )
    assert len(set(companies(names, merge, apart).values())) == 2
    assert len(set(companies(names, apart, merge).values())) == 1


def test_merges_in_a_circle_are_one_company() -> None:
    """Decisions that name each other end, and give one company."""
    names = ["Alpha Radio", "Beta Radio", "Gamma Radio"]
    rows = [Decision(a, b, "merge") for a, b in zip(names, names[1:] + names[:1], strict=True)]
    assert len(set(companies(names, *rows).values())) == 1


def test_a_decision_about_names_not_on_record_changes_nothing() -> None:
    """Rows outlive the sources they were made for."""
    rows = (Decision("Gone Ltd", "Lost Inc", "merge"), Decision("Gone Ltd", "Sharp", "apart"))
    assert companies(["Sharp", "Nokia"], *rows) == companies(["Sharp", "Nokia"])


def test_what_was_decided_is_not_proposed_again() -> None:
    """A decision ends a proposal, in whichever order it names the two; a proposed row does not."""
    names = ["Shenzhen Exemplar Wireless", "Exemplar Wireless"]
    (proposal,) = resolve_all(names).proposals
    assert resolve_all(names, Review((proposal.to_decision(),))).proposals == (proposal,)
    apart = Decision(names[1], names[0], "apart")
    assert resolve_all(names, Review((apart,))).proposals == ()


def test_declarants_of_the_export_are_merged_by_the_table_alone() -> None:
    """Of the real declarants no two are brought together by likeness: each merge was looked at."""
    files = sorted((SHARED / "etsi").glob("families_by_declarant_*.csv"))
    if not files:
        pytest.skip("the shared files of ETSI's declarants are not there")
    names = set()
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            names |= {row["label"] for row in csv.DictReader(lines)}
    matches = resolve(names)
    assert len(matches) == len(names)
    assert [match for match in matches if match.method == "probable"] == []


def test_hundreds_of_names_take_a_moment() -> None:
    """800 spellings, one in four mistyped, take well under a second."""
    dice = random.Random(3)
    stems = ["".join(dice.choices("abcdefghiklmnoprstu", k=8)) for _ in range(60)]
    pairs = [f"{a} {b} Technologies" for a, b in combinations(stems, 2)][:600]
    names = [*pairs, *(name.replace("chnol", "chnl") for name in pairs[:200])]
    start = time.process_time()
    resolve(names)
    assert time.process_time() - start < 2
