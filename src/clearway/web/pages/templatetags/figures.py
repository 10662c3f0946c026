"""Figures, names and links as the language of the page writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from clearway.case import date_text
from clearway.model.territory import country_name, in_country
from clearway.web.pages import worldmap
from clearway.web.pages.complaints import said_of
from clearway.wording import figure, retold, share_text

if TYPE_CHECKING:
    from datetime import date

    from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def count(number: int) -> str:
    """Write a whole number."""
    return figure(number)


@register.filter
def share(value: float | None) -> str:
    """Write a share with one decimal; a word where there is none."""
    return share_text(value)


@register.filter
def country(code: str) -> str:
    """Return the name of a market."""
    return country_name(code)


@register.filter(name="in_country")
def where(code: str) -> str:
    """Say where something is, by the code of a market."""
    return in_country(code)


@register.filter
def told(said: str) -> str:
    """Say a phrase of the engine, such as the owner whom nobody names."""
    return retold(said)


@register.filter
def complained(said: str) -> SafeString:
    """Say what is wrong, as an error of ours had it."""
    return said_of(said)


@register.filter
def status_look(status: str) -> worldmap.Look:
    """Return the word, the color and the pattern of a status."""
    return worldmap.look_of(status)


@register.filter
def as_known(day: date) -> str:
    """Write a date as exactly as it is known."""
    return date_text(day)


@register.simple_tag
def map_patterns() -> list[worldmap.Pattern]:
    """Return the patterns that maps and swatches are filled with."""
    return worldmap.patterns()


@register.simple_tag(takes_context=True)
def opened(context: dict[str, Any], number: int, state: str = "", **at: str) -> str:
    """Write a number that leads to its families.

    Args:
        context: of a piece of a page: `case`, `state`, `view`, or neither address nor link.
        number: of families.
        state: `cleared`, `exposed`, `pending`, `estimated`; empty is all.
        at: market, holder; the market looked at by default.
    """
    text = figure(number)
    if not number or context.get("is_tried"):
        return text
    view = context["view"]
    query = context["state"].address(
        product=view.product, market=at.get("market", view.market), tab="", against=()
    )
    more = {"holder": at.get("holder"), "state": state}
    query += "&" + urlencode({name: value for name, value in more.items() if value})
    try:
        address = reverse("explain", args=[context["case"].pk])
    except NoReverseMatch:
        return text
    return format_html('<a href="{}?{}">{}</a>', address, query.rstrip("&"), text)


@register.simple_tag(takes_context=True)
def map_marks(context: dict[str, Any], marks: tuple[worldmap.Mark, ...], name: str) -> str:
    """Draw the markets of one part of a map as links."""
    return worldmap.drawn_marks(
        marks, name, context["at"], context["view"].market, context["outlines"]
    )
