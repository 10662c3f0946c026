"""Families of ten million links: against reading and sorting them, and against general graphs.

`python -m benchmarks.families NAME LINKS` runs one way in this process.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchmarks.measuring import Row, in_gigabytes, in_seconds, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clearway.record.family_numbers import Numbers

LINKS = 10_000_000
_PRIORITIES_OF_A_FAMILY = 3
_CROSSING = 0.002
"""Share of links to a priority of another family: divisions, continuations in part."""


def make_links(path: Path, links: int) -> Path:
    """Write documents and priorities as text, in no order, where the file is absent."""
    if path.exists():
        return path
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(1)
    documents = rng.integers(0, links // 2, links)
    families = documents // 5
    crossed = rng.random(links) < _CROSSING
    families[crossed] = rng.integers(0, links // 10, int(crossed.sum()))
    priorities = families * _PRIORITIES_OF_A_FAMILY + rng.integers(0, 2, links)
    numbers = pl.DataFrame({"document": documents, "priority": priorities})
    numbers.select(
        pl.format("EP-{}", pl.col("document") + 1_000_000).alias("document"),
        pl.format("US20{}P", pl.col("priority") + 1_000_000_000).alias("priority"),
    ).write_parquet(path)
    return path


def floor(path: str) -> None:
    """Read the links and sort them by document."""
    import polars as pl

    pl.read_parquet(path).sort("document")


def ours(path: str) -> None:
    """Read the links and compute both families, with their names."""
    import polars as pl

    from clearway.record.families import compute_families

    compute_families(pl.read_parquet(path))


def listed(path: str) -> None:
    """Compute both as a record does: from lists of priorities, first filings found on the way."""
    import polars as pl

    from clearway.record.families import families_of

    links = pl.scan_parquet(path).group_by("document").agg("priority").collect()
    families_of(
        links.select(
            pl.col("document").alias("right_id"),
            pl.lit(None, pl.String).alias("application_number"),
            pl.col("priority").alias("priority_numbers"),
        )
    )


def numbered(path: str) -> None:
    """Read and number the links only: what every way below needs too."""
    _numbered(path)


def kernels(path: str) -> None:
    """Both families of links that are numbered; less the time of `numbered`."""
    from clearway.record.family_numbers import extended_families, simple_families

    documents, priorities, count = _numbered(path)
    simple_families(documents, priorities, count)
    extended_families(documents, priorities, count)


def scipy(path: str) -> None:
    """Extended families as connected components of a sparse matrix of SciPy."""
    import numpy as np

    sparse, graphs = import_module("scipy.sparse"), import_module("scipy.sparse.csgraph")
    documents, priorities, count = _numbered(path)
    size = count + int(priorities.max()) + 1
    ones = np.ones(len(documents), dtype=np.int8)
    graphs.connected_components(
        sparse.coo_matrix((ones, (documents, priorities + count)), shape=(size, size)),
        directed=False,
    )


def networkx(path: str) -> None:
    """Extended families as connected components of a graph of NetworkX."""
    nx = import_module("networkx")
    documents, priorities, count = _numbered(path)
    graph = nx.Graph(zip(documents.tolist(), (priorities + count).tolist(), strict=True))
    list(nx.connected_components(graph))


def _numbered(path: str) -> tuple[Numbers, Numbers, int]:
    import polars as pl

    from clearway.record.families import number_texts

    links = pl.read_parquet(path)
    documents, names = number_texts(links["document"])
    return documents, number_texts(links["priority"])[0], len(names)


WAYS: dict[str, Callable[[str], None]] = {
    way.__name__: way for way in (floor, ours, listed, numbered, kernels, scipy, networkx)
}


def measure_families(work: Path, rows: int) -> list[Row]:
    """Both families of ten million links (of as many as the rows, where those are fewer)."""
    links = min(LINKS, 2 * rows)
    path = make_links(work / f"links-{links}.parquet", links)
    done = {name: run("-m", "benchmarks.families", name, str(path))
            for name in ("ours", "floor", "ours", "listed", "numbered", "kernels")}  # fmt: skip
    what, ours_, bare = f"families of {links:,} links", done["ours"], done["floor"]
    kernel = max(done["kernels"].seconds - done["numbered"].seconds, 1e-3)
    table: list[Row] = [
        (f"{what} / read and sort", in_seconds(ours_.seconds), in_seconds(bare.seconds),
         f"{ours_.seconds / bare.seconds:.2f} x", "–"),
        (f"{what}, memory", in_gigabytes(ours_.peak), in_gigabytes(bare.peak),
         f"{ours_.peak / bare.peak:.2f} x", "–"),
        (f"{what}, from lists of a record", in_seconds(done["listed"].seconds),
         in_gigabytes(done["listed"].peak), "–", "–"),
    ]  # fmt: skip
    for name in ("scipy", "networkx"):
        if find_spec(name) is None:
            print(f"families: {name} is not installed; left out", file=sys.stderr)
            continue
        other = run("-m", "benchmarks.families", name, str(path))
        taken = other.seconds - done["numbered"].seconds
        table.append((f"both families, numbered / extended by {name}", in_seconds(kernel),
                      in_seconds(taken), f"{taken / kernel:.1f} x faster", "–"))  # fmt: skip
    return table


if __name__ == "__main__":
    WAYS[sys.argv[1]](sys.argv[2])
