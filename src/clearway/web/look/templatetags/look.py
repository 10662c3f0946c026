"""Cells of tables as a page writes them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clearway.web.look.told import Link
from clearway.wording import figure, share_text

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS = {
    "in force": gettext_lazy("in force"), "pending": gettext_lazy("pending"),
    "ended": gettext_lazy("ended"), "not yet": gettext_lazy("not yet"),
    "recorded": gettext_lazy("recorded"), "estimated": gettext_lazy("estimated"),
    "fees": gettext_lazy("fees paid"), "events": gettext_lazy("legal events"),
    "grant on record": gettext_lazy("grant on record"),
    "dates only": gettext_lazy("dates only"), "nobody known": gettext_lazy("nobody known"),
}  # fmt: skip
"""Words of the engine that stand alone in a cell."""


@register.filter
def cell(value: Any) -> str | SafeString:
    """Write a value: links lead on, figures as the language has them, unknown is a word."""
    if value is None or value == "":
        return _("unknown")
    if isinstance(value, Link):
        return format_html('<a href="{}">{}</a>', value.address, value.shown or value.text)
    if isinstance(value, float):
        return share_text(value)
    if isinstance(value, int):
        return figure(value)
    return str(_WORDS.get(value, value))


@register.filter
def is_day(value: Any) -> bool:
    """Say whether a value is a day, which is never broken in two."""
    return isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value) is not None)


@register.filter
def is_figure(value: Any) -> bool:
    """Say whether a value stands to the right."""
    return isinstance(value, (int, float))
