"""Families in a record: computed where asked, taken from sources where given, missing ids told."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from clearway.cli.answers import open_desk
from clearway.ingest import compute_families, ingest_etsi, ingest_source
from clearway.lookup import coverage
from clearway.record import consolidate, missing_ids, open_record
from clearway.record.audits import verify
from record.given import ESTATE, add_etsi, made, select
from sources.exchange import PRIORITY, delivery, document
from sources.isld import row, rows, text

if TYPE_CHECKING:
    from pathlib import Path

JP, WO, US = "JP20050004537", "WO2006JP300226", "US201213000002"
RIGHTS = [
    # family, office, application, publications, priorities: as ETSI's register lists them
    ("9001", "JP JAPAN", JP, "JP2006197128 A", f"|{JP}|"),
    ("9001", "WO Patent Cooperation Treaty", WO, "WO2006075628 A1", f"|{JP}|"),
    ("9001", "EP European Patent Office", "EP20060711571", "EP1848154 A1", f"|{JP}|{WO}|"),
    ("9001", "EP European Patent Office", "EP20110178000", "EP2400001 A1",
     f"|EP20060711571|{JP}|"),
    ("9001", "US UNITED STATES", US, "US2013010002 A1", f"|{JP}|{WO}|"),
    ("9001", "US UNITED STATES", "US201514000003", "US2015030003 A1",
     f"|{JP}|{US}|US201514000003|{WO}|"),
    ("9002", "KR KOREA", "KR20067000001", "KR20060000001 A", "|KR20050000009|"),
    ("9002", "CN CHINA", "CN200680000001", "CN101000001 A", "|KR20050000009|US20050000008P|"),
    ("9003", "RU RUSSIA", "RU20060000001", "RU2006000001 A", ""),
]  # fmt: skip


def _export() -> list[dict[str, str]]:
    return [
        row(
            DIPG_PATF_ID=family, Country_Of_Registration=office, PATT_APPLICATION_NUMBER=number,
            PUBL_NUMBER=publications, PBPA_PRIORITY_NUMBERS=priorities,
        )
        for family, office, number, publications, priorities in RIGHTS
    ]  # fmt: skip


def _families(record: Any, kind: str) -> set[frozenset[str]]:
    rows = select(
        record,
        "SELECT fr.family_id, list(fr.right_id) FROM family_rights AS fr "
        "INNER JOIN families AS f ON fr.family_id = f.family_id "
        f"WHERE f.family_kind = '{kind}' GROUP BY fr.family_id",
    )
    return {frozenset(rights) for _, rights in rows}


ONE = frozenset(
    {"JP-2006197128", "WO-2006075628", "EP-1848154", "EP-2400001", "US-2013010002",
     "US-2015030003"}
)  # fmt: skip


def test_families_are_computed_when_asked_and_stay(tmp_path: Path) -> None:
    """None at first; then those of the first filings, through later ingests, until dropped."""
    record = made(tmp_path, {}, _export())
    assert _families(record, "docdb") == set()
    compute_families(tmp_path / "record", wanted=True)
    record = open_record(tmp_path / "record")
    # A division, a continuation, a national phase and the own number are no other first filings.
    assert _families(record, "docdb") == {
        ONE, frozenset({"KR-20060000001"}), frozenset({"CN-101000001"}),
    }  # fmt: skip
    assert _families(record, "inpadoc") == {ONE, frozenset({"KR-20060000001", "CN-101000001"})}
    bases = select(record, "SELECT DISTINCT basis, source FROM family_rights ORDER BY ALL")
    assert bases == [("basis", "etsi"), ("computed", "computed")]
    assert verify(record) == []
    add_etsi(tmp_path / "record", tmp_path / "ISLD-export.csv", _export()[:3])
    assert len(_families(open_record(tmp_path / "record"), "docdb")) == 1
    compute_families(tmp_path / "record", wanted=False)
    assert _families(open_record(tmp_path / "record"), "docdb") == set()


def test_the_family_of_a_right_without_priorities_is_not_known(tmp_path: Path) -> None:
    """Where no source tells a priority, nothing is computed: absence is no first filing."""
    made(tmp_path, {}, _export())
    compute_families(tmp_path / "record", wanted=True)
    computed = select(
        open_record(tmp_path / "record"),
        "SELECT family_id FROM family_rights WHERE right_id LIKE 'RU%'",
    )
    assert computed == [("9003",)]


def _docdb(folder: Path, *documents: str) -> None:
    path = folder / "docdb_202408.xml"
    path.write_bytes(delivery(*documents))
    ingest_source("docdb", [path], folder / "record")


def _claims(*numbers: str) -> str:
    return "".join(
        PRIORITY.format(sequence=place, number=number, active="Y")
        for place, number in enumerate(numbers, 1)
    )


def test_an_id_that_a_source_gives_stands_and_others_join_it(tmp_path: Path) -> None:
    """A right of the register with the priorities of an EPO family is put into that family."""
    made(tmp_path, {}, [
        row(DIPG_PATF_ID="9001", Country_Of_Registration="CN CHINA",
            PATT_APPLICATION_NUMBER="CN201080000001", PUBL_NUMBER="CN102000001 A",
            PBPA_PRIORITY_NUMBERS="|EP20099167001|"),
    ])  # fmt: skip
    _docdb(tmp_path, document(family="43088001", priorities=_claims("9167001")))
    compute_families(tmp_path / "record", wanted=True)
    rows = select(
        open_record(tmp_path / "record"),
        "SELECT fr.family_id, fr.right_id, fr.basis FROM family_rights AS fr "
        "INNER JOIN families AS f ON fr.family_id = f.family_id "
        "WHERE f.family_kind = 'docdb' ORDER BY ALL",
    )
    assert rows == [
        ("docdb-43088001", "CN-102000001", "computed"), ("docdb-43088001", "EP-2400001", "member"),
    ]  # fmt: skip


def test_a_right_between_two_families_of_a_source_is_told_apart(tmp_path: Path) -> None:
    """Where sources put the same priorities into several families, it gets one of its own."""
    made(tmp_path, {}, [
        row(DIPG_PATF_ID="9001", Country_Of_Registration="CN CHINA",
            PATT_APPLICATION_NUMBER="CN201080000001", PUBL_NUMBER="CN102000001 A",
            PBPA_PRIORITY_NUMBERS="|EP20099167001|"),
    ])  # fmt: skip
    _docdb(
        tmp_path,
        document(family="1", priorities=_claims("9167001")),
        document(family="2", number="2400002", filing="10167002", priorities=_claims("9167001")),
    )
    summary = compute_families(tmp_path / "record", wanted=True)
    record = open_record(tmp_path / "record")
    found = _families(record, "docdb")
    assert found == {frozenset({"CN-102000001"}), frozenset({"EP-2400001"}),
                     frozenset({"EP-2400002"})}  # fmt: skip
    assert record.manifest["families"]["disputed"] == 1
    assert "1 of these apart from several" in summary.to_text()


@pytest.mark.parametrize("seed", range(4))
def test_a_simple_family_lies_in_one_extended_family(tmp_path: Path, seed: int) -> None:
    """The invariant holds in the record, whatever part of the families the EPO's data give."""
    drawn = random.Random(seed)
    pool = [f"EP2009916{n:04d}" for n in range(6)]
    listed = [
        row(DIPG_PATF_ID=str(n // 3), Country_Of_Registration="CN CHINA",
            PATT_APPLICATION_NUMBER=f"CN2010800000{n:02d}", PUBL_NUMBER=f"CN1020000{n:02d} A",
            PBPA_PRIORITY_NUMBERS=f"|{'|'.join(drawn.sample(pool, drawn.randint(1, 3)))}|")
        for n in range(12)
    ]  # fmt: skip
    made(tmp_path, {}, listed)
    _docdb(
        tmp_path,
        *(
            document(family=str(100 + n), number=f"24000{n:02d}", filing=f"101670{n:02d}",
                     priorities=_claims(*(one[6:] for one in drawn.sample(pool, 2))))
            for n in range(4)
        ),
    )  # fmt: skip
    compute_families(tmp_path / "record", wanted=True)
    record = open_record(tmp_path / "record")
    extended = _families(record, "inpadoc")
    for simple in _families(record, "docdb"):
        assert sum(bool(simple & one) for one in extended) == 1
        assert any(simple <= one for one in extended)


def test_a_missing_id_is_told_wherever_it_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One value for rights that share nothing is found by the merge; a true large one is not."""
    monkeypatch.setattr(missing_ids, "LARGEST", 20)
    export = [
        row(DIPG_PATF_ID=family, Country_Of_Registration="CN CHINA", PBPA_PRIORITY_NUMBERS=priority,
            PATT_APPLICATION_NUMBER=f"CN2010800{first + n:05d}",
            PUBL_NUMBER=f"CN1020{first + n:05d} A")
        for n in range(30)
        for family, first, priority in (
            ("1", 100, f"|JP2009000{n:04d}|"), ("9001", 200, "|JP20080005555|"),
        )
    ]  # fmt: skip
    path = tmp_path / "ISLD-export.csv"
    path.write_bytes(text(export))
    summary = ingest_etsi(path, tmp_path / "record")
    told = (
        "family 1 holds 30 rights, of which at most 3.3% share a priority, no applicant is known: "
        "it stands for a missing id, not for a family"
    )
    assert f"note: {told}\n" in summary.to_text()
    found = coverage(open_record(tmp_path / "record")).missing_ids
    assert [str(one) for one in found] == [told]


def test_slices_of_the_merge_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rights merged a few at a time, as in a record too large for memory, are the same rights."""
    tables = []
    for name, size in (("whole", 500_000), ("sliced", 1)):
        monkeypatch.setattr(consolidate, "_SLICE", size)
        (tmp_path / name).mkdir()
        record = made(tmp_path / name, ESTATE, rows(60))
        tables.append(record.manifest["checksums"]["rights.parquet"])
        assert verify(record) == []
    assert tables[0] == tables[1]


def test_a_case_that_asks_for_families_not_on_record_is_warned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The warning names the command that computes them, and is gone once it was run."""
    made(tmp_path, {}, _export())
    case = tmp_path / "case.toml"
    case.write_text(
        '[case]\nid = "x"\ncompany = "Maker"\n[policy]\nfamily = "docdb"\n', encoding="utf-8"
    )
    open_desk(case, tmp_path / "record")
    told = capsys.readouterr().err
    assert "no docdb family is on record" in told
    assert "clearway record families --record" in told
    compute_families(tmp_path / "record", wanted=True)
    open_desk(case, tmp_path / "record")
    assert capsys.readouterr().err == ""
