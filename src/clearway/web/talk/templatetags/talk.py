"""`{% talk_mark "deal:nokia-2017" %}`: a quiet mark where there is talk about a place in a case.

For pages that show a case: they have `case` in their context. All marks of a page cost one query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from clearway.web.talk.reading import counts_of

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

register = template.Library()


@register.inclusion_tag("talk/mark.html", takes_context=True)
def talk_mark(
    context: dict[str, Any], target: str, *, always: bool = False, in_place: bool = False
) -> dict[str, Any]:
    """Show how many comments there are at a place; nothing where there is none, unless `always`.

    Args:
        context: of the page, with its `case`.
        target: kind and key, as `targets.Target` writes them: `cell:DE/Redmi Note 4`.
        always: link to the place also where nobody spoke yet.
        in_place: for htmx to put where the page has an element `talk-KIND-KEY`.
    """
    case: Case = context["case"]
    kept = context["request"].__dict__.setdefault("talk_counts", {})
    if case.pk not in kept:
        kept[case.pk] = counts_of(case)
    address = f"{reverse('talk', args=[case.pk])}?{urlencode({'on': target})}"
    count = kept[case.pk].get(target, 0)
    return {
        "address": address, "count": count, "is_shown": always or count > 0,
        "in_place": in_place, "id": target.replace(":", "-"),
    }  # fmt: skip


@register.simple_tag
def cell_target(market: str, product: str) -> str:
    """Return the target that a cell of the map is."""
    return f"cell:{market}/{product}"
