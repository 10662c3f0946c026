"""Comparisons of arsenals as text for a terminal: by rival, or as a matrix per market."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from clearway.export.terminal import notes
from clearway.model.territory import country_name
from clearway.wording import figure, retold
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.arsenal.results import Exposure, MutualExposure

SOLD = {
    "asked": "counted in every market, as the question is whether to sell there",
    "launched": "counted where launched or made",
    "anywhere": "counted in every market: the case names no launch",
}


def arsenal_table(answer: MutualExposure) -> Group:
    """Return one table per rival: what each side could assert, market by market."""
    asked, *rivals = answer.companies
    return Group(
        *(_rival_table(answer, asked, rival) for rival in rivals),
        Text("\n".join(beneath(answer)), style="dim"),
    )


def _rival_table(answer: MutualExposure, asked: str, rival: str) -> Table:
    title = f"{asked} and {rival}: declared families that nothing clears, of those in force"
    table = Table(title=escape(title), title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD)
    table.add_column("market", no_wrap=True, max_width=20, overflow="ellipsis")
    for owner, other in ((asked, rival), (rival, asked)):
        table.add_column(escape(f"{owner} against {other}"), justify="right")
    has_undeclared = any(row.undeclared or row.undeclared_before for row in answer)
    if has_undeclared:
        table.add_column("undeclared, each", justify="right")
    for market in answer.markets:
        ours, theirs = answer.at(asked, rival, market), answer.at(rival, asked, market)
        both = [f"{_undeclared_text(ours)} / {_undeclared_text(theirs)}"] if has_undeclared else []
        table.add_row(
            f"{market} {country_name(market)}", count_text(ours), count_text(theirs), *both
        )
    return table


def matrix_table(answer: MutualExposure) -> Group:
    """Return one table per market: owners down, those whose products are touched across."""
    tables: list[Any] = [_market_table(answer, market) for market in answer.markets]
    return Group(*tables, Text("\n".join(beneath(answer)), style="dim"))


def _market_table(answer: MutualExposure, market: str) -> Table:
    title = f"{country_name(market)}: uncleared declared families of each row against each column"
    table = Table(title=escape(title), title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD)
    table.add_column("holds", no_wrap=True, max_width=20, overflow="ellipsis")
    for other in answer.companies:
        table.add_column(escape(other), justify="right")
    for owner in answer.companies:
        cells = (
            "" if owner == other else count_text(answer.at(owner, other, market))
            for other in answer.companies
        )
        table.add_row(escape(owner), *cells)
    return table


def count_text(row: Exposure) -> str:
    """Say what a side could assert: a count, with the one before, or why there is none."""
    if row.now is None:
        return row.state
    changed = row.before is not None and row.before != row.now
    earlier = f"{row.before.uncleared:,} → " if row.before and changed else ""
    return f"{earlier}{row.now.uncleared:,} of {row.now.in_force:,}"


def _undeclared_text(row: Exposure) -> str:
    now = "–" if row.undeclared is None else f"{row.undeclared:,}"
    if row.undeclared_before == row.undeclared:
        return now
    return f"{row.undeclared_before or '–'} → {now}"


def beneath(answer: MutualExposure) -> Iterator[str]:
    """Yield what must be said beneath a comparison of arsenals, a sentence or two each."""
    if answer.deals:
        yield _("Before → with %(deals)s.") % {"deals": ", ".join(answer.deals)}
    yield from _reasons(answer)
    for sold, words in SOLD.items():
        names = [f"{p.product} ({p.holder})" for p in answer.products if p.sold == sold]
        if names:
            yield f"{', '.join(names)}: {_(words)}."
    for deal, buyer, count in answer.unidentified:
        told = {"deal": deal, "buyer": buyer, "count": figure(count or 0)}
        yield (
            _("%(deal)s: %(buyer)s bought about %(count)s patents that are not identified; they "
              "count nowhere here.")
            if count
            else _("%(deal)s: %(buyer)s bought patents that are not identified; they count nowhere "
                   "here.")
        ) % told  # fmt: skip
    yield (
        _("Undeclared: rights in force there that were declared to nothing, as far as on record.")
        if any(row.undeclared for row in answer)
        else _("No right that was declared to nothing is on record for any of them.")
    )
    yield _("Deals between others count as far as the case lists them; most are not public.")
    yield from notes(answer.header, ())


def _reasons(rows: MutualExposure) -> Iterator[str]:
    """Say once, with its markets, why a count is missing."""
    markets: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.why:
            markets.setdefault((row.state, row.why), []).append(row.market)
    for (state, why), codes in markets.items():
        named = sorted(set(codes))
        where = "" if len(named) == len(rows.markets) else f" ({', '.join(named)})"
        yield f"{retold(state)}: {retold(why)}{where}."
