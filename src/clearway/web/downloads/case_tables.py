"""The tables of a case page as Arrow: markets, holders, families, deal by deal; recipe within."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.clearance.layout import EPOCH
from clearway.web.look import explaining
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.view import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import pyarrow as pa
    from django.http import QueryDict

    from clearway.clearance.diff import Step
    from clearway.web.pages.state import State
    from clearway.web.pages.view import View


def case_table(raw: bytes, state: State, query: QueryDict, name: str) -> pa.Table:
    """Return one table of a case.

    Args:
        raw: the text of the case.
        state: the view.
        query: of the address: `holder` and `state` of a list of families.
        name: one of `TABLES`.
    """
    view = view_of(raw, state)
    return TABLES[name](raw, state, query, view)


def _markets(_raw: bytes, _state: State, _query: QueryDict, view: View) -> pa.Table:
    return view.after.to_arrow()


def _holders(_raw: bytes, _state: State, _query: QueryDict, view: View) -> pa.Table:
    rows = [
        {
            "product": view.product, "market": view.market, "holder": row.holder,
            "families": row.families, "cleared": row.cleared, "exposed": row.exposed,
            "enforcer": row.holder in view.row.enforcers,
            "cleared_by": [f"{deal} {count}" for deal, count in row.cleared_by.items()],
        }
        for row in view.row.holders
    ]  # fmt: skip
    return _stamped(view, rows, ("product", "market", "holder", "families", "cleared", "exposed",
                                 "enforcer", "cleared_by"), table="holders")  # fmt: skip


def _families(raw: bytes, state: State, query: QueryDict, view: View) -> pa.Table:
    holder = query.get("holder", "").strip() or None
    wanted = query.get("state", "")
    wanted = wanted if wanted in explaining.STATES else ""
    found = explaining.listed(raw, state, view.product, view.market, holder)
    rows = [
        {
            "product": view.product, "market": view.market, "holder": holder,
            "family": row.family, "state": row.state, "estimated": row.is_estimated,
            "first_filed": _day(row.first_filed),
        }
        for row in explaining.chosen(found, wanted, "family")
    ]  # fmt: skip
    columns = ("product", "market", "holder", "family", "state", "estimated", "first_filed")
    return _stamped(view, rows, columns, table="families", holder=holder, state=wanted)


def _day(number: int | None) -> date | None:
    from datetime import timedelta

    return None if number is None else EPOCH + timedelta(days=number)


def _steps(raw: bytes, state: State, _query: QueryDict, view: View) -> pa.Table:
    rows = [
        {"product": view.product, "market": view.market, **step.to_dict()}
        for step in steps_of(raw, state, view)
    ]
    return _stamped(view, rows, tuple(rows[0]), table="steps")


def steps_of(raw: bytes, state: State, view: View) -> Sequence[Step]:
    """Return what each deal adds in the market of a view."""
    return ANSWERS.ask(
        raw,
        ("steps of", state, view.product, view.market),
        lambda desk, case: desk.waterfall(case, view.product, view.market, **state.question),
    )


def _stamped(view: View, rows: list[dict[str, Any]], columns: Sequence[str], **what: Any) -> Any:
    import pyarrow as pa

    table = pa.table({name: [row[name] for row in rows] for name in columns})
    return view.header.recipe.adding(product=view.product, market=view.market, **what).stamp(table)


TABLES: dict[str, Callable[[bytes, State, QueryDict, View], pa.Table]] = {
    "markets": _markets,
    "holders": _holders,
    "families": _families,
    "steps": _steps,
}
"""By their names in addresses."""
