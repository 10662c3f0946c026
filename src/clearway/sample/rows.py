"""The rows of the sample as CSV text, put together from ready pieces.

A row is six texts in a fixed order: the declaration and entry, the standard, the right, the
project, the part and family, the numbers as typed and the flags. Each is written once and
gathered by Arrow, so that rows cost no Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearway.sample.drawing import Ints, stream, years_of
from clearway.sample.numbering import (
    TRANSLATION,
    Numbers,
    plain_numbers,
    typed_numbers,
    write_priority,
)
from clearway.sample.rights import CODES, EP, WO, Rights
from clearway.sample.standards import quoted, standards_catalog
from clearway.sample.tables import declarants, offices
from clearway.sample.titles import write_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.sample.declarations import Entries
    from clearway.sample.families import Units

COLUMNS = [
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
]
"""The columns of the ISLD export, in order."""

FIRST_DECLARATION = 1_001
FIRST_GROUP = 20_000

ROWS_AT_ONCE = 60_000
"""Rows put together at a time; bounds the memory."""


class RowWriter:
    """Writes the rows of entries as CSV text, a block at a time."""

    def __init__(self, units: Units, rights: Rights, entries: Entries, seed: int) -> None:
        self.units = units
        self.rights = rights
        self.entries = entries
        self.width = np.diff(rights.first)[entries.unit]
        catalog = standards_catalog()
        self._standard = pa.array(catalog.standard)
        self._project = pa.array(catalog.project)
        self._flags = pa.array([f"{flags}\n" for flags in catalog.flags])
        self._year = years_of(rights.filed)
        self._style = stream(seed, "style").integers(0, 1 << 20, len(rights))
        self._family = _family_ids(units, entries)
        self._declaration = _declaration_texts(entries, stream(seed, "undertakings"))
        first = np.searchsorted(entries.declaration, np.arange(entries.signed.size))
        self._display = entries.group - entries.group[first][entries.declaration] + 1
        self._declarant = [quoted(item.name) for item in declarants()]

    def header(self) -> bytes:
        """The first line."""
        return (quoted(*COLUMNS) + "\n").encode()

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """The rows in order, as numbers of rows and their text in UTF-8."""
        rows = self.width * self.entries.count
        ends = np.cumsum(rows)
        total = int(ends[-1]) if ends.size else 0
        cuts = np.searchsorted(ends, np.arange(ROWS_AT_ONCE, total + ROWS_AT_ONCE, ROWS_AT_ONCE))
        begin = 0
        for cut in np.unique(np.minimum(cuts + 1, rows.size)).tolist():
            yield int(rows[begin:cut].sum()), self._block(np.arange(begin, cut))
            begin = cut

    def _block(self, chosen: Ints) -> bytes:
        """The rows of some entries."""
        count = self.entries.count[chosen]
        width = self.width[chosen]
        rows = count * width
        entry = np.repeat(np.arange(chosen.size), rows)
        within = np.arange(entry.size) - np.repeat(np.cumsum(rows) - rows, rows)
        item = self.entries.items[self.entries.first[chosen][entry] + within // width[entry]]
        right = self.rights.first[self.entries.unit[chosen]][entry] + within % width[entry]
        distinct, place = np.unique(right, return_inverse=True)
        heads, tails = self._entry_texts(chosen)
        bodies, ends = self._right_texts(distinct)
        joined = pc.binary_join_element_wise(
            heads.take(pa.array(entry)),
            self._standard.take(pa.array(item)),
            bodies.take(pa.array(place)),
            self._project.take(pa.array(item)),
            tails.take(pa.array(entry)),
            ends.take(pa.array(place)),
            self._flags.take(pa.array(item)),
            ";",
        )
        return _bytes_of(joined)

    def _entry_texts(self, chosen: Ints) -> tuple[pa.Array, pa.Array]:
        """The columns up to `DIPG_EXTERNAL_ID`; the illustrative part and the family."""
        entries = self.entries
        heads, tails = [], []
        for unit, declarant, declaration, group, display in zip(
            entries.unit[chosen].tolist(),
            entries.declarant[chosen].tolist(),
            entries.declaration[chosen].tolist(),
            entries.group[chosen].tolist(),
            self._display[chosen].tolist(),
            strict=True,
        ):
            before, after = self._declaration[declaration]
            end = quoted(str(FIRST_GROUP + group), str(display), "")
            heads.append(f"{before};{self._declarant[declarant]};{after};{end}")
            tails.append(quoted(_illustrative_part(group), self._family[unit]))
        return pa.array(heads), pa.array(tails)

    def _right_texts(self, chosen: Ints) -> tuple[pa.Array, pa.Array]:
        """The columns from `Patent_Type` to `PBPA_APP_DATE`; those from the typed numbers on."""
        bodies, ends = [], []
        rights = self.rights
        countries = [office.country for office in offices()]
        for right in chosen.tolist():
            numbers, day = self._numbers(right)
            text = int(rights.text[right])
            unit = int(rights.unit[right])
            style = int(self._style[right])
            basis = right == rights.first[unit] or style % 11 == 0
            refused = rights.normalized[text] == 1
            country = "" if refused and style % 83 == 0 else countries[rights.office[text]]
            bodies.append(
                quoted(
                    "Basis Patent" if basis else "Family Member",
                    numbers.application,
                    numbers.publication,
                    write_title(unit, style),
                    "" if refused else self._priorities(unit),
                    country,
                    "" if refused else f"{np.datetime64(day, 'D')} 00:00:00",
                )
            )
            ends.append(
                quoted(
                    numbers.original_application,
                    numbers.original_publication,
                    "0" if style % 13 == 0 and not basis else "1",
                    ("Yes", "No", "Error")[rights.normalized[text]],
                )
            )
        return pa.array(bodies), pa.array(ends)

    def _plain(self, right: int) -> Numbers:
        return plain_numbers(self.rights, right, int(self._year[right]))

    def _numbers(self, right: int) -> tuple[Numbers, int]:
        """The numbers of one right as the export shows them, and its day of filing."""
        rights = self.rights
        right = int(rights.text[right])
        numbers = self._plain(right)
        day = int(rights.filed[right])
        if rights.normalized[right] == 1:
            return typed_numbers(numbers, int(rights.office[right]), right), day
        if rights.state[right] != TRANSLATION:
            return numbers, day
        european = next(place for place in self._of_unit(right) if rights.office[place] == EP)
        digits = self._plain(european).application.removeprefix("EP")
        application = f"{CODES[rights.office[right]]}{digits}T"
        return Numbers(application, numbers.publication, "", ""), int(rights.filed[european])

    def _of_unit(self, right: int) -> range:
        """The rights of the family of a right."""
        unit = int(self.rights.unit[right])
        return range(int(self.rights.first[unit]), int(self.rights.first[unit + 1]))

    def _priorities(self, unit: int) -> str:
        """The priority numbers of one family, as `|JP20057000123|WO2006IB700001|`."""
        year = int(years_of(self.units.day[unit : unit + 1] - 365)[0])
        parts = [write_priority(int(self.units.declarant[unit]), unit, year)]
        first = int(self.rights.first[unit])
        parts += [
            self._plain(place).application
            for place in range(first, int(self.rights.first[unit + 1]))
            if self.rights.office[place] == WO
        ]
        return f"|{'|'.join(parts)}|"


def _family_ids(units: Units, entries: Entries) -> list[str]:
    """`DIPG_PATF_ID` by unit: numbered in the order first declared, blank without a family."""
    seen, position = np.unique(entries.unit, return_index=True)
    families = seen[units.has_family[seen]]
    order = np.argsort(position[units.has_family[seen]], kind="stable")
    result = [""] * len(units)
    for number, unit in enumerate(families[order].tolist(), start=1):
        result[unit] = str(number)
    return result


def _declaration_texts(entries: Entries, rng: np.random.Generator) -> list[tuple[str, str]]:
    """By declaration, the columns before and after the declarant's name."""
    size = entries.signed.size
    proprietor = (rng.random(size) >= 0.02).astype(int).tolist()
    condition = rng.choice(np.array(["", "0", "1"]), size, p=[0.24, 0.16, 0.6]).tolist()
    signed = np.datetime_as_string(entries.signed.astype("datetime64[D]")).tolist()
    reflected = np.datetime_as_string(entries.reflected.astype("datetime64[D]")).tolist()
    texts = []
    for place, number in enumerate(entries.sequence.tolist()):
        month = reflected[place][:7].replace("-", "")
        before = quoted(
            str(FIRST_DECLARATION + place),
            f"ISLD-SAMPLE-{month}-{number + 1:03d}",
            f"{signed[place]} 00:00:00",
            f"{reflected[place]} 00:00:00",
        )
        texts.append((before, quoted(str(proprietor[place]), "1", condition[place])))
    return texts


def _illustrative_part(group: int) -> str:
    """The clause a declaration points to: blank for most, sometimes awkward to read."""
    if group % 6:
        return ""
    clause = f"{group // 6 % 9 + 1}.{group // 54 % 8 + 1}"
    if group % 120 == 0:
        return f'Section {clause}; see "{clause}.1"\nand the table after it'
    return f"Section {clause}.{group % 4}, {clause}" if group % 4 else clause


def _bytes_of(texts: pa.Array) -> bytes:
    """The texts one after the other: the value buffer of the Arrow array, as it stands."""
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)
    values: bytes = texts.buffers()[2].slice(0, int(offsets[len(texts)])).to_pybytes()
    return values
