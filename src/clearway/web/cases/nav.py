"""The pages of a case as a row of links; each part of the site adds its own beside its addresses.

A part names its pages of a case in its `addresses.py`:

    CASE_LINKS = (CaseLink("history", _("History")),)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.web.cases.models import Level

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class CaseLink:
    """One page of a case.

    Attributes:
        name: of its address, which takes the case's `pk` and nothing else.
        label: what the link says, translated when it is shown.
        level: who is shown it.
        keeps_view: whether the page speaks of the view in the address (product, market, day,
            deals), so that it goes along.
        order: smaller comes first; the answer is 0, the keeping of the case 50 and more.
    """

    name: str
    label: StrOrPromise
    level: Level = Level.VIEWER
    keeps_view: bool = False
    order: int = 20
