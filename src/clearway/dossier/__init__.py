"""The dossier of a case: statements as they stand, what they change, forecasts, sightings."""

from __future__ import annotations

from clearway.dossier.board import Board, board
from clearway.dossier.seen import Seen, seen, unanswered
from clearway.dossier.settling import Changes, changes, settled
from clearway.dossier.standing import Account, Conflict, Moment, accounts, chronicle, conflicts

__all__ = [
    "Account",
    "Board",
    "Changes",
    "Conflict",
    "Moment",
    "Seen",
    "accounts",
    "board",
    "changes",
    "chronicle",
    "conflicts",
    "seen",
    "settled",
    "unanswered",
]
