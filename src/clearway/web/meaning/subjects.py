"""What each page is about: its controls, and how its answer is asked and told.

The engine's packages answer; the parts of the report show. Nothing is computed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

from clearway.arsenal import compare_arsenals, exposure_matrix
from clearway.essentiality import AssessorError
from clearway.export import arsenals, burdens, litigation, plans, ranking
from clearway.export.terminal import notes
from clearway.history import entries_of
from clearway.litigation import survey_suits
from clearway.model.territory import country_name
from clearway.planning import plan
from clearway.ranges import ranges_at
from clearway.ranking import rank_markets
from clearway.report.content import told
from clearway.report.doubt_parts import ranges_parts, unknowns_part
from clearway.report.findings import deals_of, find, rivals_of
from clearway.report.meaning_parts import arsenal_part, burden_parts, ranking_part, suit_parts
from clearway.report.plan_part import plan_parts
from clearway.report.scope import scope_of
from clearway.royalty import royalty_burden
from clearway.unknowns import find_unknowns
from clearway.web.meaning import forms
from clearway.web.meaning.told import Told
from clearway.wording import speaking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clearway.app import Desk
    from clearway.case import Case
    from clearway.report.scope import Scope
    from clearway.web.meaning.told import Telling

Options = dict[str, Any]


class Say(Protocol):
    """Takes how far something is: words, and a part of 1 where it is known."""

    def __call__(self, words: str, fraction: float | None = None) -> None:
        """Take it."""


def _lacks_nothing(case: Case, options: Options) -> str:  # noqa: ARG001 - as others are called
    return ""


@dataclass(frozen=True)
class Subject:
    """One page.

    Attributes:
        name: in the address, and of the runs.
        title: headline.
        about: what it says, in a sentence.
        form: its controls.
        ask: asks the engine, and returns what tells the answer; options are a form's.
        is_run: it may take more than two seconds, so that it is worked out beside requests.
        lacks: says what a case would need first, in words; nothing where it has it.
    """

    name: str
    title: Any
    about: Any
    form: type[forms.QuestionForm]
    ask: Callable[[Desk, Case, Options, Say], Telling]
    is_run: bool = False
    lacks: Callable[[Case, Options], Any] = _lacks_nothing


def question_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a question, as `ask` takes them, of what a form chose."""
    days = {
        name: date.fromisoformat(options[name]) for name in ("as_of", "known_at") if name in options
    }
    deals = {
        f"{name}_deals": tuple(options[name]) for name in ("with", "without") if name in options
    }
    return {**days, **deals}


def _place(options: Options) -> dict[str, Any]:
    """Return the same with product and market, where they are chosen."""
    chosen = {"products": "product", "markets": "market"}
    return {
        **question_of(options),
        **{name: [options[one]] for name, one in chosen.items() if one in options},
    }


def _scope(desk: Desk, case: Case, options: Options) -> Scope:
    deals, bundle = case.compared(options.get("against"))
    return scope_of(
        desk, case, market=options.get("market"), product=options.get("product"), deals=deals,
        bundle=bundle, **question_of(options),
    )  # fmt: skip


def _burden(desk: Desk, case: Case, options: Options, _say: Say) -> Telling:
    scope = _scope(desk, case, options)
    found = royalty_burden(
        case, desk, products=[scope.product], deals=deals_of(scope), units=options.get("units"),
        **scope.question,
    )  # fmt: skip
    answer = found.to_dict()
    return lambda: Told(
        answer, (), tuple(burden_parts(scope, found)), tuple(burdens.beneath(found))
    )


def _rivals(case: Case, options: Options) -> list[str]:
    named = [name.strip() for name in options.get("rivals", "").split(",") if name.strip()]
    return named or rivals_of(case)


def _no_rivals(case: Case, options: Options) -> Any:
    if _rivals(case, options):
        return ""
    return _(
        "The case lists no product of another company, so there is nobody to compare with. Name "
        "companies above; or add their products to the case file, as [[product]] with company = "
        "their name, which also tells what could be asserted against them."
    )


def _arsenal(desk: Desk, case: Case, options: Options, _say: Say) -> Telling:
    scope = _scope(desk, case, options)
    rivals = _rivals(case, options)
    question = {**scope.question, "markets": [scope.market], "products": [scope.product]}
    found = compare_arsenals(case, desk, rivals, deals=deals_of(scope), **question)
    whole = exposure_matrix(case, desk, [case.company, *rivals], **question)
    answer = found.to_dict()
    return lambda: Told(
        answer, (), (arsenal_part(scope.market, found, whole),), tuple(arsenals.beneath(found))
    )


def _suits(desk: Desk, case: Case, options: Options, _say: Say) -> Telling:
    scope = _scope(desk, case, options)
    holders = [options["holder"]] if "holder" in options else []
    found = survey_suits(
        case, desk, holders=holders, years=options.get("years"), markets=[scope.market],
        products=[scope.product], **scope.question,
    )  # fmt: skip
    answer = found.to_dict()
    return lambda: Told(
        answer, (), tuple(suit_parts(scope, found)), tuple(litigation.beneath(found))
    )


def _ranking(desk: Desk, case: Case, options: Options, _say: Say) -> Telling:
    scope = _scope(desk, case, options)
    found = rank_markets(case, desk, products=[scope.product], **scope.question)
    answer = found.to_dict()
    return lambda: Told(answer, (), (ranking_part(scope, found),), tuple(ranking.beneath(found)))


def _plan(desk: Desk, case: Case, options: Options, say: Say) -> Telling:
    own = forms.PlanForm.base_fields.keys() - forms.QuestionForm.base_fields.keys()
    wishes = {name: options[name] for name in own & options.keys()}
    found = plan(case, desk, tell=say, **wishes, **_place(options))
    answer = found.to_dict()
    return lambda: Told(
        answer, tuple(plans.headline(found)), tuple(plan_parts(found)),
        tuple(plans.beneath(found)),
    )  # fmt: skip


TOP = 50
"""Unknowns shown where nobody says how many."""


def _unknowns(desk: Desk, case: Case, options: Options, say: Say) -> Telling:
    def progress(done: int, total: int | None) -> None:
        say(f"{done:,} of {total:,}" if total else f"{done:,}", done / total if total else None)

    question = _place(options)
    found = find_unknowns(case, desk, top=options.get("top", TOP), progress=progress, **question)
    answer, markets = found.to_dict(), dict.fromkeys(market for _, market, _ in found.today)

    def tell() -> Told:
        shown = ", ".join(country_name(market) for market in markets)
        return Told(answer, (), (unknowns_part(found, shown),), tuple(notes(found.header, ())))

    return tell


def _counts(desk: Desk, case: Case, options: Options, say: Say) -> Telling:
    scope = _scope(desk, case, options)
    error = (
        AssessorError(options["sensitivity"], options["specificity"])
        if "sensitivity" in options
        else None
    )
    found = ranges_at(
        desk, case, error, say, markets=[scope.market], products=[scope.product], **scope.question
    )
    count = options.get("count", "exposed")
    answer = found.to_dict()
    return lambda: Told(
        answer, (), tuple(part for cell in found.results for part in ranges_parts(cell, count)),
        tuple(notes(found.header, ())),
    )  # fmt: skip


def _report(desk: Desk, case: Case, options: Options, say: Say) -> Telling:
    scope = _scope(desk, case, options)
    found = find(scope, entries_of(case), say)
    with speaking("en"):
        english = told(scope, found)
    named = {"title": english.title, "answer": english.answer, "facts": english.facts}
    answer = {**scope.header.to_dict(), **named}

    def tell() -> Told:
        report = told(scope, found)
        return Told(answer, (report.answer,), report.parts, report.notes, report.facts)

    return tell


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            "plan", _("Plan"),
            _("Which deals to make next: those that open the most demand, or open given markets "
              "at the least cost. Proven best, or with a stated gap."),
            forms.PlanForm, _plan, is_run=True,
        ),
        Subject(
            "burden", _("Burden"),
            _("What is still owed for declared patents that no deal clears, low to high, of the "
              "price and per unit."),
            forms.BurdenForm, _burden,
        ),
        Subject(
            "arsenal", _("Arsenal"),
            _("What each side could assert against the products of the other."),
            forms.ArsenalForm, _arsenal, lacks=_no_rivals,
        ),
        Subject(
            "suits", _("Suits"),
            _("Who has sued where over the product's standards, and how often: base rates, no "
              "chances."),
            forms.SuitsForm, _suits,
        ),
        Subject(
            "ranking", _("Ranking"),
            _("Markets side by side: share cleared, burden, holders who sue, demand."),
            forms.RankingForm, _ranking,
        ),
        Subject(
            "unknowns", _("Unknowns"),
            _("What to find out first, by how much it could change the answer."),
            forms.UnknownsForm, _unknowns, is_run=True,
        ),
        Subject(
            "counts", _("Counts"),
            _("How far other rules, and studies of over-declaration, move each count."),
            forms.CountsForm, _counts, is_run=True,
        ),
        Subject(
            "report", _("Report"),
            _("The whole answer to be handed on: as a page, a PDF or an Excel workbook."),
            forms.ReportForm, _report, is_run=True,
        ),
    )
}  # fmt: skip
"""The pages, in the order of the links to them."""
