"""Application numbers: what offices write becomes what DOCDB writes."""

from __future__ import annotations

import pytest

from clearway.model.applications import parse_application


@pytest.mark.parametrize(
    ("text", "office", "expected"),
    [
        ("EP20060711571", None, "EP20060711571"),
        ("EP06711571.5", None, "EP20060711571"),
        ("06711571.5", "EP", "EP20060711571"),
        ("98123456", "EP", "EP19980123456"),
        ("PCT/JP2006/300226", None, "WO2006JP300226"),
        ("PCT/IB06/1234", "WO", "WO2006IB01234"),
        ("WO2014JP74942", "WO", "WO2014JP74942"),
        ("WO2014JP74942", "EP", "WO2014JP74942"),
        ("12/366,384", "US", "US12366384"),
        ("US201715400594", "US", "US201715400594"),
        ("2011-099340", "JP", "JP20110099340"),
        ("H07-000397", "JP", "JP19950000397"),
        ("10-2006-0082359", "KR", "KR20060082359"),
        ("600/KOLNP/2015", "IN", "IN2015KOLNP600"),
        ("104101181", "TW", "TW20150101181"),
        ("200680012345.X", "CN", "CN200680012345"),
        ("CN2015823955", "CN", "CN201580023955"),
        ("PI0604217-6", "BR", "BR2006PI04217"),
        ("BR 11 2015 012836-2", None, "BR20151112836"),
        ("MX/a/2015/003742", "MX", "MX20150003742"),
        ("AT20060017971T", "AT", "AT20060017971T"),
        ("SG20161109459Q", "SG", "SG20161109459Q"),
    ],
)
def test_spellings_read_as_docdb(text: str, office: str | None, expected: str) -> None:
    """Each spelling gives DOCDB's form, which reads as itself."""
    assert parse_application(text, office) == expected
    assert parse_application(expected, office) == expected


@pytest.mark.parametrize("text", ["", "Pending", "to be filed", "n/a", "-1", "12"])
def test_what_is_no_number_is_none(text: str) -> None:
    """Blanks, words and stray digits give None, whatever the office."""
    assert parse_application(text, "US") is None


def test_a_number_without_office_is_none() -> None:
    """A bare number of an unknown office cannot be named."""
    assert parse_application("12/366384") is None
    assert parse_application("12/366384", "XX") is None
