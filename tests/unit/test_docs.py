"""The docs say what the code does: made pages are current, schemas hold, links lead somewhere."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from published import validator

import clearway
from benchmarks.articles import articles, names
from clearway.case import read_case
from clearway.clearance.question import ask
from clearway.cli import clearway as command_line
from clearway.dossier import accounts, board, chronicle, conflicts, unanswered
from clearway.model.tables import TABLES
from clearway.reading import KINDS, propose
from clearway.royalty import royalty_burden
from engines import Asked
from oracle.worlds import random_world, write_world
from tools.reference import PAGES, REFERENCE, commands, help_text

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BUNDLED = ROOT / "src" / "clearway" / "data" / "cases" / "xiaomi-2017.toml"
_WORLDS = range(6)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")


def page(name: str) -> str:
    """Return a page of the reference."""
    return (REFERENCE / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=_WORLDS)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """A random world on disk."""
    world, case = random_world(request.param)
    folder = tmp_path_factory.mktemp("world")
    write_world(world, case, folder)
    return Asked(folder)


@pytest.mark.parametrize("name", PAGES)
def test_pages_made_from_the_code_are_current(name: str) -> None:
    """What `make docs` would write is what is there."""
    assert page(name) == PAGES[name](), f"docs/reference/{name} lags behind: run `make docs`"


@pytest.mark.parametrize(("path", "command"), list(commands(command_line, "clearway")))
def test_every_command_is_in_the_reference(path: str, command: Any) -> None:
    """The page of commands holds the help of each, word for word."""
    assert f"## `{path}`\n\n```text\n{help_text(path, command)}\n```" in page("cli.md")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_is_in_the_reference(table: Any) -> None:
    """The page of tables holds the grain and every column of each."""
    text = page("tables.md")
    assert f"## `{table.name}`\n\nOne row: {table.grain}." in text
    for column in table.columns:
        assert f"| `{column.name}` | {column.type} |" in text


@pytest.mark.parametrize("name", [n for n in clearway.__all__ if not n.startswith("_")])
def test_every_public_name_is_in_the_reference(name: str) -> None:
    """The page of Python names holds each public name."""
    assert f"## `{name}`" in page("api.md")


def test_schema_accepts_answers_of_clear(asked: Asked) -> None:
    """The published schema of `clear` accepts what the engine answers."""
    case = read_case(asked.folder / "case.toml")
    validator("clear").validate(asked.desk.clear(case, ask(case)).to_dict())


def test_schema_accepts_answers_of_diff(asked: Asked) -> None:
    """The published schema of `diff` accepts what the engine answers, for each deal."""
    case = read_case(asked.folder / "case.toml")
    for deal in case.deals:
        validator("diff").validate(asked.desk.diff(case, [deal.id]).to_dict())


def test_schema_accepts_answers_of_explain(asked: Asked) -> None:
    """The published schema of `explain` accepts what the engine answers in each market."""
    case = read_case(asked.folder / "case.toml")
    check = validator("explain")
    for row in asked.desk.clear(case, ask(case)):
        for holder in row.holders[:1]:
            answer = asked.desk.explain(case, row.market, holder=holder.holder)
            check.validate(answer.to_dict())


def test_schema_accepts_answers_of_royalty(asked: Asked) -> None:
    """The published schema of `royalty` accepts burdens, with deals compared and without."""
    case = read_case(asked.folder / "case.toml")
    validator("royalty").validate(royalty_burden(case, asked.desk).to_dict())
    corrected = royalty_burden(case, asked.desk, essential={"LTE": (0.2, 0.5)})
    validator("royalty").validate(corrected.to_dict())
    for deal in case.deals[:2]:
        answer = royalty_burden(case, asked.desk, deals=[deal.id], units=1000)
        validator("royalty").validate(answer.to_dict())


def _as_printed(answer: dict[str, Any]) -> Any:
    return json.loads(json.dumps(answer))


@pytest.mark.parametrize("when", [date(2018, 1, 15), date(2026, 1, 1)])
def test_schemas_accept_the_dossier_of_the_bundled_case(when: date) -> None:
    """Statements, conflicts, history, forecasts and sightings of the bundled case fit theirs."""
    case = read_case(BUNDLED)
    lists = {
        "statements": accounts(case, when), "conflicts": conflicts(case, when),
        "history": chronicle(case, when),
    }  # fmt: skip
    for name, rows in lists.items():
        assert rows
        listed = [row.to_dict() for row in rows]  # type: ignore[attr-defined]
        validator(name).validate({"on": when.isoformat(), name: listed})
    validator("forecasts").validate(_as_printed(board(case, when).to_dict()))
    validator("sightings").validate(_as_printed(unanswered(case).to_dict()))


def test_schema_accepts_what_is_read_of_an_article() -> None:
    """Article and proposals of every kind fit theirs."""
    kinds = set()
    for _, article, _ in articles("dev"):
        proposals = propose(article, names())
        kinds |= {each.kind for each in proposals}
        told = {"article": article.to_dict(), "proposals": [each.to_dict() for each in proposals]}
        validator("read").validate(told)
    assert kinds == set(KINDS)


@pytest.mark.parametrize(
    "name",
    ["clear", "diff", "explain", "royalty", "statements", "conflicts", "history", "changes",
     "forecasts", "sightings", "read"],
)  # fmt: skip
def test_schemas_are_closed(name: str) -> None:
    """A schema refuses a key that it does not know, so that a new one must be documented."""
    check = validator(name)
    errors = [error.message for error in check.iter_errors({"surprise": 1})]
    assert any("surprise" in message for message in errors)


def test_statuses_are_explained() -> None:
    """Every status that the schema allows is explained on the page about clearance."""
    schema = json.loads((REFERENCE / "schemas" / "clear.json").read_text(encoding="utf-8"))
    statuses = schema["properties"]["results"]["items"]["properties"]["status"]["enum"]
    text = (DOCS / "concepts" / "clearance.md").read_text(encoding="utf-8")
    assert [status for status in statuses if f"`{status}`" not in text] == []


def _pages() -> Iterator[Path]:
    yield from (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))
    yield from sorted(DOCS.rglob("*.md"))


@pytest.mark.parametrize("file", list(_pages()), ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(file: Path) -> None:
    """Every link to another page or picture of the project has a file behind it."""
    links = _LINK.findall(file.read_text(encoding="utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_recipes_are_listed() -> None:
    """Every recipe of the Makefile that a person calls explains itself in `make help`."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert named is not None
    explained = set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))
    assert set(named[1].split()) - explained == {"spark"}


def test_locks_name_no_machine() -> None:
    """The lock files hold pinned packages and hashes, and no address of an index."""
    for name in ("requirements.lock", "requirements-spark.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|file://|-index-url|--find-links|--trusted-host", text)
        packages = [line for line in text.splitlines() if line and line[0] not in "# "]
        assert packages
        assert [line for line in packages if not re.match(r"[\w.-]+==\S+ ", line)] == []


@pytest.mark.slow
def test_the_page_on_numbers_states_the_rates_as_measured() -> None:
    """The match rates by office are those that the bench finds in the samples, where they are."""
    from benchmarks.numbers import SHARED, collect, offices, to_markdown

    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not here (CLEARWAY_SHARED_DATA)")
    table = to_markdown(offices(SHARED, collect(SHARED)))
    assert table in (DOCS / "concepts" / "numbers.md").read_text(encoding="utf-8")
