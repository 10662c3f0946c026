"""The demo answers twice, and the page on the case says what it answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clearway.app import Desk
from clearway.case import read_case
from clearway.demo import add_offices, bundled_case, hear, make_record, show_offices
from clearway.demo.offices import evidence_rows, holder_rows, in_words, market_rows
from clearway.record import open_record

if TYPE_CHECKING:
    from clearway.demo.offices import Heard

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "xiaomi-case.md"
ROWS = 200_000
"""As many as `clearway demo` makes unless it is told otherwise."""


def _nothing(_text: str) -> None:
    """Take what the demo says on its way."""


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Heard, Heard]:
    """The register alone and with office data, as the demo makes and asks them."""
    folder = tmp_path_factory.mktemp("demo")
    case = read_case(bundled_case(folder))
    make_record(folder, folder / "record", ROWS, _nothing, _nothing)
    alone = hear(Desk(open_record(folder / "record")), case)
    add_offices(folder, folder / "record", ROWS, _nothing, _nothing)
    return alone, hear(Desk(open_record(folder / "record")), case)


def _number(text: str) -> int:
    return int(text.replace(",", "").replace("\N{MINUS SIGN}", "-").replace("+", ""))


@pytest.mark.slow
def test_the_page_says_what_the_demo_answers(heard: tuple[Heard, Heard]) -> None:
    """Every row of figures on the page is a row of the demo's tables."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    tables = [rows(*heard)[1] for rows in (market_rows, evidence_rows, holder_rows)]
    shown = [{"| " + " | ".join(row) + " |" for row in table} for table in tables]
    start = lines.index("## What office data changes")
    heads = ("| Market", "| On record", "| Holder")
    told = [x for x in lines[start:] if x.startswith("| ") and not x.startswith(heads)]
    assert len(told) == 9 + 7 + 7
    assert [line for line in told if not any(line in table for table in shown)] == []


@pytest.mark.slow
def test_what_went_and_came_adds_up(heard: tuple[Heard, Heard]) -> None:
    """In every market families alone, less those that went, and those that came, are those now."""
    _, rows = market_rows(*heard)
    assert len(rows) > 20
    for _, alone, full, *moved, _, _ in rows:
        assert _number(alone) + sum(map(_number, moved)) == _number(full)


@pytest.mark.slow
def test_what_nokia_sold_is_not_captured(heard: tuple[Heard, Heard]) -> None:
    """The buyer of Nokia's portfolio stands exposed in the United States for what it bought."""
    alone, full = (
        {h.holder: h for h in one.after.holders}
        for one in (next(row for row in side.changes if row.after.market == "US") for side in heard)
    )
    buyer = "Conversant Wireless Licensing"
    assert full[buyer].exposed > alone[buyer].exposed + 5
    assert full["Nokia"].families < alone["Nokia"].families
    assert heard[0].stale == 0 < heard[1].stale
    assert heard[1].with_grant == 1.0


@pytest.mark.slow
def test_the_tables_fit_a_narrow_terminal(
    heard: tuple[Heard, Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 80 columns every figure stands whole, and the words name the largest sale."""
    monkeypatch.setenv("COLUMNS", "80")
    said: list[str] = []
    show_offices(*heard, said.append)
    tables = [text for text in said if "───" in text]
    assert max(len(line) for table in tables for line in table.splitlines()) <= 80
    for row in market_rows(*heard)[1]:
        assert any(all(figure in line for figure in row[1:]) for line in tables[0].splitlines())
    assert "Nokia to Conversant" in in_words(*heard)
