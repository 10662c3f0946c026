"""Of each family, what it is declared to among a product's standards, and who assessed that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.standing import BITS, SIDES, UNASSESSED, side_of
from clearway.model.standards import generation_of_specification

if TYPE_CHECKING:
    from clearway.case import Product
    from clearway.clearance.board import Board

GENERATIONS = ("other", "2G", "3G", "4G", "5G")
"""Oldest first; a leaf of none, such as that of a codec, is `other`."""


@dataclass(frozen=True)
class DeclaredTo:
    """Facts of F families under one product.

    Attributes:
        standing: uint8[F], the best of the relevant leaves; `UNASSESSED` where one was not read.
        generation: uint8[F], index into `GENERATIONS` of the newest relevant leaf.
    """

    standing: np.ndarray
    generation: np.ndarray


def declared_to(board: Board, product: Product) -> DeclaredTo:
    """Find what the families of a board are declared to; those not relevant have zeros."""
    layout, setting = board.layout, board.setting
    relevant = frozenset().union(*(setting.covered_by(name) for name in product.standards))
    words = layout.words["leaves"]
    is_relevant = np.array([word in relevant for word in words], dtype=np.bool_)
    generations = np.array([_generation(word) for word in words], dtype=np.uint8)
    family = np.repeat(np.arange(layout.families), np.diff(layout.family_leaf_at))
    chosen = is_relevant[layout.family_leaf]
    shift = BITS * SIDES.index(side_of(product.category))
    standing = np.zeros(layout.families, dtype=np.uint8)
    generation = np.zeros(layout.families, dtype=np.uint8)
    np.maximum.at(standing, family[chosen], (layout.family_standing[chosen] >> shift) & UNASSESSED)
    np.maximum.at(generation, family[chosen], generations[layout.family_leaf[chosen]])
    return DeclaredTo(standing, generation)


def _generation(leaf: str) -> int:
    """Return the generation of a leaf as the rules write it, `4G|3GPP TS 36.211`."""
    generation, _, specification = leaf.partition("|")
    found = generation or generation_of_specification(specification) or "other"
    return GENERATIONS.index(found) if found in GENERATIONS else 0
