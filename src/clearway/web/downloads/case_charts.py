"""The charts of a case page as drawings, each with record and recipe beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from clearway.charts.drawing import png, svg
from clearway.charts.holders import holders_bar
from clearway.charts.map import change_map, status_map
from clearway.charts.waterfall import waterfall
from clearway.model.territory import country_name
from clearway.web.downloads.case_tables import steps_of
from clearway.web.pages.pieces import course_spec
from clearway.web.pages.view import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clearway.web.pages.state import State
    from clearway.web.pages.view import View

FORMS = ("svg", "png")


def case_chart(raw: bytes, state: State, name: str, form: str) -> bytes:
    """Draw one chart of a case.

    Args:
        raw: the text of the case.
        state: the view.
        name: one of `CHARTS`.
        form: one of `FORMS`.
    """
    spec = CHARTS[name](raw, state, view_of(raw, state))
    return svg(spec).encode() if form == "svg" else png(spec)


def _map(_raw: bytes, _state: State, view: View) -> Mapping[str, Any]:
    rows = [row.to_dict() for row in view.rows]
    panels = {"": rows}
    if view.before is not None:
        earlier = [row.to_dict() for row in view.rows_before]
        panels = {_("Before"): earlier, _("After"): rows}
    return status_map(panels, view.product, _on(view), _beneath(view))


def _change(_raw: bytes, _state: State, view: View) -> Mapping[str, Any]:
    old = [row.to_dict() for row, _new in view.pairs] or [row.to_dict() for row in view.rows]
    new = [row.to_dict() for _old, row in view.pairs] or old
    return change_map((old, new), f"{view.product}: {view.named}", _on(view), _beneath(view))


def _holders(_raw: bytes, _state: State, view: View) -> Mapping[str, Any]:
    rows = [{**h.to_dict(), "enforcer": h.holder in view.row.enforcers} for h in view.row.holders]
    return holders_bar(rows, _place(view), _on(view), _beneath(view))


def _waterfall(raw: bytes, state: State, view: View) -> Mapping[str, Any]:
    steps = [step.to_dict() for step in steps_of(raw, state, view)]
    return waterfall(steps, _place(view), _on(view), _beneath(view))


def _time(raw: bytes, state: State, _view: View) -> Mapping[str, Any]:
    return course_spec(raw, state)


def _place(view: View) -> str:
    return f"{view.product}, {country_name(view.market)}"


def _on(view: View) -> str:
    return _("Declared families in force on %(day)s") % {"day": view.header.as_of.isoformat()}


def _beneath(view: View) -> str:
    record = view.header.record.snapshot
    sample = _("made-up sample, not data") + ". " if view.header.record.is_sample else ""
    said = _("Declared is not essential. This is not legal advice.")
    recipe = f"{_('Recipe')} {view.header.recipe.short}"
    return f"{sample}{_('Record')} {record}; {recipe}. {said}"


CHARTS: dict[str, Callable[[bytes, State, View], Mapping[str, Any]]] = {
    "map": _map, "change": _change, "holders": _holders, "waterfall": _waterfall, "time": _time,
}  # fmt: skip
"""By their names in addresses."""
