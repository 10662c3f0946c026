"""The address of the script that draws charts."""

from __future__ import annotations

from django import template
from django.urls import reverse

from clearway.web.pages.assets import script

register = template.Library()


@register.simple_tag
def charts_script() -> str:
    """Return the address of the chart script under its digest."""
    return reverse("charts-script", args=[script()[0]])
