"""`{{ labels|named:name }}`: what a kind or field is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()


@register.filter
def named(words: Mapping[str, str], name: str) -> str:
    """Return the word for a name, or the name itself."""
    return words.get(name, name)
