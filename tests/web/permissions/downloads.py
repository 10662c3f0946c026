"""Who may take what away: whoever may read the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.report import Part
from clearway.web.meaning.told import Told, Versions
from clearway.web.runs import keeping
from clearway.web.runs.models import Run
from web.permissions.answers import GONE, YES

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

TABLE = dict.fromkeys(("table-file", "drawing", "report-file"), (GONE, GONE, YES, YES, YES))
ADDRESSES = {
    "table-file": "/cases/{pk}/tables/markets.csv",
    "drawing": "/cases/{pk}/drawings/holders.svg",
    "report-file": "/runs/{report}/report.xlsx",
}


def make(case: Case) -> dict[str, int]:
    """Make the run of a report that is done."""
    run = keeping.ask(case, "report", {}, None)
    Run.objects.filter(pk=run.pk).update(state="running")
    said = {"title": "Q", "answer": "A", "facts": [], "as_of": "2018-01-01"}
    told = Told(said, ("A",), (Part("P", "text"),), ())
    keeping.finish(run.pk, Versions.of(lambda: told).to_bytes())
    return {"report": run.pk}
