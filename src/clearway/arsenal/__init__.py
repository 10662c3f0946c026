"""What companies could assert against one another: the patents of each, the products of the other.

Source: the semantics page, section 8.
"""

from clearway.arsenal.compare import compare_arsenals, exposure_matrix
from clearway.arsenal.results import Count, Exposure, MutualExposure, SoldProduct

__all__ = [
    "Count",
    "Exposure",
    "MutualExposure",
    "SoldProduct",
    "compare_arsenals",
    "exposure_matrix",
]
