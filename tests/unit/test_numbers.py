"""Publication numbers: spellings of one document meet in one form."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from clearway.model.numbers import (
    NumberError,
    Publication,
    parse_application,
    parse_publication,
)

SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)


@pytest.mark.parametrize(
    ("text", "docdb"),
    [
        ("EP1848154B1", "EP-1848154-B1"),
        ("EP 1848154 B1", "EP-1848154-B1"),
        ("EP-1848154-B1", "EP-1848154-B1"),
        ("ep1848154", "EP-1848154"),
        ("EP 0 123 456 B1", "EP-0123456-B1"),
        ("EP123456B1", "EP-0123456-B1"),
        ("US 9,137,772 B2", "US-9137772-B2"),
        ("U.S. Patent No. 9,137,772", "US-9137772"),
        ("US RE45,123 E1", "US-RE45123-E1"),
        ("US 2015/0215988 A1", "US-2015215988-A1"),
        ("US2015215988 A1", "US-2015215988-A1"),
        ("JP10075478 A", "JP-H1075478-A"),
        ("JPH1075478 A", "JP-H1075478-A"),
        ("JPH10-75478A", "JP-H1075478-A"),
        ("JPH10075478", "JP-H1075478"),
        ("JP8033034 A", "JP-H0833034-A"),
        ("JPS63-12345A", "JP-S6312345-A"),
        ("JP4480727 B2", "JP-4480727-B2"),
        ("JP 2007-60162 A", "JP-2007060162-A"),
        ("JPWO2006/101115A1", "JP-WO2006101115-A1"),
        ("WO 02/12345 A1", "WO-0212345-A1"),
        ("WO2002/012345", "WO-0212345"),
        ("WO2009/104757", "WO-2009104757"),
        ("KR10-2007-0104576 A", "KR-20070104576-A"),
        ("KR10-1044031 B1", "KR-101044031-B1"),
        ("KR1044031B1", "KR-101044031-B1"),
        ("IN600KON2015 A", "IN-600KON2015-A"),
        ("600/KOLNP/2015", "IN-600KON2015"),
        ("SG11201609459QA", "SG-11201609459Q-A"),
        ("SG11201609459Q", "SG-11201609459Q"),
        ("TWI338478 B", "TW-I338478-B"),
        ("BR 11 2015 005053-2 A2", "BR-112015005053-A2"),
        ("BRPI0604217 A", "BR-PI0604217-A"),
        ("MX/a/2015/002546", "MX-2015002546"),
        ("ATE509446 T1", "AT-509446-T1"),
        ("AT509446 T", "AT-509446-T"),
        ("DK/EP 3065476 T3", "DK-3065476-T3"),
        ("NO-EP3716621", "NO-3716621"),
        ("CA 2,601,835 C", "CA-2601835-C"),
        ("RU 2348106 C2", "RU-2348106-C2"),
        ("DE 10 2006 012 345 B4", "DE-102006012345-B4"),
        ("HUE012345 T2", "HU-E012345-T2"),
    ],
)
def test_spellings_read_as_docdb(text: str, docdb: str) -> None:
    """Each common spelling comes out in DOCDB form, and that form reads as itself."""
    found = parse_publication(text, "IN" if text.startswith("600") else None)
    assert found.docdb == docdb
    assert parse_publication(docdb) == found


def test_key_leaves_the_kind_out() -> None:
    """Application and grant of one number have one key."""
    assert parse_publication("CN101103594 A").key == parse_publication("CN101103594B").key


def test_examined_and_open_publications_of_japan_differ() -> None:
    """H08-12345 A and H08-12345 B2 are two inventions, so their keys differ."""
    opened, examined = parse_publication("JPH08-12345A"), parse_publication("JPH08-12345B2")
    assert opened.key != examined.key
    assert parse_publication(examined.docdb) == examined


def test_a_bare_number_takes_the_office_given() -> None:
    """A register row names the office apart from the number."""
    assert parse_publication("2011-166437", "JP") == Publication("JP", "2011166437")
    assert parse_publication("WO2009/104757", "US").office == "WO"


@pytest.mark.parametrize("text", ["", "EP", "Pending", "XX123456", "2011-166437", "n/a", "-1"])
def test_junk_is_refused(text: str) -> None:
    """A text that names no office, or no number, raises an error that quotes it."""
    with pytest.raises(NumberError, match="is no publication number"):
        parse_publication(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JP20190123456", "JP20190123456"),
        ("JP20200012345", "JP20200012345"),
        ("JP2019-123456", "JP20190123456"),
        ("KR20197028883", "KR20197028883"),
        ("KR20207001234", "KR20207001234"),
        ("KR10-2019-7028883", "KR20197028883"),
        ("KR1020207001234", "KR20207001234"),
        ("KR20-2019-0001234", "KR20190001234U"),
        ("KR2020200001234", "KR20200001234U"),
    ],
)
def test_the_century_is_no_prefix(text: str, expected: str) -> None:
    """Applications of 2019 and 2020 keep their year; Korea's 10 and 20 before a year still go."""
    assert parse_application(text, text[:2]) == expected
    assert parse_application(expected) == expected


def test_the_register_can_be_read() -> None:
    """One declarant's real publications parse, each to a fixed point; a handful need the office."""
    path = SHARED / "etsi" / "isld_rows_docomo.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [
            (part.strip(), row["Country_Of_Registration"][:2])
            for row in csv.DictReader(lines, delimiter=";")
            for part in row["PUBL_NUMBER"].split("|")
            if part.strip()
        ]
    for text, office in sorted(set(rows)):
        found = parse_publication(text, office)
        assert parse_publication(found.docdb) == found
    bare = {text for text, _ in rows if text[:1].isdigit()}
    assert len(bare) < 10
