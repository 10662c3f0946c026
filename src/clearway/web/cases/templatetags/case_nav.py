"""`{% case_nav case %}`: the pages of a case that the visitor may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from clearway.web.cases.nav import Group, case_links

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

register = template.Library()


@register.inclusion_tag("cases/nav.html", takes_context=True)
def case_nav(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """List the pages of a case that came by `case_for`, by group; the open one is marked."""
    request = context["request"]
    query = request.GET.urlencode()
    here = request.resolver_match.url_name if request.resolver_match else ""
    groups: dict[Group, list[dict[str, Any]]] = {group: [] for group in Group}
    for link in case_links():
        if link.level <= case.held:
            view = f"?{query}" if link.keeps_view and query else ""
            groups[link.group].append(
                {
                    "label": link.label,
                    "is_here": link.name == here,
                    "address": reverse(link.name, args=[case.pk]) + view,
                }
            )
    return {"groups": [(group.value, links) for group, links in groups.items()]}
