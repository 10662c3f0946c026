"""Who may see a run: whoever may read its case; see test_runs for those who may stop one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.report import Part
from clearway.web.meaning.told import Told, Versions
from clearway.web.runs import keeping
from clearway.web.runs.models import Run
from web.permissions.answers import GONE, NO, YES

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

TABLE = {
    "run": (GONE, GONE, YES, YES, YES),
    "run-chart": (GONE, GONE, YES, YES, YES),
    "run-stop": (GONE, GONE, NO, 302, 302),
}
ADDRESSES = {
    "run": "/runs/{run}/",
    "run-chart": "/runs/{ready}/charts/0.json",
    "run-stop": "/runs/{run}/stop/",
}
POSTS: dict[str, dict[str, int]] = {"run-stop": {}}


def make(case: Case) -> dict[str, int]:
    """Make a run that waits, and one that is done, both asked for by the owner."""
    owner = case.roles.latest("level").user
    waits = keeping.ask(case, "plan", {}, owner)
    ready = keeping.ask(case, "counts", {}, owner)
    Run.objects.filter(pk=ready.pk).update(state="running")
    told = Told({}, (), (Part("Counts", chart={"mark": "bar"}),), ())
    keeping.finish(ready.pk, Versions.of(lambda: told).to_bytes())
    return {"run": waits.pk, "ready": ready.pk}
