"""`{% case_nav case %}`: the pages of a case that the visitor may open."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

if TYPE_CHECKING:
    from clearway.web.cases.models import Case
    from clearway.web.cases.nav import CaseLink

register = template.Library()


@register.inclusion_tag("cases/nav.html", takes_context=True)
def case_nav(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """List the pages of a case that came by `case_for`; the one that is open is marked."""
    request = context["request"]
    query = request.GET.urlencode()
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "case": case,
        "links": [
            {
                "label": link.label,
                "is_here": link.name == here,
                "address": reverse(link.name, args=[case.pk])
                + (f"?{query}" if link.keeps_view and query else ""),
            }
            for link in _links()
            if link.level <= case.held
        ],
    }


@cache
def _links() -> tuple[CaseLink, ...]:
    from clearway.web.urls import PARTS  # the addresses import views, and views load templates

    found = [link for part in PARTS for link in getattr(part, "CASE_LINKS", ())]
    return tuple(sorted(found, key=lambda link: link.order))
