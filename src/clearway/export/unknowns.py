"""What to find out first, as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from clearway.export.blocks import harmless
from clearway.export.terminal import notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.unknowns.results import Outcome, Unknown, Unknowns


def unknowns_table(answer: Unknowns) -> Group:
    """Return one row per unknown, the one that could change the answer most first."""
    title = f"{answer.header.company}: what to find out first"
    table = Table(
        title=Text(harmless(title)), title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD
    )
    products = len({product for product, _, _ in answer.today}) > 1
    markets = len({market for _, market, _ in answer.today}) > 1
    if products:
        table.add_column("product", overflow="fold", max_width=16)
    if markets:
        table.add_column("market", no_wrap=True)
    table.add_column("check", overflow="fold", ratio=1)
    table.add_column("families", justify="right", no_wrap=True)
    for side in ("worst", "best"):
        table.add_column(side, justify="right", min_width=10)
    for row in answer:
        place = [Text(harmless(row.product))] if products else []
        place += [Text(row.market)] if markets else []
        table.add_row(*place, _check(row), f"{row.families:,}", *map(_side, _sides(row)))
    return Group(
        *(Text(harmless(line)) for line in _today(answer)),
        table,
        Text("\n".join(_beneath(answer)), style="dim"),
    )


def _sides(row: Unknown) -> tuple[Outcome, Outcome]:
    return row.worst, row.best


def _check(row: Unknown) -> Text:
    worst, best = (outcome.found for outcome in _sides(row))
    if row.change:
        return Text(f"{harmless(row.check)}\nworst: {harmless(worst)}; best: {harmless(best)}")
    return Text(harmless(row.check))


def _side(outcome: Outcome) -> str:
    return f"{_percent(outcome)}\n{outcome.status}"


def _percent(outcome: Outcome) -> str:
    return "–" if outcome.share is None else f"{outcome.share:.2%}"


def _today(answer: Unknowns) -> Iterator[str]:
    for product, market, outcome in answer.today:
        yield (
            f"{product} in {market} today: {outcome.cleared:,} of {outcome.families:,} families "
            f"cleared ({_percent(outcome)}), {outcome.status}"
        )


def _beneath(answer: Unknowns) -> Iterator[str]:
    left = answer.found - len(answer)
    if left > 0:
        yield f"{left:,} more could change less: --top {answer.found} has all."
    yield (
        "Families: those in force, cleared or exposed by what is found. Shares: cleared of the "
        "families in force, when it turns out for the worst and for the best, all else as today."
    )
    yield "--format json lists the register entries to look up."
    yield from notes(answer.header, ())
