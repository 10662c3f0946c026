"""`{% variant_note case %}`: what a variant is called, and what it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from clearway.web.cases.access import level_of
from clearway.web.whatif.models import Variant

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

register = template.Library()


@register.inclusion_tag("whatif/note.html", takes_context=True)
def variant_note(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """Name a variant; its parent only to who may read that one too."""
    if case.parent_id is None:
        return {}
    variant = Variant.objects.filter(case=case).first()
    parent = case.parent
    may_read = parent is not None and level_of(context["request"], parent)
    return {"variant": variant, "parent": parent if may_read else None}
