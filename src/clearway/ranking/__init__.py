"""Markets side by side: what is cleared, what is owed, who sues, how much is wanted there.

No hidden score: without weights in the case's policy there is no order over all criteria.
"""

from clearway.demand import Demand
from clearway.ranking.order import Standing, efficient, mid_ranks, ranks, scores
from clearway.ranking.rank import rank_markets
from clearway.ranking.results import Burden, MarketRow, Ranking

__all__ = [
    "Burden",
    "Demand",
    "MarketRow",
    "Ranking",
    "Standing",
    "efficient",
    "mid_ranks",
    "rank_markets",
    "ranks",
    "scores",
]
