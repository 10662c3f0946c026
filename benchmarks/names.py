"""Names: how many spellings meet rightly, beside equal keys and the matcher's own defaults.

The PatentsView AIR-UMass benchmark of assignees lies in the package `pv-evaluation` (data of
Monath, Jones and Madhavan, PatentsView; GPL-3.0): 185,250 mentions, 2,269 names, 105 companies.
Only its CSV files are read; `make bench` installs them from `benchmarks/requirements.txt`. The test
half is the companies whose name has an odd SHA-256. The weights of the score, its thresholds and
lengths were chosen on the other half and on other sets; the list of words and the kinds of
difference were thought of with names of both halves in view, so the test half tells less of them.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import in_gigabytes, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.measuring import Row

    Labels = Mapping[str, str]
    Resolver = Callable[[list[str]], Labels]

DEFAULT_CUT = 90
"""RapidFuzz names no threshold for its default scorer; of 80, 86, 90 and 95 this has the best F1
on mentions."""
CROWDS = (2_500, 20_000, 100_000)
_UNSURE = "Unknown"


def benchmark_file(name: str) -> Path | None:
    """Return a file of pv-evaluation, or None where the package is absent."""
    spec = find_spec("pv_evaluation")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "data" / "assignee" / name


def load(name: str) -> tuple[dict[str, str], Counter[str]] | None:
    """Return the company and the mentions of every name in a file of pv-evaluation."""
    path = benchmark_file(name)
    if path is None:
        return None
    told: dict[str, Counter[str]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            told.setdefault(row["organization"], Counter())[row["unique_id"]] += 1
    mentions = Counter({name: count.total() for name, count in told.items()})
    return {name: count.most_common(1)[0][0] for name, count in told.items()}, mentions


def load_affiliations() -> dict[str, str] | None:
    """Return affiliations in Internet drafts (ietfdata, BSD-2), one organization each, if there."""
    default = Path(__file__).parents[2] / "shared" / "data"
    path = Path(os.environ.get("CLEARWAY_SHARED_DATA", default)) / "names" / "affiliations_ietf.csv"
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [(row["raw"], row["canonical"]) for row in csv.DictReader(lines)]
    return {raw: name for raw, name in rows if name != _UNSURE and "|" not in name}


def is_test(company: str) -> bool:
    """Return whether a company of the benchmark is kept for testing."""
    return hashlib.sha256(company.encode()).digest()[0] % 2 == 1


def scores(truth: Labels, found: Labels, weights: Mapping[str, int]) -> tuple[float, ...]:
    """Return precision, recall and F1 over pairs, then the same of B-cubed.

    Args:
        truth: the company of every name.
        found: the company it was brought to.
        weights: mentions of every name; 1 each counts names.
    """
    cells: Counter[tuple[str, str]] = Counter()
    true: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for name, company in truth.items():
        cells[company, found[name]] += weights[name]
        true[company] += weights[name]
        given[found[name]] += weights[name]
    both = _pairs(cells.values())
    total = true.total()
    pairwise = both / max(_pairs(given.values()), 1), both / max(_pairs(true.values()), 1)
    cubed = (
        sum(n * n / given[to] for (_, to), n in cells.items()) / total,
        sum(n * n / true[company] for (company, _), n in cells.items()) / total,
    )
    return (*pairwise, _f1(*pairwise), *cubed, _f1(*cubed))


def _pairs(counts: object) -> int:
    return sum(n * (n - 1) // 2 for n in counts)  # type: ignore[attr-defined]


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def ours(names: list[str]) -> Labels:
    """Clearway as it runs: held back where a word differs, at its threshold."""
    from clearway.matching import resolve

    return {match.name: match.company_id for match in resolve(names)}


def equal_keys(names: list[str]) -> Labels:
    """Bring together names of one normalized key."""
    from clearway.model.names import normalize_name

    return {name: normalize_name(name) for name in names}


def matcher_defaults(names: list[str]) -> Labels:
    """RapidFuzz as it comes: its default scorer and processor, and chains of its matches."""
    import numpy as np
    from rapidfuzz import fuzz, process, utils

    likeness = process.cdist(
        names, names, scorer=fuzz.WRatio, processor=utils.default_process,
        score_cutoff=DEFAULT_CUT, dtype=np.uint8,
    )  # fmt: skip
    group = list(range(len(names)))
    for one, other in np.argwhere(np.triu(likeness, 1)).tolist():
        kept, gone = sorted((group[one], group[other]))
        if kept != gone:
            group = [kept if root == gone else root for root in group]
    return {name: str(root) for name, root in zip(names, group, strict=True)}


RIVALS: Mapping[str, Resolver] = {"equal keys": equal_keys, "RapidFuzz WRatio": matcher_defaults}


def measure_names(work: Path, rows: int) -> list[Row]:  # noqa: ARG001 - size does not depend on rows
    """All figures of names; what is wrong goes to `names-wrong.txt` in the folder of work."""
    loaded = load("air-umass-assignees-benchmark.csv")
    if loaded is None:
        return [("names", "–", "needs benchmarks/requirements.txt", "–", "–"), *_crowds()]
    truth, mentions = loaded
    names = sorted(truth)
    found = ours(names)
    others = {rival: resolver(names) for rival, resolver in RIVALS.items()}
    table = _compared("names", truth, dict.fromkeys(names, 1), found, others)
    table += _compared("mentions", truth, mentions, found, others)
    test = {name: company for name, company in truth.items() if is_test(company)}
    table += _compared("names, test half", test, dict.fromkeys(test, 1), found, others)
    (work / "names-wrong.txt").write_text(_wrong(truth, mentions, found), encoding="utf-8")
    return [*table, *_affiliations(), *_crowds()]


def _compared(
    what: str,
    truth: Labels,
    weights: Mapping[str, int],
    found: Labels,
    others: Mapping[str, Labels],
) -> list[Row]:
    """Three rows each for pairs and B-cubed."""
    mine = scores(truth, found, weights)
    theirs = {rival: scores(truth, labels, weights) for rival, labels in others.items()}
    measures = [f"{how} {m}" for how in ("pairs", "B-cubed") for m in ("precision", "recall", "F1")]
    return [
        (
            f"{measure}, {what}",
            f"{mine[i]:.3f}",
            "; ".join(f"{rival} {their[i]:.3f}" for rival, their in theirs.items()),
            "–",
            "at least 0.99" if measure == "pairs precision" else "–",
        )
        for i, measure in enumerate(measures)
    ]


def _affiliations() -> list[Row]:
    truth = load_affiliations()
    if truth is None:
        return [("affiliations", "–", "shared data absent", "–", "–")]
    names = sorted(truth)
    once = dict.fromkeys(names, 1)
    rivals = {"equal keys": equal_keys(names)}
    rows = _compared("affiliations", truth, once, ours(names), rivals)
    return [(*row[:4], "–") for row in rows]  # its labels set typing errors apart


def _crowds() -> list[Row]:
    """Seconds of a core and memory for made-up spellings: an export of ETSI, large, huge."""
    rows = []
    for size in CROWDS:
        done = run("-m", "benchmarks.name_crowd", str(size))
        told = f"{float(done.output):.1f} s, {in_gigabytes(done.peak)}"
        rows.append((f"names: {size:,} spellings resolved", told, "–", "–", "a minute"))
    return rows


def _wrong(truth: Labels, mentions: Mapping[str, int], found: Labels) -> str:
    """Companies that were brought together, then those that were left in parts."""
    groups: dict[str, set[str]] = {}
    parts: dict[str, Counter[str]] = {}
    for name, to in found.items():
        groups.setdefault(to, set()).add(truth[name])
        parts.setdefault(truth[name], Counter())[to] += 1
    lines = ["Together, but not one company:"]
    lines += [f"  {to}: {', '.join(sorted(c))}" for to, c in sorted(groups.items()) if len(c) > 1]
    lines.append("One company, but in parts (names of the ten largest parts):")
    for company, split in sorted(parts.items(), key=lambda item: -len(item[1])):
        if len(split) > 1:
            most = max((n for n in truth if truth[n] == company), key=lambda n: mentions[n])
            largest = "; ".join(f"{to} ({count})" for to, count in split.most_common(10))
            lines.append(f"  {most}, {len(split)} parts: {largest}")
    return "\n".join(lines) + "\n"
