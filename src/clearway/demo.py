"""The demo: Xiaomi, July 2017, from a register's export to a map of what the Nokia deal changed.

A sample of the register goes in, the case is laid over it, and out comes what changed in every
market, whose patents remained, and who of them sues. The register is made up (`clearway.sample`):
real proportions, invented patents. Suits, orders, deals and dates are real and name their sources.
"""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.question import ask
from clearway.export.terminal import difference_table, notes, to_text, waterfall_table
from clearway.ingest import ingest_etsi, ingest_tables
from clearway.model.territory import country_name
from clearway.record import open_record
from clearway.sample import write_pool_sample, write_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from clearway.case import Case
    from clearway.clearance.diff import Difference, MarketChange, Step
    from clearway.clearance.results import MarketResult

CASE = "xiaomi-2017.toml"
BUNDLE = "nokia-2017"
PHONE = "Redmi Note 4"
SHOWN_MARKET = "DE"
SEED = 2017
REMAINING = "Who remains after the deal (families exposed; * has sued there over declared patents)"


def bundled_case(folder: Path) -> Path:
    """Copy the bundled case into a folder, to be read and changed; return its path."""
    target = folder / CASE
    with as_file(files("clearway.data") / "cases" / CASE) as source:
        shutil.copyfile(source, target)
    return target


def run_demo(
    output: Path, rows: int, show: Callable[[str], None], tell: Callable[[str], None]
) -> None:
    """Run the whole of it into a folder.

    Args:
        output: gets the record, the case, the charts (PNG, SVG) and one page (HTML).
        rows: size of the made-up register.
        show: takes the answer.
        tell: takes progress.
    """
    output.mkdir(parents=True, exist_ok=True)
    record_dir = output / "record"
    make_record(output, record_dir, rows, show, tell)
    desk = Desk(open_record(record_dir))
    case = read_case(bundled_case(output))
    tell("asking: every product, every market, with and without the Nokia deal ...")
    changes = desk.diff(case, bundle=BUNDLE)
    steps = desk.waterfall(case, PHONE, SHOWN_MARKET)
    show(to_text(difference_table(changes), plain=False))
    show(remaining_holders(changes))
    show(why_accessories(changes))
    asked = ask(case, products=[PHONE], markets=[SHOWN_MARKET])
    header = desk.header(case, asked).of_answer("waterfall")
    show(to_text(waterfall_table({PHONE: steps}, SHOWN_MARKET, header), plain=False))
    tell("drawing the maps and the waterfall ...")
    for path in draw(case, changes, steps, output):
        tell(f"wrote {path}")


def make_record(
    output: Path,
    record_dir: Path,
    rows: int,
    show: Callable[[str], None],
    tell: Callable[[str], None],
) -> None:
    """Make up the register's export, and read it and the bundled suits in as real ones."""
    tell(f"making up a register of about {rows:,} rows in the layout of ETSI's export ...")
    export, pool = output / "ISLD-sample.zip", output / "h265-pool"
    write_sample(export, rows, SEED)
    pool.mkdir(exist_ok=True)
    write_pool_sample(pool, SEED)
    tell("reading it into the record ...")
    show(ingest_etsi(export, record_dir).to_text())
    show(ingest_tables(pool, record_dir).to_text())
    with as_file(files("clearway.data") / "record") as suits:
        court = output / "suits"
        shutil.rmtree(court, ignore_errors=True)
        shutil.copytree(suits, court, ignore=shutil.ignore_patterns("__*"))
        show(ingest_tables(court, record_dir).to_text())


def remaining_holders(changes: Difference, count: int = 8) -> str:
    """Say in words whose families remain after the deal, market by market, for what is touched."""
    rows = [f"  {market}: {names}" for market, names in _remaining_rows(changes, count)]
    return "\n".join([f"{REMAINING}:", *rows]) + "\n\n"


def _remaining_rows(changes: Difference, count: int = 8) -> tuple[tuple[str, str], ...]:
    """(market, its exposed holders) for the phone, where any remain."""
    return tuple(
        (
            f"{after.market} {country_name(after.market)}",
            ", ".join(
                f"{h.holder}{'*' if h.holder in after.enforcers else ''} {h.exposed:,}"
                for h in after.holders[:count]
                if h.exposed
            ),
        )
        for after in (row.after for row in changes.results)
        if after.product == PHONE and after.exposed
    )


def why_accessories(changes: Difference) -> str:
    """Say why accessories could be sold where phones could not."""
    lines = ["Why accessories could be sold where phones could not:"]
    for product in dict.fromkeys(row.after.product for row in changes.results):
        rows = [row.after for row in changes.results if row.after.product == product]
        lines.append(f"  {product}: {_in_one_sentence(rows)}")
    return "\n".join(lines) + "\n\n"


def _in_one_sentence(rows: Sequence[MarketResult]) -> str:
    if all(row.status == "not_touched" for row in rows):
        return "implements no standard, so no declared patent touches it anywhere."
    contested = [row for row in rows if row.enforcers]
    most = max(rows, key=lambda row: row.exposed)
    missing = sorted({name for row in rows for name in row.standards_without_record})
    sentence = (
        f"up to {most.exposed:,} declared families exposed ({country_name(most.market)}); "
        f"holders who have sued over declared patents are exposed to in {len(contested)} of "
        f"{len(rows)} markets."
    )
    if missing:
        sentence += (
            f" No source in the record says anything of {', '.join(missing)}: unknown, not clear."
        )
    return sentence


def draw(case: Case, changes: Difference, steps: Sequence[Step], output: Path) -> Sequence[Path]:
    """Write the before/after map, the change and the waterfall as PNG and SVG, and one page."""
    from clearway.charts.frame import Table
    from clearway.charts.holders import holders_bar
    from clearway.charts.map import change_map, status_map
    from clearway.charts.page import Section, write_page
    from clearway.charts.render import render
    from clearway.charts.waterfall import waterfall

    phone = [row for row in changes.results if row.after.product == PHONE]
    beneath = " ".join(notes(changes.header, [row.after for row in phone]))
    before, after = ([_map_row(side(row)) for row in phone] for side in (_before, _after))
    on = changes.header.as_of
    maps = status_map(
        {"before": before, "after": after},
        f"{PHONE}: before and after the Nokia deal",
        f"Declared families in force on {on:%d %B %Y}, and who enforces",
        beneath,
    )
    change = change_map(
        (before, after),
        f"What the Nokia deal cleared for the {PHONE}",
        f"On {on:%d %B %Y}",
        beneath,
    )
    falls = waterfall(
        [step.to_dict() for step in steps],
        f"{PHONE} in {country_name(SHOWN_MARKET)}: deal by deal",
        "Declared families cleared, from own rights on",
        beneath,
    )
    shown = next(row.after for row in phone if row.after.market == SHOWN_MARKET)
    holders = holders_bar(
        [{**h.to_dict(), "enforcer": h.holder in shown.enforcers} for h in shown.holders],
        f"Whose families remain in {country_name(SHOWN_MARKET)}",
        f"{PHONE}, after the Nokia deal",
        beneath,
    )
    charts = {
        "demo-map": maps,
        "demo-change": change,
        "demo-waterfall": falls,
        "demo-holders": holders,
    }
    written = [
        render(spec, output / f"{name}{suffix}")
        for name, spec in charts.items()
        for suffix in (".png", ".svg")
        if name in ("demo-map", "demo-waterfall") or suffix == ".png"
    ]
    page = output / "demo.html"
    write_page(
        page,
        case.question,
        [
            Section("The answer", answer_in_words(phone)),
            Section("The map", chart=maps),
            Section("What the deal changed", chart=change),
            Section("Deal by deal", chart=falls),
            Section("What stands in the way", chart=holders),
            Section(
                "Market by market",
                table=Table(("Market", "Holders"), _remaining_rows(changes), REMAINING),
            ),
            Section("Phones and accessories", why_accessories(changes).replace("\n", "\n\n")),
        ],
        beneath,
    )
    return [*written, page]


def answer_in_words(phone: Sequence[MarketChange]) -> str:
    """Answer the question in a sentence, with its hedge."""
    shown = next(row for row in phone if row.after.market == SHOWN_MARKET)
    before, after = shown.before.share or 0, shown.after.share or 0
    open_now = [row for row in phone if row.after.status in ("covered", "quiet")]
    opened = [row for row in open_now if row.before.status not in ("covered", "quiet")]
    return (
        f"Not by itself: with the Nokia deal {after:.0%} of the declared families in force in "
        f"{country_name(SHOWN_MARKET)} are cleared for the {PHONE} ({before:.0%} before), and "
        f"{len(shown.after.enforcers)} of the holders who remain have sued there over declared "
        f"patents. The deal alone opens {len(opened)} of {len(phone)} markets; "
        f"{len(open_now)} count as open after it. Declared is not essential; the "
        "register here is a sample."
    )


def _before(row: MarketChange) -> MarketResult:
    return row.before


def _after(row: MarketChange) -> MarketResult:
    return row.after


def _map_row(row: MarketResult) -> dict[str, Any]:
    return {**row.to_dict(), "holders": None}
