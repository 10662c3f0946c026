"""Which deals next: candidates, the exact model of what they open, the solver, the certificate.

Source: docs/concepts/planning.md.
"""

from clearway.planning.choosing import plan
from clearway.planning.results import FrontierPlan, Plan, PlannedDeal, PlannedMarket, Proof, Terms

__all__ = ["FrontierPlan", "Plan", "PlannedDeal", "PlannedMarket", "Proof", "Terms", "plan"]
