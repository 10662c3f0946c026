"""Other readings of who owns what: as declared, as the register still names it, as spelled.

Each gives the board that the engine would have, were the reading true.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.board import UNKNOWN_PREFIX, Board
from clearway.clearance.relations import Setting
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
    """Right -> its declarant, where no owner is known but who declared it."""
    unknown = {
        place: owner[len(UNKNOWN_PREFIX) : -1]
        for place, owner in enumerate(board.owners)
        if owner.startswith(UNKNOWN_PREFIX)
    }
    layout = board.layout
    is_unknown = np.isin(layout.title_owner, list(unknown))
    rights = np.repeat(np.arange(len(layout.right_ids)), np.diff(layout.title_at))[is_unknown]
    owners = layout.title_owner[is_unknown]
    return {
        right: unknown[owner] for right, owner in zip(rights.tolist(), owners.tolist(), strict=True)
    }


def _stale(desk: Desk, board: Board) -> dict[int, str]:
    """Right -> a declarant of it that owned it once, by the record, and no longer does."""
    setting = board.setting
    owned = owned_on(board.layout, setting, setting.question.as_of)
    rows = sorted(
        {(row.right, row.declarant) for row in stale_rights(desk.record, board.layout, setting,
                                                            owned)},
        reverse=True,
    )  # fmt: skip
    return dict(rows)


def _owned_by(board: Board, owners: Mapping[int, str]) -> Board:
    """Return the board on which some rights have always been of one company each."""
    layout = board.layout
    words = list(layout.words["owners"])
    number = {word: place for place, word in enumerate(words)}
    title_owner = layout.title_owner.copy()
    for right, owner in owners.items():
        if owner not in number:
            number[owner] = len(words)
            words.append(owner)
        title_owner[layout.title_at[right] : layout.title_at[right + 1]] = number[owner]
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
