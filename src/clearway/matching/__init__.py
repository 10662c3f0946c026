"""Names of companies, from exact to probable, and what people decided about them."""

from __future__ import annotations

from clearway.matching.decisions import Decision, Review
from clearway.matching.resolution import Proposal, Resolution, resolve, resolve_all
from clearway.matching.review import REVIEW_FILE, add_decision, add_proposals, read_review

__all__ = [
    "REVIEW_FILE",
    "Decision",
    "Proposal",
    "Resolution",
    "Review",
    "add_decision",
    "add_proposals",
    "read_review",
    "resolve",
    "resolve_all",
]
