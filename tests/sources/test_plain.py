"""Plain forms: what each gives, which rows are set aside and why, and what is refused whole."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearway.errors import SourceError
from clearway.model.parts import PARTS, ROW
from clearway.sources.plain import read_tables
from clearway.sources.plain_forms import FORMS

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.sources.report import SourceReport

Rows = list[dict[str, Any]]
EP = "EP-1848154-B1"


def _write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def _part(folder: Path, name: str) -> Rows:
    path = folder / "out" / f"{name}.parquet"
    rows: Rows = pq.read_table(path).to_pylist() if path.exists() else []
    return rows


def _said(folder: Path, name: str) -> Rows:
    """The rows of a part without where they stand."""
    stands = {column.name for column in ROW}
    return [{k: v for k, v in row.items() if k not in stands} for row in _part(folder, name)]


def _read(folder: Path, name: str, text: str | bytes) -> SourceReport:
    """Read one file, whose parts go to `out`."""
    report = read_tables(_write(folder, name, text), folder / "out")
    for file in report.files:
        assert file.rows_in == file.rows_loaded + file.rows_rejected
    return report


def _reasons(folder: Path, name: str, text: str | bytes) -> list[tuple[int, str]]:
    _read(folder, name, text)
    return [(row["line"], row["reason"]) for row in _part(folder, "rejects")]


def _given(rows: Rows, **expected: object) -> None:
    """Hold that the only row has these values."""
    assert len(rows) == 1
    assert {name: rows[0][name] for name in expected} == expected


ONE_ROW = {
    "declarations": (
        "reference,declarant,signed_on,family,generation,specification\n"
        "R1,Nokia,2015-03-01,F1,LTE,TS 36.211\n"
    ),
    "rights": (
        "family,publication,office,application,filed_on,granted_on,ended_on\n"
        "F1,EP 1848154 B1,,EP06711571.5,2006-01-12,2011-05-11,\n"
    ),
    "transfers": "publication,from,to,executed_on,recorded_on\nEP1848154B1,A,B,2014-01-02,\n",
    "status": (
        "publication,category,country,dated_on,published_on,code\n"
        "EP1848154B1,Lapse,de,2016-08-01,2017-02-09,PG25\n"
    ),
    "validations": "publication,country,from,to\nEP1848154B1,DE,2011-05-11,\n",
    "suits": (
        "suit,court,country,filed_on,closed_on,plaintiff,defendant,action,basis,publication,"
        "standards,outcome\n"
        "S1,LG Mannheim,DE,2016-03,2018,A|B,C,Infringement,declared,EP1841268|US 9,LTE|5G,lost\n"
    ),
    "orders": "suit,from,to,kind,reaches,except_suppliers\nS1,2016-03-01,2017,injunction,,Q | R\n",
    "standards": "standard,parent,body,title\nX.1,LTE,3GPP,Title\n",
    "assessments": (
        "family,standard,assessor,assessed_on,verdict,claim_type,source\n"
        "F1,36.211,Me,2020-01-01,essential,network,page 3\n"
    ),
    "pools": "pool,licensor,publication,from,to\nAvanci,Nokia,EP1848154B1,2016-01-01,\n",
    "markets": "country,year,measure,value\nIN,2017,devices,124000000",
}
"""A good row of every form."""


def test_every_form_fills_only_columns_of_its_part() -> None:
    """The columns that each form's reader gives are columns of the part it names."""
    for stem, form in FORMS.items():
        header, values = ONE_ROW[stem].splitlines()
        cells = dict.fromkeys(form.columns, "")
        cells |= dict(zip(header.split(","), values.split(","), strict=True))
        for part, fact in form.read(cells, 1):
            assert set(fact) <= set(PARTS[part].column_names)


def test_a_folder_gives_all_its_forms(tmp_path: Path) -> None:
    """A folder of all forms is read whole; its parts have their columns, and where a row stands."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for stem, text in ONE_ROW.items():
        _write(folder, f"{stem}.csv", text)
    report = read_tables(folder, tmp_path / "out")
    assert [(file.rows_in, file.rows_loaded) for file in report.files] == [(1, 1)] * len(ONE_ROW)
    from_offices = {"applicants", "terms"}
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(PARTS) - from_offices
    for part, table in PARTS.items():
        if part in from_offices:
            continue
        found = pq.read_schema(tmp_path / "out" / f"{part}.parquet").names
        stands = [] if part == "rejects" else [column.name for column in ROW]
        assert found == [*table.column_names, *stands]


def test_a_right(tmp_path: Path) -> None:
    """Numbers are normalized, the office comes from the number, what was typed is kept."""
    _read(tmp_path, "rights.csv", ONE_ROW["rights"])
    _given(
        _part(tmp_path, "right_rows"),
        family_id="F1",
        family_kind="given",
        office="EP",
        application_number="EP20060711571",
        publication_numbers=[EP],
        filed_on=date(2006, 1, 12),
        granted_on=date(2011, 5, 11),
        ended_on=None,
        basis="member",
        original_application_number="EP06711571.5",
        original_publication_number="EP 1848154 B1",
    )


@pytest.mark.parametrize(
    ("row", "office", "application"),
    [
        ("F1,,US,Pending", "US", None),
        ("F1,,,JP20190123456", "JP", "JP20190123456"),
        ("F1,,US,9", "US", "US9"),
        ("F1,,cn,", "CN", None),
    ],
)
def test_a_right_without_publication(
    tmp_path: Path, row: str, office: str, application: str | None
) -> None:
    """An application, or the office alone, names a right that has no publication yet."""
    _read(tmp_path, "rights.csv", f"family,publication,office,application\n{row}\n")
    rows = _part(tmp_path, "right_rows")
    _given(rows, office=office, application_number=application, publication_numbers=[])


def test_a_declaration(tmp_path: Path) -> None:
    """Names of standards are made one; a declarant is taken for the owner unless it says not."""
    _read(tmp_path, "declarations.csv", ONE_ROW["declarations"])
    _given(
        _part(tmp_path, "declarations"),
        declaration_id="R1",
        reference="R1",
        declarant="Nokia",
        is_proprietor=True,
        signed_on=date(2015, 3, 1),
        family_id="F1",
        generation="4G",
        specification="3GPP TS 36.211",
        explicit=True,
        basis="basis",
    )


def test_the_least_of_a_declaration(tmp_path: Path) -> None:
    """Declarant and family suffice; a specification gives its generation where that is blank."""
    text = "specification,family,declarant,proprietor\n38.211,F1,Nokia,0\nHEVC,F2,Nokia,\n"
    _read(tmp_path, "declarations.csv", text)
    first, second = _part(tmp_path, "declarations")
    assert (first["generation"], first["is_proprietor"]) == ("5G", False)
    assert (second["generation"], second["is_proprietor"]) == (None, True)
    assert first["declaration_id"] == second["declaration_id"]
    assert first["reference"] is None


def test_transfers_of_a_right_and_of_a_family(tmp_path: Path) -> None:
    """A publication moves alone, a family as a whole; the order of the rows is kept."""
    text = "publication,family,from,to\nEP1848154,F1,A,B\n,F1,B,C\n"
    _read(tmp_path, "transfers.csv", text)
    first, second = _part(tmp_path, "transfers")
    assert (first["publication"], first["family_id"], first["sequence"]) == ("EP-1848154", None, 1)
    assert (second["publication"], second["family_id"], second["sequence"]) == (None, "F1", 2)
    assert (second["from_name"], second["to_name"]) == ("B", "C")


def test_a_validation_event_is_a_validation_too(tmp_path: Path) -> None:
    """Category `validation` with a country is recorded as event and as validation."""
    text = (
        "publication,category,country,dated_on,published_on\n"
        f"{EP},validation,FR,2011-05-11,2011-06-01\n{EP},validation,,2011-05-11,\n"
    )
    _read(tmp_path, "status.csv", text)
    assert [row["country"] for row in _part(tmp_path, "status_events")] == ["FR", None]
    _given(
        _part(tmp_path, "validations"),
        publication=EP,
        country="FR",
        from_on=date(2011, 5, 11),
        to_on=None,
        published_on=date(2011, 6, 1),
        basis="event",
    )


def test_a_suit(tmp_path: Path) -> None:
    """Lists are parted at `|`; a day known to the month or year counts as its latest."""
    _read(tmp_path, "suits.csv", ONE_ROW["suits"].replace("US 9", "US 9137772"))
    _given(
        _part(tmp_path, "suits"),
        suit_id="S1",
        filed_on=date(2016, 3, 31),
        closed_on=date(2018, 12, 31),
        plaintiffs=["A", "B"],
        defendants=["C"],
        action="infringement",
        basis="declared",
        publications=["EP-1841268", "US-9137772"],
        standards=["4G", "5G"],
    )


def test_a_suit_filed_and_closed_in_one_year(tmp_path: Path) -> None:
    """A filing known to the year lies no later than a closing in that year."""
    text = "suit,country,filed_on,closed_on\nS1,DE,2022,2022-12-09\nS2,DE,2023,2022-12-09\n"
    reasons = _reasons(tmp_path, "suits.csv", text)
    _given(_part(tmp_path, "suits"), filed_on=date(2022, 12, 9), closed_on=date(2022, 12, 9))
    assert [line for line, _ in reasons] == [3]


def test_an_order(tmp_path: Path) -> None:
    """A blank reach is unknown, not empty."""
    _read(tmp_path, "orders.csv", ONE_ROW["orders"])
    rows = _part(tmp_path, "orders")
    _given(rows, to_on=date(2017, 12, 31), reaches=None, except_suppliers=["Q", "R"])


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "rights.csv",
            "family,publication,filed_on\nF1,EP1848154,2020-02-30\n",
            "filed_on: 2020-02-30 is not a date; write it as 2020-02-29",
        ),
        ("rights.csv", "family,publication,filed_on\nF1,EP1848154,1/2/2020\n", "write it as YYYY"),
        ("rights.csv", "family,publication\nF1,Pending\n", "publication: 'Pending' is no"),
        ("rights.csv", "family,publication\nF1,\n", "fill in publication, application or office"),
        ("rights.csv", "family,application\nF1,12/366384\n", "application: '12/366384' does not"),
        ("rights.csv", "family,publication\n,EP1848154\n", "family: blank"),
        ("rights.csv", "family,office\nF1,ZZ\n", "office: 'ZZ' is no patent office"),
        (
            "rights.csv",
            "family,office,filed_on,granted_on\nF1,EP,2011-01-02,2011-01-01\n",
            "granted_on: 2011-01-01 lies before filed_on 2011-01-02",
        ),
        (
            "rights.csv",
            "family,office,granted_on,ended_on\nF1,EP,2011-01-02,2011-01-01\n",
            "ended_on: 2011-01-01 lies before granted_on",
        ),
        (
            "rights.csv",
            "family,office,filed_on,ended_on\nF1,EP,2011-01-02,2011-01-01\n",
            "ended_on: 2011-01-01 lies before filed_on",
        ),
        ("declarations.csv", "declarant,family\n,F1\n", "declarant: blank"),
        ("declarations.csv", "declarant,family\nNokia,\n", "family: blank"),
        ("declarations.csv", "declarant,family,generation\nNokia,F1,6G\n", "2G, 3G, 4G or 5G"),
        (
            "declarations.csv",
            "declarant,family,proprietor\nNokia,F1,maybe\n",
            "proprietor: 'maybe'",
        ),
        ("transfers.csv", "publication,family,to\n,,B\n", "fill in publication or family"),
        ("status.csv", f"publication,category,dated_on\n{EP},lapsed,2016-01-01\n", "category: "),
        ("status.csv", f"publication,category,dated_on\n{EP},lapse,\n", "dated_on: blank"),
        ("validations.csv", f"publication,country\n{EP},Germany\n", "is no country; write DE"),
        ("validations.csv", f"publication,country\n{EP},EP\n", "country: 'EP' is no country"),
        ("suits.csv", "suit,country,publication\nS1,DE,EP1848154|x\n", "publication: 'x'"),
        ("suits.csv", "suit,country,filed_on\nS1,DE,2016-13\n", "filed_on: 2016-13 is not a date"),
        ("standards.csv", "standard,parent\nLTE,4G\n", "parent: 4G cannot stand above itself"),
    ],
)
def test_a_bad_value_sets_its_row_aside(tmp_path: Path, name: str, text: str, reason: str) -> None:
    """The reason names the field and the remedy; the row's bytes are kept; nothing is loaded."""
    report = _read(tmp_path, name, text)
    assert (report.files[0].rows_loaded, report.files[0].rows_rejected) == (0, 1)
    (reject,) = _part(tmp_path, "rejects")
    assert reason in reject["reason"]
    assert (reject["file"], reject["line"]) == (name, 2)
    assert reject["raw"] == text.split("\n", 1)[1].encode()


def test_malformed_rows_are_set_aside_one_by_one(tmp_path: Path) -> None:
    """Wrong widths, NUL bytes, other encodings and stray quotes cost their own row only."""
    text = (
        b'\xef\xbb\xbfFamily , OFFICE\r\nF1,EP\r\nF2\r\n\r\n"F\r\n3",EP\r\nF4,E\0P\r\n'
        b'F\xe9,EP\r\nF5,EP,x\r\n"F6"x,EP\r\nF7,EP'
    )
    reasons = _reasons(tmp_path, "rights.csv", text)
    assert [row["family_id"] for row in _part(tmp_path, "right_rows")] == ["F1", "F\r\n3", "F7"]
    assert [line for line, _ in reasons] == [3, 7, 8, 9, 10]
    words = ("1 fields where the header has 2", "NUL", "not UTF-8", "3 fields", "not well-formed")
    assert all(word in reason for word, (_, reason) in zip(words, reasons, strict=True))
    assert [row["raw"] for row in _part(tmp_path, "rejects")][2] == b"F\xe9,EP\r\n"


def test_extra_columns_and_files_are_noted(tmp_path: Path) -> None:
    """What is ignored is said, with the name that may have been meant."""
    folder = tmp_path / "in"
    folder.mkdir()
    _write(folder, "Rights.CSV", "remark,family,office\nx,F1,EP\n")
    _write(folder, "suit.csv", "suit\n")
    _write(folder, ".hidden", "")
    report = read_tables(folder, tmp_path / "out")
    assert len(report.notes) == 2
    assert "suit.csv: not a plain form; name it suits.csv" in report.notes[0]
    assert report.notes[1] == "Rights.CSV: columns ignored: remark"
    assert report.files[0].rows_loaded == 1


def test_gzip_and_parquet_read_as_csv_does(tmp_path: Path) -> None:
    """The three formats of one table give the same rows."""
    text = "family,publication,filed_on\n1,EP1848154B1,2006-01-12\n2,junk,\n"
    _read(tmp_path, "rights.csv", text)
    expected, rejected = _said(tmp_path, "right_rows"), _part(tmp_path, "rejects")
    _read(tmp_path, "rights.csv.gz", gzip.compress(text.encode()))
    assert _said(tmp_path, "right_rows") == expected
    columns = {
        "family": [1, 2],
        "publication": ["EP1848154B1", "junk"],
        "filed_on": [datetime(2006, 1, 12), None],  # noqa: DTZ001
    }
    pq.write_table(pa.table(columns), tmp_path / "rights.parquet")
    read_tables(tmp_path / "rights.parquet", tmp_path / "out")
    assert _said(tmp_path, "right_rows") == expected
    (reject,) = _part(tmp_path, "rejects")
    assert (reject["line"], reject["reason"]) == (2, rejected[0]["reason"])
    assert reject["raw"] == b"2,junk,\n"


def test_parts_without_rows_are_not_written(tmp_path: Path) -> None:
    """A header alone is a form with no rows; only the empty rejects are written."""
    report = _read(tmp_path, "rights.csv", "family,office\n")
    assert report.files[0].rows_in == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["rejects.parquet"]


def test_many_rows_pass_through_in_batches(tmp_path: Path) -> None:
    """More rows than a batch holds all arrive, in order."""
    count = 25_000
    text = "family,office\n" + "".join(f"F{number},EP\n" for number in range(count))
    _read(tmp_path, "rights.csv", text)
    found = [row["family_id"] for row in _part(tmp_path, "right_rows")]
    assert found == [f"F{number}" for number in range(count)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("rights.csv", b"", "empty; the first line must name the columns"),
        ("rights.csv", "famly,publication\n", "column family is missing; rename famly to family"),
        ("rights.csv", "family,x\n", r"publication or application or office is missing; add it"),
        ("rights.csv", "family;office\n", "part the columns with commas"),
        ("rights.csv", "family,office,Office\n", "column office twice"),
        ("rights.csv", "family,office\n".encode("utf-16"), "save it as UTF-8"),
        ("rights.csv", b"fam\xe9,office\n", "header cannot be read"),
        (
            "rights.csv.gz",
            gzip.compress(b"family,office\n" * 99, mtime=0)[:-9],
            "not a whole gzip file",
        ),
        ("rights.csv.gz", b"family,office\n", "not a whole gzip file"),
        ("rights.parquet", b"PAR1", "not a readable Parquet file"),
        ("right.csv", "family,office\n", "right.csv: not a plain form; name it rights.csv"),
        ("notes.txt", "", "not a plain form; expected declarations, rights"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, text: str | bytes, message: str
) -> None:
    """The message names the file, what is wrong and the remedy."""
    with pytest.raises(SourceError, match=message) as refused:
        _read(tmp_path, name, text)
    assert name in str(refused.value)


def test_a_folder_without_forms_is_refused(tmp_path: Path) -> None:
    """An empty or missing folder, and a form given twice, are errors."""
    with pytest.raises(SourceError, match="no plain form here; expected declarations"):
        read_tables(tmp_path, tmp_path / "out")
    with pytest.raises(SourceError, match="not found"):
        read_tables(tmp_path / "none", tmp_path / "out")
    _write(tmp_path, "rights.csv", "")
    _write(tmp_path, "rights.parquet", "")
    with pytest.raises(SourceError, match=r"rights.csv and rights.parquet are the same form"):
        read_tables(tmp_path, tmp_path / "out")


def test_a_wrong_check_digit_of_a_chinese_patent(tmp_path: Path) -> None:
    """A `ZL` number whose check digit is wrong is set aside, not taken for another patent."""
    text = "publication,country\nZL200410012345.1,CN\nZL02139508.X,CN\n"
    ((line, reason),) = _reasons(tmp_path, "validations.csv", text)
    assert line == 2
    assert "1 is not the check digit of 200410012345" in reason
    _given(_part(tmp_path, "validations"), publication=None, application="CN200210039508")
