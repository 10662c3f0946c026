"""Compiles what numba compiles, so that the workers of a run find it and do not each do it anew.

Numba keeps what it compiled beside the sources, but takes no lock: processes that start together
in a fresh clone would all compile the same.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.holdings import lay_holdings
from clearway.clearance.question import ask
from clearway.clearance.remedies import find_remedies
from clearway.ingest import compute_families, ingest_etsi
from engines import FlatRecord
from oracle.worlds import random_world, write_world
from sources.isld import rows, text


def compile_reading(folder: Path) -> None:
    """Read a small export of the register and compute the families of its rights."""
    export = folder / "export.csv"
    export.write_bytes(text(rows(50)))
    ingest_etsi(export, folder / "record")
    compute_families(folder / "record", wanted=True)


def compile_answers(folder: Path) -> None:
    """Ask a small world for its markets, over days, and for who holds what."""
    case = read_case(write_world(*random_world(0), folder))
    desk, question = Desk(FlatRecord(folder)), ask(case)  # type: ignore[arg-type]
    product, days = question.products[0], [question.as_of, question.as_of + timedelta(days=1)]
    board = desk.board(desk.setting(case, question))
    desk.clear(case, question)
    desk.series(case, question, product.name, days)
    lay_holdings(board, product, question.as_of, [frozenset()])
    find_remedies(board, product, question.as_of, [deal.id for deal in case.candidates])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        compile_answers(Path(scratch) / "world")
        compile_reading(Path(scratch))
