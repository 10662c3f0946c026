"""The two dictionaries of the ISLD export: declarations, and standards with their leaves.

A declaration's own facts and a standard's repeat on every row; here each distinct one is read into
typed values. A standard gives one leaf (generation, specification) per generation flag.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clearway.model.standards import GENERATIONS, canonical, generation_of_specification
from clearway.sources.etsi.layout import HEAD, STANDARD
from clearway.sources.etsi.values import PART, ValueProblemError, read_date, read_flag

if TYPE_CHECKING:
    from datetime import date

_SPECIFICATION = re.compile(r"\d\d\.\d{2,3}(-[\w-]+)?")


class Declaration(NamedTuple):
    """What a declaration says of itself."""

    declaration_id: str
    reference: str | None
    declarant: str
    is_proprietor: bool | None
    signed_on: date | None
    reflected_on: date | None
    prepared_to_grant: bool | None
    reciprocity: bool | None


class Leaf(NamedTuple):
    """One leaf that a standard as written declares to, with the version and project named."""

    generation: str | None
    specification: str | None
    version: str | None
    project: str | None


def read_declaration(key: str) -> Declaration:
    """Read the values of the `HEAD` columns, joined by `PART`.

    Raises:
        ValueProblemError: no id and no reference, no declarant, a wrong date or flag.
    """
    value = dict(zip(HEAD, (part.strip() for part in key.split(PART)), strict=True))
    number, reference = value["IPRD_ID"], value["IPRD_REFERENCE"]
    if not number and not reference:
        raise ValueProblemError("IPRD_ID and IPRD_REFERENCE are both blank")
    if not value["COMP_LEGAL_NAME"]:
        raise ValueProblemError("COMP_LEGAL_NAME is blank: the declarant is not named")
    return Declaration(
        number or reference,
        reference or None,
        value["COMP_LEGAL_NAME"],
        read_flag("DECL_IS_PROP_FLAG", value["DECL_IS_PROP_FLAG"]),
        read_date("IPRD_SIGNATURE_DATE", value["IPRD_SIGNATURE_DATE"]),
        read_date("Reflected_Date", value["Reflected_Date"]),
        read_flag("LICD_DEC_PREP_TO_GRANT_FLAG", value["LICD_DEC_PREP_TO_GRANT_FLAG"]),
        read_flag("LICD_REC_CONDI_FLAG", value["LICD_REC_CONDI_FLAG"]),
    )


def read_leaves(key: str) -> list[Leaf]:
    """Read the values of the `STANDARD` columns, joined by `PART`, into one leaf or more.

    Without a flag the specification decides the generation, then the project; a row that names
    neither a generation nor a specification gives the leaf without both.

    Raises:
        ValueProblemError: a generation flag that is neither 1, 0 nor blank.
    """
    value = dict(zip(STANDARD, (part.strip() for part in key.split(PART)), strict=True))
    flagged: list[str | None] = [name for name in GENERATIONS if read_flag(name, value[name])]
    specification = _specification(value)
    project = value["ETPR_ACRONYM"].partition(" | ")[0].strip() or None
    version = value["TGPV_VERSION"] or value["WOIT_VERSION"] or None
    generations = flagged or [_generation(specification, project)]
    return [Leaf(generation, specification, version, project) for generation in generations]


def has_flag(key: str, name: str) -> bool:
    """Say whether a standard's key has the flag `name` (`4G`) set."""
    return key.split(PART)[STANDARD.index(name)].strip() == "1"


def _specification(value: dict[str, str]) -> str | None:
    """Name the 3GPP specification where there is one, else ETSI's own deliverable."""
    number, kind = value["TGPP_NUMBER"], value["3GPP_Type"] or "TS"
    if _SPECIFICATION.fullmatch(number):
        return canonical(f"3GPP {kind} {number}")
    if number:
        return canonical(number)
    deliverable = value["WOIT_ETSI_DELIVERABLE_NUMBER"]
    return canonical(f"ETSI {value['WI_Type']} {deliverable}") if deliverable else None


def _generation(specification: str | None, project: str | None) -> str | None:
    found = generation_of_specification(specification) if specification else None
    if found is None and project and canonical(project) in GENERATIONS:
        return canonical(project)
    return found
