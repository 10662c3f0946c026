"""Who owns every right on a day, out of the arrays that answers are counted from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.board import UNKNOWN_PREFIX
from clearway.clearance.layout import day_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from clearway.clearance.companies import Companies
    from clearway.clearance.layout import Layout
    from clearway.clearance.setting import Setting

NOBODY = -1
"""Stands for an owner that nobody knows, and for a company that never owned anything on record."""


@dataclass(frozen=True)
class Owned:
    """Title by company, R rights and T spans of title.

    Attributes:
        companies: the companies that own or owned a right, by number; `unknown ...` among them.
        holders: the ultimate parent of each on the day.
        number_of: company -> its number.
        current: int32[R], the owner of each right on the day, -1 where none is known.
        span_right: int32[T], the right of each span.
        span_owner: int32[T], its owner.
        has_begun: bool[T], whether it began on the day or before.
    """

    companies: Sequence[str]
    holders: Sequence[str]
    number_of: Mapping[str, int]
    current: np.ndarray
    span_right: np.ndarray
    span_owner: np.ndarray
    has_begun: np.ndarray


def owned_on(layout: Layout, setting: Setting, on: date) -> Owned:
    """Return who owns what on a day, spellings brought together by the record's names.

    Args:
        layout: as known on some day.
        setting: resolves the spellings of the layout's owners, and knows their groups.
        on: the day.
    """
    named = [_company(word, setting.companies) for word in layout.words["owners"]]
    distinct = sorted(set(named))
    number_of = {company: number for number, company in enumerate(distinct)}
    owner = np.array([number_of[company] for company in named], dtype=np.int32)
    span_right = np.repeat(
        np.arange(len(layout.right_ids), dtype=np.int32), np.diff(layout.title_at)
    )
    span_owner = owner[layout.title_owner]
    day = day_number(on)
    has_begun = np.asarray(layout.title_from) <= day
    running = has_begun & (day < np.asarray(layout.title_to))
    current = np.full(len(layout.right_ids), NOBODY, dtype=np.int32)
    current[span_right[running]] = span_owner[running]
    holders = [setting.groups.holder(company, on) for company in distinct]
    return Owned(distinct, holders, number_of, current, span_right, span_owner, has_begun)


def _company(word: str, companies: Companies) -> str:
    if word.startswith(UNKNOWN_PREFIX):
        return f"{UNKNOWN_PREFIX}{companies.as_spelled(word[len(UNKNOWN_PREFIX) : -1])})"
    return companies.as_spelled(word)


def family_places(layout: Layout, family_ids: Iterable[str]) -> np.ndarray:
    """Return the places of families in a layout; those it does not hold are -1."""
    wanted = np.array([family.encode() for family in family_ids], dtype="S")
    if not len(wanted) or not layout.families:
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(layout.family_ids, wanted), layout.families - 1)
    return np.where(layout.family_ids[place] == wanted, place, -1)
