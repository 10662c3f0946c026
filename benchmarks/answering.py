"""Questions: one, a toggled deal, a series, a cold command line, a thousand pairs."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import as_file, files
from itertools import count
from typing import TYPE_CHECKING

from benchmarks.measuring import Row, in_gigabytes, in_seconds, middle, run, seconds
from benchmarks.reading import ingest, make_sample
from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.question import ask
from clearway.model.territory import COUNTRIES, REGIONAL
from clearway.record import open_record

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from clearway.case import Case
    from clearway.clearance.question import Question

CASE = files("clearway") / "data" / "cases" / "xiaomi-2017.toml"
MARKETS, MONTHS = 60, 120


class Bench:
    """The record of the sample, held open under the bundled case."""

    def __init__(self, record: Path) -> None:
        self.record = open_record(record)
        self.desk = Desk(self.record)

    @cached_property
    def case(self) -> Case:
        """The bundled case."""
        with as_file(CASE) as path:
            return read_case(path)

    @cached_property
    def product(self) -> str:
        """The first product that reads any standard."""
        return next(p.name for p in self.case.products if p.standards)

    @cached_property
    def deal(self) -> str:
        """The deal to toggle."""
        return self.case.deals[-1].id

    def question(self, *, wide: bool = False, without: tuple[str, ...] = ()) -> Question:
        """Return the one-product question, over the case's markets or over 60."""
        own = ask(self.case, products=[self.product]).markets or self.case.markets or ()
        more = [c for c in sorted(COUNTRIES) if c not in own]
        markets = sorted([*own, *more][:MARKETS]) if wide else []
        return ask(self.case, products=[self.product], markets=markets, without_deals=list(without))


def months() -> list[date]:
    """Return the first days of 120 months from 2010 on."""
    return [date(2010 + i // 12, 1 + i % 12, 1) for i in range(MONTHS)]


def opened(work: Path, rows: int) -> Bench:
    """Return the record of the sample, made when there is none yet."""
    if not (work / "record").exists():
        ingest(make_sample(work, rows)[0], work / "record")
    return Bench(work / "record")


def measure_clear(work: Path, rows: int) -> list[Row]:
    """One product, all markets of the case, one date, each time another; pandas beside it.

    The script counts families in force and nothing else.
    """
    bench = opened(work, rows)
    days = count()

    def another_day() -> None:
        day = bench.question().as_of + timedelta(days=next(days))
        bench.desk.clear(bench.case, replace(bench.question(), as_of=day))

    ours = seconds(another_day)
    declarations = _frame(work, "declarations", ["family_id", "generation"])
    members = _frame(work, "family_rights", ["family_id", "right_id"])
    rights = _frame(work, "rights", ["right_id", "office", "filed_on", "granted_on", "ended_on"])
    day = bench.question().as_of
    other = seconds(lambda: _count_by_pandas(declarations, members, rights, day), times=3)
    return [("clear, record open / pandas, counts in force only", in_seconds(ours),
             in_seconds(other), f"{other / ours:.1f} x faster", "0.3 s")]  # fmt: skip


def _frame(work: Path, name: str, columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    path = open_record(work / "record").table_path(name)
    return pd.read_parquet(path, columns=columns) if path else pd.DataFrame(columns=columns)


def _count_by_pandas(
    declarations: pd.DataFrame, family_rights: pd.DataFrame, rights: pd.DataFrame, day: date
) -> pd.Series:
    """Count 4G families with a granted right that has not run out, by country."""
    import pandas as pd

    start = pd.Timestamp(day)
    granted, filed, ended = (
        pd.to_datetime(rights[c], errors="coerce") for c in ("granted_on", "filed_on", "ended_on")
    )
    ended = ended.fillna(filed + timedelta(days=7305))
    in_force = rights[(granted <= start) & (ended > start)]
    chosen = declarations.loc[declarations["generation"] == "4G", ["family_id"]].drop_duplicates()
    joined = in_force.merge(family_rights, on="right_id").merge(chosen, on="family_id")
    states = pd.DataFrame(
        [(office, m.country) for office, rows in REGIONAL.items() for m in rows]
        + [(country, country) for country in COUNTRIES],
        columns=["office", "country"],
    )
    return joined.merge(states, on="office").groupby("country")["family_id"].nunique()


def measure_cold(work: Path, rows: int) -> list[Row]:
    """The command line from nothing, with the layout kept, and the first call for a new day."""
    bench = opened(work, rows)
    with as_file(CASE) as path:
        words = ["-m", "clearway", "clear", str(path), "--record", str(work / "record"),
                 "--product", bench.product, "--format", "json"]  # fmt: skip
        run(*words)
        cold = middle([run(*words) for _ in range(5)])
        day = ["--known-at", "2017-06-30", "--as-of", "2017-06-30"]
        kept = set(bench.record.cache_dir.iterdir())
        first = run(*words, *day)
        for made in set(bench.record.cache_dir.iterdir()) - kept:
            shutil.rmtree(made)
    bare = middle([run("-c", "import duckdb, numba") for _ in range(3)])
    return [
        ("clear, cold command line / bare import of its engines", in_seconds(cold.seconds),
         in_seconds(bare.seconds), f"{cold.seconds / bare.seconds:.1f} x", "1.5 s"),
        ("the first question ever for a day of knowledge", in_seconds(first.seconds),
         in_seconds(cold.seconds), f"{first.seconds / cold.seconds:.1f} x", "–"),
    ]  # fmt: skip


def measure_toggle(work: Path, rows: int) -> list[Row]:
    """A deal switched off and on again, all markets of the case."""
    bench = opened(work, rows)
    states = (bench.question(), bench.question(without=(bench.deal,)))

    def toggle() -> None:
        for state in states:
            bench.desk.clear(bench.case, state)

    ours = seconds(toggle) / 2
    other = seconds(lambda: bench.desk.clear(bench.case, states[0], engine="duckdb"), times=1)
    return [("toggle a deal / the rules on DuckDB", in_seconds(ours), in_seconds(other),
             f"{other / ours:.0f} x faster", "50 ms")]  # fmt: skip


def measure_series(work: Path, rows: int) -> list[Row]:
    """60 markets x 120 months by holder, each time other days; the rules for one month, scaled."""
    bench = opened(work, rows)
    wide = bench.question(wide=True)
    shifts = count()

    def other_months() -> None:
        days = [day + timedelta(days=shift) for shift in [next(shifts)] for day in months()]
        bench.desk.series(bench.case, wide, bench.product, days)

    ours = seconds(other_months)
    month = seconds(lambda: bench.desk.clear(bench.case, wide, engine="duckdb"), times=1)
    other = month * MONTHS
    return [(f"60 x 120 by holder / the rules, one month times {MONTHS}", in_seconds(ours),
             in_seconds(other), f"{other / ours:.0f} x faster", "0.3 s")]  # fmt: skip


def measure_pairs(work: Path, rows: int, pairs: int) -> list[Row]:
    """Company-product pairs over 60 markets and 120 months, in a fresh process."""
    opened(work, rows)
    done = run("-m", "benchmarks.pairs", str(work / "record"), str(pairs))
    told = json.loads(done.output)
    return [
        (f"{pairs:,} pairs x 60 x 120", in_seconds(told["seconds"]), "–",
         f"{told['seconds'] / pairs * 1000:.0f} ms a pair", "60 s for 1,000"),
        (f"peak memory of {pairs:,} pairs", in_gigabytes(done.peak), "–", "–", "1 GB"),
    ]  # fmt: skip


def count_pairs(bench: Bench, pairs: int) -> int:
    """Count pairs of a company of the record and the phone in five choices of generations.

    Returns:
        The sum of the exposed families, so that nobody can say the work was not done.
    """
    from clearway.clearance.counting import count_series

    wide = bench.question(wide=True)
    phone = next(p for p in bench.case.products if p.name == bench.product)
    products = [
        replace(phone, name=f"{phone.name} {'+'.join(generations)}", standards=generations)
        for generations in (("2G",), ("3G",), ("4G",), ("3G", "4G"), ("2G", "3G", "4G"))
    ]
    names = list(bench.desk.board(bench.desk.setting(bench.case, wide)).owners)
    companies = sorted({n for n in names if bench.desk.setting(bench.case, wide).companies.find(n)})
    total = 0
    for number in range(pairs):
        company = companies[number // len(products) % len(companies)]
        product = products[number % len(products)]
        question = replace(wide, company=company, products=(product,))
        board = bench.desk.board(bench.desk.setting(bench.case, question))
        total += int(count_series(board, product, months(), by_holder=False).totals[1].sum())
    return total
