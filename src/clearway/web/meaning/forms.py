"""The controls of each page: those of the command, in the address, so that a link keeps the view.

Whatever is left empty is the case's own.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from clearway.demand import WAYS
from clearway.model.territory import COUNTRIES, country_name
from clearway.planning.candidates import SOURCES
from clearway.planning.prices import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clearway.case import Case

Choices = list[tuple[str, Any]]


class QuestionForm(forms.Form):
    """The question itself; each page adds its own controls.

    Args:
        said: the case, which says what there is to choose from.
        data: the address, or what was sent.
    """

    product = forms.ChoiceField(label=_("Product"), required=False)
    market = forms.ChoiceField(label=_("Market"), required=False)
    as_of = forms.DateField(label=_("As of"), required=False)
    known_at = forms.DateField(label=_("As known on"), required=False)

    def __init__(self, said: Case, data: Mapping[str, Any]) -> None:
        super().__init__(data, label_suffix="")
        deals = [deal.id for deal in (*said.deals, *said.candidates)]
        self.fields["with"] = _many(_("Counted whatever their status"), deals)
        self.fields["without"] = _many(_("Left out"), deals)
        self._choose("product", (product.name for product in said.products))
        self._choose("market", *_markets(said))
        self._choose("against", [*said.bundles, *(deal.id for deal in said.deals)])
        for name in ("as_of", "known_at"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def _choose(self, name: str, words: Iterable[str], shown: Any = str) -> None:
        """Fill the choices of a field that the page has; nothing chosen stays possible."""
        field = self.fields.get(name)
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(word, shown(word)) for word in words]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [("", "–"), *((word, shown(word)) for word in words)]

    @property
    def options(self) -> dict[str, Any]:
        """What was chosen, as JSON holds it; nothing that was left empty."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value is not None and value is not False and value not in ("", [])
        }

    @property
    def address(self) -> str:
        """The query that chooses the same."""
        return urlencode(self.options, doseq=True)


def _markets(said: Case) -> tuple[list[str], Callable[[str], str]]:
    """Return the markets that a case asks about, by name, and what gives the name."""
    return sorted(said.markets or COUNTRIES, key=country_name), country_name


def _many(label: Any, words: Iterable[str]) -> forms.MultipleChoiceField:
    choices: Choices = [(word, word) for word in words]
    return forms.MultipleChoiceField(label=label, required=False, choices=choices)


def _choice(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *choices])


def _number(label: Any, low: float = 0, high: float = 1e15) -> forms.FloatField:
    return forms.FloatField(label=label, required=False, min_value=low, max_value=high)


def _whole(label: Any, low: int, high: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=low, max_value=high)


class BurdenForm(QuestionForm):
    """The unlicensed royalty burden."""

    against = forms.ChoiceField(label=_("Before and after"), required=False)
    units = _number(_("Units sold in a year in each market"))


class ArsenalForm(QuestionForm):
    """What each side could assert."""

    against = forms.ChoiceField(label=_("Before and after"), required=False)
    rivals = forms.CharField(label=_("Other companies, by commas"), required=False, max_length=300)


class SuitsForm(QuestionForm):
    """Who sues where."""

    holder = forms.CharField(label=_("Only this holder"), required=False, max_length=200)
    years = _whole(_("Years that the window has"), 1, 50)


class RankingForm(QuestionForm):
    """Markets side by side; a market is what the list is about."""

    def __init__(self, said: Case, data: Mapping[str, Any]) -> None:
        super().__init__(said, data)
        del self.fields["market"]


class UnknownsForm(QuestionForm):
    """What to find out first."""

    top = _whole(_("At most so many"), 1, 1000)


class ReportForm(QuestionForm):
    """The report; deals set before against after get parts of their own."""

    against = forms.ChoiceField(label=_("Before and after"), required=False)


class CountsForm(QuestionForm):
    """Counts as ranges."""

    count = _choice(
        _("Count in the chart"),
        [("families", _("in force")), ("cleared", _("cleared")), ("exposed", _("exposed"))],
    )
    sensitivity = _number(_("Assessors: sensitivity, 0 to 1"), 0, 1)
    specificity = _number(_("Assessors: specificity, 0 to 1"), 0, 1)

    def clean(self) -> dict[str, Any]:
        """Both halves of how well assessors judge, or neither."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("sensitivity") is None) != (cleaned.get("specificity") is None):
            self.add_error(None, _("Give both sensitivity and specificity, or neither."))
        return cleaned


class PlanForm(QuestionForm):
    """Which deals next."""

    budget = _number(_("Budget"))
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), required=False)
    max_deals = _whole(_("Deals at most"), 0, 1_000_000)
    open_when = forms.RegexField(
        r"^(quiet|covered|0(\.\d+)?|1(\.0+)?)$", label=_("Open when (quiet, covered, or a share)"),
        required=False, error_messages={"invalid": _("Write quiet, covered, or a share as 0.5.")},
    )  # fmt: skip
    allow_unknown = forms.BooleanField(label=_("Count unknown markets too"), required=False)
    reach = forms.MultipleChoiceField(label=_("Open these at the least cost"), required=False)
    candidates = _choice(
        _("Choose from"),
        zip(SOURCES, (_("the case's candidates"), _("generated licenses"), _("both")), strict=True),
    )
    price = _choice(
        _("Price of a generated license"),
        zip(LEVELS, (_("low end"), _("middle"), _("high end")), strict=True),
    )
    units = _number(_("Units sold in a year in each market"))
    demand = _choice(
        _("Demand by"),
        zip(
            WAYS,
            (
                _("the case's weights"), _("devices"), _("people"), _("gross domestic product"),
                _("nothing: all alike"),
            ),
            strict=True,
        ),
    )  # fmt: skip
    time_limit = _number(_("Seconds to search"), 1, 600)

    def __init__(self, said: Case, data: Mapping[str, Any]) -> None:
        super().__init__(said, data)
        del self.fields["market"]
        self._choose("reach", *_markets(said))
