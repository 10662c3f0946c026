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


def bare_xml(path: Path, tag: str) -> Callable[[], object]:
    """Return a call that reads a file with `lxml.etree.iterparse` alone, elements cleared."""
    from lxml import etree

    def read() -> None:
        for _, element in etree.iterparse(path, tag=tag):
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]

    return read


def write_xml(path: Path, before: str, documents: Iterable[str], after: str) -> Path:
    """Write a file where it is absent."""
    if not path.exists():
        partial = path.with_suffix(".part")
        with partial.open("w", encoding="utf-8") as file:
            file.write(before)
            file.writelines(documents)
            file.write(after)
        partial.rename(path)
    return path


_CITED = "".join(
    f'<exch:citation cited-phase="SEA" sequence="{n}"><patcit num="{n}" dnum="DE{n}A">'
    f"<document-id><country>DE</country><doc-number>{n}</doc-number><kind>A</kind>"
    "<name>CITED CO</name><date>19501017</date></document-id></patcit></exch:citation>"
    for n in range(1, 21)
)
_EXCHANGE = (
    '<exch:exchange-document country="EP" doc-number="{n}" kind="B1" doc-id="{n}" '
    'date-publ="20191127" family-id="{f}" status="A"><exch:bibliographic-data>'
    '<exch:publication-reference data-format="docdb"><document-id><country>EP</country><doc-number>'
    "{n}</doc-number><kind>B1</kind><date>20191127</date></document-id>"
    '</exch:publication-reference><exch:application-reference data-format="docdb"><document-id>'
    "<country>EP</country><doc-number>{a}</doc-number><kind>A</kind><date>20100624</date>"
    "</document-id></exch:application-reference><exch:priority-claims><exch:priority-claim "
    'sequence="1" data-format="docdb"><document-id><country>EP</country><doc-number>{a}'
    "</doc-number><kind>A</kind></document-id><exch:priority-active-indicator>Y"
    "</exch:priority-active-indicator></exch:priority-claim></exch:priority-claims><exch:parties>"
    '<exch:applicants><exch:applicant sequence="1" data-format="docdba"><exch:applicant-name><name>'
    "Company {c} Inc.</name></exch:applicant-name></exch:applicant></exch:applicants>"
    '</exch:parties><exch:invention-title lang="en">Paging of terminals {n}</exch:invention-title>'
    f"<exch:references-cited>{_CITED}</exch:references-cited></exch:bibliographic-data>"
    "</exch:exchange-document>\n"
)


def measure_docdb(work: Path, rows: int) -> list[Row]:
    """A DOCDB front file: 20,000 amended documents, twenty citations each."""
    from clearway.sources.docdb import read_docdb

    count = min(rows, 20_000)
    begin = '<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange" '
    documents = (
        _EXCHANGE.format(n=1_000_000 + n, f=1 + n // 3, a=10_000_000 + n, c=n % 9001)
        for n in range(count)
    )
    path = work / f"docdb-{count}.xml"
    write_xml(path, f'{begin}date-of-exchange="20240218">', documents, "</exch:exchange-documents>")
    parts, tag = work / "parts", "{http://www.epo.org/exchange}exchange-document"
    return [
        compare("docdb", [path], lambda: read_docdb([path], emptied(parts)), bare_xml(path, tag))
    ]


_LAPSE = (
    '<ops:legal code="PG25" desc="LAPSED IN A CONTRACTING STATE" infl="-" dateMigr="00010101">'
    '<ops:pre line="00001">EP 2020-05-01PG25 -LAPSED IN A CONTRACTING STATE {s}</ops:pre>'
    '<ops:L001EP desc="Country Code">EP</ops:L001EP><ops:L007EP desc="Gazette DATE">2020-05-01'
    '</ops:L007EP><ops:L008EP desc="Legal Event Code 1">PG25</ops:L008EP><ops:L500EP>'
    '<ops:L501EP desc="Ref Country Code">{s}</ops:L501EP><ops:L510EP desc="Free Format Text">'
    'LAPSE BECAUSE OF NON-PAYMENT OF DUE FEES</ops:L510EP><ops:L525EP desc="Effective DATE">'
    "20200227</ops:L525EP></ops:L500EP></ops:legal>"
)
_MEMBER = (
    '<ops:family-member family-id="{n}"><publication-reference><document-id '
    'document-id-type="docdb"><country>EP</country><doc-number>{n}</doc-number><kind>B1</kind>'
    "<date>20191127</date></document-id></publication-reference>"
    + "".join(_LAPSE.format(s=state) for state in ("BG", "LV", "NL", "ES", "LT", "NO", "GR"))
    + "</ops:family-member>"
)


_BULK_EVENT = (
    '<legal-event providing-office="EP" sequence-number="1" event-id="{i}{s}" status="C">'
    "<event-date>20200501</event-date>"
    "<event-code>PG25</event-code><event-date-effective>20200227</event-date-effective>"
    "<event-details><notification-of-lapse><country>{s}</country><date-patent-lapsed>20200227"
    "</date-patent-lapsed></notification-of-lapse></event-details></legal-event>"
)
_BULK = (
    '<legal-status-document country="EP" family-id="{n}"><publication-reference><document-id>'
    "<country>EP</country><doc-number>{n}</doc-number><kind>B1</kind><date>20191127</date>"
    "</document-id></publication-reference><application-reference><document-id><country>EP"
    "</country><doc-number>{a}</doc-number><kind>A</kind><date>20100624</date></document-id>"
    "</application-reference>"
    + "".join(
        _BULK_EVENT.format(s=state, i="{n}") for state in ("BG", "LV", "NL", "ES", "LT", "NO", "GR")
    )
    + "</legal-status-document>"
)


def measure_inpadoc_bulk(work: Path, rows: int) -> list[Row]:
    """Legal events as the EPO delivers them in bulk: 20,000 rights with seven events each."""
    from clearway.sources.inpadoc import read_inpadoc

    count = min(rows, 20_000)
    documents = (_BULK.format(n=1_000_000 + n, a=10_000_000 + n) for n in range(count))
    path = work / f"LEGSTAT-202608-EP-{count:07d}-0001.xml"
    write_xml(path, "<legal-status-documents>", documents, "</legal-status-documents>")
    parts, tag = work / "parts", "legal-status-document"
    return [
        compare(
            "inpadoc bulk", [path], lambda: read_inpadoc([path], emptied(parts)),
            bare_xml(path, tag),
        )
    ]  # fmt: skip


def measure_inpadoc(work: Path, rows: int) -> list[Row]:
    """Legal events as OPS gives them: 20,000 rights with seven events each."""
    from clearway.sources.inpadoc import read_inpadoc

    count = min(rows, 20_000)
    begin = (
        '<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">'
    )
    members = (_MEMBER.format(n=1_000_000 + n) for n in range(count))
    path = work / f"legal-{count}.xml"
    write_xml(path, begin, members, "</ops:world-patent-data>")
    parts, tag = work / "parts", "{http://ops.epo.org}family-member"
    return [
        compare(
            "inpadoc", [path], lambda: read_inpadoc([path], emptied(parts)), bare_xml(path, tag)
        )
    ]


def measure_uspto(work: Path, rows: int) -> list[Row]:
    """Fee events, grants and assignments of the USPTO (`benchmarks.uspto`)."""
    from benchmarks import uspto

    return uspto.measure_uspto(work, rows)


MEASURES: dict[str, Callable[[Path, int], list[Row]]] = {
    "pool": measure_pool,
    "uspto-suits": measure_suits,
    "markets": measure_markets,
    "etsi-dynamic": measure_dynamic,
    "etsi-gd": measure_general,
    "devices": measure_devices,
    "docdb": measure_docdb,
    "inpadoc": measure_inpadoc,
    "inpadoc-bulk": measure_inpadoc_bulk,
    "uspto": measure_uspto,
}
"""Each measure by the name of its source: (folder to work in, rows at most) to table rows."""
