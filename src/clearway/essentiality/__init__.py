"""Over-declaration: how many of the declared families are essential, by study, never pooled."""

from __future__ import annotations

from clearway.essentiality.shares import AssessorError, Predicted, Share, posterior, predict
from clearway.essentiality.studies import Study, studies

__all__ = ["AssessorError", "Predicted", "Share", "Study", "posterior", "predict", "studies"]
