"""Links to the files of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clearway.web.downloads.case_charts import FORMS
from clearway.web.downloads.files import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from clearway.web.pages.state import State

register = template.Library()
_TABLES = {
    "markets": _("Markets"), "holders": _("Holders in the market"),
    "families": _("Families in force in the market"), "steps": _("Deal by deal"),
}  # fmt: skip
_CHARTS = {
    "map": _("Map"), "change": _("Map of the change"), "holders": _("Holders in the market"),
    "waterfall": _("Deal by deal"), "time": _("Over time"),
}  # fmt: skip


@register.filter
def table_files(pk: int, state: State) -> list[dict[str, Any]]:
    """Return the tables of a case and their files."""
    return _links("table-file", pk, state, _TABLES, TABLES)


@register.filter
def chart_files(pk: int, state: State) -> list[dict[str, Any]]:
    """Return the charts of a case and their files; a change only where there is one."""
    shown = {name: title for name, title in _CHARTS.items() if name != "change" or state.against}
    return _links("drawing", pk, state, shown, FORMS)


def _links(
    name: str, pk: int, state: State, titles: Mapping[str, StrOrPromise], forms: Sequence[str]
) -> list[dict[str, Any]]:
    query = state.address(tab="")
    return [
        {
            "title": title,
            "files": [(form, f"{reverse(name, args=[pk, one, form])}?{query}") for form in forms],
        }
        for one, title in titles.items()
    ]
