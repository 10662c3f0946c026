"""Working a run off here, as its process would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.web.runs import keeping
from clearway.web.runs.work import compute

if TYPE_CHECKING:
    from clearway.web.runs.models import Run


def worked_off(run: Run) -> Run:
    """Take the run that waits, compute it and keep what came out."""
    assert keeping.claim() == run
    assert keeping.finish(run.pk, compute(run.pk))
    run.refresh_from_db()
    return run
