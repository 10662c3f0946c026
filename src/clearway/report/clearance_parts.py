"""The parts that show clearance: map, markets, what deals change, deal by deal, holders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.holders import holders_bar
from clearway.charts.map import change_map, status_map
from clearway.charts.palette import STATUSES
from clearway.charts.waterfall import waterfall
from clearway.model.territory import country_name, in_country
from clearway.report.figures import Figures, Headings, figures
from clearway.report.part import Part
from clearway.wording import figure, long_day, retold
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clearway.clearance.diff import MarketChange, Step
    from clearway.clearance.results import MarketResult
    from clearway.report.scope import Scope


def clearance_parts(scope: Scope, steps: Sequence[Step]) -> list[Part]:
    """Return the parts that show what is cleared and exposed."""
    parts = [map_part(scope), _markets_part(scope)]
    if scope.changes is not None:
        parts += [_change_part(scope), _families_part(scope)]
    return [*parts, _waterfall_part(scope, steps), _holders_part(scope), *_others_part(scope)]


def _rows(rows: Iterable[MarketResult]) -> list[dict[str, Any]]:
    return [{**row.to_dict(), "holders": None} for row in rows]


def _day(scope: Scope) -> str:
    return long_day(scope.header.as_of)


def map_part(scope: Scope) -> Part:
    """Return the map, before and after where deals are set against."""
    panels = {_("after") if scope.changes else "": _rows(scope.rows)}
    if scope.changes is not None:
        before = [r for r in scope.changes.before if r.product == scope.product]
        panels = {_("before"): _rows(before), **panels}
    title = _("%(product)s: who stands in the way") % {"product": scope.product}
    subtitle = _("Declared families in force on %(day)s") % {"day": _day(scope)}
    return Part(_("The map"), chart=status_map(panels, title, subtitle))


def _markets_part(scope: Scope) -> Part:
    caption = _("Declared families that touch the %(product)s, by market") % {
        "product": scope.product
    }
    return Part(_("Market by market"), figures=_markets("Markets", scope.rows, caption))


def _others_part(scope: Scope) -> list[Part]:
    """The other products: those that no declared patent touches in words, the rest as a table."""
    others = [row for row in scope.answer if row.product != scope.product]
    if not others:
        return []
    silent = dict.fromkeys(row.product for row in others if row.status == "not_touched")
    text = " ".join(
        _("%(product)s implements no standard: no declared patent touches it in any market.")
        % {"product": product}
        for product in silent
    )
    touched = [row for row in others if row.status != "not_touched"]
    table = _markets("Other products", touched, _("Declared families, by product and market"))
    return [Part(_("Other products"), text, figures=table if touched else None)]


def _markets(name: str, rows: Iterable[MarketResult], caption: str) -> Figures:
    headings: Headings = [
        ("Market", "text"), ("Product", "text"), ("Status", "text"), ("Families", "count"),
        ("Cleared", "count"), ("Exposed", "count"), ("Share", "share"), ("Pending", "count"),
        ("Estimates", "count"), ("Remaining holders who have sued there", "text"),
    ]  # fmt: skip
    values = [
        (
            market_text(row.market), row.product, status_word(row.status), row.families,
            row.cleared, row.exposed, row.share if row.families else "\u2013", row.pending,
            row.estimated, ", ".join(row.enforcers),
        )
        for row in rows
    ]  # fmt: skip
    return figures(name, headings, values, caption)


def market_text(code: str) -> str:
    """Return a market as `DE Germany`."""
    return f"{code} {country_name(code)}"


def status_word(status: str) -> str:
    """Return the status of a market in words, in the language spoken."""
    return STATUSES[status].word()


def _change_part(scope: Scope) -> Part:
    changes = _changes(scope)
    before, after = (
        _rows(side) for side in zip(*((c.before, c.after) for c in changes), strict=True)
    )
    words = {"deals": _deals(scope), "product": scope.product}
    chart = change_map(
        (before, after), _("What %(deals)s cleared for the %(product)s") % words,
        _("On %(day)s") % {"day": _day(scope)},
    )  # fmt: skip
    headings: Headings = [
        ("Market", "text"), ("Status before", "text"), ("Status after", "text"),
        ("Families", "count"), ("Cleared before", "count"), ("Cleared after", "count"),
        ("Share before", "share"), ("Share after", "share"),
    ]  # fmt: skip
    rows = [_change_row(change) for change in changes]
    return Part(
        _("What %(deals)s changed") % words, chart=chart,
        figures=figures(
            "Change", headings, rows, _("%(product)s, before and after %(deals)s") % words
        ),
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
        market_text(after.market), status_word(before.status),
        status_word(after.status), after.families, before.cleared, after.cleared,
        before.share if before.families else "\u2013", after.share if after.families else "\u2013",
    )  # fmt: skip


def _families_part(scope: Scope) -> Part:
    """The families that change in the shown market; long lists are in the workbook."""
    change = next(c for c in _changes(scope) if c.after.market == scope.market)
    table = figures(
        "Families that change",
        [("Family", "text"), ("Before", "text"), ("After", "text")],
        [(family, retold(was), retold(now)) for family, was, now in change.families],
        _("%(product)s %(in_place)s: families that change state") % _here(scope),
        printed=12,
    )
    return Part(_("Families that change %(in_place)s") % _here(scope), figures=table)


def _here(scope: Scope) -> dict[str, str]:
    """Return what a sentence over the product in the market needs."""
    return {"product": scope.product, "in_place": in_country(scope.market)}


def _waterfall_part(scope: Scope, steps: Sequence[Step]) -> Part:
    chart = waterfall(
        [step.to_dict() for step in steps],
        _("%(product)s %(in_place)s: deal by deal") % _here(scope),
        _("Declared families cleared, from own rights on"),
    )
    return Part(_("Deal by deal"), chart=chart, figures=_steps(steps, scope))


def _steps(steps: Sequence[Step], scope: Scope) -> Figures:
    headings: Headings = [
        ("Deal", "text"), ("Adds", "count"), ("Cleared", "count"), ("Exposed", "count"),
        ("Families", "count"),
    ]  # fmt: skip
    rows = [
        (
            _("own rights") if s.reason == "own" else s.label,
            s.added,
            s.cleared,
            s.exposed,
            s.families,
        )
        for s in steps
    ]
    caption = _("%(product)s %(in_place)s, in order") % _here(scope)
    return figures("Deal by deal", headings, rows, caption)


def _holders_part(scope: Scope) -> Part:
    row, words = scope.row, {**_here(scope), "day": _day(scope)}
    chart = holders_bar(
        [{**h.to_dict(), "enforcer": h.holder in row.enforcers} for h in row.holders],
        _("Whose families remain %(in_place)s") % words, _("%(product)s on %(day)s") % words,
    )  # fmt: skip
    headings: Headings = [
        ("Holder", "text"), ("Families", "count"), ("Cleared", "count"), ("Exposed", "count"),
        ("Has sued there", "text"), ("Cleared by", "text"),
    ]  # fmt: skip
    rows = [
        (
            retold(h.holder), h.families, h.cleared, h.exposed,
            _("yes") if h.holder in row.enforcers else _("none known"),
            ", ".join(f"{_by(deal)} {figure(count)}" for deal, count in h.cleared_by.items()),
        )
        for h in row.holders
    ]  # fmt: skip
    text = _(
        "A family in which two holders own rights counts once for each and once in the total, so "
        "the rows may add up to more. 'None known' is not 'none'."
    )
    table = figures("Holders", headings, rows, _("Holders %(in_place)s, %(product)s") % words)
    return Part(_("What stands in the way"), text, chart, table)


def _by(reason: str) -> str:
    return _("own rights") if reason == "own" else reason
