"""Counts as ranges: what each declared rule, and each study of over-declaration, makes of them."""

from __future__ import annotations

from clearway.ranges.counts import count_ranges, ranges_at
from clearway.ranges.results import COUNTS, CellRanges, CountRange, CountRanges
from clearway.ranges.rules import Alternative, alternatives

__all__ = [
    "COUNTS",
    "Alternative",
    "CellRanges",
    "CountRange",
    "CountRanges",
    "alternatives",
    "count_ranges",
    "ranges_at",
]
