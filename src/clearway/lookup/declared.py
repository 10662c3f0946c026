"""Declarations, applicants and families as a sheet lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from clearway.lookup.reading import Reading


@dataclass(frozen=True)
class Declaration:
    """One declaration of one family, with every leaf it names."""

    family: str
    reference: str | None
    declarant: str
    company: str
    is_proprietor: bool
    signed_on: date | None
    reflected_on: date | None
    leaves: tuple[str, ...]
    source: str | None


@dataclass(frozen=True)
class Applicant:
    """One party named on a publication; `is_organization` None when the source does not say."""

    name: str
    role: str | None
    is_organization: bool | None
    country: str | None
    sequence: int | None
    dated_on: date | None
    source: str | None


@dataclass(frozen=True)
class FamilyOfRight:
    """One family in which a right lies."""

    family: str
    kind: str | None
    title: str | None
    priorities: tuple[str, ...]
    basis: str | None
    source: str | None


def declarations_of(reading: Reading, family: str) -> tuple[Declaration, ...]:
    """Return the declarations of a family, earliest first."""
    return tuple(
        Declaration(
            family, reference, name, company, proprietor, signed, reflected,
            tuple(_leaf(leaf) for leaf in leaves), source,
        )
        for reference, name, company, proprietor, signed, reflected, leaves, source
        in reading.of("declarations", family)
    )  # fmt: skip


def _leaf(key: str) -> str:
    """`4G|3GPP TS 36.211` in words."""
    return key.replace("|", " ").strip() or "no standard named"


def applicants_of(reading: Reading, right: str) -> tuple[Applicant, ...]:
    """Return the parties named on publications of a right, earliest first."""
    return tuple(Applicant(*row) for row in reading.of("applicants", right))


def families_of(reading: Reading, right: str) -> tuple[FamilyOfRight, ...]:
    """Return the families of a right, by kind."""
    return tuple(
        FamilyOfRight(family, kind, title, tuple(priorities or ()), basis, source)
        for family, kind, title, priorities, basis, source in reading.of("families", right)
    )
