"""Rankings as text for a terminal: every criterion side by side, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from clearway.export.terminal import notes, share_text, status_text
from clearway.model.territory import country_name
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.demand import Demand
    from clearway.ranking.results import MarketRow, Ranking

MEASURED = {
    "weights": "the case's weights of markets",
    "devices": "devices bought in a year",
    "population": "people",
    "none": "unknown: neither the case nor the record says",
}


def ranking_table(answer: Ranking, by: str) -> Group:
    """Return one table per product, best first by a criterion or by `weights`."""
    products = dict.fromkeys(row.product for row in answer)
    tables: list[Any] = [_product_table(answer, product, by) for product in products]
    return Group(*tables, Text("\n".join(beneath(answer)), style="dim"))


def _product_table(answer: Ranking, product: str, by: str) -> Table:
    title = f"{product}: markets by {by}; the place by each criterion stands in brackets"
    table = Table(
        title=escape(title), title_justify="left", padding=(0, 1), collapse_padding=True,
        box=box.SIMPLE_HEAD,
    )  # fmt: skip
    table.expand = True  # names alone give way where the terminal is narrow
    table.add_column("market", no_wrap=True, min_width=4, overflow="ellipsis", ratio=1)
    table.add_column("status", no_wrap=True)
    for name in ("share", "burden", "litigants", "demand"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("best?", justify="center", no_wrap=True)
    if answer.weights:
        table.add_column("weighted", justify="right", no_wrap=True)
    for row in answer.by(by, product):
        weighted = [_weighted(row)] if answer.weights else []
        table.add_row(
            f"{row.market} {country_name(row.market)}", status_text(row.status),
            _placed(share_text(row.share) if row.share is not None else None, row, "share"),
            _placed(_burden(row), row, "burden"),
            _placed(None if row.litigants is None else f"{len(row.litigants)}", row, "litigants"),
            _placed(_wanted(row.demand), row, "demand"),
            {True: "yes", False: "", None: "?"}[row.efficient], *weighted,
        )  # fmt: skip
    return table


def _burden(row: MarketRow) -> str | None:
    burden = row.burden
    return f"{100 * burden.low:.1f}–{burden.high:.1%}" if burden else None


def _wanted(demand: float | None) -> str | None:
    """Write a figure with four digits at least, millions of people as such."""
    if demand is None:
        return None
    if demand >= 1e6:
        return f"{demand / 1e6:,.1f} m"
    return f"{demand:,.0f}" if demand >= 1000 else f"{demand:.4g}"


def _placed(text: str | None, row: MarketRow, criterion: str) -> str:
    return "unknown" if text is None else f"{text} ({row.ranks[criterion]})"


def _weighted(row: MarketRow) -> str:
    return "unknown" if row.score is None else f"{row.score:.3f} ({row.place})"


def beneath(answer: Ranking) -> Iterator[str]:
    """Yield what must be said beneath a ranking, a sentence or two each."""
    if answer.weights:
        said = ", ".join(f"{name} {figure(w, 'g')}" for name, w in answer.weights.items())
        yield _(
            "By weights (%(weights)s; source %(source)s): the weighted mean of points, "
            "(N - place) / (N - 1) among the N markets of which a criterion is known."
        ) % {"weights": said, "source": answer.weights_source}
    else:
        yield _("No order over all criteria: the case's policy gives no ranking_weights.")
    yield _(
        "Share: cleared of the declared families in force. Burden: unlicensed, of the price, "
        "placed by its high end. Litigants: exposed holders who have sued there."
    )
    yield _("Demand: %(demand)s.") % {"demand": _demand(answer.demand)}
    yield _(
        "Best? no market is as good in all of these and better in one; ? is not compared, as "
        "something is unknown of it."
    )
    unknown = {name for row in answer if row.burden for name in row.burden.unknown}
    if unknown:
        yield _("On top of the burden, unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))}
    yield from notes(answer.header, ())


def _demand(demand: Demand) -> str:
    source = f" ({demand.source})" if demand.source else ""
    measured = _(MEASURED[demand.measure])
    if demand.years is None:
        return f"{measured}{source}"
    first, last = demand.years
    span = f"{first}" if first == last else _("%(first)s to %(last)s") % {
        "first": first, "last": last,
    }  # fmt: skip
    return f"{measured}, {span}{source}"
