"""The operations: each asks what the command of its name asks, through the same door as the pages.

Answers are the JSON of the command line, recipe within.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from clearway.arsenal import compare_arsenals
from clearway.clearance.question import ask
from clearway.errors import UsageError
from clearway.litigation import survey_suits
from clearway.lookup import coverage, look_up_company, look_up_family, look_up_right
from clearway.ranking import rank_markets
from clearway.record import open_record
from clearway.record.compare import two_snapshots
from clearway.royalty import royalty_burden
from clearway.web.accounts.models import User
from clearway.web.api import asked
from clearway.web.api.access import Often, SiteAuth, TokenAuth, writer
from clearway.web.api.describing import Described, answer
from clearway.web.api.dossier import dossier
from clearway.web.api.errors import add_handlers
from clearway.web.cases import keeping
from clearway.web.cases.access import case_for, level_of, member
from clearway.web.cases.models import Case, Level
from clearway.web.look.changes import options_of
from clearway.web.look.finding import find
from clearway.web.pages.answers import ANSWERS
from clearway.web.runs import keeping as runs
from clearway.web.runs.models import Run, State
from clearway.web.runs.views import may_stop, run_for
from clearway.wording import speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from clearway.app import Desk
    from clearway.case import Case as CaseFile

cases = Router(tags=["cases"])
answers = Router(tags=["answers"])
long = Router(tags=["long runs"])
record = Router(tags=["record"])


def _json(data: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(data), status=status, content_type="application/json")


def _told(
    request: HttpRequest, pk: int, kind: str, options: Any, make: Callable[[Desk, CaseFile], Any]
) -> HttpResponse:
    """Answer a question over a case that the asker may read; kept as JSON while nothing changes."""
    raw = keeping.text_of(case_for(request, pk))
    what = ("api", kind, options.only(request).model_dump_json())
    told = ANSWERS.ask(raw, what, lambda desk, case: json.dumps(make(desk, case)))
    return HttpResponse(told, content_type="application/json")


@cases.get("/cases", response=asked.CasesOut)
def list_cases(request: HttpRequest, options: Query[asked.CasesAsked]) -> Any:
    """The cases that you may read; `q` searches their titles."""
    found = Case.objects.allowed(request.user)
    if words := options.only(request).q:
        found = found.filter(title__icontains=words)
    return {"cases": [_case(request, case) for case in found[:500]]}


@cases.post("/cases", response={201: asked.CaseOut})
def make_case(request: HttpRequest, body: asked.CaseIn) -> Any:
    """Keep a case file as a new case of yours."""
    made = keeping.create(body.text.encode(), writer(request), body.what)
    return Status(201, _case(request, made))


@cases.get("/cases/{int:pk}", response=asked.CaseOut)
def get_case(request: HttpRequest, pk: int) -> Any:
    """A case: its title, your role, its last revision."""
    return _case(request, case_for(request, pk))


@cases.get(
    "/cases/{int:pk}/text",
    openapi_extra={
        "responses": {200: {"content": {"application/toml": {"schema": {"type": "string"}}}}}
    },
)
def get_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The case file, byte for byte; the header ETag has the number of its revision."""
    current = case_for(request, pk).current
    response = HttpResponse(bytes(current.text), content_type="application/toml; charset=utf-8")
    response["ETag"] = f'"{current.number}"'
    return response


@cases.put("/cases/{int:pk}", response=asked.CaseOut)
def put_text(request: HttpRequest, pk: int, body: asked.Revised) -> Any:
    """Give a case a new text; 409 when somebody changed it since the revision that you saw."""
    case = case_for(request, pk, Level.EDITOR)
    keeping.revise(case, body.text.encode(), writer(request), body.what or "by the API", body.seen)
    return _case(request, Case.objects.get(pk=case.pk))


def _case(request: HttpRequest, case: Case) -> dict[str, Any]:
    current = case.current
    return {
        "id": case.pk, "title": case.title, "is_open": case.is_open, "revision": current.number,
        "level": Level(level_of(request, case)).name.lower(), "changed_on": current.at.date(),
    }  # fmt: skip


@answers.get("/cases/{int:pk}/clear", openapi_extra=answer("clear"))
def clear(request: HttpRequest, pk: int, options: Query[asked.InMarkets]) -> HttpResponse:
    """What is cleared and what is exposed, per product and market, and whose it is."""
    return _told(
        request, pk, "clear", options,
        lambda desk, case: desk.clear(case, ask(case, **options.question)).to_dict(),
    )  # fmt: skip


@answers.get("/cases/{int:pk}/markets", openapi_extra=answer("markets"))
def markets(request: HttpRequest, pk: int, options: Query[asked.InMarkets]) -> HttpResponse:
    """The same, market by market, without the holders."""

    def make(desk: Desk, case: CaseFile) -> dict[str, Any]:
        told = desk.clear(case, ask(case, **options.question)).to_dict()
        for row in told["results"]:
            del row["holders"]
        return told

    return _told(request, pk, "markets", options, make)


@answers.get("/cases/{int:pk}/holders", openapi_extra=answer("holders"))
def holders(request: HttpRequest, pk: int, options: Query[asked.InMarkets]) -> HttpResponse:
    """The same, holder by holder in each market."""

    def make(desk: Desk, case: CaseFile) -> dict[str, Any]:
        told = desk.clear(case, ask(case, **options.question)).to_dict()
        told["results"] = [
            {"product": row["product"], "market": row["market"], **holder}
            for row in told["results"] for holder in row["holders"]
        ]  # fmt: skip
        return told

    return _told(request, pk, "holders", options, make)


@answers.get("/cases/{int:pk}/diff", openapi_extra=answer("diff"))
def diff(request: HttpRequest, pk: int, options: Query[asked.Compared]) -> HttpResponse:
    """What deals, or a bundle, change: the answer with less the answer without."""

    def make(desk: Desk, case: CaseFile) -> Any:
        return desk.diff(case, options.deal, options.bundle, **options.question).to_dict()

    return _told(request, pk, "diff", options, make)


@answers.get("/cases/{int:pk}/explain", openapi_extra=answer("explain"))
def explain(request: HttpRequest, pk: int, options: Query[asked.Explained]) -> HttpResponse:
    """Why: each family and right, and the clause that clears it, or the nearest miss."""

    def make(desk: Desk, case: CaseFile) -> Any:
        return desk.explain(
            case, options.market, holder=options.holder, family=options.family, **options.question
        ).to_dict()

    return _told(request, pk, "explain", options, make)


@answers.get("/cases/{int:pk}/waterfall", openapi_extra=answer("waterfall"))
def waterfall(request: HttpRequest, pk: int, options: Query[asked.InMarket]) -> HttpResponse:
    """The deals added one at a time, from own rights on: what each clears in one market."""

    def make(desk: Desk, case: CaseFile) -> Any:
        return desk.waterfalls(case, options.market, **options.question).to_dict()

    return _told(request, pk, "waterfall", options, make)


@answers.get("/cases/{int:pk}/burden", openapi_extra=answer("royalty"))
def burden(request: HttpRequest, pk: int, options: Query[asked.Owed]) -> HttpResponse:
    """The unlicensed royalty burden: of the price, for a unit, and for a year."""

    def make(desk: Desk, case: CaseFile) -> Any:
        return royalty_burden(
            case, desk, units=options.units, **_compared(options), **options.question
        ).to_dict()

    return _told(request, pk, "burden", options, make)


@answers.get("/cases/{int:pk}/arsenal", openapi_extra=answer("arsenal"))
def arsenal(request: HttpRequest, pk: int, options: Query[asked.Facing]) -> HttpResponse:
    """What each side could assert against the products of the other."""

    def make(desk: Desk, case: CaseFile) -> Any:
        return compare_arsenals(
            case, desk, options.against, **_compared(options), **options.question
        ).to_dict()

    return _told(request, pk, "arsenal", options, make)


@answers.get("/cases/{int:pk}/suits", openapi_extra=answer("suits"))
def suits(request: HttpRequest, pk: int, options: Query[asked.Sued]) -> HttpResponse:
    """Who has sued where over the products' standards, and how often."""

    def make(desk: Desk, case: CaseFile) -> Any:
        return survey_suits(
            case, desk, holders=options.holder, years=options.years, **options.question
        ).to_dict()

    return _told(request, pk, "suits", options, make)


@answers.get("/cases/{int:pk}/rank", openapi_extra=answer("rank"))
def rank(request: HttpRequest, pk: int, options: Query[asked.InMarkets]) -> HttpResponse:
    """Markets side by side: share cleared, burden, holders who sue, demand."""
    return _told(
        request, pk, "rank", options,
        lambda desk, case: rank_markets(case, desk, **options.question).to_dict(),
    )  # fmt: skip


def _compared(options: asked.Compared) -> dict[str, Any]:
    if options.deal and options.bundle:
        raise UsageError("give either deal or bundle")
    return {"deals": options.deal, "bundle": options.bundle}


@long.post("/cases/{int:pk}/plan", response={202: asked.RunOut})
def plan(request: HttpRequest, pk: int, body: asked.PlanAsked) -> Any:
    """Ask which deals come next; look at the run until it is done."""
    return _asked(request, pk, "plan", body.options)


@long.post("/cases/{int:pk}/unknowns", response={202: asked.RunOut})
def unknowns(request: HttpRequest, pk: int, body: asked.UnknownsAsked) -> Any:
    """Ask what to find out first."""
    return _asked(request, pk, "unknowns", body.options)


@long.post("/cases/{int:pk}/counts", response={202: asked.RunOut})
def counts(request: HttpRequest, pk: int, body: asked.CountsAsked) -> Any:
    """Ask for counts as ranges over the declared rules."""
    if (body.sensitivity is None) != (body.specificity is None):
        raise UsageError("give both sensitivity and specificity, or neither")
    return _asked(request, pk, "counts", body.options)


@long.post("/record/changes", response={202: asked.RunOut})
def changes(request: HttpRequest, body: asked.ChangesAsked) -> Any:
    """Ask what changed since the last snapshot, and what that changed in your cases."""
    by, on = member(request), body.on or datetime.now(UTC).date()
    older, newer = two_snapshots(settings.RECORD_DIR, None, None)
    options = options_of(older, newer, on, Case.objects.allowed(by))
    return Status(202, _run(runs.ask_of_record("changes", options, by)))


@long.get("/runs/{int:pk}", response=asked.RunOut)
def get_run(request: HttpRequest, pk: int) -> Any:
    """How far a run is; once it is done, its answer."""
    return _run(run_for(request, pk))


@long.delete("/runs/{int:pk}", response=asked.RunOut)
def stop_run(request: HttpRequest, pk: int) -> Any:
    """Stop a run, whatever it is in; for who asked for it, and editors of its case."""
    run = run_for(request, pk)
    if run.is_open and not may_stop(request, run):
        raise PermissionDenied
    runs.stop(run)
    run.refresh_from_db()
    return _run(run)


def _asked(request: HttpRequest, pk: int, subject: str, options: dict[str, Any]) -> Any:
    by = request.user if isinstance(request.user, User) else None
    return Status(202, _run(runs.ask(case_for(request, pk), subject, options, by)))


_LOST = "An earlier release kept the answer in another form; ask again."


def _run(run: Run) -> dict[str, Any]:
    told = run.told
    return {
        "id": run.pk, "case": run.case_id, "revision": run.revision and run.revision.number,
        "subject": run.subject, "options": run.options, "state": run.state,
        "progress": run.progress, "fraction": run.fraction,
        "error": _LOST if run.state == State.DONE and told is None else run.error,
        "answer": told["en"].answer if told else None,
    }  # fmt: skip


_LOOKING = Lock()
"""One looks up at a time: each holds a database and a layout of the record."""


def _looked_up(
    request: HttpRequest, look: Callable[..., Any], word: str, options: asked.Sheet
) -> Any:
    day = options.only(request).on or datetime.now(UTC).date()
    with _LOOKING:
        return _json(look(open_record(settings.RECORD_DIR), word, day, options.known_at).to_dict())


@record.get("/record/coverage", openapi_extra=answer("coverage"))
def record_coverage(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - whoever asks
    """Which sources speak of each office, until when and how fully; what stays unknown."""
    with _LOOKING:
        return _json(coverage(open_record(settings.RECORD_DIR)).to_dict())


@record.get("/record/search", response=asked.FoundOut)
def search(request: HttpRequest, options: Query[asked.SearchAsked]) -> Any:
    """What a text may mean: rights, families, holders, standards, markets."""
    with _LOOKING, speaking("en"):
        return find(open_record(settings.RECORD_DIR), options.only(request).q.strip())


@record.get("/record/right", openapi_extra=answer("right"))
def right(request: HttpRequest, options: Query[asked.RightAsked]) -> Any:
    """Everything known of one patent or application, by any of its numbers."""
    return _looked_up(request, look_up_right, options.number, options)


@record.get("/record/family", openapi_extra=answer("family"))
def family(request: HttpRequest, options: Query[asked.FamilyAsked]) -> Any:
    """Everything known of one family: its rights, who declared it, where it is in force."""
    return _looked_up(request, look_up_family, options.family, options)


@record.get("/record/company", openapi_extra=answer("company"))
def company(request: HttpRequest, options: Query[asked.CompanyAsked]) -> Any:
    """What a company owns, by standard, office and year of expiry; what it declared and sold."""
    return _looked_up(request, look_up_company, options.name, options)


api = Described(
    title="Clearway", version="1", urls_namespace="api", docs_url=None,
    description="The answers of the command line as JSON. What is declared may not be essential. "
    "This is not legal advice.",
    auth=[TokenAuth(), SiteAuth()], throttle=Often(),
)  # fmt: skip
add_handlers(api)
for router in (cases, answers, long, dossier, record):
    api.add_router("", router)
