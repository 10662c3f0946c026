"""Other readings of who owns what: as declared, as the register still names it, as spelled.

Each gives the board that the engine would have, were the reading true.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.board import UNKNOWN_PREFIX, Board
from clearway.clearance.setting import Setting
from clearway.lookup.stale import stale_rights
from clearway.lookup.title import owned_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clearway.app import Desk


@dataclass(frozen=True)
class Reading:
    """One other reading of ownership: its topic, and the board under it."""

    topic: str
    board: Board


def readings(desk: Desk, board: Board) -> Iterable[Reading]:
    """Yield the other readings of ownership that the record leaves open."""
    declared = _declared(board)
    if declared:
        yield Reading("unknown owner", _owned_by(board, declared))
    stale = _stale(desk, board)
    if stale:
        yield Reading("stale declarant", _owned_by(board, stale))
    spelled = _spelled(desk, board)
    if spelled is not None:
        yield Reading("name match", spelled)


def _declared(board: Board) -> dict[int, str]:
    """Span of title -> who declared the right, where nobody is known to own it then."""
    unknown = {
        place: owner[len(UNKNOWN_PREFIX) : -1]
        for place, owner in enumerate(board.owners)
        if owner.startswith(UNKNOWN_PREFIX)
    }
    owners = board.layout.title_owner
    spans = np.flatnonzero(np.isin(owners, list(unknown)))
    return {span: unknown[owners[span]] for span in spans.tolist()}


def _stale(desk: Desk, board: Board) -> dict[int, str]:
    """Span of title -> a declarant of the right that owned it once and no longer does.

    All spans of such a right: as if it had never left its declarant.
    """
    setting, layout = board.setting, board.layout
    owned = owned_on(layout, setting, setting.question.as_of)
    rows = stale_rights(desk.record, layout, setting, owned)
    declarants = dict(sorted({(row.right, row.declarant) for row in rows}, reverse=True))
    return {
        span: declarant
        for right, declarant in declarants.items()
        for span in range(layout.title_at[right], layout.title_at[right + 1])
    }


def _owned_by(board: Board, owners: Mapping[int, str]) -> Board:
    """Return the board on which some spans of title are of other companies."""
    layout = board.layout
    words = list(layout.words["owners"])
    number = {word: place for place, word in enumerate(words)}
    title_owner = layout.title_owner.copy()
    for span, owner in owners.items():
        if owner not in number:
            number[owner] = len(words)
            words.append(owner)
        title_owner[span] = number[owner]
    moved = replace(layout, title_owner=title_owner, words={**layout.words, "owners": words})
    return Board(moved, board.setting, board.markets)


def _spelled(desk: Desk, board: Board) -> Board | None:
    """Return the board on which spellings that are only probably of a company stand apart.

    None where the record has no such spelling.
    """
    setting = board.setting
    rows = desk.record.connect().execute(
        "SELECT name FROM names WHERE method = 'probable' AND name <> company_id ORDER BY name"
    )
    probable = {name: name for (name,) in rows.fetchall()}
    if not probable:
        return None
    facts = replace(setting.facts, names={**setting.facts.names, **probable})
    return Board(board.layout, Setting(setting.case, facts, setting.question), board.markets)
