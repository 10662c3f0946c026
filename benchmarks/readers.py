"""The readers of single sources: throughput, as a ratio to the bare parser of the same bytes.

Each measure makes a file in its source's layout once, reads it with the reader and with the parser
alone, and gives seconds, megabytes a second and the ratio. Add a source: one function that returns
rows, and one line in `MEASURES`.
"""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

from benchmarks.measuring import Row, in_seconds, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

ROUNDS = 3


def compare(
    name: str, files: Sequence[Path], read: Callable[[], object], bare: Callable[[], object]
) -> Row:
    """Return a row: our seconds and throughput, the bare parser's seconds, and the ratio."""
    size = sum(file.stat().st_size for file in files)
    ours, floor = seconds(read, ROUNDS), seconds(bare, ROUNDS)
    speed = f"{in_seconds(ours)}, {size / ours / 1e6:.1f} MB/s"
    return (f"read {name} ({size / 1e6:.0f} MB)", speed, in_seconds(floor),
            f"{ours / floor:.1f} x", "–")  # fmt: skip


def emptied(folder: Path) -> Path:
    """Return a new, empty folder for parts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def bare_csv(files: Sequence[Path]) -> Callable[[], object]:
    """Return a call that reads files with `csv.reader` alone."""

    def read() -> None:
        for file in files:
            with file.open(encoding="utf-8", newline="") as lines:
                for _ in csv.reader(lines):
                    pass

    return read


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], before: str = ""
) -> Path:
    """Write a file where it is absent, behind the text `before`."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.write(before)
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)
        partial.rename(path)
    return path


def measure_pool(work: Path, rows: int) -> list[Row]:
    """The patent list of a pool: 400,000 rows of 240,000 patents."""
    from clearway.sources.pools import read_pool

    count = min(rows, 400_000)
    lines = (
        ("Main/Main10", "US", f"US{9_000_000 + n * 3 // 5}", f"Licensor {n % 40}")
        for n in range(count)
    )
    path = work / f"hevc-{count}_2022-02-04.csv"
    write_csv(path, ("Profile", "Country", "Patent Number", "Licensor"), lines)
    parts = work / "parts"
    return [compare("pool", [path], lambda: read_pool([path], emptied(parts)), bare_csv([path]))]


def measure_suits(work: Path, rows: int) -> list[Row]:
    """US docket reports: as many cases as the real ones, parties and patents in proportion."""
    from clearway.sources.uspto_suits import read_uspto_suits

    cases = min(rows, 100_000)
    folder = work / f"docket-reports-{cases}"
    files = [
        write_csv(
            folder / "cases.csv",
            ("case_row_id", "case_number", "district_id", "court_name", "case_cause",
             "date_filed", "date_closed", "case_type_1"),
            ((n, f"2:15-cv-{n:06d}", "txed", "Eastern District of Texas",
              "35:271 Patent Infringement", "2015-06-16", "2016-07-17", 1) for n in range(cases)),
        ),
        write_csv(
            folder / "names.csv",
            ("case_row_id", "case_number", "party_row_count", "party_type", "name", "name_long"),
            ((n // 7, f"2:15-cv-{n // 7:06d}", n % 7, "Defendant" if n % 7 else "Plaintiff",
              f"Company {n % 90_001} Inc.", f"Company {n % 90_001} Inc., a Delaware corporation")
             for n in range(cases * 7)),
        ),
        write_csv(
            folder / "patents.csv",
            ("case_row_id", "case_number", "patent", "patent_doc_type"),
            ((n // 2, f"2:15-cv-{n // 2:06d}", 7_000_000 + n % 60_007, "Patent")
             for n in range(cases * 2)),
        ),
    ]  # fmt: skip
    parts = work / "parts"
    return [
        compare(
            "uspto-suits", files, lambda: read_uspto_suits([folder], emptied(parts)),
            bare_csv(files),
        )
    ]  # fmt: skip


def measure_markets(work: Path, rows: int) -> list[Row]:
    """Figures by country and year, long layout: two hundred countries, five hundred years."""
    import pycountry

    from clearway.sources.markets import read_markets

    codes = [country.alpha_3 for country in pycountry.countries][:200]
    years = range(1600, 1600 + min(rows // 200, 500))
    lines = ((f"Country {code}", code, year, 1e6 + year) for code in codes for year in years)
    header = ("Country Name", "Country Code", "Year", "Value")
    path = write_csv(work / f"population-{len(years)}.csv", header, lines)
    parts = work / "parts"
    return [
        compare("markets", [path], lambda: read_markets([path], emptied(parts)), bare_csv([path]))
    ]


def measure_dynamic(work: Path, rows: int) -> list[Row]:
    """ETSI's dynamic report: 500,000 rows, a family repeated as in the real one."""
    from clearway.sources.etsi.dynamic import COLUMNS, read_dynamic

    count = min(rows, 500_000)
    lines = (
        ("LTE", f"TS 36.{211 + n % 12}", f"Company {n % 50} Ltd", f"|US{20_050_000_000 + n // 90}|",
         f"US{20_060_000_000 + n // 10}",
         f"US{2_007_000_000 + n // 10} A1|US{9_000_000 + n // 10} B2",
         "Method and apparatus in a mobile telecommunications network", "US  (UNITED STATES)",
         f"ISLD-201501-{n % 900:03d}", f"Disclosure number  {n // 90}", "20-01-2015")
        for n in range(count)
    )  # fmt: skip
    path = work / f"DynamicReport-{count}_2023-12-08_000000.csv"
    write_csv(path, list(COLUMNS.values()), lines, before="asked for,all\n" * 16)
    parts = work / "parts"
    return [
        compare(
            "etsi-dynamic", [path], lambda: read_dynamic([path], emptied(parts)), bare_csv([path])
        )
    ]


def measure_general(work: Path, rows: int) -> list[Row]:
    """ETSI's general declarations: 50,000 rows, far more than there are."""
    from clearway.sources.etsi.gd import COLUMNS, read_gd

    count = min(rows, 50_000)
    lines = (
        (n, f"GL-201501-{n}", "2015-01-20 00:00:00", "", f"Company {n % 900}", 1, 0, 0, "LTE", "")
        for n in range(count)
    )
    path = write_csv(work / f"GD-export-{count}.csv", COLUMNS, lines)
    parts = work / "parts"
    return [compare("etsi-gd", [path], lambda: read_gd([path], emptied(parts)), bare_csv([path]))]


def measure_devices(work: Path, rows: int) -> list[Row]:
    """A table of 20,000 phones."""
    from clearway.sources.devices import read_devices

    header = ("brand", "model", "network_technology", "4G_bands", "WLAN", "bluetooth", "NFC", "GPS",
              "USB", "Chipset", "OS", "announced", "approx_price_EUR")  # fmt: skip
    lines = (
        (f"Brand {n % 40}", f"Model {n}", "GSM / HSPA / LTE", f"LTE band {n % 41}",
         "Wi-Fi 802.11 a/b/g/n| hotspot", "4.1| A2DP| LE", "Yes", "Yes with A-GPS", "microUSB 2.0",
         f"Qualcomm MSM8{n % 1000:03d}", "Android 6.0", "2017  January", n % 900)
        for n in range(min(rows, 20_000))
    )  # fmt: skip
    path = write_csv(work / f"phones-{min(rows, 20_000)}.csv", header, lines)
    return [compare("devices", [path], lambda: read_devices(path), bare_csv([path]))]


MEASURES: dict[str, Callable[[Path, int], list[Row]]] = {
    "pool": measure_pool,
    "uspto-suits": measure_suits,
    "markets": measure_markets,
    "etsi-dynamic": measure_dynamic,
    "etsi-gd": measure_general,
    "devices": measure_devices,
}
"""Each measure by the name of its source: (folder to work in, rows at most) to table rows."""
