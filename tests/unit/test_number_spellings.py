"""Spellings of one document at the offices, in DOCDB, in epodoc and in ETSI's register."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clearway.model.application_forms import check_digit
from clearway.model.applications import parse_application, read_application
from clearway.model.docdb_applications import docdb_application
from clearway.model.numbers import AmbiguousNumberError, NumberError, parse_publication
from clearway.model.territory import OFFICES

OFFICE = st.sampled_from(sorted(OFFICES | {"DD", "XX", ""}))
TEXT = st.text(max_size=20) | st.text("0123456789 /-.ABCHJKLNPRSTUWXYZ", max_size=16)
DAY = st.none() | st.dates(date(1900, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    "spellings",
    [
        ("JP10075478 A", "JPH1075478 A", "JP-H10-75478-A", "JPH1075478", "JPH10075478"),
        ("JP 63-12345 A", "JPS6312345", "JP S63-12345 A"),
        ("JPH0812345B", "JP-H0812345-B2", "JP H8-12345 B2"),
        ("JP3798625B", "JP 3798625 B2", "JP3798625"),
        ("CN1149075C", "CN-1149075-C", "CN 1149075 C"),
        ("CN101103594 A", "CN101103594B"),
        ("CN1921335 A", "CN1921335 B"),
        ("KR10-2007-0026107", "KR20070026107 A", "KR1020070026107A"),
        ("KR100484299B", "KR10-0484299", "KR 0484299 B1"),
        ("KR20-2010-0001234 U", "KR20100001234U", "KR 20100001234 U1"),
        ("US 2012/0057518 A1", "US2012057518", "US20120057518A1"),
        ("US 08421916 B2", "US8421916", "US 8,421,916"),
        ("US D0680087 S1", "USD680087", "US D680,087 S"),
        ("US PP08,901 P2", "USPP8901"),
        ("US H001,523 H", "USH1523 H1"),
        ("WO 93/05634", "WO9305634", "WO 1993/005634", "WO-93/05634 A1"),
        ("WO03067954", "WO 03/067954", "WO2003/067954"),
        ("AT6311U", "AT 6311 U1"),
        ("AU750911B", "AU 750911 B2"),
        ("PL193294B", "PL 193294 B1"),
        ("DE1079809T", "DE 1079809 T1"),
        ("DK1079809T", "DK/EP 1079809 T3", "DK 1079809 T3"),
        ("HUE012345", "HU E012345 T2"),
        ("EEE007695", "EE E007695 T1"),
        ("BRPI9811615-0", "BR PI9811615 A", "BRPI9811615", "BR 9811615 A", "BRPI9811615 B1"),
        ("BRMU8400123-4", "BR 8400123 U", "BR MU8400123 Y1"),
        ("AR91182", "AR091182 A1"),
        ("SMT20160140", "SM T201600140 T1"),
        ("PL-EP2640076", "PL 2640076 T3"),
        ("SI-EP2806637", "SI 2806637 T1"),
        ("LT-EP2452494", "LT 2452494 T"),
        ("AT-EP3474552", "AT EP3474552"),
        ("BR 11 2015 005053-2 A2", "BR112015005053"),
        ("PE001633-2014/DIN", "PE16332014 A1"),
        ("ZA2005/09231", "ZA 200509231 B"),
        ("TWI338478 B", "TW I338478"),
        ("MX/a/2015/002546", "MX2015002546 A"),
        ("NC2019/0003681", "NC 20190003681"),
    ],
)
def test_spellings_of_one_publication_have_one_key(spellings: tuple[str, ...]) -> None:
    """Register, DOCDB, epodoc and the office's own spelling compare equal."""
    found = [parse_publication(text, "CN") for text in spellings]
    assert len({one.key for one in found}) == 1
    for one in found:
        assert parse_publication(one.docdb) == one
        assert parse_publication(one.epodoc).key == one.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CN1149075A", "CN1149075C"),
        ("JPH0812345A", "JPH0812345B2"),
        ("JPS6312345A", "JPS6312345U"),
        ("JP3012345B2", "JP3012345U"),
        ("KR20100001234A", "KR20100001234U"),
        ("PL193294A1", "PL193294B1"),
        ("AT6311B", "AT6311U1"),
        ("DE1079809B", "DE1079809T1"),
        ("UA12345A", "UA12345U"),
        ("BR8400123A", "BR8400123U"),
        ("AT3474552T", "AT-EP3474552"),
        ("CN100378905C", "CN101378905A"),
    ],
)
def test_series_of_their_own_do_not_meet(one: str, other: str) -> None:
    """Where an office counts a kind apart, the same digits are two inventions."""
    assert parse_publication(one).key != parse_publication(other).key


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("JP 63-12345", ("JP-S6312345-A", "JP-S6312345B-B2")),
        ("JP 6-12345 B1", ("JP-H0612345B-B1", "JP-S0612345B-B1")),
        ("JP1234567", ("JP-1234567-C", "JP-H01234567-A")),
        ("CN1149075", ("CN-1149075-A", "CN-1149075C-C")),
        ("PL230821", ("PL-230821-A", "PL-230821B-B")),
        ("AU750911", ("AU-750911-A", "AU-750911B-B")),
    ],
)
def test_ambiguous_publications_name_their_candidates(
    text: str, candidates: tuple[str, ...]
) -> None:
    """What may be two documents is none until somebody says which; each candidate reads alone."""
    with pytest.raises(AmbiguousNumberError, match="may be") as caught:
        parse_publication(text)
    assert sorted(caught.value.candidates) == sorted(candidates)
    assert [parse_publication(c).docdb for c in caught.value.candidates] == [
        *caught.value.candidates
    ]


@pytest.mark.parametrize(
    "text", ["EP 96/04547", "EP408327594", "JP 70-12345 A", "JP 30-12345 A", "EP 272 (short form)"]
)
def test_numbers_no_office_gave_are_refused(text: str) -> None:
    """A number of the wrong length, or of a year that an era never had, is refused."""
    with pytest.raises(NumberError, match="is no publication number"):
        parse_publication(text)


@pytest.mark.parametrize(
    ("docdb", "filed", "spellings", "key"),
    [
        ("AP 2000001988 A", None, ("AP/P/2000/001988",), "AP20000001988"),
        ("BR 9815861 A", None, ("BR19989815861", "PI9815861-0"), "BR19989815861"),
        ("EP 10167109 A", None, ("EP20100167109", "10167109.7"), "EP20100167109"),
        ("US 201113167395 A", None, ("US201113167395",), "US201113167395"),
        ("US 8359798 A", "1998-05-22", ("US19980083597",), "US19980083597"),
        ("US 76086701 A", None, ("US20010760867",), "US20010760867"),
        ("US 201161492321 P", None, ("US201161492321P",), "US201161492321P"),
        ("US 9816128 W", None, ("WO1998US16128", "PCT/US98/16128"), "WO1998US16128"),
        ("US 2012040279 W", None, ("PCT/US2012/040279",), "WO2012US40279"),
        ("JP 2012140900 A", None, ("JP20120140900", "2012-140900"), "JP20120140900"),
        ("JP 52084596 T", None, ("JP19960520845T", "H08-520845"), "JP19960520845"),
        ("KR 20087012345 A", None, ("10-2008-7012345", "KR20087012345"), "KR20087012345"),
        ("KR 20060012345 U", None, ("20-2006-0012345",), "KR20060012345U"),
        ("CN 98814060 A", None, ("CN19988014060", "98814060.7"), "CN199880014060"),
        (
            "CN 200680002116 A",
            None,
            ("CN2006802116", "CN20068002116", "ZL200680002116.0"),
            "CN200680002116",
        ),
        ("DE 102006012345 A", None, ("DE200610012345", "10 2006 012 345.6"), "DE200610012345"),
        ("DE 69832731 T", "1998-08-04", ("DE19986032731T",), "DE19986032731T"),
        ("DE A0044733 A", "1963-12-07", ("DE1963A044733",), "DE1963A044733"),
        ("FR 918235 A", "1962-12-11", ("FR19620918235",), "FR19620918235"),
        ("GB 0612345 A", None, ("GB20060012345", "0612345.6"), "GB20060012345"),
        ("GB 201012345 A", None, ("GB20100012345",), "GB20100012345"),
        ("CA 2744162 A", "2011-06-23", ("CA20112744162",), "CA20112744162"),
        ("AU 8685498 A", None, ("AU19980086854",), "AU19980086854"),
        ("AU 2006225649 A", None, ("AU20060225649",), "AU20060225649"),
        ("IL 13927498 A", None, ("IL19980139274",), "IL19980139274"),
        ("ZA 993090 A", None, ("ZA19990003090",), "ZA19990003090"),
        ("HU 0101714 A", None, ("HU20010001714",), "HU20010001714"),
        ("SK 16302000 A", None, ("SK20000001630",), "SK20000001630"),
        ("HK 01105128 A", None, ("HK20010105128",), "HK20010105128"),
        ("AR P990102435 A", None, ("AR1999P102435",), "AR1999P102435"),
        ("TN SN99097 A", None, ("TN1999SN00097",), "TN1999SN00097"),
        ("BR PI0604217 A", None, ("BR2006PI04217", "PI0604217-6"), "BR2006PI04217"),
        ("BR 112015005053 A", None, ("BR20151105053",), "BR20151105053"),
        ("MX 2012013310 A", None, ("MX20120013310", "MX/a/2012/013310"), "MX20120013310"),
        ("TW 104101181 A", None, ("TW20150101181",), "TW20150101181"),
        ("RU 2006130352 A", None, ("RU20060130352",), "RU20060130352"),
        ("AT 98938302 T", None, ("AT19980938302T",), "AT19980938302T"),
        ("NL 1010536 A", "1998-11-11", ("NL19981010536",), "NL19981010536"),
        ("US 1258190X A", "1961-03-13", ("USX1258190",), "USX1258190"),
    ],
)
def test_applications_meet_across_sources(
    docdb: str, filed: str | None, spellings: tuple[str, ...], key: str
) -> None:
    """DOCDB's form, epodoc's (ETSI's) and the office's own give one key, which reads as itself."""
    office, number, kind = docdb.split()
    day = date.fromisoformat(filed) if filed else None
    assert docdb_application(office, number, kind, day) == key
    assert {parse_application(text, office) for text in (*spellings, key)} == {key}


@pytest.mark.parametrize(
    ("text", "filed", "expected"),
    [
        ("12/366,384", None, "US12366384"),
        ("12/366,384", "2009-02-05", "US20090366384"),
        ("13/167,395", "2011-06-23", "US201113167395"),
        ("13167395", "2011-06-23", "US201113167395"),
        ("09/083,597", "1998-05-22", "US19980083597"),
        ("61/051,363", "2008-05-07", "US20080051363P"),
        ("62/336,309", "2016-05-13", "US201662336309P"),
    ],
)
def test_the_filing_date_gives_the_year_of_us_serials(
    text: str, filed: str | None, expected: str
) -> None:
    """Without a date the office's own digits stay; with it they become epodoc's."""
    day = date.fromisoformat(filed) if filed else None
    assert read_application(text, "US", day) == expected


@pytest.mark.parametrize(
    ("text", "office", "filed", "candidates"),
    [
        ("12/841,353", "US", "2010-07-22", {"US20100841353", "US201012841353"}),
        ("10-123456", "JP", None, {"JP19350123456", "JP19980123456"}),
        ("202010012345", "DE", None, {"DE202010012345", "DE201020012345"}),
    ],
)
def test_ambiguous_applications_name_their_candidates(
    text: str, office: str, filed: str | None, candidates: set[str]
) -> None:
    """Two forms or two years: reported with both, and none for the reader that cannot ask."""
    with pytest.raises(AmbiguousNumberError) as caught:
        read_application(text, office, date.fromisoformat(filed) if filed else None)
    assert set(caught.value.candidates) == candidates
    if filed is None:
        assert parse_application(text, office) is None


def test_docdb_numbers_that_need_the_date_say_so() -> None:
    """A number without a year is refused without a date, and one of two years is ambiguous."""
    with pytest.raises(NumberError, match="without a filing date"):
        docdb_application("CA", "2744162", "A")
    with pytest.raises(AmbiguousNumberError, match="filing date"):
        docdb_application("NO", "200012", "A")
    assert docdb_application("NO", "200012", "A", date(2000, 1, 4)) == "NO20000000012"


def test_the_chinese_check_digit() -> None:
    """`ZL02139508.X` is a right number; a wrong digit behind eight is refused."""
    assert check_digit("02139508") == "X"
    assert parse_application("ZL02139508X") == parse_application("02139508.X", "CN")
    with pytest.raises(NumberError, match="check digit"):
        read_application("021395081", "CN")


@given(TEXT, OFFICE)
@example("²³", "JP")
@example("H10-٣٤٥", "JP")
@example("1BA", "AD")
@example("123456C", "PL")
def test_any_text_reads_or_is_refused(text: str, office: str) -> None:
    """Whatever the text, a number that reads as itself or a NumberError."""
    try:
        found = parse_publication(f"{office}{text}", office or None)
    except NumberError:
        return
    assert parse_publication(found.docdb) == found
    try:
        searched = parse_publication(found.epodoc)
    except AmbiguousNumberError:
        return  # the search form has no kind code, and this number takes one
    assert searched.key == found.key


@given(TEXT, OFFICE, DAY)
@example("²2/123456", "US", None)
def test_any_application_reads_or_is_refused(text: str, office: str, filed: date | None) -> None:
    """Whatever the text, a number that reads as itself or a NumberError."""
    try:
        found = read_application(text, office or None, filed)
    except NumberError:
        return
    assert parse_application(found) == found


@given(OFFICE, TEXT, st.sampled_from([None, "A", "T", "U", "W", "P", "D1"]), DAY)
def test_any_docdb_reference_reads_or_is_refused(
    office: str, number: str, kind: str | None, filed: date | None
) -> None:
    """Whatever stands in a reference, a number that reads as itself or a NumberError."""
    try:
        found = docdb_application(office, number, kind, filed)
    except NumberError:
        return
    assert parse_application(found) == found
