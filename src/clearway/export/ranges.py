"""Counts as ranges as tables for a terminal, and the rows of the tornado chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from clearway.export.terminal import notes, share_text
from clearway.model.territory import country_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.ranges import CellRanges, CountRanges

_SHARES = ("share",)
_TOLD = (
    "One rule at a time: the count with one choice made otherwise. Together: {joint}, {n} "
    "policies. Studies differ by more than their samples explain and are never pooled; each "
    "assumes that what is counted here is like its own sample."
)


def ranges_table(answer: CountRanges) -> Group:
    """Return, per product and market, the ranges, the rules one by one, and the studies."""
    parts: list[Any] = []
    for cell in answer.results:
        where = f"{cell.product} in {cell.market} {country_name(cell.market)}"
        parts += [_ranges(cell, where), _rules(cell), _studies(cell)]
    told = _TOLD.format(joint=answer.joint, n=answer.combinations)
    return Group(*parts, Text("\n".join([told, *notes(answer.header, ())]), style="dim"))


def tornado_rows(cell: CellRanges, count: str) -> Iterator[dict[str, Any]]:
    """Yield a row for each rule that moves a count, and for each study, as the chart takes them."""
    reached: dict[str, list[float]] = {}
    for row in cell.varied:
        value = row.figures.values[count]
        if value is not None:
            reached.setdefault(row.alternative.rule, []).append(value)
    for rule, values in reached.items():
        if set(values) != {cell.base.values[count]}:
            yield {"by": rule, "low": min(values), "high": max(values), "kind": "rule"}
    for study in cell.studies:
        found = study.corrected.get(count)
        if found is not None:
            yield {"by": study.study.id, "low": found.low, "high": found.high, "kind": "study"}


def _text(count: str, value: float | None) -> str:
    if count in _SHARES:
        return share_text(value)
    return "–" if value is None else f"{round(value):,}"


def _span(count: str, low: float | None, high: float | None) -> str:
    return f"{_text(count, low)} – {_text(count, high)}"


def _table(title: str, first: str, columns: tuple[str, ...], *, is_wide: bool = False) -> Table:
    """Make a table; of a wide one the first column gives way where the terminal is narrow."""
    table = Table(title=Text(title), title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD)
    table.expand = is_wide
    table.add_column(first, overflow="ellipsis", no_wrap=True, ratio=1 if is_wide else None)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _ranges(cell: CellRanges, where: str) -> Table:
    table = _table(
        f"{where}: counts as ranges", "count", ("declared", "one rule at a time", "together")
    )
    table.expand = True
    table.add_column("moved most by", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in cell.ranges:
        moved = dict.fromkeys(rule for rule in (row.low_by, row.high_by) if rule)
        table.add_row(
            row.count, _text(row.count, row.base), _span(row.count, row.low, row.high),
            _span(row.count, row.joint_low, row.joint_high), ", ".join(moved) or "nothing",
        )  # fmt: skip
    return table


def _rules(cell: CellRanges) -> Table:
    counts = ("families", "exposed", "share", "holders")
    table = _table("With one choice made otherwise", "rule: choice", counts, is_wide=True)
    table.add_column("status", no_wrap=True)
    for row in cell.varied:
        values = row.figures.values
        table.add_row(
            f"{row.alternative.rule}: {row.alternative.choice}",
            *(_text(name, values[name]) for name in counts),
            row.figures.status.replace("_", " "),
        )
    return table


def _studies(cell: CellRanges) -> Table:
    counts = ("families", "cleared", "exposed")
    read = cell.judged.agreed + cell.judged.disputed + cell.judged.dismissed
    table = _table(
        f"If essential as often as a study found; {read:,} assessed",
        "study", ("of", "found", *counts),
    )  # fmt: skip
    for row in cell.studies:
        share = row.study.share
        is_one = row.study.sample is not None or share.low == share.high
        told = f"{share.mean:.0%}" if is_one else f"{share.low:.0%}–{share.high:.0%}"
        spans = [_span(n, row.corrected[n].low, row.corrected[n].high) for n in counts]
        table.add_row(row.study.id, row.study.generation, told, *spans)
    return table
