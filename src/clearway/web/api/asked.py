"""The parameters of the operations: the options of the commands, by the same names."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from ninja import Schema
from ninja.errors import ValidationError
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

if TYPE_CHECKING:
    from django.http import HttpRequest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _iso(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("write a date as 2017-07-05")
    return value


Day = Annotated[date, BeforeValidator(_iso)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]+$")]
Market = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Names = Annotated[list[Name], Field(default_factory=list, max_length=100)]
Markets = Annotated[list[Market], Field(default_factory=list, max_length=300)]


class Strict(Schema):
    """Parameters of which every one is known."""

    model_config = ConfigDict(extra="forbid")

    def only(self, request: HttpRequest) -> Self:
        """Return the same, unless the address has a parameter that it does not know.

        Raises:
            ValidationError: it has one; a misspelled parameter would change the question.
        """
        known = {field.alias or name for name, field in type(self).model_fields.items()}
        wrong = [
            {"loc": ("query", name), "msg": "there is no such parameter"}
            for name in request.GET if name not in known
        ]  # fmt: skip
        if wrong:
            raise ValidationError(wrong)
        return self


class Asked(Strict):
    """The question; what is left out is the case's own."""

    company: Name | None = Field(None, description="Ask for another company.")
    as_of: Day | None = Field(None, description="Day of the answer.")
    known_at: Day | None = Field(None, description="Only what was public on that day.")
    product: Names
    with_: Names = Field(
        default_factory=list, alias="with", description="Count these deals whatever their status."
    )
    without: Names = Field(default_factory=list, description="Leave these deals out.")
    essentiality: Literal["declared", "assessed", "agreed"] | None = None

    @property
    def question(self) -> dict[str, Any]:
        """The options of the question, as `ask` takes them."""
        return {
            "company": self.company, "as_of": self.as_of, "known_at": self.known_at,
            "products": self.product, "with_deals": self.with_, "without_deals": self.without,
            "essentiality": self.essentiality,
        }  # fmt: skip


class InMarkets(Asked):
    """A question over some markets."""

    market: Markets

    @property
    def question(self) -> dict[str, Any]:
        """The same, with its markets."""
        return {**super().question, "markets": self.market}


class Compared(InMarkets):
    """A question with and without some deals."""

    deal: Names = Field(default_factory=list, description="Compare with and without these.")
    bundle: Name | None = Field(None, description="The same for all deals signed together.")


class InMarket(Asked):
    """One market."""

    market: Market


class Explained(InMarket):
    """One market, opened for a holder or a family."""

    holder: Name | None = None
    family: Name | None = None


class Owed(Compared):
    """The unlicensed burden."""

    units: float | None = Field(None, ge=0, le=1e15, allow_inf_nan=False)


class Facing(Compared):
    """Arsenals: against some companies."""

    against: Annotated[list[Name], Field(min_length=1, max_length=20)]


class Sued(InMarkets):
    """Who sues where."""

    holder: Names
    years: int | None = Field(None, ge=1, le=50)


class _Run(Strict):
    """Options of a run, as JSON holds them; they are those of the page."""

    product: Name | None = None
    as_of: Day | None = None
    known_at: Day | None = None
    with_: Names = Field(default_factory=list, alias="with")
    without: Names

    @property
    def options(self) -> dict[str, Any]:
        """What was asked, without what was left out."""
        said = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {name: value for name, value in said.items() if value not in (False, [])}


class PlanAsked(_Run):
    """Which deals next."""

    budget: float | None = Field(None, ge=0, le=1e15, allow_inf_nan=False)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    max_deals: int | None = Field(None, ge=0, le=1_000_000)
    open_when: (
        Annotated[str, StringConstraints(pattern=r"^(quiet|covered|0(\.\d+)?|1(\.0+)?)$")] | None
    ) = None
    allow_unknown: bool = False
    reach: Markets
    candidates: Literal["case", "generated", "both"] | None = None
    price: Literal["low", "mid", "high"] | None = None
    units: float | None = Field(None, ge=0, le=1e15, allow_inf_nan=False)
    demand: Literal["weights", "devices", "population", "gdp_usd", "none"] | None = None
    time_limit: float | None = Field(None, ge=1, le=600)


class UnknownsAsked(_Run):
    """What to find out first."""

    market: Market | None = None
    top: int | None = Field(None, ge=1, le=1000)


class CountsAsked(_Run):
    """Counts as ranges."""

    market: Market | None = None
    sensitivity: float | None = Field(None, ge=0, le=1)
    specificity: float | None = Field(None, ge=0, le=1)


class Sheet(Strict):
    """A sheet of the record on a day."""

    on: Day | None = Field(None, description="Day of the sheet; today by default.")
    known_at: Day | None = Field(None, description="Only what was public on that day.")


class RightAsked(Sheet):
    """One right."""

    number: Name = Field(description="A publication or application number in any spelling.")


class FamilyAsked(Sheet):
    """One family."""

    family: Name = Field(description="Its id on record.")


class CompanyAsked(Sheet):
    """One company."""

    name: Name = Field(description="In any spelling that the record knows.")


class OnDay(Strict):
    """The dossier of a case on a day."""

    on: Day | None = Field(None, description="As things stood on this day; today by default.")


class AboutOnDay(OnDay):
    """The same, of one subject."""

    subject: Name | None = Field(
        None, description="Only what is about this deal, company or product."
    )


class Beside(OnDay):
    """What was forecast or seen by a day, alone or beside clearance."""

    clearance: bool = Field(
        default=False, description="Beside clearance on its day, as known then: takes some seconds."
    )


class ChangesAsked(Strict):
    """What a new snapshot changed."""

    on: Day | None = Field(None, description="Day on which owners and phases are compared.")


class SearchAsked(Strict):
    """What is looked for."""

    q: Name = Field(
        description="A number in any spelling, a family, a holder, a standard, a market."
    )


class LinkOut(Schema):
    """Something that was found, and its page on the site."""

    text: str
    address: str


class FoundOut(Schema):
    """What a text may mean; `alike`: holders of a similar name, where none has it."""

    rights: list[LinkOut]
    families: list[LinkOut]
    holders: list[LinkOut]
    alike: list[LinkOut]
    standards: list[LinkOut]
    markets: list[LinkOut]
    note: str = Field(description="Why it is no number, if it looks like one.")


class CasesAsked(Strict):
    """Which cases."""

    q: Name | None = Field(None, description="Words in the title.")


class CaseIn(Strict):
    """The text of a case file."""

    text: Annotated[str, StringConstraints(max_length=2_000_000)]
    what: Annotated[str, StringConstraints(max_length=300)] = ""


class Revised(CaseIn):
    """A new text, and the number of the revision that it was made on."""

    seen: int = Field(ge=1, le=1_000_000_000)


class CaseOut(Schema):
    """A case, without its text."""

    id: int
    title: str
    level: Literal["viewer", "editor", "owner"]
    is_open: bool = Field(description="Anyone may read it.")
    revision: int
    changed_on: date


class CasesOut(Schema):
    """The cases that one may read."""

    cases: list[CaseOut]


class RunOut(Schema):
    """A run: how far it is, and what came out."""

    id: int
    case: int | None = Field(description="None: it is about the record.")
    revision: int | None
    subject: str
    options: dict[str, Any]
    state: Literal["waiting", "running", "done", "failed", "stopped", "interrupted"]
    progress: str
    fraction: float | None
    error: str
    answer: dict[str, Any] | None = Field(description="The answer of the command, once done.")
