"""Who has sued where over which standards, and how often a holder sues: base rates with shrinkage.

Never a chance of winning: what is on record of suits says who goes to court, not who is right.
"""

from clearway.litigation.rates import Estimate, Prior, fit_prior, posterior
from clearway.litigation.results import Litigation, Rate, Suit, Venue
from clearway.litigation.survey import survey_suits

__all__ = [
    "Estimate",
    "Litigation",
    "Prior",
    "Rate",
    "Suit",
    "Venue",
    "fit_prior",
    "posterior",
    "survey_suits",
]
