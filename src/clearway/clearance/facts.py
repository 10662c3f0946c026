"""What the record says that is small enough to be read before the rules run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearway.model.names import normalize_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from clearway.case import Policy

Leaf = tuple[str | None, str | None]
"""Generation and specification; either may be missing."""


@dataclass(frozen=True)
class SuitFacts:
    """One court case of the record, its parties as spelled."""

    suit_id: str
    country: str | None
    filed_on: date | None
    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]
    action: str | None
    basis: str | None
    right_ids: tuple[str, ...]


@dataclass(frozen=True)
class OrderFacts:
    """One order of the record."""

    suit_id: str
    from_on: date | None
    to_on: date | None
    kind: str | None
    reaches: tuple[str, ...] | None
    except_suppliers: tuple[str, ...]


@dataclass(frozen=True)
class RecordFacts:
    """The small facts of one snapshot.

    Attributes:
        snapshot_id: which snapshot.
        sources: name of each source -> its edition date, ISO, or None.
        is_sample: the record is made up in the register's layout.
        names: spelling -> company id.
        keys: spelling or company id -> the key under which spellings of one name meet.
        probable: of the spellings, those that are only probably of their company.
        joint: of the spellings, those that name several owners.
        leaves: every leaf declared to.
        assessed: standards against which somebody assessed a family.
        family_kinds: definitions by which the record joins rights.
        has_recorded_owners: an applicant or a transfer is on record.
        offices: offices from which any right is on record.
        listed_pools: pools whose patents the record lists.
        standards: rows (standard, parent) beyond the bundled tree.
        find_rights: publication numbers, any kind code, or `ZL` ones -> ids of their rights.
    """

    snapshot_id: str
    sources: Mapping[str, str | None]
    is_sample: bool
    names: Mapping[str, str]
    keys: Mapping[str, str]
    probable: frozenset[str]
    joint: frozenset[str]
    leaves: tuple[Leaf, ...]
    assessed: tuple[str, ...]
    family_kinds: frozenset[str]
    has_recorded_owners: bool
    offices: frozenset[str]
    listed_pools: frozenset[str]
    standards: tuple[tuple[str, str | None], ...]
    suits: tuple[SuitFacts, ...]
    orders: tuple[OrderFacts, ...]
    find_rights: Callable[[tuple[str, ...]], Mapping[str, tuple[str, ...]]] = field(compare=False)

    def names_under(self, policy: Policy) -> Mapping[str, str]:
        """Return spelling -> company id; links that are only probable may be left out.

        Spellings that read alike but for case, accents and legal form are one company for certain,
        and stay one, named by the first of them.
        """
        if policy.probable_names or not self.probable:
            return self.names
        certain: dict[str, str] = {}
        for name in sorted(self.names, key=lambda name: (name in self.probable, name)):
            is_cut = name in self.probable
            certain.setdefault(normalize_name(name), name if is_cut else self.names[name])
        return {
            name: certain[normalize_name(name)] if name in self.probable else to
            for name, to in self.names.items()
        }


def leaf_id(leaf: Leaf) -> str:
    """Return the key of a leaf as the rules write it: `4G|3GPP TS 36.211`."""
    generation, specification = leaf
    return f"{generation or ''}|{specification or ''}"
