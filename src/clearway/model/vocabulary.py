"""Reading the bundled vocabulary: small CSV files under `clearway/data/vocabulary`.

Every file names its public source, in a `source` column or in a first line that starts with `#`.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "data" / "vocabulary"


def read_vocabulary(name: str) -> list[dict[str, str]]:
    """Return the rows of the bundled file `NAME.csv` by column, without its `#` lines."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def read_day(text: str) -> date | None:
    """Return the ISO date, or None where the cell is empty (the interval is open there)."""
    return date.fromisoformat(text) if text else None
