"""The parts that show clearance: map, markets, what deals change, deal by deal, holders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.holders import holders_bar
from clearway.charts.map import change_map, status_map
from clearway.charts.palette import STATUSES
from clearway.charts.waterfall import waterfall
from clearway.model.territory import country_name
from clearway.report.figures import Figures, Headings, figures
from clearway.report.part import Part
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clearway.clearance.diff import MarketChange, Step
    from clearway.clearance.results import MarketResult
    from clearway.report.scope import Scope


def clearance_parts(scope: Scope) -> list[Part]:
    """Return the parts that show what is cleared and exposed."""
    parts = [map_part(scope), _markets_part(scope)]
    if scope.changes is not None:
        parts += [_change_part(scope), _families_part(scope)]
    return [*parts, _waterfall_part(scope), _holders_part(scope), *_others_part(scope)]


def _rows(rows: Iterable[MarketResult]) -> list[dict[str, Any]]:
    return [{**row.to_dict(), "holders": None} for row in rows]


def _day(scope: Scope) -> str:
    return f"{scope.header.as_of:%d %B %Y}"


def map_part(scope: Scope) -> Part:
    """Return the map, before and after where deals are set against."""
    panels = {"after": _rows(scope.rows)} if scope.changes else {"": _rows(scope.rows)}
    if scope.changes is not None:
        before = [r for r in scope.changes.before if r.product == scope.product]
        panels = {"before": _rows(before), **panels}
    title = f"{scope.product}: who stands in the way"
    chart = status_map(panels, title, f"Declared families in force on {_day(scope)}")
    return Part("The map", chart=chart)


def _markets_part(scope: Scope) -> Part:
    caption = f"Declared families that touch the {scope.product}, by market"
    return Part("Market by market", figures=_markets("Markets", scope.rows, caption))


def _others_part(scope: Scope) -> list[Part]:
    """The other products: those that no declared patent touches in words, the rest as a table."""
    others = [row for row in scope.answer if row.product != scope.product]
    if not others:
        return []
    silent = dict.fromkeys(row.product for row in others if row.status == "not_touched")
    text = " ".join(
        f"{product} implements no standard: no declared patent touches it in any market."
        for product in silent
    )
    touched = [row for row in others if row.status != "not_touched"]
    table = _markets("Other products", touched, "Declared families, by product and market")
    return [Part("Other products", text, figures=table if touched else None)]


def _markets(name: str, rows: Iterable[MarketResult], caption: str) -> Figures:
    headings: Headings = [
        ("Market", "text"), ("Product", "text"), ("Status", "text"), ("Families", "count"),
        ("Cleared", "count"), ("Exposed", "count"), ("Share", "share"), ("Pending", "count"),
        ("Estimates", "count"), ("Remaining holders who have sued there", "text"),
    ]  # fmt: skip
    values = [
        (
            market_text(row.market), row.product, row.status.replace("_", " "), row.families,
            row.cleared, row.exposed, row.share if row.families else "\u2013", row.pending,
            row.estimated, ", ".join(row.enforcers),
        )
        for row in rows
    ]  # fmt: skip
    return figures(name, headings, values, caption)


def market_text(code: str) -> str:
    """Return a market as `DE Germany`."""
    return f"{code} {place_name(code)}"


def place_name(code: str) -> str:
    """Return the name of a market in the language spoken."""
    return country_name(code, spoken())


def status_word(status: str) -> str:
    """Return the status of a market in words, in the language spoken."""
    return STATUSES[status].word(spoken())


def _change_part(scope: Scope) -> Part:
    changes = _changes(scope)
    before, after = (
        _rows(side) for side in zip(*((c.before, c.after) for c in changes), strict=True)
    )
    what = _deals(scope)
    chart = change_map(
        (before, after), f"What {what} cleared for the {scope.product}", f"On {_day(scope)}"
    )
    headings: Headings = [
        ("Market", "text"), ("Status before", "text"), ("Status after", "text"),
        ("Families", "count"), ("Cleared before", "count"), ("Cleared after", "count"),
        ("Share before", "share"), ("Share after", "share"),
    ]  # fmt: skip
    rows = [_change_row(change) for change in changes]
    return Part(
        f"What {what} changed", chart=chart,
        figures=figures("Change", headings, rows, f"{scope.product}, before and after {what}"),
    )  # fmt: skip


def _changes(scope: Scope) -> list[MarketChange]:
    results = scope.changes.results if scope.changes else ()
    return [change for change in results if change.after.product == scope.product]


def _deals(scope: Scope) -> str:
    changes = scope.changes
    return (changes.bundle or ", ".join(changes.deals)) if changes else ""


def _change_row(change: MarketChange) -> tuple[Any, ...]:
    before, after = change.before, change.after
    return (
        market_text(after.market), before.status.replace("_", " "),
        after.status.replace("_", " "), after.families, before.cleared, after.cleared,
        before.share if before.families else "\u2013", after.share if after.families else "\u2013",
    )  # fmt: skip


def _families_part(scope: Scope) -> Part:
    """The families that change in the shown market; long lists are in the workbook."""
    change = next(c for c in _changes(scope) if c.after.market == scope.market)
    table = figures(
        "Families that change",
        [("Family", "text"), ("Before", "text"), ("After", "text")],
        change.families,
        f"{scope.product} in {country_name(scope.market)}: families that change state",
        printed=12,
    )
    return Part(f"Families that change in {country_name(scope.market)}", figures=table)


def _waterfall_part(scope: Scope) -> Part:
    steps = scope.desk.waterfall(scope.case, scope.product, scope.market, **scope.question)
    place = country_name(scope.market)
    chart = waterfall(
        [step.to_dict() for step in steps], f"{scope.product} in {place}: deal by deal",
        "Declared families cleared, from own rights on",
    )  # fmt: skip
    return Part("Deal by deal", chart=chart, figures=_steps(steps, scope))


def _steps(steps: Sequence[Step], scope: Scope) -> Figures:
    headings: Headings = [
        ("Deal", "text"), ("Adds", "count"), ("Cleared", "count"), ("Exposed", "count"),
        ("Families", "count"),
    ]  # fmt: skip
    rows = [
        ("own rights" if s.reason == "own" else s.label, s.added, s.cleared, s.exposed, s.families)
        for s in steps
    ]
    place = country_name(scope.market)
    return figures("Deal by deal", headings, rows, f"{scope.product} in {place}, in order")


def _holders_part(scope: Scope) -> Part:
    row, place = scope.row, country_name(scope.market)
    chart = holders_bar(
        [{**h.to_dict(), "enforcer": h.holder in row.enforcers} for h in row.holders],
        f"Whose families remain in {place}", f"{scope.product} on {_day(scope)}",
    )  # fmt: skip
    headings: Headings = [
        ("Holder", "text"), ("Families", "count"), ("Cleared", "count"), ("Exposed", "count"),
        ("Has sued there", "text"), ("Cleared by", "text"),
    ]  # fmt: skip
    rows = [
        (
            h.holder, h.families, h.cleared, h.exposed,
            "yes" if h.holder in row.enforcers else "none known",
            ", ".join(f"{deal} {count:,}" for deal, count in h.cleared_by.items()),
        )
        for h in row.holders
    ]  # fmt: skip
    text = (
        "A family in which two holders own rights counts once for each and once in the total, so "
        "the rows may add up to more. 'None known' is not 'none'."
    )
    table = figures("Holders", headings, rows, f"Holders in {place}, {scope.product}")
    return Part("What stands in the way", text, chart, table)
