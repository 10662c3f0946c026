"""The readers of single sources, by the name under which each is ingested.

Named, not imported: the command line lists them without loading what they read with.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reader:
    """A reader of one source: where its function is, and what it reads, for the help.

    The function takes files, the folder for parts and a progress callback, and gives a report.
    """

    place: str
    what: str


_SOURCES = "clearway.sources"
READERS: dict[str, Reader] = {
    "etsi-gd": Reader(
        f"{_SOURCES}.etsi.gd:read_gd", "ETSI's general declarations, without patents."
    ),
    "etsi-dynamic": Reader(
        f"{_SOURCES}.etsi.dynamic:read_dynamic",
        "ETSI's dynamic report (CSV, XLS, XLSX), where the ISLD export is not at hand.",
    ),
    "docdb": Reader(
        f"{_SOURCES}.docdb:read_docdb",
        "DOCDB exchange documents: the EPO's bulk files (front and back), or OPS responses.",
    ),
    "inpadoc": Reader(
        f"{_SOURCES}.inpadoc:read_inpadoc",
        "Legal events: EPO bulk files or OPS responses; the list of codes (.xlsx) may stand by.",
    ),
    "uspto-grants": Reader(
        f"{_SOURCES}.uspto.grants:read_uspto_grants", "US grants: the weekly red book XML."
    ),
    "uspto-assignments": Reader(
        f"{_SOURCES}.uspto.assignments:read_uspto_assignments",
        "US assignments: bulk XML, or JSON of the Open Data Portal.",
    ),
    "uspto-fees": Reader(
        f"{_SOURCES}.uspto.fees:read_uspto_fees", "US maintenance fee events (fixed width)."
    ),
    "uspto-suits": Reader(
        f"{_SOURCES}.uspto_suits:read_uspto_suits",
        "US patent cases: the USPTO's research data on dockets.",
    ),
    "pool": Reader(f"{_SOURCES}.pools:read_pool", "Patent lists of pools (HEVC Advance's layout)."),
    "markets": Reader(
        f"{_SOURCES}.markets:read_markets", "Population and GDP by country (World Bank's layout)."
    ),
}
"""Readers by the name of their source, beside `etsi` and `tables`, which have ways of their own."""
