"""US grants: what a red book document gives, in each DTD, and which documents are set aside."""

from __future__ import annotations

import contextlib
import gzip
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.uspto.grants import read_uspto_grants

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.sources.report import SourceReport

Rows = list[dict[str, Any]]


def _id(country: str, number: str, kind: str = "", day: str = "") -> str:
    parts = {"country": country, "doc-number": number, "kind": kind, "date": day}
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if text)
    return f"<document-id>{inside}</document-id>"


def _relation(kind: str, parent: str) -> str:
    child = f"<child-doc>{_id('US', '13900001')}</child-doc>"
    return f"<{kind}><relation><parent-doc>{parent}</parent-doc>{child}</relation></{kind}>"


def _party(name: str, role: str = "", country: str = "US") -> str:
    given_role = f"<role>{role}</role>" if role else ""
    address = f"<address><city>X</city><country>{country}</country></address>"
    return f"<addressbook>{name}{given_role}{address}</addressbook>"


ACME = "<orgname>Acme Radio &amp; Co., Ltd.</orgname>"
DOE = "<last-name>Doe</last-name><first-name>Jane Q.</first-name>"
_PARTIES = (
    f"<us-parties><us-applicants><us-applicant sequence='001' app-type='applicant'>"
    f"{_party(ACME)}</us-applicant></us-applicants><inventors><inventor sequence='001'>"
    f"{_party(DOE, country='FI')}</inventor></inventors></us-parties>"
)


def _grant(
    *inside: str,
    number: str = "08900001",
    kind: str = "B2",
    serial: str = "13900001",
    filed: str = "20130523",
    dtd: str = "v4.5 2014-04-03",
    parties: str = _PARTIES,
) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>\n'
        f'<us-patent-grant lang="EN" dtd-version="{dtd}" file="US{number}-20141202.XML">\n'
        f"<us-bibliographic-data-grant><publication-reference>"
        f"{_id('US', number, kind, '20141202')}</publication-reference>"
        f"<application-reference appl-type='utility'>{_id('US', serial, '', filed)}"
        f"</application-reference><invention-title id='d1'>A <i>radio</i>\n device"
        f"</invention-title>{''.join(inside)}{parties}</us-bibliographic-data-grant>"
        f"<description><p>Text &#x2032; of no interest</p></description></us-patent-grant>\n"
    )


def _read(folder: Path, *documents: str | bytes, name: str = "ipg141202.xml") -> SourceReport:
    path = folder / name
    path.write_bytes(
        b"".join(text.encode() if isinstance(text, str) else text for text in documents)
    )
    return _read_file(folder, path)


def _read_file(folder: Path, path: Path) -> SourceReport:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    report = read_uspto_grants([path], out)
    for file in report.files:
        assert file.rows_in == file.rows_loaded + file.rows_rejected
    return report


def _part(folder: Path, name: str) -> Rows:
    path = folder / "out" / f"{name}.parquet"
    rows: Rows = pq.read_table(path).to_pylist() if path.exists() else []
    return rows


def _terms(folder: Path) -> list[tuple[Any, ...]]:
    return [
        (row["kind"], row["days"], row["dated_on"], row["reference"])
        for row in _part(folder, "terms")
    ]


def test_facts_of_a_grant(tmp_path: Path) -> None:
    """A grant gives its numbers, before and after grant, its dates, title and priorities."""
    published = f"<related-publication>{_id('US', '20130337001', 'A1')}</related-publication>"
    provisional = _id("US", "61650001", "", "20120523")
    related = (
        f"<us-related-documents><us-provisional-application>{provisional}"
        f"</us-provisional-application>{published}</us-related-documents>"
    )
    claim = (
        "<priority-claim sequence='01' kind='national'><country>JP</country>"
        "<doc-number>2012-117001</doc-number><date>20120523</date></priority-claim>"
    )
    _read(tmp_path, _grant(f"<priority-claims>{claim}</priority-claims>", related))
    (right,) = _part(tmp_path, "right_rows")
    assert right["publication_numbers"] == ["US-8900001-B2", "US-2013337001-A1"]
    assert (right["office"], right["application_number"]) == ("US", "US201313900001")
    assert (right["filed_on"], right["granted_on"]) == (date(2013, 5, 23), date(2014, 12, 2))
    assert right["priority_numbers"] == ["JP20120117001", "US201261650001P"]
    assert right["title"] == "A radio device"
    assert (right["family_id"], right["original_application_number"]) == (None, "13900001")
    assert (right["file"], right["line"]) == ("ipg141202.xml", 1)
    assert right["raw"] == b"US08900001-20141202.XML"
    assert _terms(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "role", "organization"),
    [
        (ACME, "02", True),
        (ACME, "03", True),
        (DOE, "04", False),
        (DOE, "05", False),
        (ACME, "06", True),
        (ACME, "13", True),
        (DOE, "15", False),
        ("<orgname>Jane Doe</orgname>", "04", False),
        (ACME, "", True),
        (ACME, "01", True),
        (DOE, "", False),
        ("<name>Whoever</name>", "", None),
    ],
)
def test_assignees(tmp_path: Path, name: str, role: str, organization: bool | None) -> None:
    """An assignee's role says whether it is an organization; without one, how it is named."""
    assignee = f"<assignees><assignee>{_party(name, role, 'JP')}</assignee></assignees>"
    _read(tmp_path, _grant(assignee, parties=""))
    (row,) = _part(tmp_path, "applicants")
    assert (row["role"], row["organization"], row["country"]) == ("assignee", organization, "JP")
    assert (row["publication"], row["dated_on"]) == ("US-8900001-B2", date(2014, 12, 2))


def test_parties_in_order(tmp_path: Path) -> None:
    """Applicants and inventors are told apart, each numbered within its role."""
    assignees = f"<assignees><assignee>{_party(ACME, '03')}</assignee></assignees>"
    _read(tmp_path, _grant(assignees))
    rows = _part(tmp_path, "applicants")
    assert [(r["role"], r["name"], r["organization"], r["sequence"]) for r in rows] == [
        ("assignee", "Acme Radio & Co., Ltd.", True, 1),
        ("applicant", "Acme Radio & Co., Ltd.", True, 1),
        ("inventor", "Jane Q. Doe", False, 1),
    ]


def test_applicants_of_old_layouts_are_inventors(tmp_path: Path) -> None:
    """Until v4.2 those who apply are marked as the inventors they are."""
    parties = "".join(
        f"<applicant sequence='00{n}' app-type='applicant-inventor'>{_party(DOE)}</applicant>"
        for n in (1, 2)
    )
    old = f"<parties><applicants>{parties}</applicants></parties>"
    _read(tmp_path, _grant(dtd="v4.1 2005-08-25", parties=old))
    rows = _part(tmp_path, "applicants")
    assert [(row["role"], row["sequence"]) for row in rows] == [("inventor", 1), ("inventor", 2)]


def test_adjustment_and_disclaimer(tmp_path: Path) -> None:
    """Days of adjustment are read; of a disclaimer it is only known that there is one."""
    term = (
        "<us-term-of-grant><us-term-extension>331</us-term-extension><disclaimer><text>This "
        "patent is subject to a terminal disclaimer.</text></disclaimer></us-term-of-grant>"
    )
    _read(tmp_path, _grant(term))
    assert _terms(tmp_path) == [
        ("adjustment", 331, None, None),
        ("disclaimer", None, None, None),
    ]
    assert {row["published_on"] for row in _part(tmp_path, "terms")} == {date(2014, 12, 2)}


@pytest.mark.parametrize("days", ["0", ""])
def test_no_adjustment(tmp_path: Path, days: str) -> None:
    """No days are no fact."""
    extension = f"<us-term-extension>{days}</us-term-extension>"
    _read(tmp_path, _grant(f"<us-term-of-grant>{extension}</us-term-of-grant>"))
    assert _terms(tmp_path) == []


@pytest.mark.parametrize(
    "kind", ["continuation", "division", "continuation-in-part", "reissue", "us-divisional-reissue"]
)
def test_parents(tmp_path: Path, kind: str) -> None:
    """The term counts from continued, divided, extended and reissued applications."""
    relation = _relation(kind, _id("US", "11700001", "", "20070130"))
    _read(tmp_path, _grant(f"<us-related-documents>{relation}</us-related-documents>"))
    assert _terms(tmp_path) == [("parent", None, date(2007, 1, 30), "US20070700001")]


def test_chain_of_parents(tmp_path: Path) -> None:
    """Every link of the chain counts, once; substitutions and provisionals do not."""
    granted = f"<parent-grant-document>{_id('US', '7500001')}</parent-grant-document>"
    stage = f"<parent-pct-document>{_id('WO', 'PCT/FI2005/000123', '', '20050401')}"
    relations = (
        _relation("continuation", _id("US", "12500001", "", "20090601")),
        _relation("continuation", _id("US", "12500001", "", "20090601")),
        _relation("division", _id("US", "11600001", "", "20061002") + granted),
        _relation("continuation", f"{_id('US', '11500001')}{stage}</parent-pct-document>"),
        _relation("continuation", _id("WO", "PCT/FI2004/000999", "", "20041231")),
        _relation("continuation", _id("US", "10100001")),
        _relation("substitution", _id("US", "09100001", "", "19990101")),
    )
    _read(tmp_path, _grant(f"<us-related-documents>{''.join(relations)}</us-related-documents>"))
    assert _terms(tmp_path) == [
        ("parent", None, date(2009, 6, 1), "US20090500001"),
        ("parent", None, date(2006, 10, 2), "US-7500001"),
        ("parent", None, date(2005, 4, 1), "US20050500001"),
        ("parent", None, date(2004, 12, 31), "WO2004FI00999"),
        ("parent", None, None, "US10100001"),
    ]


def test_national_stage(tmp_path: Path) -> None:
    """A national stage is filed with its international application, whatever stands elsewhere."""
    filing = (
        f"<pct-or-regional-filing-data>{_id('WO', 'PCT/FI2011/050123', '00', '20111124')}"
        "<us-371c124-date><date>20130523</date></us-371c124-date></pct-or-regional-filing-data>"
    )
    _read(tmp_path, _grant(filing))
    (right,) = _part(tmp_path, "right_rows")
    assert (right["filed_on"], right["application_number"]) == (
        date(2011, 11, 24),
        "US201113900001",
    )
    assert _terms(tmp_path) == [("parent", None, date(2011, 11, 24), "WO2011FI50123")]


@pytest.mark.parametrize(
    ("number", "kind", "publication", "granted"),
    [
        ("D0720000", "S1", "US-D720000-S1", True),
        ("PP024500", "P3", "US-PP24500-P3", True),
        ("RE045300", "E1", "US-RE45300-E1", True),
        ("H0002290", "H1", "US-H2290-H1", False),
        ("10500001", "B1", "US-10500001-B1", True),
    ],
)
def test_numbers(tmp_path: Path, number: str, kind: str, publication: str, granted: bool) -> None:
    """Designs, plants and reissues keep their letters; a statutory registration is no grant."""
    _read(tmp_path, _grant(number=number, kind=kind))
    (right,) = _part(tmp_path, "right_rows")
    assert right["publication_numbers"] == [publication]
    assert right["granted_on"] == (date(2014, 12, 2) if granted else None)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (_grant(number="none"), "no publication number"),
        (_grant(filed="20130231"), "no date"),
        (_grant("<us-term-of-grant><us-term-extension>soon</us-term-extension></us-term-of-grant>"),
         "no number of days"),
        (_grant().replace("us-bibliographic-data-grant", "bib"), "no <us-bibliographic"),
        (_grant().replace("</invention-title>", ""), "not well-formed"),
        (_grant().replace("Text", "\udcff").encode("utf-8", "surrogateescape"), "not well-formed"),
    ],
)  # fmt: skip
def test_documents_set_aside(tmp_path: Path, document: str | bytes, reason: str) -> None:
    """A document that cannot be used is kept with its place; those around it are read."""
    report = _read(tmp_path, _grant(), document, _grant(number="08900002"))
    assert (report.files[0].rows_loaded, report.files[0].rows_rejected) == (2, 1)
    (reject,) = _part(tmp_path, "rejects")
    assert reject["line"] == 2
    assert reason in reject["reason"]
    assert b"us-patent-grant" in reject["raw"]
    assert len(_part(tmp_path, "right_rows")) == 2


def test_other_documents_are_passed_by(tmp_path: Path) -> None:
    """Sequence listings between the grants are no grants and no rows."""
    listing = '<?xml version="1.0"?>\n<sequence-cwu id="S"><table>x</table></sequence-cwu>\n'
    report = _read(tmp_path, _grant(), listing, _grant(number="08900002"))
    assert report.files[0].rows_in == 2
    assert report.notes == ("2 grants of kind utility",)


@pytest.mark.parametrize("packed", ["zip", "gz"])
def test_packed(tmp_path: Path, packed: str) -> None:
    """The weekly zip and a gzip are read as they come."""
    path = tmp_path / f"ipg141202.{packed}"
    if packed == "gz":
        path.write_bytes(gzip.compress(_grant().encode()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("ipg141202.xml", _grant())
    assert _read_file(tmp_path, path).files[0].rows_loaded == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"<?xml version='1.0'?><exchange-documents/>", "no <us-patent-grant>"),
        (b"PATN\nWKU  039305213\n", "not XML"),
        (_grant().encode("utf-16"), "UTF-16"),
        (_grant()[:700].encode(), "truncated"),
        (_grant(number="none").encode(), "no publication number"),
    ],
)
def test_files_refused(tmp_path: Path, text: bytes, says: str) -> None:
    """A file without one usable grant is one error that names it and says why."""
    with pytest.raises(SourceError, match=says) as raised:
        _read(tmp_path, text)
    assert "ipg141202.xml" in str(raised.value)


def test_truncated_gzip(tmp_path: Path) -> None:
    """A gzip that ends too early is one error."""
    path = tmp_path / "ipg141202.xml.gz"
    path.write_bytes(gzip.compress(_grant().encode() * 20)[:-30])
    with pytest.raises(SourceError, match="truncated or damaged"):
        _read_file(tmp_path, path)


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "attack",
    [
        _grant().replace("[ ]", f'[<!ENTITY l0 "ha">{_LAUGHS}]').replace("A <i>", "&l11;<i>"),
        _grant()
        .replace("[ ]", '[<!ENTITY x SYSTEM "file:///etc/hostname">]')
        .replace("A <i>", "&x;<i>"),
        _grant().replace("A <i>", "<b>" * 5000 + "</b>" * 5000 + "<i>"),
        _grant().replace("<description>", f'<description a="{"x" * 11_000_000}">'),
    ],
    ids=["billion laughs", "external entity", "deep nesting", "huge attribute"],
)
def test_attacks_are_set_aside(tmp_path: Path, attack: str) -> None:
    """What an XML document can do to its reader sets that document aside, and no other."""
    report = _read(tmp_path, _grant(), attack, _grant(number="08900002"))
    assert report.files[0].rows_rejected == 1
    assert len(_part(tmp_path, "right_rows")) == 2
    assert all(row["title"] == "A radio device" for row in _part(tmp_path, "right_rows"))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes change, documents are counted, or the file is refused."""
    text = bytearray((_grant() + _grant(number="08900002")).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SourceError):
        _read(tmp_path, bytes(text))
