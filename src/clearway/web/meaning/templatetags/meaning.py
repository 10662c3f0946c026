"""The subjects that a case has a page for."""

from __future__ import annotations

from django import template

from clearway.web.meaning.subjects import SUBJECTS, Subject

register = template.Library()


@register.simple_tag
def subjects() -> list[Subject]:
    """Return the subjects in the order of the links to them."""
    return list(SUBJECTS.values())
