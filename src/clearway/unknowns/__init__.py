"""What to find out first: what an answer does not know, ranked by how much it could change it."""

from clearway.unknowns.results import Outcome, Unknown, Unknowns
from clearway.unknowns.search import find_unknowns

__all__ = ["Outcome", "Unknown", "Unknowns", "find_unknowns"]
