"""Read ETSI's GD export: general declarations, which name a company and no patents.

Publisher: ETSI, https://docbox.etsi.org/IPR/Open/GD-export.zip, daily, no login; terms: ETSI IPR
Policy and the notice on https://ipr.etsi.org. Layout: the columns that ETSI explains on
https://help.etsi.org ("ETSI IPR Reporting Solutions", September 2025), found by name; `;`
separated, UTF-8, as the ISLD export beside it. The exact header of a real file was not at hand:
columns that the explanation does not name are reported, and only the declarant and the
declaration's id or reference are needed.

A general declaration says that a company is prepared to license what it may have; it shows no
patent. It becomes one declaration of a family of its own (`general-ID`), without a right and
without a standard: so it never makes anything relevant, owned or covered. What it was declared to
stands in `project`, as written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.sources.etsi.values import ValueProblemError, read_date, read_flag
from clearway.sources.listings import Tally, open_listing, separator_of
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import SourceReport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from clearway.sources.listings import Record

COLUMNS = (
    "IPRD_ID",
    "IPRD_REFERENCE",
    "IPRD_SIGNATURE_DATE",
    "Reflected_Date",
    "COMP_LEGAL_NAME",
    "LICD_DEC_PREP_TO_GRANT_FLAG",
    "LICD_REC_CONDI_FLAG",
    "GEND_APP_TO_ALL_FLAG",
    "ETPR_ACRONYM",
    "Standard",
)
"""Columns of use; others that ETSI explains are `IPR_COMP_ID` and `IPRD_CREATION_DATE`."""
UNUSED = ("IPR_COMP_ID", "IPRD_CREATION_DATE")
EVERYTHING = "all ETSI standards and technical specifications"
"""What a declaration with `GEND_APP_TO_ALL_FLAG` is declared to."""


@dataclass
class General:
    """One general declaration, gathered from its rows."""

    first: Record
    reference: str | None
    declarant: str
    signed_on: date | None
    reflected_on: date | None
    prepared: bool | None
    reciprocity: bool | None
    declared_to: dict[str, None] = field(default_factory=dict)


def read_gd(
    paths: Sequence[Path],
    parts: Path,
    progress: Callable[[int, int | None], None] | None = None,
) -> SourceReport:
    """Read general declarations into `declarations`.

    Args:
        paths: the export, `.zip`, `.csv` or `.csv.gz`; one file.
        parts: an existing folder for the parts.
        progress: told bytes read and in all.

    Returns:
        The rows of the file; notes on columns and on how many declare to everything.

    Raises:
        SourceError: the file is damaged or names no declarants.
    """
    if len(paths) != 1:
        raise SourceError(f"{len(paths)} files given; name the one GD export")
    path = paths[0]
    with PartWriter(parts) as writer:
        writer.open("rejects")
        tally = Tally(path, writer)
        separator = separator_of(path, _is_header)
        with open_listing(path, separator=separator, is_header=_is_header) as listing:
            header = [name.replace(" ", "_") for name in listing.header]
            places, unknown = listing.places_in(header, ("COMP_LEGAL_NAME",), (*COLUMNS, *UNUSED))
            found: dict[str, General] = {}
            for record in listing.records(progress):
                problem = record.problem or _take(record, places, found)
                if problem:
                    tally.reject(record, problem)
                else:
                    tally.loaded += 1
        for number, general in found.items():
            tally.add(general.first, "declarations", _fact(number, general))
        report = tally.report()
    notes = [f"{len(found):,} general declarations; they name no patents"]
    wide = sum(EVERYTHING in general.declared_to for general in found.values())
    notes += [f"{wide:,} of them to {EVERYTHING}"] if wide else []
    notes += [f"columns not known and left out: {', '.join(unknown)}"] if unknown else []
    return SourceReport((report,), tuple(notes))


def _is_header(fields: Sequence[str]) -> bool:
    names = {field.replace(" ", "_").casefold() for field in fields}
    return "comp_legal_name" in names and bool({"iprd_id", "iprd_reference"} & names)


def _take(record: Record, places: dict[str, int], found: dict[str, General]) -> str | None:
    """Gather one row; return why it cannot be used."""
    cell = {
        column: record.cells[places[column.casefold()]] if column.casefold() in places else ""
        for column in COLUMNS
    }
    number = cell["IPRD_ID"] or cell["IPRD_REFERENCE"]
    if not number:
        return "IPRD_ID and IPRD_REFERENCE are both blank"
    if not cell["COMP_LEGAL_NAME"]:
        return "COMP_LEGAL_NAME is blank: the declarant is not named"
    try:
        general = General(
            record,
            cell["IPRD_REFERENCE"] or None,
            cell["COMP_LEGAL_NAME"],
            read_date("IPRD_SIGNATURE_DATE", cell["IPRD_SIGNATURE_DATE"]),
            read_date("Reflected_Date", cell["Reflected_Date"]),
            _flag("LICD_DEC_PREP_TO_GRANT_FLAG", cell),
            _flag("LICD_REC_CONDI_FLAG", cell),
        )
        to_all = _flag("GEND_APP_TO_ALL_FLAG", cell)
    except ValueProblemError as problem:
        return str(problem)
    known = found.setdefault(number, general)
    if known.declarant != general.declarant:
        return f"declaration {number} names {known.declarant} in line {known.first.line}; mend one"
    named = (EVERYTHING if to_all else "", cell["ETPR_ACRONYM"], cell["Standard"])
    known.declared_to.update(dict.fromkeys(filter(None, named)))
    return None


def _flag(column: str, cell: dict[str, str]) -> bool | None:
    """Read a flag as the ISLD export writes it, or in words."""
    words = {"true": "1", "yes": "1", "false": "0", "no": "0"}
    return read_flag(column, words.get(cell[column].casefold(), cell[column]))


def _fact(number: str, general: General) -> dict[str, object]:
    return {
        "declaration_id": number,
        "reference": general.reference,
        "declarant": general.declarant,
        "signed_on": general.signed_on,
        "reflected_on": general.reflected_on,
        "family_id": f"general-{number}",
        "project": " | ".join(sorted(general.declared_to)) or None,
        "explicit": False,
        "basis": "member",
        "prepared_to_grant": general.prepared,
        "reciprocity": general.reciprocity,
    }
