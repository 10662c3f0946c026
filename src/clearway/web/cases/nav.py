"""The pages of a case as groups of links; each part of the site adds its own beside its addresses.

A part names its pages of a case in its `addresses.py`:

    CASE_LINKS = (CaseLink("history", _("History"), Group.FILE),)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from clearway.web.cases.models import Level

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Group(Enum):
    """What a page is about, in the order in which a reader asks."""

    CLEARANCE = _("Clearance")
    MEANING = _("What it means")
    EVIDENCE = _("Dossier")
    FILE = _("This case")


@dataclass(frozen=True)
class CaseLink:
    """One page of a case.

    Attributes:
        name: of its address, which takes the case's `pk` and nothing else.
        label: what the link says, translated when it is shown.
        group: in which it stands, in the order of the parts of the site.
        level: who is shown it.
        keeps_view: whether the page speaks of the view in the address (product, market, day,
            deals), so that it goes along.
    """

    name: str
    label: StrOrPromise
    group: Group
    level: Level = Level.VIEWER
    keeps_view: bool = False


@cache
def case_links() -> tuple[CaseLink, ...]:
    """Return the pages of a case, those of every part of the site."""
    from clearway.web.urls import PARTS  # the addresses import views, and views load templates

    return tuple(link for part in PARTS for link in getattr(part, "CASE_LINKS", ()))
