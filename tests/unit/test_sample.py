"""The calibrated sample: figures, layout and quirks of the register, and nothing copied from it."""

from __future__ import annotations

import csv
import os
import re
import zipfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from clearway.errors import StorageError, UsageError
from clearway.model.kind_codes import is_granted
from clearway.model.numbers import parse_publication
from clearway.sample import SampleFigures, write_pool_sample, write_sample
from clearway.sample.declarations import draw_entries
from clearway.sample.drawing import counted_within, solve_factor, spread
from clearway.sample.families import draw_units
from clearway.sample.figures import measure_sample
from clearway.sample.rights import draw_rights
from clearway.sample.rows import COLUMNS
from clearway.sample.tables import FULL_ROWS, TOTALS, declarants, filing_curve, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 60_000
SHARED = Path(os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))

Row = dict[str, str]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SampleFigures]:
    """One sample of 60,000 rows as a CSV, with its figures."""
    path = tmp_path_factory.mktemp("sample") / "sample.csv"
    return path, write_sample(path, ROWS, seed=7)


@pytest.fixture(scope="module")
def rows(written: tuple[Path, SampleFigures]) -> list[Row]:
    """The rows of that sample as Python's csv reads them."""
    with written[0].open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";", strict=True))


def test_every_row_has_the_forty_fields_of_the_export(
    written: tuple[Path, SampleFigures],
) -> None:
    """Python's csv finds the header and 40 fields in every row, line breaks and all."""
    with written[0].open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, delimiter=";", strict=True)
        assert tuple(next(reader)) == tuple(COLUMNS)
        lengths = Counter(len(fields) for fields in reader)
    assert lengths == {40: written[1].rows}


def test_every_field_is_quoted(written: tuple[Path, SampleFigures]) -> None:
    """The file begins and goes on with quoted fields, blank ones too."""
    text = written[0].read_bytes()[:200_000].rsplit(b'"\n"', 1)[0]
    for line in re.split(rb'(?<=")\n(?=")', text)[:200]:
        assert line.startswith(b'"')
        assert b";;" not in line


def test_the_figures_are_those_of_the_rows(
    written: tuple[Path, SampleFigures], rows: list[Row]
) -> None:
    """What the generator says it wrote is what a reader counts."""
    figures = written[1]
    four = [row for row in rows if row["4G"] == "1"]
    holder = {item.name: item.holder for item in declarants()}
    families = defaultdict(set)
    for row in four:
        if row["DIPG_PATF_ID"]:
            families[holder[row["COMP_LEGAL_NAME"]]].add(row["DIPG_PATF_ID"])
    assert figures.rows == len(rows)
    assert figures.rows_4g == len(four)
    assert figures.rows_without_flag == sum(row["4G"] == "" for row in rows)
    assert figures.families == len({row["DIPG_PATF_ID"] for row in rows} - {""})
    assert figures.families_4g == len(set.union(*families.values()))
    assert figures.groups_4g_without_family == len(
        {row["DIPG_ID"] for row in four if not row["DIPG_PATF_ID"]}
    )
    publications = {row["PUBL_NUMBER"].split(" | ")[0] for row in rows} - {""}
    assert figures.first_publications == len(publications)
    assert dict(figures.holders) == {name: len(found) for name, found in families.items()}


@pytest.mark.parametrize("size", [20_000, 60_000, 300_000])
def test_the_figures_scale(size: int) -> None:
    """A smaller sample has the register's figures in proportion, within 3 %."""
    figures = _measure(size)
    scale = size / FULL_ROWS
    for name in (
        "rows",
        "rows_4g",
        "rows_without_flag",
        "families",
        "families_4g",
        "groups_4g_without_family",
        "first_publications",
    ):
        assert getattr(figures, name) == pytest.approx(getattr(TOTALS, name) * scale, rel=0.03)


@pytest.mark.slow
def test_the_full_size_has_the_figures_of_the_register() -> None:
    """At 5,000,000 rows every published figure of 2026-10-09 is met within 5 %."""
    figures = _measure(FULL_ROWS)
    published = {"Huawei": 3543, "Samsung": 3349, "ZTE": 3269, "LG Electronics": 2709}
    published |= {"Nokia": 2568, "Qualcomm": 2502}
    assert 4_900_000 <= figures.rows <= 5_000_000
    assert figures.families == TOTALS.families
    assert figures.families_4g == TOTALS.families_4g
    assert figures.first_publications == TOTALS.first_publications
    assert figures.groups_4g_without_family == TOTALS.groups_4g_without_family
    assert figures.families_4g_contested == pytest.approx(TOTALS.families_4g_contested, rel=0.05)
    assert figures.rows_4g == pytest.approx(TOTALS.rows_4g, rel=0.01)
    assert figures.rows_without_flag == pytest.approx(TOTALS.rows_without_flag, rel=0.01)
    for name, count in figures.holders[:6]:
        assert count == pytest.approx(published[name], rel=0.05)


def test_the_same_rows_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    """Two runs agree byte for byte, packed or not; another seed differs."""
    for name in ("a.zip", "b.zip", "a.csv", "b.csv"):
        write_sample(tmp_path / name, 2_000, seed=3)
    write_sample(tmp_path / "c.csv", 2_000, seed=4)
    first = (tmp_path / "a.csv").read_bytes()
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert first == (tmp_path / "b.csv").read_bytes()
    assert first != (tmp_path / "c.csv").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["ISLD-export.csv"]
        assert archive.read("ISLD-export.csv") == first


def test_every_row_says_that_it_is_a_sample(rows: list[Row]) -> None:
    """No reference is one the register could have."""
    assert all(re.fullmatch(r"ISLD-SAMPLE-\d{6}-\d{3,}", row["IPRD_REFERENCE"]) for row in rows)


QUIRKS: dict[str, Callable[[Row], object]] = {
    "several publications": lambda row: row["PUBL_NUMBER"].count(" | ") >= 2,
    "no publication": lambda row: row["PUBL_NUMBER"] == "",
    "a Japanese document spelled twice": lambda row: (
        "JPH1" in row["PUBL_NUMBER"] and row["PUBL_NUMBER"].startswith("JP1")
    ),
    "a European translation": lambda row: (
        row["PUBL_NUMBER"].endswith((" T3", " T")) and row["PATT_APPLICATION_NUMBER"].endswith("T")
    ),
    "an international publication": lambda row: row["PUBL_NUMBER"].startswith("WO"),
    "several generations": lambda row: row["3G"] == row["4G"] == "1",
    "no generation": lambda row: row["2G"] == row["5G"] == "",
    "a number without a generation": lambda row: (
        row["TGPP_NUMBER"].startswith("36.") and row["4G"] == ""
    ),
    "a project without a standard": lambda row: row["Standard"] == "" and row["ETPR_ACRONYM"] != "",
    "no family": lambda row: row["DIPG_PATF_ID"] == "",
    "not the proprietor": lambda row: row["DECL_IS_PROP_FLAG"] == "0",
    "an unknown date": lambda row: row["IPRD_SIGNATURE_DATE"] == "1900-01-01 00:00:00",
    "a pending application": lambda row: row["PATT_APPLICATION_NUMBER"] == "Pending",
    "no application": lambda row: row["PATT_APPLICATION_NUMBER"] == "",
    "no filing date": lambda row: row["PBPA_APP_DATE"] == "",
    "not recognized": lambda row: (
        row["Normalized_Patent"] == "No" and row["Original_Application_Number"] != ""
    ),
    "in error": lambda row: row["Normalized_Patent"] == "Error",
    "a semicolon in the title": lambda row: ";" in row["PBPA_TITLEEN"],
    "quotes in the title": lambda row: '"' in row["PBPA_TITLEEN"],
    "a line break in the title": lambda row: "\n" in row["PBPA_TITLEEN"],
    "a line break in the part": lambda row: "\n" in row["Illustrative_Part"],
    "a priority list": lambda row: re.fullmatch(
        r"\|[A-Z]{2}\d+\|WO\d{4}IB\d+\|", row["PBPA_PRIORITY_NUMBERS"]
    ),
    "an implied patent": lambda row: row["Explicitely_Disclosed"] == "0",
    "a version": lambda row: re.search(r" -- 3GPP T[SR] .* version \d", row["Standard"]),
    "a blank condition": lambda row: row["LICD_REC_CONDI_FLAG"] == "",
    "Japan": lambda row: row["Country_Of_Registration"] == "JP JAPAN",
    "the European office": lambda row: (
        row["Country_Of_Registration"] == "EP European Patent Office"
    ),
    "an international application": lambda row: (
        row["Country_Of_Registration"] == "WO Patent Cooperation Treaty"
    ),
}


@pytest.mark.parametrize("quirk", sorted(QUIRKS))
def test_each_quirk_of_the_export_occurs(quirk: str, rows: list[Row]) -> None:
    """What `records.md` warns of is in a sample of 60,000 rows."""
    assert any(QUIRKS[quirk](row) for row in rows)


def test_groups_families_and_publications_overlap_as_in_the_register(rows: list[Row]) -> None:
    """A list item may hold several families, a publication lie in two, a family have two names."""
    by_group, by_publication, by_family = defaultdict(set), defaultdict(set), defaultdict(set)
    holder = {item.name: item.holder for item in declarants()}
    for row in rows:
        if family := row["DIPG_PATF_ID"]:
            by_group[row["DIPG_ID"]].add(family)
            by_publication[row["PUBL_NUMBER"]].add(family)
            if row["4G"] == "1":
                by_family[family].add(holder[row["COMP_LEGAL_NAME"]])
    del by_publication[""]
    assert max(map(len, by_group.values())) > 3
    assert max(map(len, by_publication.values())) > 1
    contested = sum(len(found) == 2 for found in by_family.values())
    assert contested == pytest.approx(TOTALS.families_4g_contested * ROWS / FULL_ROWS, abs=3)


def test_a_family_repeats_and_no_row_does(rows: list[Row]) -> None:
    """Families take dozens to hundreds of rows; hardly a row is there twice."""
    families = Counter(row["DIPG_PATF_ID"] for row in rows if row["DIPG_PATF_ID"])
    distinct = {tuple(row.values()) for row in rows}
    assert max(families.values()) > 200
    assert len(distinct) > 0.999 * len(rows)


def test_large_declarants_and_offices_occur_in_a_small_sample(rows: list[Row]) -> None:
    """At 60,000 rows the ten largest holders and the larger offices are all there."""
    names = {row["COMP_LEGAL_NAME"] for row in rows}
    found = Counter(row["Country_Of_Registration"][:2] for row in rows)
    assert {item.name for item in declarants()[:12]} <= names
    offices = ["CN", "EP", "JP", "KR", "US", "WO"]
    offices += [row["office"] for row in read_rows("offices.csv") if int(row["weight"]) >= 50]
    assert set(offices) <= set(found)


def test_filings_follow_the_years_of_each_office() -> None:
    """Filings by year correlate with the counted ones by more than 0.95 at each large office."""
    units = draw_units(1_000_000, seed=2)
    rights = draw_rights(units, 1_000_000, seed=2)
    years = rights.filed.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    curve = filing_curve()
    counted_years = curve.months.astype(int) // 12 + 1970
    codes = [row["office"] for row in read_rows("offices.csv")]
    for code in ("CN", "EP", "JP", "KR", "US"):
        here = rights.office == codes.index(code)
        drawn = np.bincount(years[here], minlength=2030)[1985:2026]
        counted = np.bincount(counted_years, curve.counts[code], minlength=2030)[1985:2026]
        assert np.corrcoef(drawn, counted)[0, 1] > 0.95
        assert drawn.sum() == pytest.approx(counted.sum() / 5, rel=0.25)


def test_rights_are_granted_as_often_as_offices_grant(rows: list[Row]) -> None:
    """Of the published rights filed before 2015 at each large office, half to nine tenths stand."""
    granted, published = Counter[str](), Counter[str]()
    for row in {row["PUBL_NUMBER"]: row for row in rows if row["PBPA_APP_DATE"]}.values():
        filed = date.fromisoformat(row["PBPA_APP_DATE"][:10])
        if not row["PUBL_NUMBER"] or filed.year >= 2015:
            continue
        parsed = [parse_publication(text) for text in row["PUBL_NUMBER"].split(" | ")]
        published[parsed[0].office] += 1
        granted[parsed[0].office] += any(
            is_granted(number.office, number.kind or "", filed) for number in parsed
        )
    for code in ("CN", "EP", "JP", "KR", "US"):
        assert 0.5 < granted[code] / published[code] < 0.95
    assert granted["WO"] == 0


def test_declarations_follow_filings_and_end_with_the_edition(rows: list[Row]) -> None:
    """Most families are declared one to five years after filing, none after the edition."""
    known = [row for row in rows if row["PBPA_APP_DATE"] and row["IPRD_SIGNATURE_DATE"] > "19"]
    known = [row for row in known if not row["IPRD_SIGNATURE_DATE"].startswith("1900")]
    years = [int(row["IPRD_SIGNATURE_DATE"][:4]) - int(row["PBPA_APP_DATE"][:4]) for row in known]
    assert 1 <= float(np.median(years)) <= 5
    assert max(row["Reflected_Date"] for row in rows) <= "2026-10-09 00:00:00"
    assert all(row["IPRD_SIGNATURE_DATE"] <= row["Reflected_Date"] for row in rows)


def test_nothing_is_copied_from_the_register(rows: list[Row]) -> None:
    """No application, publication or title of the real rows at hand is in the sample."""
    real = SHARED / "etsi" / "isld_rows_docomo.csv"
    if not real.exists():
        pytest.skip(f"{real} is not here: real rows to compare with")
    columns = ("PATT_APPLICATION_NUMBER", "PUBL_NUMBER", "PBPA_TITLEEN", "IPRD_REFERENCE")
    with real.open(encoding="utf-8", newline="") as lines:
        theirs = list(csv.DictReader(lines, delimiter=";"))
    for column in columns:
        real_values = {part for row in theirs for part in row[column].split(" | ")} - {""}
        ours = {part for row in rows for part in row[column].split(" | ")}
        assert not real_values & ours


def test_progress_counts_up_to_all_rows(tmp_path: Path) -> None:
    """Progress rises and ends with the number of rows written."""
    told: list[tuple[int, int]] = []
    figures = write_sample(
        tmp_path / "s.csv", 100_000, seed=1, progress=lambda done, total: told.append((done, total))
    )
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (figures.rows, figures.rows)


@pytest.mark.parametrize(("name", "rows"), [("sample.txt", 5_000), ("sample.csv", 10)])
def test_a_wrong_name_or_size_is_refused(tmp_path: Path, name: str, rows: int) -> None:
    """Another ending or too few rows is the user's to mend, and leaves no file."""
    with pytest.raises(UsageError):
        write_sample(tmp_path / name, rows, seed=1)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    """A file that cannot be written is reported with its path."""
    with pytest.raises(StorageError, match="missing"):
        write_sample(tmp_path / "missing" / "s.zip", 2_000, seed=1)
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file"):
        write_pool_sample(tmp_path / "file", seed=1)


def test_the_pool_list_has_the_proportions_of_the_real_one(tmp_path: Path) -> None:
    """Licensors and offices stand as in the HEVC Advance list, within one percent point."""
    write_pool_sample(tmp_path, seed=1)
    listed, rights = _read(tmp_path / "pools.csv"), _read(tmp_path / "rights.csv")
    for name, key, found in (
        ("pool_licensors.csv", "licensor", Counter(row["licensor"] for row in listed)),
        ("pool_offices.csv", "office", Counter(row["office"] for row in rights)),
    ):
        real = {row[key]: int(row["patents"]) for row in read_rows(name)}
        for value, count in real.items():
            expected = count / sum(real.values())
            assert found[value] / len(rights) == pytest.approx(expected, abs=0.01)


def test_the_pool_forms_fit_together_and_repeat(tmp_path: Path) -> None:
    """Every listed publication is one right of a declared family; the same seed repeats."""
    for name in ("a", "b"):
        write_pool_sample(tmp_path / name, seed=5)
    rights = _read(tmp_path / "a" / "rights.csv")
    declared = _read(tmp_path / "a" / "declarations.csv")
    publications = [row["publication"] for row in rights]
    assert len(set(publications)) == len(publications)
    assert {row["publication"] for row in _read(tmp_path / "a" / "pools.csv")} == set(publications)
    assert {row["family"] for row in rights} == {row["family"] for row in declared}
    assert {row["specification"] for row in declared} == {"ITU-T H.265"}
    assert all(parse_publication(text).office == text[:2] for text in publications)
    assert all(row["filed_on"] < row["granted_on"] for row in rights)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_spread_adds_up_and_stays_within_one() -> None:
    """Whole numbers in proportion sum to the total and never leave their share by one."""
    shares = np.array([0.2, 3.3, 0.0, 7.7, 1.1])
    counts = spread(shares, 37)
    assert counts.sum() == 37
    assert np.all(np.abs(counts - shares / shares.sum() * 37) < 1)
    assert spread(np.zeros(3), 5).tolist() == [0, 0, 0]


def test_running_numbers_and_factors() -> None:
    """Entries are numbered within their key; a factor is found by halving."""
    assert counted_within(np.array([5, 7, 5, 5, 7])).tolist() == [0, 0, 1, 2, 1]
    assert solve_factor(lambda factor: 3 * factor, 12.0) == pytest.approx(4.0)


def _measure(size: int) -> SampleFigures:
    """The figures of a sample without writing it."""
    units = draw_units(size, seed=1)
    rights = draw_rights(units, size, seed=1)
    return measure_sample(units, rights, draw_entries(units, rights, size, seed=1))


def _read(path: Path) -> list[Row]:
    """The rows of one plain form."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
