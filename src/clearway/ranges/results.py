"""Counts as ranges, as plain data and as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from clearway.clearance.results import Header, MarketResult
    from clearway.essentiality.corrected import Corrected, Judged
    from clearway.essentiality.studies import Study
    from clearway.ranges.rules import Alternative

COUNTS = ("families", "cleared", "exposed", "pending", "share", "holders")
"""What is shown as a range; `holders` are those with exposed families."""
_KEYS = {"share": "share_cleared"}
"""A study has a share of its own."""
Value = int | float | None


@dataclass(frozen=True)
class Figures:
    """The headline of one product and market under one policy."""

    values: Mapping[str, Value]
    status: str

    def to_dict(self) -> dict[str, Any]:
        """Return the headline as plain data."""
        return {**self.values, "status": self.status}


def figures_of(row: MarketResult) -> Figures:
    """Return the headline of a row of an answer."""
    plain = {name: getattr(row, name) for name in COUNTS[:-1]}
    return Figures({**plain, "holders": sum(h.exposed > 0 for h in row.holders)}, row.status)


@dataclass(frozen=True)
class Varied:
    """The headline under one other choice, all else equal."""

    alternative: Alternative
    figures: Figures

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data; `policy` is what to put into a case to see it."""
        policy = {k: list(v) if isinstance(v, tuple) else v for k, v in self._policy.items()}
        return {
            "rule": self.alternative.rule,
            "choice": self.alternative.choice,
            "policy": policy,
            **self.figures.to_dict(),
        }

    @property
    def _policy(self) -> Mapping[str, Any]:
        return self.alternative.policy


@dataclass(frozen=True)
class CountRange:
    """One count over the rules.

    Attributes:
        base: under the case's own policy.
        low, high: with one rule changed at a time.
        low_by, high_by: the rule that moves it there; None where none does.
        joint_low, joint_high: with several rules changed together.
    """

    count: str
    base: Value
    low: Value
    high: Value
    low_by: str | None
    high_by: str | None
    joint_low: Value
    joint_high: Value

    def to_dict(self) -> dict[str, Any]:
        """Return the range as plain data."""
        return dict(vars(self))


@dataclass(frozen=True)
class StudyRanges:
    """Counts as one study of over-declaration corrects them."""

    study: Study
    corrected: Mapping[str, Corrected]

    def to_dict(self) -> dict[str, Any]:
        """Return the ranges as plain data, with what the study is."""
        study = self.study
        return {
            "study": study.id,
            "title": study.title,
            "year": study.year,
            "generation": study.generation,
            "sample": study.sample,
            "found": study.found,
            "share": vars(study.share),
            "source": study.source,
            **{_KEYS.get(name, name): value.to_dict() for name, value in self.corrected.items()},
        }


@dataclass(frozen=True)
class CellRanges:
    """One product and market: its headline, and how far each choice moves it.

    Attributes:
        ranges: one per count of `COUNTS`.
        varied: the headline under each alternative.
        judged: the families in force by what assessors on record say.
        studies: what each study makes of the counts, beside them; never pooled.
        by_generation: (generation, families declared to it and unassessed, study, corrected) for
            the studies of that generation.
    """

    product: str
    market: str
    base: Figures
    ranges: tuple[CountRange, ...]
    varied: tuple[Varied, ...]
    judged: Judged
    studies: tuple[StudyRanges, ...]
    by_generation: tuple[tuple[str, int, str, Corrected], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the cell as plain data."""
        return {
            "product": self.product,
            "market": self.market,
            "declared": self.base.to_dict(),
            "ranges": [row.to_dict() for row in self.ranges],
            "rules": [row.to_dict() for row in self.varied],
            "assessed": self.judged.to_dict(),
            "studies": [row.to_dict() for row in self.studies],
            "by_generation": [
                {"generation": g, "declared": n, "study": study, **value.to_dict()}
                for g, n, study, value in self.by_generation
            ],
        }


@dataclass(frozen=True)
class CountRanges:
    """Every headline count of a case as a range.

    Attributes:
        joint: `all combinations` of the alternatives that move something alone, or `extremes`: of
            each rule the alternative that moves a count lowest, or highest, all together.
        combinations: how many policies were asked for it.
        results: one per product and market that the product touches.
    """

    header: Header
    joint: str
    combinations: int
    results: tuple[CellRanges, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "joint": self.joint,
            "combinations": self.combinations,
            "results": [cell.to_dict() for cell in self.results],
        }

    def to_arrow(self) -> pa.Table:
        """Return a row per product, market, count and what moves it; with the recipe."""
        import pyarrow as pa

        text, number = pa.string(), pa.float64()
        schema = pa.schema(
            [
                *((name, text) for name in ("product", "market", "count", "by", "choice")),
                *((name, number) for name in ("base", "mean", "low", "high")),
            ]
        )
        rows = [row for cell in self.results for row in _rows(cell)]
        return self.header.recipe.stamp(pa.Table.from_pylist(rows, schema=schema))


def _rows(cell: CellRanges) -> list[dict[str, Any]]:
    """Flat rows: the two ranges over all rules, then each choice, then each study."""
    return [
        {
            "product": cell.product, "market": cell.market, "count": span.count, "by": by,
            "choice": choice, "base": span.base, "mean": mean, "low": low, "high": high,
        }
        for span in cell.ranges
        for by, choice, mean, low, high in _movers(cell, span)
    ]  # fmt: skip


def _movers(cell: CellRanges, span: CountRange) -> list[tuple[str, str, Value, Value, Value]]:
    """(by, choice, mean, low, high) of all that moves a count."""
    values = [(row.alternative, row.figures.values[span.count]) for row in cell.varied]
    found = [(row.study.id, row.corrected.get(span.count)) for row in cell.studies]
    return [
        ("one rule at a time", "", None, span.low, span.high),
        ("rules together", "", None, span.joint_low, span.joint_high),
        *((other.rule, other.choice, None, value, value) for other, value in values),
        *(("over-declaration", study, c.mean, c.low, c.high) for study, c in found if c),
    ]
