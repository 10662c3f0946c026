"""The answers as tools for language models: read-only, over a record and the cases of a folder.

Source: the Model Context Protocol, through its official SDK. Each tool gives the JSON of the
command of its name, recipe within, and beside it where each deal stands in the case file, and where
the whole answer is found again: its command, and its page where there is a site. What is too long
for a conversation is cut, and how much was left out is said.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import wraps
from threading import RLock
from typing import TYPE_CHECKING, Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field

from clearway.app import Desk
from clearway.arsenal import compare_arsenals
from clearway.case import read_text
from clearway.clearance.question import ask
from clearway.errors import ClearwayError, UsageError
from clearway.finding_again import FoundAgain
from clearway.litigation import survey_suits
from clearway.lookup import coverage, look_up_company, look_up_family, look_up_right
from clearway.planning import plan
from clearway.ranking import rank_markets
from clearway.record import open_record
from clearway.record.snapshots import current_id
from clearway.royalty import royalty_burden
from clearway.unknowns import find_unknowns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clearway.case import Case

MOST_BYTES = 2_000_000
INSTRUCTIONS = """\
Which markets a maker of connected devices can sell in, whose declared patents stand in the way, \
what each deal clears. A case is a file that holds a question and its deals; list_cases names \
them. Counts are of patent families that were declared to a standard: declared is not essential, \
nobody checked. 'unknown' is no clearance, and no status means that nobody can sue. Quote the \
recipe's hash with a figure, and the place (file and line) with a clause; links give the page, or \
the command, at which a reader finds the answer again. \
This is not legal advice."""


class Question(BaseModel):
    """What is asked of a case; what is left out is the case's own."""

    model_config = ConfigDict(extra="forbid")

    company: str | None = Field(None, description="Ask for another company.")
    as_of: date | None = Field(None, description="Day of the answer.")
    known_at: date | None = Field(None, description="Only what was public on that day.")
    products: list[str] = Field(default_factory=list, description="Names, as the case has them.")
    markets: list[str] = Field(default_factory=list, description="ISO country codes.")
    with_deals: list[str] = Field(default_factory=list, description="Count these deals too.")
    without_deals: list[str] = Field(default_factory=list, description="Leave these deals out.")
    essentiality: Literal["declared", "assessed", "agreed"] | None = None


CaseName = Annotated[str, Field(description="A file name, as list_cases gives it.")]
Asked = Annotated[Question, Field(default_factory=Question)]
Most = Annotated[int, Field(ge=1, le=1000, description="Rows to give at most.")]
Day = Annotated[date | None, Field(description="Day of the sheet; today by default.")]
Told = dict[str, Any]


class Reader:
    """A record and a folder of cases, read by one tool at a time.

    Args:
        record_dir: folder of the record.
        cases_dir: folder of the cases; nothing outside of it is read.
        site: address of a site with the same record and cases, for links; None: there is none.
    """

    def __init__(self, record_dir: Path, cases_dir: Path, site: str | None) -> None:
        self.turn = RLock()
        self.again = FoundAgain(record_dir, site)
        self._record_dir = record_dir
        self._cases_dir = cases_dir.resolve()
        self._desk: Desk | None = None

    def names(self) -> list[str]:
        """Return the names of the cases, folders below included."""
        found = sorted(self._cases_dir.rglob("*.toml"))
        return [
            path.relative_to(self._cases_dir).as_posix()
            for path in found if self._is_inside(path) and path.is_file()
        ]  # fmt: skip

    def _is_inside(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._cases_dir)

    def case(self, name: str) -> Case:
        """Return a case of the folder.

        Raises:
            UsageError: there is none of that name.
            CaseError: it is wrong, with its first errors.
        """
        if name not in self.names():
            raise UsageError(f"there is no case {name!r}; list_cases names those there are")
        path = self._cases_dir / name
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{name} is larger than a case may be")
        case, findings = read_text(path.read_bytes(), name)
        if case is None:
            raise UsageError("\n".join(str(finding) for finding in findings[:20]))
        return case

    @property
    def desk(self) -> Desk:
        """A desk over the current snapshot."""
        if self._desk is None or self._desk.record.snapshot_id != current_id(self._record_dir):
            self._desk = Desk(open_record(self._record_dir))
        return self._desk

    def told(self, name: str, command: str, answer: Told, asked: Told, left_out: int = 0) -> Told:
        """Return an answer, where deals stand, where it is found again, and what was left out."""
        case, path = self.case(name), self._cases_dir / name
        places = {
            deal.id: f"{deal.place.file}:{deal.place.line}"
            for deal in (*case.deals, *case.candidates) if deal.place
        }  # fmt: skip
        links = self.again.of_case(command, path, case, asked)
        return {"answer": answer, "places": places, "links": links, "left_out": left_out}


def make_server(record_dir: Path, cases_dir: Path, site: str | None = None) -> MCPServer[Any]:
    """Return a server of tools over a record and the cases of a folder; see `Reader`."""
    reader = Reader(record_dir, cases_dir, site)
    server: MCPServer[Any] = MCPServer("clearway", instructions=INSTRUCTIONS, log_level="WARNING")
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for make in (_case_tools, _meaning_tools, _record_tools):
        for tool in make(reader):
            server.add_tool(_guarded(reader, tool), annotations=reads)
    return server


def _guarded(reader: Reader, tool: Callable[..., Told]) -> Callable[..., Told]:
    """Let one tool run at a time, and tell what goes wrong as an error of the tool."""

    @wraps(tool)
    def guarded(**asked: Any) -> Told:
        with reader.turn:
            try:
                return tool(**asked)
            except ClearwayError as error:
                raise ToolError(str(error)) from error

    return guarded


def _case_tools(reader: Reader) -> list[Callable[..., Told]]:
    def list_cases() -> Told:
        """Name the cases, with their questions."""
        cases = []
        for name in reader.names():
            try:
                cases.append({"case": name, "question": reader.case(name).question})
            except ClearwayError as error:
                cases.append({"case": name, "error": str(error).split("\n")[0]})
        return {"cases": cases}

    def read_case(case: CaseName) -> Told:
        """Read a case file: its text, whose lines the places count."""
        said = reader.case(case)
        return {"text": next(iter(said.texts.values())).decode("utf-8-sig")}

    def clear(case: CaseName, question: Asked, most_holders: Most = 10) -> Told:
        """Say what is cleared and what exposed, per product and market, and whose it is."""
        said, options = reader.case(case), _options(question)
        answer = reader.desk.clear(said, ask(said, **options)).to_dict()
        left = sum(max(len(row["holders"]) - most_holders, 0) for row in answer["results"])
        for row in answer["results"]:
            del row["holders"][most_holders:]
        return reader.told(case, "clear", answer, options, left)

    def diff(case: CaseName, deals: list[str], question: Asked) -> Told:
        """Say what deals change: the answer with them less the answer without."""
        said, options = reader.case(case), _options(question)
        answer = reader.desk.diff(said, deals, **options).to_dict()
        return reader.told(case, "diff", answer, {"deals": deals, **options})

    def explain(  # noqa: PLR0913 - one market, one holder or family
        case: CaseName,
        market: str,
        question: Asked,
        holder: str | None = None,
        family: str | None = None,
        most_families: Most = 10,
    ) -> Told:
        """Say why: families and rights of a holder, the clause that clears each, or the miss.

        Name either a holder or a family. `where` is the file and line of a clause.
        """
        said, options = reader.case(case), _options(question)
        options.pop("markets")
        told = reader.desk.explain(said, market, holder=holder, family=family, **options).to_dict()
        left = sum(max(len(row["families"]) - most_families, 0) for row in told["results"])
        for row in told["results"]:
            del row["families"][most_families:]
        asked = {"market": market, "holder": holder, "family": family, **options}
        return reader.told(case, "explain", told, asked, left)

    return [list_cases, read_case, clear, diff, explain]


def _meaning_tools(reader: Reader) -> list[Callable[..., Told]]:
    def burden(case: CaseName, question: Asked, units: float | None = None) -> Told:
        """Say what royalty is still owed for declared patents that no deal clears."""
        said, options = reader.case(case), {"units": units, **_options(question)}
        found = royalty_burden(said, reader.desk, **options)
        return reader.told(case, "royalty burden", found.to_dict(), options)

    def arsenal(case: CaseName, against: list[str], question: Asked) -> Told:
        """Say what each side could assert against the products of the other."""
        said, options = reader.case(case), _options(question)
        found = compare_arsenals(said, reader.desk, against, **options)
        return reader.told(case, "arsenal", found.to_dict(), {"against": against, **options})

    def suits(case: CaseName, question: Asked, holders: list[str] | None = None) -> Told:
        """Say who has sued where, and how often: base rates, no chances."""
        said, options = reader.case(case), {"holders": holders or [], **_options(question)}
        found = survey_suits(said, reader.desk, **options)
        return reader.told(case, "suits", found.to_dict(), options)

    def rank(case: CaseName, question: Asked) -> Told:
        """Put markets side by side: share cleared, burden, holders who sue, demand."""
        said, options = reader.case(case), _options(question)
        found = rank_markets(said, reader.desk, **options)
        return reader.told(case, "rank", found.to_dict(), options)

    def unknowns(case: CaseName, question: Asked, top: Most = 20) -> Told:
        """Say what to find out first, by how much it could change the answer."""
        said, options = reader.case(case), {"top": top, **_options(question)}
        found = find_unknowns(said, reader.desk, **options)
        left = found.found - len(found.results)
        return reader.told(case, "unknowns", found.to_dict(), options, left)

    def plan_deals(  # noqa: PLR0913 - the options of a plan
        case: CaseName,
        question: Asked,
        budget: float | None = None,
        max_deals: int | None = None,
        open_when: str | None = None,
        reach: list[str] | None = None,
        candidates: Literal["case", "generated", "both"] | None = None,
        allow_unknown: bool = False,  # noqa: FBT001, FBT002 - named by whoever calls a tool
        seconds: Annotated[float, Field(gt=0, le=120)] = 20,
    ) -> Told:
        """Say which deals come next: those that open the most demand, or reach given markets."""
        said = reader.case(case)
        options = {
            "budget": budget, "max_deals": max_deals, "open_when": open_when,
            "reach": reach or [], "candidates": candidates, "allow_unknown": allow_unknown,
            "time_limit": seconds, **_options(question),
        }  # fmt: skip
        found = plan(said, reader.desk, **options)
        asked = {**options, "reach": ",".join(reach) if reach else None}
        return reader.told(case, "plan", found.to_dict(), asked)

    return [burden, arsenal, suits, rank, unknowns, plan_deals]


def _record_tools(reader: Reader) -> list[Callable[..., Told]]:
    def sheet(
        command: str, look: Callable[..., Any], of: str, on: date | None, known_at: date | None
    ) -> Told:
        day = on or _today()
        told = look(reader.desk.record, of, day, known_at).to_dict()
        links = reader.again.of_record(command, of, {"on": day, "known_at": known_at})
        return {**told, "links": links}

    def right(number: str, on: Day = None, known_at: date | None = None) -> Told:
        """Say everything known of one patent or application, by any of its numbers."""
        return sheet("right", look_up_right, number, on, known_at)

    def family(family: str, on: Day = None, known_at: date | None = None) -> Told:
        """Say everything known of one family: rights, declarations, where it is in force."""
        return sheet("family", look_up_family, family, on, known_at)

    def company(name: str, on: Day = None, known_at: date | None = None) -> Told:
        """Say what a company owns, declared and sold, in any spelling of its name."""
        return sheet("company", look_up_company, name, on, known_at)

    def record_coverage() -> Told:
        """Say which sources speak of each office, until when, and what stays unknown."""
        links = reader.again.of_record("record coverage", None, {})
        return {**coverage(reader.desk.record).to_dict(), "links": links}

    return [right, family, company, record_coverage]


def _options(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in Question.model_fields}


def _today() -> date:
    return datetime.now(UTC).date()
