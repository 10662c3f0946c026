"""Small files in the layout of ETSI's ISLD export, invented, with any quirk asked for."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from clearway.sources.etsi import read_etsi

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from clearway.sources.etsi import EtsiReport

HEADER = (
    "IPRD_ID",
    "IPRD_REFERENCE",
    "IPRD_SIGNATURE_DATE",
    "Reflected_Date",
    "COMP_LEGAL_NAME",
    "DECL_IS_PROP_FLAG",
    "LICD_DEC_PREP_TO_GRANT_FLAG",
    "LICD_REC_CONDI_FLAG",
    "DIPG_ID",
    "DIPG_DISPLAY_NUMBER",
    "DIPG_EXTERNAL_ID",
    "Standard",
    "Ess_To_Standard",
    "WI_Type",
    "WOIT_ETSI_DELIVERABLE_NUMBER",
    "WOIT_REFERENCE",
    "WOIT_VERSION",
    "3GPP_Type",
    "TGPP_NUMBER",
    "TGPV_VERSION",
    "Patent_Type",
    "PATT_APPLICATION_NUMBER",
    "PUBL_NUMBER",
    "PBPA_TITLEEN",
    "PBPA_PRIORITY_NUMBERS",
    "Country_Of_Registration",
    "PBPA_APP_DATE",
    "ETPR_ID",
    "ETPR_ACRONYM",
    "Ess_To_Project",
    "Illustrative_Part",
    "DIPG_PATF_ID",
    "Original_Application_Number",
    "Original_Publication_Number",
    "Explicitely_Disclosed",
    "Normalized_Patent",
    "2G",
    "3G",
    "4G",
    "5G",
)
"""The columns of the export, in its order."""

_PLAIN = {
    "IPRD_ID": "700",
    "IPRD_REFERENCE": "ISLD-201501-007",
    "IPRD_SIGNATURE_DATE": "2015-01-20 00:00:00",
    "Reflected_Date": "2015-02-03 00:00:00",
    "COMP_LEGAL_NAME": "Example Radio Oy",
    "DECL_IS_PROP_FLAG": "1",
    "LICD_DEC_PREP_TO_GRANT_FLAG": "1",
    "LICD_REC_CONDI_FLAG": "",
    "DIPG_ID": "5001",
    "Standard": "TS 136 211 (RTS/TSGR-0136211v8) version 8.1.0 -- 3GPP TS 36.211 version 8.1.0",
    "WI_Type": "TS",
    "WOIT_ETSI_DELIVERABLE_NUMBER": "136 211",
    "WOIT_VERSION": "8.1.0",
    "3GPP_Type": "TS",
    "TGPP_NUMBER": "36.211",
    "TGPV_VERSION": "8.1.0",
    "Patent_Type": "Basis Patent",
    "PATT_APPLICATION_NUMBER": "EP20080101234",
    "PUBL_NUMBER": "EP2081234 A1 | EP2081234 B1",
    "PBPA_TITLEEN": "A METHOD",
    "PBPA_PRIORITY_NUMBERS": "|FI20070001234|",
    "Country_Of_Registration": "EP European Patent Office",
    "PBPA_APP_DATE": "2008-02-04 00:00:00",
    "ETPR_ACRONYM": "3GPP-Release-8 | GSM and UMTS/LTE release 8",
    "Illustrative_Part": "5.1",
    "DIPG_PATF_ID": "9001",
    "Explicitely_Disclosed": "1",
    "Normalized_Patent": "Yes",
    "2G": "0",
    "3G": "0",
    "4G": "1",
    "5G": "0",
}


def row(**changes: str) -> dict[str, str]:
    """Return one sound row with changes by column: `g4` for `4G`, `tgpp_type` for `3GPP_Type`."""
    names = {"g2": "2G", "g3": "3G", "g4": "4G", "g5": "5G", "tgpp_type": "3GPP_Type"}
    return _PLAIN | {names.get(column, column): value for column, value in changes.items()}


def rows(count: int) -> list[dict[str, str]]:
    """Return sound rows of several declarations, families, versions and offices."""
    return [
        row(
            IPRD_ID=str(700 + i % 3),
            COMP_LEGAL_NAME=f"Example {i % 3} Oy",
            DIPG_PATF_ID=str(9000 + i % 11) if i % 5 else "",
            DIPG_ID=str(5000 + i % 11),
            TGPV_VERSION=f"{8 + i % 4}.0.0",
            PUBL_NUMBER=f"EP{2081000 + i % 13} A1",
            PBPA_TITLEEN=f'A; "quoted"\nTITLE {i % 2} \u00e9',
            g5=str(i % 2),
        )
        for i in range(count)
    ]


def text(
    content: Iterable[dict[str, str]],
    *,
    header: Sequence[str] = HEADER,
    end: str = "\n",
    titles: Sequence[str] | None = None,
) -> bytes:
    """Return the rows as the export writes them; `titles` replaces the first line's names."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator=end)
    writer.writerow(titles if titles is not None else header)
    writer.writerows([values.get(column, "") for column in header] for values in content)
    return buffer.getvalue().encode()


def ingest(
    folder: Path, content: bytes, name: str = "ISLD-export.csv", block_size: int = 1 << 20
) -> tuple[EtsiReport, Path]:
    """Write `content` to a file, read it, and return the report and the folder of parts."""
    path = folder / name
    path.write_bytes(content)
    parts = folder / f"parts-{block_size}-{name}"
    parts.mkdir()
    return read_etsi(path, parts, block_size=block_size), parts
