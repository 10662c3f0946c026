"""Make the weights of `clearway.matching.scores` anew: `python -m benchmarks.name_weights`.

Logistic regression over pairs of spellings that compare: those within the training half of the
AIR-UMass companies, and those of the NBER companies that share no name with AIR-UMass, so that
nothing of the test half is seen. Both sets weigh the same. NBER's labels set many typing errors
apart, which makes the scores cautious; its pairs that are equal letter by letter say nothing but
that, and are left out.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.names import is_test, load
from clearway.matching.candidates import candidate_pairs
from clearway.matching.compare import compare
from clearway.matching.scores import WEIGHTS, evidence, features
from clearway.matching.words import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from clearway.matching.words import Spelling

    Floats = NDArray[np.float64]

_SAME_LETTERS = frozenset({"form", "spacing"})
_RIDGE = 1.0
_WEIGHT = 5000.0
"""Pairs that one set counts for, however many it has."""


def main() -> None:
    """Print the constants."""
    air, nber = (
        load("air-umass-assignees-benchmark.csv"),
        load("nber-subset-assignees-benchmark.csv"),
    )
    if air is None or nber is None:
        sys.exit("pip install --no-deps -r benchmarks/requirements.txt")
    shared = {company for name, company in nber[0].items() if name in air[0]}
    sets = [
        _pairs({name: c for name, c in air[0].items() if not is_test(c)}),
        _pairs({name: c for name, c in nber[0].items() if c not in shared}, but=_SAME_LETTERS),
    ]
    x = np.vstack([rows for rows, _ in sets])
    y = np.concatenate([same for _, same in sets])
    w = np.concatenate([np.full(len(same), _WEIGHT / len(same)) for _, same in sets])
    for name, value in zip(("bias", *WEIGHTS, "shared", "equal"), _fit(x, y, w), strict=True):
        print(f"{name:24}{value:6.2f}")


def _pairs(truth: Mapping[str, str], but: frozenset[str] = frozenset()) -> tuple[Floats, Floats]:
    """Return a row of features for every pair that compares, and whether it is one company."""
    companies: dict[Spelling, set[str]] = {}
    for name, company in truth.items():
        companies.setdefault(cut(name), set()).add(company)
    spellings = sorted(companies, key=lambda spelling: spelling.key)
    rows, same = [], []
    for one, other in candidate_pairs(spellings):
        compared = compare(spellings[one], spellings[other])
        if compared is not None and but.isdisjoint(compared.differences):
            rows.append((1, *features(compared), *evidence(compared)))
            same.append(bool(companies[spellings[one]] & companies[spellings[other]]))
    return np.array(rows, np.float64), np.array(same, np.float64)


def _fit(x: Floats, y: Floats, w: Floats) -> Floats:
    """Newton's method; the ridge leaves the first column alone."""
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], _RIDGE)
    ridge[0] = 0
    for _ in range(50):
        likely = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (w * (y - likely)) - ridge * weights
        curve = (x * (w * likely * (1 - likely))[:, None]).T @ x + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return weights


if __name__ == "__main__":
    main()
