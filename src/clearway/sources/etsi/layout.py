"""The columns of ETSI's ISLD export, and where a given file has them.

Columns are found by name and not by place. One that the reader needs and does not find is an error
that names it; one that nobody knows is reported and left out.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from clearway.errors import SourceError

SEPARATOR = ";"

HEAD = (
    "IPRD_ID",
    "IPRD_REFERENCE",
    "IPRD_SIGNATURE_DATE",
    "Reflected_Date",
    "COMP_LEGAL_NAME",
    "DECL_IS_PROP_FLAG",
    "LICD_DEC_PREP_TO_GRANT_FLAG",
    "LICD_REC_CONDI_FLAG",
)
"""What is said once per declaration."""

STANDARD = (
    "3GPP_Type",
    "TGPP_NUMBER",
    "TGPV_VERSION",
    "WI_Type",
    "WOIT_ETSI_DELIVERABLE_NUMBER",
    "WOIT_VERSION",
    "ETPR_ACRONYM",
    "2G",
    "3G",
    "4G",
    "5G",
)
"""What is said of the standard."""

FAMILY = ("DIPG_PATF_ID", "DIPG_ID")
"""The family's number, and that of the declaration's list entry."""

MENTION = ("Patent_Type", "Explicitely_Disclosed", "Illustrative_Part")
"""How the declaration mentions the patent."""

RIGHT = (
    "PATT_APPLICATION_NUMBER",
    "PUBL_NUMBER",
    "PBPA_TITLEEN",
    "PBPA_PRIORITY_NUMBERS",
    "Country_Of_Registration",
    "PBPA_APP_DATE",
    "Original_Application_Number",
    "Original_Publication_Number",
    "Normalized_Patent",
)
"""What is said of the patent."""

NEEDED = HEAD + STANDARD + FAMILY + MENTION + RIGHT
"""The columns that the reader uses, all of which must be there."""

UNUSED = (
    "DIPG_DISPLAY_NUMBER",
    "DIPG_EXTERNAL_ID",
    "Standard",
    "Ess_To_Standard",
    "WOIT_REFERENCE",
    "ETPR_ID",
    "Ess_To_Project",
)
"""Columns of the export that say nothing which the others do not."""


@dataclass(frozen=True)
class Layout:
    """Where a file has the needed columns.

    Attributes:
        width: fields per record.
        places: place of each needed column, in the order of `NEEDED`.
        unknown: columns that the export is not known to have.
    """

    width: int
    places: tuple[int, ...]
    unknown: tuple[str, ...]

    def place(self, column: str) -> int:
        """Return the place of a needed column."""
        return self.places[NEEDED.index(column)]


def find_columns(header: tuple[str, ...], name: str) -> Layout:
    """Find the needed columns in a header.

    Args:
        header: the fields of the first record.
        name: what to call the file in messages.

    Raises:
        SourceError: no header at all, a needed column missing, or one there twice.
    """
    missing = [column for column in NEEDED if column not in header]
    if len(missing) == len(NEEDED):
        raise SourceError(
            f"{name}, line 1: no header of the ISLD export (found {_shown(header)}); the first "
            f"line must name the columns ({NEEDED[0]}, {NEEDED[1]}, ...), parted by '{SEPARATOR}'"
        )
    if missing:
        raise SourceError(f"{name}, line 1: {_missing(missing, header)}")
    twice = sorted({column for column in NEEDED if header.count(column) > 1})
    if twice:
        raise SourceError(f"{name}, line 1: column {twice[0]} is there twice; remove one of them")
    known = {*NEEDED, *UNUSED}
    return Layout(
        len(header),
        tuple(header.index(column) for column in NEEDED),
        tuple(column for column in header if column not in known),
    )


def _missing(missing: list[str], header: tuple[str, ...]) -> str:
    spare = [column for column in header if column not in NEEDED]
    nearest = difflib.get_close_matches(missing[0], spare, n=1)
    hint = f" (nearest is {nearest[0]})" if nearest else ""
    others = f", as are {', '.join(missing[1:])}" if missing[1:] else ""
    return (
        f"column {missing[0]} is missing{hint}{others}; "
        "fetch the full ISLD export, or rename the column back"
    )


def _shown(header: tuple[str, ...]) -> str:
    text = SEPARATOR.join(header)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
