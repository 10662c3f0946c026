"""Variants of a case side by side: markets, families cleared, holders who remain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.errors import ClearwayError
from clearway.web.cases.keeping import text_of
from clearway.web.cases.models import Case
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.state import State, state_of
from clearway.web.pages.view import View, view_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clearway.clearance.results import MarketResult

MOST = 6
"""Variants that stand side by side; a page has room for no more."""


@dataclass(frozen=True)
class Column:
    """The case or one variant.

    Attributes:
        name: of the variant; empty for the case itself.
        view: its answer; None where it cannot be asked the same.
        why: why not.
    """

    case: Case
    name: str
    view: View | None
    why: str = ""

    @property
    def cleared(self) -> int:
        """Families cleared, summed over the markets."""
        return sum(row.cleared for row in self.view.rows) if self.view else 0


@dataclass(frozen=True)
class Line:
    """One market: the row of each column, and whether they differ."""

    market: str
    rows: tuple[MarketResult | None, ...]
    differs: bool


def compared(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return what the page of variants shows.

    Raises:
        UsageError: the view in the address is none of the case.
    """
    raw = text_of(case)
    state = state_of(request.GET, ANSWERS.case(raw)[1])
    first = view_of(raw, State(state.product, state.market, state.as_of, state.known_at))
    asked = State(first.product, first.market, state.as_of, state.known_at)
    found = Case.objects.allowed(request.user).filter(parent=case).select_related("variant")
    listed = [made for made in found.order_by("made_at") if hasattr(made, "variant")]
    wanted = set(request.GET.getlist("show"))
    shown = [made for made in listed if not wanted or str(made.pk) in wanted][:MOST]
    columns = [Column(case, "", first), *(_column(made, asked) for made in shown)]
    return {
        "case": case, "columns": columns, "lines": _lines(columns), "view": first,
        "listed": [(made, made in shown) for made in listed], "most": MOST,
        "holders": _holders(columns),
    }  # fmt: skip


def _column(made: Case, asked: State) -> Column:
    name = made.variant.name
    try:
        return Column(made, name, view_of(text_of(made), asked))
    except ClearwayError as error:
        return Column(made, name, None, str(error))


def _lines(columns: list[Column]) -> list[Line]:
    found = [{row.market: row for row in c.view.rows} if c.view else {} for c in columns]
    lines = []
    for market in found[0]:
        rows = tuple(each.get(market) for each in found)
        told = {(row.status, row.cleared, row.families) for row in rows if row}
        lines.append(Line(market, rows, len(told) > 1))
    return sorted(lines, key=lambda line: (not line.differs, line.market))


def _holders(columns: list[Column]) -> list[tuple[str, list[int | None]]]:
    """Return each holder exposed in the market under any column, with its exposed families."""
    found = [
        {row.holder: row.exposed for row in c.view.row.holders} if c.view else None for c in columns
    ]
    names = {name for each in found if each for name, exposed in each.items() if exposed}
    rows = [
        (name, [None if each is None else each.get(name, 0) for each in found]) for name in names
    ]
    return sorted(rows, key=lambda row: (-max(n or 0 for n in row[1]), row[0]))
