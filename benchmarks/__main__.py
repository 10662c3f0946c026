"""`python -m benchmarks`: measure on the full-size sample and print one table."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import answering, articles, families, names, numbers, planning, readers, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.measuring import Row

HEAD: Row = ("what", "measured", "floor or rival", "ratio", "must reach")


def measures(pairs: int, *, twice: bool) -> dict[str, Callable[[Path, int], list[Row]]]:
    """Return each measure by its name, in the order of the table."""
    found: dict[str, Callable[[Path, int], list[Row]]] = {
        "ingest": reading.measure_csv,
        "zip": reading.measure_zip,
        "clear": answering.measure_clear,
        "cold": answering.measure_cold,
        "toggle": answering.measure_toggle,
        "series": answering.measure_series,
        "numbers": numbers.measure_numbers,
        "families": families.measure_families,
        "names": names.measure_names,
        "planning": planning.measure_planning,
        "reading": articles.measure_articles,
        "pairs": lambda work, rows: answering.measure_pairs(work, rows, pairs),
    }
    found |= {f"read-{source}": measure for source, measure in readers.MEASURES.items()}
    if twice:
        found["twice"] = reading.measure_twice
    return found


def to_table(rows: Sequence[Row]) -> str:
    """Return rows as aligned text under a heading."""
    widths = [max(len(row[i]) for row in (HEAD, *rows)) for i in range(len(HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (HEAD, tuple("-" * width for width in widths), *rows)
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for; progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000, help="rows of the sample")
    parser.add_argument("--work", type=Path, default=Path("bench-output"), help="folder to work in")
    parser.add_argument("--only", action="append", help="one measure; may be given again")
    parser.add_argument("--pairs", type=int, default=1000, help="company-product pairs")
    parser.add_argument("--twice", action="store_true", help="also ingest twice the rows")
    asked = parser.parse_args(arguments)
    known = measures(asked.pairs, twice=asked.twice or "twice" in (asked.only or ()))
    for name in asked.only or ():
        if name not in known:
            parser.error(f"--only {name}: there are {', '.join(known)}")
    work = asked.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for name, measure in known.items():
        if not asked.only or name in asked.only:
            print(f"measuring {name} ...", file=sys.stderr)
            rows += measure(work, asked.rows)
    load = os.getloadavg()[0]
    print(f"{asked.rows:,} rows, {os.cpu_count()} cores, load {load:.1f} at the end\n")
    print(to_table(rows))


if __name__ == "__main__":
    main()
