"""Which of the claims on earlier applications found a right of priority.

DOCDB marks each claim active or not, and its simple family is of the active ones alone. ETSI's
register lists numbers without such a mark: among them stand the right's own application, the
international application that it is the national phase of, and the parents of divisions and
continuations. None of these is a first filing, and only a first filing founds a right of priority
(Paris Convention, Article 4 C (2) and (4); 35 U.S.C. 119 (a) beside 120).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clearway.record.family_numbers import Numbers

INTERNATIONAL, US_LATER = 1, 2
"""Marks of a number: an international application; one of the US that is not provisional."""


def marks_of(numbers: pl.Series) -> NDArray[np.uint8]:
    """Return the mark of each application number (form of `clearway.model.applications`)."""
    international = numbers.str.starts_with("WO").cast(pl.UInt8) * INTERNATIONAL
    later = numbers.str.contains(r"^US[0-9]+$").cast(pl.UInt8) * US_LATER
    return (international + later).fill_null(0).to_numpy()


@numba.njit(cache=True, nogil=True)
def active_claims(  # noqa: PLR0913 -- arrays of a compiled loop
    starts: NDArray[np.int64],
    claims: Numbers,
    own: Numbers,
    document_of: Numbers,
    marks: NDArray[np.uint8],
    is_us: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Say of each claim whether it counts for the simple family.

    One that does not is left out only beside others, in this order: the document's own
    application; an international application; of a US document, a US application that is not
    provisional; one whose every claim that counts the document makes too, so that it was not first.

    Args:
        starts: where each document's claims begin, and the end.
        claims: the application claimed, by number; none twice in a document.
        own: each document's application, -1 when unknown.
        document_of: the document of each application, -1 when it is not there.
        marks: of each application (`marks_of`).
        is_us: whether the document is of the US.
    """
    active = np.ones(len(claims), dtype=np.bool_)
    dropped = np.zeros(len(claims), dtype=np.bool_)
    for document in range(len(starts) - 1):
        first, last = starts[document], starts[document + 1]
        for rule in range(3):
            for i in range(first, last):
                if rule == 0:
                    dropped[i] = claims[i] == own[document]
                elif rule == 1:
                    dropped[i] = marks[claims[i]] & INTERNATIONAL != 0
                else:
                    dropped[i] = is_us[document] and marks[claims[i]] & US_LATER != 0
            _drop(active, dropped, first, last)
    settled = active.copy()
    for document in range(len(starts) - 1):
        first, last = starts[document], starts[document + 1]
        for i in range(first, last):
            parent = document_of[claims[i]]
            dropped[i] = parent >= 0 and parent != document
            if dropped[i]:
                dropped[i] = _is_later(document, parent, starts, claims, own, settled)
        _drop(active, dropped, first, last)
    return active


@numba.njit(cache=True, nogil=True)
def _drop(active: NDArray[np.bool_], dropped: NDArray[np.bool_], first: int, last: int) -> None:
    """Make inactive what is dropped among a document's claims, if anything stays."""
    left = 0
    for i in range(first, last):
        left += active[i] and not dropped[i]
    if left:
        for i in range(first, last):
            active[i] = active[i] and not dropped[i]


@numba.njit(cache=True, nogil=True)
def _is_later(  # noqa: PLR0913 -- arrays of a compiled loop
    document: int,
    parent: int,
    starts: NDArray[np.int64],
    claims: Numbers,
    own: Numbers,
    active: NDArray[np.bool_],
) -> bool:
    """Whether a parent itself makes claims that count, each of which the document makes too."""
    has_claims = False
    for i in range(starts[parent], starts[parent + 1]):
        if not active[i] or claims[i] == own[parent] or claims[i] == own[document]:
            continue
        has_claims = True
        found = False
        for j in range(starts[document], starts[document + 1]):
            if claims[j] == claims[i]:
                found = True
                break
        if not found:
            return False
    return has_claims
