"""When a market counts as open: the reader's `open_when`, applied to a row of an answer.

Source: the semantics page, section 5, and decision 0016.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.errors import UsageError

if TYPE_CHECKING:
    from clearway.clearance.results import MarketResult


@dataclass(frozen=True)
class OpenWhen:
    """What makes a market count as open.

    Attributes:
        rule: `quiet` (the status is `quiet` or `covered`), `covered` (the status is `covered`),
            or `share` (at least `share` of the families are cleared, whoever enforces).
        share: the share of cleared families from which a market is covered, or open.
        allow_unknown: count a market too whose status is `unknown` and which, but for what the
            record lacks, would be open. Something must be on record there.
    """

    rule: str
    share: float
    allow_unknown: bool = False

    def is_open(self, row: MarketResult) -> bool:
        """Say whether a market is open. One that is barred never is."""
        if row.share is None or row.status == "barred":
            return False
        if self.rule == "share":
            return row.share >= self.share
        if row.status == "unknown" and self.allow_unknown:
            return self.rule == "quiet" or row.share >= self.share
        return row.status == "covered" or (self.rule, row.status) == ("quiet", "quiet")

    def needed(self, families: int) -> int:
        """Return the smallest number of cleared families that reaches the share; 0 of none."""
        near = min(families, max(0, math.ceil(self.share * families) - 1))
        counts = range(near, families)
        return next((n for n in counts if n / families >= self.share), families)

    def __str__(self) -> str:
        """Return the rule as it is given: `quiet`, `covered` or a share."""
        return f"{self.share:g}" if self.rule == "share" else self.rule


def open_when(asked: str | float, covered_share: float, *, allow_unknown: bool = False) -> OpenWhen:
    """Read a rule as the case or the command line gives it.

    Args:
        asked: `quiet`, `covered`, or a share from 0 to 1, as a number or as text.
        covered_share: the policy's share from which a market is covered.
        allow_unknown: see `OpenWhen`.

    Raises:
        UsageError: it is none of these.
    """
    if asked in ("quiet", "covered"):
        return OpenWhen(str(asked), covered_share, allow_unknown)
    try:
        share = float(asked)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise UsageError(
            f"open when {asked!r}? use quiet, covered, or a share between 0 and 1 such as 0.5"
        )
    return OpenWhen("share", share, allow_unknown)
