"""The demo: Xiaomi, July 2017, from a register's export to a map of what the Nokia deal changed.

A sample of the register goes in, the case is laid over it, and out comes what changed in every
market, whose patents remained, and who of them sues. Then what offices say of the same patents goes
in, and the same question is asked again. The register is made up (`clearway.sample`): real
proportions, invented patents. Suits, orders, deals and dates are real and name their sources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.question import ask
from clearway.demo.answer import BUNDLE, PHONE, SHOWN_MARKET, remaining_holders, why_accessories
from clearway.demo.making import add_offices, bundled_case, make_record
from clearway.demo.offices import LEGEND, evidence_rows, hear, holder_rows, in_words, market_rows
from clearway.export.blocks import figures_table
from clearway.export.terminal import difference_table, to_text, waterfall_table
from clearway.record import open_record
from clearway.report.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clearway.demo.offices import Heard

__all__ = ["add_offices", "bundled_case", "hear", "make_record", "run_demo"]


def run_demo(
    output: Path, rows: int, show: Callable[[str], None], tell: Callable[[str], None]
) -> None:
    """Run the whole of it into a folder.

    Args:
        output: gets the record, the case, the charts (PNG, SVG), one page (HTML), and the report
            as PDF and workbook.
        rows: size of the made-up register.
        show: takes the answer.
        tell: takes progress.
    """
    from clearway.demo.page import Shown, draw

    output.mkdir(parents=True, exist_ok=True)
    record_dir = output / "record"
    make_record(output, record_dir, rows, show, tell)
    case = read_case(bundled_case(output))
    tell("asking the register alone ...")
    alone = hear(Desk(open_record(record_dir)), case)
    add_offices(output, record_dir, rows, show, tell)
    tell("asking again: every product, every market, with and without the Nokia deal ...")
    desk = Desk(open_record(record_dir))
    full = hear(desk, case)
    scope = scope_of(desk, case, bundle=BUNDLE, product=PHONE, market=SHOWN_MARKET)
    shown = Shown(scope, alone, full)
    changes = shown.changes
    steps = desk.waterfall(case, PHONE, SHOWN_MARKET)
    show(to_text(difference_table(changes), plain=False))
    show(remaining_holders(changes))
    show(why_accessories(changes))
    asked = ask(case, products=[PHONE], markets=[SHOWN_MARKET])
    header = desk.header(case, asked).of_answer("waterfall")
    show(to_text(waterfall_table({PHONE: steps}, SHOWN_MARKET, header), plain=False))
    show_offices(alone, full, show)
    tell("drawing the charts, and writing the page and the report ...")
    for path in draw(shown, output, tell):
        tell(f"wrote {path}")


def show_offices(alone: Heard, full: Heard, show: Callable[[str], None]) -> None:
    """Show side by side what the register alone answers, and what it answers with office data."""
    show(f"\nWhat office data changed\n\n{in_words(alone, full)}\n\n")
    for title, rows in (
        (f"{PHONE}: declared families in force", market_rows),
        ("On what it rests", evidence_rows),
        (f"{PHONE} in the United States: families in force, and exposed", holder_rows),
    ):
        show(to_text(figures_table(title, *rows(alone, full)), plain=False))
    show(f"{LEGEND}\n\n")
