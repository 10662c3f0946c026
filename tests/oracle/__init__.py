"""A slow, obvious reading of the semantics page, to hold the engines against.

Nothing here is taken from the rules it checks: it is written from the page, with sets and loops.
"""

from __future__ import annotations

from oracle.reading import clear, diff, waterfall
from oracle.world import World

__all__ = ["World", "clear", "diff", "waterfall"]
