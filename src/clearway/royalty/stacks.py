"""What a product owes for, standard by standard: aggregates, and how generations share a device.

A *stack* is all patents on what one aggregate was said of, as far as the product implements it: the
aggregate of `Wi-Fi` takes a product's `IEEE 802.11n` and `IEEE 802.11ac` together. The case's own
aggregates go before the bundled ones; of several above a standard the nearest counts. A standard
without one is a stack of its own whose burden is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from clearway.clearance.recipe import digest
from clearway.errors import CaseError, UsageError
from clearway.model.standards import GENERATIONS, canonical
from clearway.royalty.library import read_rows
from clearway.royalty.methods import exact, normalized

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clearway.case import Case, Policy, Product
    from clearway.model.standards import StandardsTree

CASE, BUNDLED = "case", "bundled"
"""Where a choice comes from: its source is a [[source]] of the case, or an entry of the library."""


@dataclass(frozen=True)
class Aggregate:
    """What all patents on a standard cost together for one device.

    Attributes:
        low, high: shares of the price, or amounts in `currency`.
        sources: of the low and of the high figure.
        origin: `CASE` or `BUNDLED`.
    """

    low: Fraction
    high: Fraction
    currency: str | None
    sources: tuple[str, str]
    origin: str

    def to_dict(self) -> dict[str, Any]:
        """Return the aggregate as plain data."""
        low, high = self.sources
        return {
            "low": float(self.low),
            "high": float(self.high),
            "currency": self.currency,
            "low_source": low,
            "high_source": high,
            "origin": self.origin,
        }


@dataclass(frozen=True)
class Weighting:
    """How the generations share a device, relative, by canonical name."""

    weights: Mapping[str, Fraction]
    source: str
    origin: str

    def to_dict(self) -> dict[str, Any]:
        """Return the weights as plain data."""
        weights = {name: float(weight) for name, weight in self.weights.items()}
        return {"weights": weights, "source": self.source, "origin": self.origin}


@dataclass(frozen=True)
class Stack:
    """The standards of a product that one aggregate speaks for.

    Attributes:
        name: what the aggregate is said of; the standard itself when nothing is.
        standards: as the product names them.
        aggregate: None when neither the case nor the library has one.
        weight: its part of the device among the generations; 1 for what is none.
    """

    name: str
    standards: tuple[str, ...]
    aggregate: Aggregate | None
    weight: Fraction = Fraction(1)


@cache
def bundled_aggregates() -> Mapping[str, Aggregate]:
    """Return the bundled aggregates by canonical name; they are shares of the price."""
    return {
        row["standard"]: Aggregate(
            low=Fraction(row["low"]),
            high=Fraction(row["high"]),
            currency=None,
            sources=(row["low_source"], row["high_source"]),
            origin=BUNDLED,
        )
        for row in read_rows("aggregates")
    }


@cache
def bundled_weighting() -> Weighting:
    """Return the bundled weights of the generations."""
    rows = read_rows("aggregates")
    weights = {row["standard"]: Fraction(row["weight"]) for row in rows}
    return Weighting(weights, rows[0]["weight_source"], BUNDLED)


@cache
def bundled_hash() -> str:
    """Return a hash of the bundled figures, for the recipe."""
    return digest(read_rows("aggregates"))


def aggregates_of(policy: Policy) -> Mapping[str, Aggregate]:
    """Return the case's own aggregates by canonical name."""
    return {
        canonical(name): Aggregate(
            low=exact(burden.low),
            high=exact(burden.high),
            currency=burden.currency,
            sources=(burden.source, burden.high_source or burden.source),
            origin=CASE,
        )
        for name, burden in policy.aggregate_burden.items()
    }


def weighting_of(policy: Policy) -> Weighting:
    """Return the weights of the generations: the case's, else the bundled ones."""
    given = policy.multimode_weights
    if given is None:
        return bundled_weighting()
    weights = {canonical(name): exact(weight) for name, weight in given.weights.items()}
    return Weighting(weights, given.source, CASE)


def stacks_of(product: Product, case: Case, tree: StandardsTree) -> tuple[Stack, ...]:
    """Return the stacks of a product, in the order in which it names their first standard.

    Raises:
        CaseError: when two aggregates are equally near to a standard, or a generation of the
            product has no weight.
    """
    own = aggregates_of(case.policy)
    names: dict[str, tuple[list[str], Aggregate | None]] = {}
    for standard in product.standards:
        found = (
            _nearest(standard, own, tree, case)
            or _nearest(standard, bundled_aggregates(), tree, case)
            or (canonical(standard), None)
        )
        names.setdefault(found[0], ([], found[1]))[0].append(standard)
    weights = _weights(product, [*names], weighting_of(case.policy), case)
    return tuple(
        Stack(name, tuple(standards), aggregate, weights.get(name, Fraction(1)))
        for name, (standards, aggregate) in names.items()
    )


def _nearest(
    standard: str, aggregates: Mapping[str, Aggregate], tree: StandardsTree, case: Case
) -> tuple[str, Aggregate] | None:
    """The aggregate at or above a standard with no other of them between."""
    above = [name for name in aggregates if name in tree.ancestors(standard)]
    nearest = [
        name
        for name in above
        if not any(name in tree.ancestors(other) for other in above if other != name)
    ]
    if len(nearest) > 1:
        raise CaseError(
            f"{case.path or case.id}: policy.aggregate_burden: {' and '.join(sorted(nearest))} "
            f"stand equally near above {standard}; give {standard} its own"
        )
    return (nearest[0], aggregates[nearest[0]]) if nearest else None


def _weights(
    product: Product, names: Sequence[str], weighting: Weighting, case: Case
) -> dict[str, Fraction]:
    sharing = [name for name in names if name in weighting.weights or name in GENERATIONS]
    try:
        return normalized(weighting.weights, sharing)
    except UsageError as error:
        raise CaseError(
            f"{case.path or case.id}: policy.multimode_weights, for {product.name}: {error}"
        ) from None
