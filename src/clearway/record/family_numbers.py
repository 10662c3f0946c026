"""Families of numbered documents: the two definitions, in time and memory linear in the links.

Documents and priorities are numbered from 0, so that arrays take the place of tables. Definitions:
EPO, "DOCDB simple patent family" and "INPADOC extended patent family" (epo.org, Searching for
patents, Patent families); Martinez, OECD STI Working Paper 2010/2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.int32]"
"""Documents, priorities or families by number, from 0."""


def simple_families(documents: Numbers, priorities: Numbers, count: int) -> Numbers:
    """Number the DOCDB simple families: documents with the same set of priorities.

    Exact, without hashing: priority by priority, in their order, documents walk down a tree of
    sets; those that end in one place have one set. A document without priorities is alone.

    Args:
        documents: the document of each link, below `count`; links may repeat, in any order.
        priorities: the priority of each link.
        count: how many documents there are.

    Returns:
        Per document the first document of its family. Needs, beside links and result, 20 bytes
        a link and 12 a document.
    """
    if not len(documents):
        return np.arange(count, dtype=np.int32)
    members, starts = _by_priority(documents, priorities)
    return _first_of_each(_walk(members, starts, count))


def extended_families(documents: Numbers, priorities: Numbers, count: int) -> Numbers:
    """Number the INPADOC extended families: the connected components of documents and priorities.

    Args:
        documents: the document of each link, below `count`; links may repeat, in any order.
        priorities: the priority of each link.
        count: how many documents there are.

    Returns:
        Per document the first document of its family. Needs, beside links and result, 4 bytes a
        priority.
    """
    highest = int(priorities.max()) if len(priorities) else -1
    return _join(documents, priorities, count, highest + 1)


@numba.njit(cache=True, nogil=True)
def _by_priority(documents: Numbers, priorities: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
    """Return the documents sorted by their priority, and where each priority's begin."""
    starts = np.zeros(priorities.max() + 2, dtype=np.int64)
    for priority in priorities:
        starts[priority + 1] += 1
    for i in range(1, len(starts)):
        starts[i] += starts[i - 1]
    members = np.empty(len(documents), dtype=np.int32)
    free = starts[:-1].copy()
    for i in range(len(documents)):
        members[free[priorities[i]]] = documents[i]
        free[priorities[i]] += 1
    return members, starts


@numba.njit(cache=True, nogil=True)
def _walk(members: Numbers, starts: NDArray[np.int64], count: int) -> Numbers:
    """Return per document the place of its set in the tree; 0 has no priority.

    The child of a place is the set that the next priority makes of it; `made_for` says which
    priority the child on record is for, so that one array serves all of them.
    """
    place = np.zeros(count, dtype=np.int32)
    last = np.full(count, -1, dtype=np.int32)
    child = np.zeros(len(members) + 1, dtype=np.int32)
    made_for = np.full(len(members) + 1, -1, dtype=np.int32)
    places = 1
    for priority in range(len(starts) - 1):
        for i in range(starts[priority], starts[priority + 1]):
            document = members[i]
            if last[document] == priority:
                continue
            last[document] = priority
            here = place[document]
            if made_for[here] != priority:
                made_for[here] = priority
                child[here] = places
                places += 1
            place[document] = child[here]
    return place


@numba.njit(cache=True, nogil=True)
def _first_of_each(place: Numbers) -> Numbers:
    """Return per document the first one in the same place; each of place 0 is alone."""
    first = np.full(place.max() + 1, -1, dtype=np.int32)
    families = np.empty(len(place), dtype=np.int32)
    for document in range(len(place)):
        here = place[document]
        if here == 0:
            families[document] = document
            continue
        if first[here] < 0:
            first[here] = document
        families[document] = first[here]
    return families


@numba.njit(cache=True, nogil=True)
def _join(documents: Numbers, priorities: Numbers, count: int, kinds: int) -> Numbers:
    """Join the documents of each priority; the lower number leads, paths are halved as walked."""
    parent = np.arange(count).astype(np.int32)
    first = np.full(kinds, -1, dtype=np.int32)
    for i in range(len(documents)):
        one, other = documents[i], first[priorities[i]]
        if other < 0:
            first[priorities[i]] = one
            continue
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        parent[max(one, other)] = min(one, other)
    for document in range(count):
        parent[document] = parent[parent[document]]
    return parent
