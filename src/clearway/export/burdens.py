"""Burdens and published royalties as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from clearway.export.blocks import harmless, rows_table
from clearway.export.terminal import notes
from clearway.model.territory import country_name
from clearway.wording import gettext as _
from clearway.wording import retold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from clearway.case import Money
    from clearway.royalty.library import Determination, Entry, Programme
    from clearway.royalty.results import (
        MarketBurden,
        Owed,
        Range,
        Royalty,
        SourceNote,
        StandardBurden,
    )

SHOWN = 15
"""Holders of a market; JSON has all."""
_DASH = "–"
_THOUSAND, _MILLION = 1_000, 1_000_000


def burden_table(answer: Royalty) -> Group:
    """Return one table per product: the burden of each market; of a single market all details."""
    parts: list[Any] = []
    for product in dict.fromkeys(row.product for row in answer):
        rows = [row for row in answer if row.product == product]
        parts.append(_markets(answer, product, rows))
        if len(rows) == 1:
            parts += [_standards(rows[0]), _steps(rows[0]), _holders(rows[0])]
    return Group(*parts, Text("\n".join(beneath(answer)), style="dim"))


def holder_table(answer: Royalty) -> Group:
    """Return one table per product and market: whose burden it is."""
    tables = [_holders(row) for row in answer if row.holders]
    return Group(*tables, Text("\n".join(beneath(answer)), style="dim"))


def percent(rate: Range | None) -> str:
    """Return a range of shares in percent."""
    if rate is None:
        return "unknown"
    low, high = (f"{100 * float(end):.2f}" for end in (rate.low, rate.high))
    return f"{low} %" if low == high else f"{low}{_DASH}{high} %"


def money(amount: Range | None) -> str:
    """Return a range of amounts, without their currency; large ones in millions."""
    if amount is None:
        return "unknown"
    ends = (float(amount.low), float(amount.high))
    if ends[1] >= _MILLION:
        low, high = (f"{end / _MILLION:,.1f}" for end in ends)
        return f"{_span(low, high)} m"
    decimals = 0 if ends[1] >= _THOUSAND else 2
    return _span(*(f"{end:,.{decimals}f}" for end in ends))


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low}{_DASH}{high}"


def _changed(before: Owed | None, after: Owed, name: str, shown: Any) -> str:
    """Write a measure, and what it was without the deals compared where that differs."""
    now = getattr(after, name)
    if before is None or getattr(before, name) == now:
        return str(shown(now))
    return f"{shown(getattr(before, name))} → {shown(now)}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=escape(title), title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _numbers(table: Table, *columns: str, may_wrap: bool = False) -> None:
    for column in columns:
        table.add_column(column, justify="right", no_wrap=not may_wrap)


def _markets(answer: Royalty, product: str, rows: Sequence[MarketBurden]) -> Any:
    if all(row.status == "not_touched" for row in rows):
        return Text(f"\n{product}: no burden in {len(rows)} markets; it implements no standard.")
    price = rows[0].price
    at = f" at {price.amount:g} {price.currency}" if price else ", price unknown"
    table = _table(f"{answer.header.company}: {product}{at}, unlicensed burden")
    table.add_column("market", no_wrap=True, max_width=20, overflow="ellipsis")
    has_units = any(row.units is not None for row in rows)
    is_corrected = any(row.corrected for row in rows)
    columns = ("of the price", "a unit", *(["a year"] if has_units else []))
    _numbers(table, *columns, may_wrap=bool(answer.deals))
    if is_corrected:
        _numbers(table, "corrected")
    if not answer.deals:
        table.expand = True  # the last column alone gives way where the terminal is narrow
        table.add_column("most of it to", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in rows:
        cells = [
            _changed(row.before, row.owed, "rate", percent),
            _changed(row.before, row.owed, "per_unit", money),
            *([_changed(row.before, row.owed, "per_year", money)] if has_units else []),
        ]
        if is_corrected:
            cells.append(percent(row.corrected.rate if row.corrected else None))
        most = ", ".join(holder.holder for holder in row.holders[:3] if holder.exposed)
        last = [] if answer.deals else [harmless(most)]
        table.add_row(f"{row.market} {country_name(row.market)}", *cells, *last)
    return table


def _standards(row: MarketBurden) -> Table:
    table = _table("By standard: weight x aggregate x exposed / families", "standard")
    _numbers(table, "weight", "aggregate", "exposed", "families", "of the price")
    for standard in row.standards:
        table.add_row(
            harmless(standard.name), f"{100 * float(standard.weight):.4g} %", _aggregate(standard),
            f"{standard.exposed:,}", f"{standard.families:,}",
            f"unknown: {standard.unknown}" if standard.unknown else percent(standard.owed.rate),
        )  # fmt: skip
    return table


def _aggregate(standard: StandardBurden) -> str:
    aggregate = standard.aggregate
    if aggregate is None:
        return _DASH
    if aggregate.currency is None:
        low, high = (f"{100 * float(end):.4g}" for end in (aggregate.low, aggregate.high))
        return f"{_span(low, high)} %"
    low, high = (f"{float(end):.4g}" for end in (aggregate.low, aggregate.high))
    return f"{_span(low, high)} {aggregate.currency}"


def _steps(row: MarketBurden) -> Table:
    table = _table("Deals added one at a time", "deal")
    _numbers(table, "of the price", "a unit", "cost of the deal")
    for step in row.steps:
        name = "own rights" if step.deal == "own" else step.deal
        table.add_row(
            escape(name), percent(step.owed.rate), money(step.owed.per_unit), _cost(step.cost)
        )
    return table


def _cost(cost: Money | None) -> str:
    return f"{cost.amount:,.0f} {cost.currency}" if cost else _DASH


def _holders(row: MarketBurden) -> Any:
    left = len(row.holders) - SHOWN
    title = f"{row.product} in {row.market} {country_name(row.market)}: whose burden"
    table = _table(title)
    table.add_column("holder", overflow="ellipsis", no_wrap=True, max_width=36)
    has_units = row.units is not None
    columns = ("of the price", "a unit", *(["a year"] if has_units else []))
    _numbers(table, "exposed", *columns, may_wrap=row.before is not None)
    for holder in row.holders[:SHOWN]:
        cells = [
            _changed(holder.before, holder.owed, "rate", percent),
            _changed(holder.before, holder.owed, "per_unit", money),
            *([_changed(holder.before, holder.owed, "per_year", money)] if has_units else []),
        ]
        exposed = float(sum(holder.exposed.values()))
        table.add_row(harmless(holder.holder), f"{exposed:,.1f}".removesuffix(".0"), *cells)
    more = f"  ... and {left:,} more holders: --format json has all"
    return Group(table, *([Text(more, style="dim")] if left > 0 else []))


def beneath(answer: Royalty) -> Iterator[str]:
    """Yield what must be said beneath a burden, a sentence or two each."""
    if answer.deals:
        yield _("Before → with %(deals)s.") % {"deals": ", ".join(answer.deals)}
    if any(row.corrected for row in answer):
        yield _(
            "Corrected: of the price, if exposed holders declared with more or less care than all "
            "others, as far as studies differ (%(studies)s)."
        ) % {"studies": _studies(answer)}
    unknown = sorted({name for row in answer for name in row.unknown})
    if unknown:
        yield _("On top comes what is unknown, not zero, where it is: %(names)s.") % {
            "names": ", ".join(unknown)
        }
    yield from _basis(answer)
    yield _(
        "Families exposed for several standards count for each; `exposed` adds them up. "
        "What was declared may not be essential, and nobody is bound by an aggregate."
    )
    yield from notes(answer.header, ())


def _studies(answer: Royalty) -> str:
    told = [
        f"{name} {100 * float(each.part.low):.0f}{_DASH}{100 * float(each.part.high):.0f} %"
        for name, each in answer.essential.items()
    ]
    named = dict.fromkeys(study for each in answer.essential.values() for study in each.sources)
    return _("%(parts)s essential: %(sources)s") % {
        "parts": ", ".join(told), "sources": ", ".join(named) or _("as given"),
    }  # fmt: skip


def _basis(answer: Royalty) -> Iterator[str]:
    weights = {name: weight for name, weight in answer.weighting.weights.items() if weight}
    ratio = ":".join(f"{float(weight):g}" for weight in weights.values())
    yield _("Generations weigh %(names)s = %(ratio)s (%(source)s).") % {
        "names": ":".join(weights), "ratio": ratio, "source": retold(answer.weighting.source),
    }  # fmt: skip
    if answer.sources:
        sources = "; ".join(_source(source) for source in answer.sources)
        yield _("Sources: %(sources)s.") % {"sources": sources}
    later = [source.id for source in answer.sources if source.is_later]
    if later:
        yield _("Later than the day of knowledge: %(sources)s.") % {"sources": ", ".join(later)}


def _source(source: SourceNote) -> str:
    told = f", {source.published}" if source.published else ""
    return f"{source.id} ({source.publication or _('no publisher given')}{told})"


def library_tables(
    determinations: Sequence[Determination], programmes: Sequence[Programme]
) -> Group:
    """Return the determinations and the programmes, as they come."""
    return Group(
        rows_table(
            "Determinations: what courts set",
            ("decided", "who", "in", "on", "for", "royalty", "status", "sure"),
            [_determined(row) for row in determinations],
            shown=len(determinations),
        ),
        rows_table(
            "Programmes: what owners ask, pledge to ask at most together, or were paid",
            ("published", "who", "kind", "on", "for", "royalty", "sure"),
            [_offered(row) for row in programmes],
            shown=len(programmes),
        ),
        Text(
            "\nAs published, each with its own base; courts, sources, roundings and notes: "
            "--format json. This is not legal advice.",
            style="dim",
        ),
    )


def _determined(row: Determination) -> tuple[str, ...]:
    return (
        row.decided, f"{row.owner} v. {row.user}", row.country, ", ".join(row.standards),
        _base(row), _royalty(row), row.status, row.sure,
    )  # fmt: skip


def _offered(row: Programme) -> tuple[str, ...]:
    return (
        row.published or _DASH, row.licensor, row.kind, ", ".join(row.standards),
        _base(row), _royalty(row), row.sure,
    )  # fmt: skip


def _base(row: Entry) -> str:
    return f"{row.product}, {row.region}" if row.region not in {"", "world"} else row.product


def _royalty(row: Entry) -> str:
    low, high = (_figure(end, row.measure) for end in (row.low, row.high))
    figure = _span(low, high) if low and high else f"up to {high}" if high else f"from {low}"
    unit = {"share": "%", "unit": f"{row.currency} a unit", "sum": f"{row.currency} in all"}
    return f"{figure} {unit[row.measure]}"


def _figure(value: Fraction | None, measure: str) -> str:
    """Return a figure with all its digits; shares in percent."""
    if value is None:
        return ""
    shown = float(value) * (100 if measure == "share" else 1)
    return f"{shown:,.8f}".rstrip("0").rstrip(".")
