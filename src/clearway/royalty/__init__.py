"""What is still owed: royalty methods, published determinations, the unlicensed burden.

Source: docs/concepts/royalty.md.
"""

from clearway.royalty.answer import royalty_burden
from clearway.royalty.library import Determination, Programme, determinations, programmes
from clearway.royalty.results import HolderBurden, MarketBurden, Owed, Range, Royalty, Step

__all__ = [
    "Determination",
    "HolderBurden",
    "MarketBurden",
    "Owed",
    "Programme",
    "Range",
    "Royalty",
    "Step",
    "determinations",
    "programmes",
    "royalty_burden",
]
