"""Numbers: how many spellings of real files read, by office, how many pairs meet, and how fast.

The files are those of the shared data (`CLEARWAY_SHARED_DATA`, or `../shared/data` beside the
project); what is absent is left out, saying so. Speed is measured on spellings of our own.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.measuring import Row, seconds
from clearway.model.applications import read_application
from clearway.model.docdb_applications import docdb_application
from clearway.model.numbers import AmbiguousNumberError, NumberError, parse_publication

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[1].parent / "shared" / "data")
)
_MOST_OFFICES = 20
_TIMED = 50_000


class Spelled(NamedTuple):
    """A number as a file spells it: where it stands, its office, and how it is read."""

    place: str
    office: str
    text: str
    read: Callable[[], object]


def _publication(place: str, office: str, text: str) -> Spelled:
    return Spelled(place, office, text, lambda: parse_publication(text, office))


def _application(place: str, office: str, text: str) -> Spelled:
    return Spelled(place, office, text, lambda: read_application(text, office))


def _etsi(folder: Path) -> Iterator[Spelled]:
    """The number columns of the export."""
    columns = {
        "PUBL_NUMBER": _publication,
        "Original_Publication_Number": _publication,
        "PATT_APPLICATION_NUMBER": _application,
        "Original_Application_Number": _application,
        "PBPA_PRIORITY_NUMBERS": _application,
    }
    csv.field_size_limit(10**9)
    with (folder / "etsi" / "isld_rows_docomo.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            for column, spelled in columns.items():
                for text in filter(None, map(str.strip, row[column].split("|"))):
                    own = column == "PBPA_PRIORITY_NUMBERS" or text[:2].isalpha()
                    office = text[:2] if own else row["Country_Of_Registration"][:2]
                    yield spelled("etsi " + column, office, text)


def _pool(folder: Path) -> Iterator[Spelled]:
    """Both number columns of the pool's list."""
    with (folder / "pools" / "hevc_advance_2022.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            for name in ("", " New"):
                office, text = row[f"Country{name}"], row[f"Patent Number{name}"]
                yield _publication("pool", office, text)


def _suits(folder: Path) -> Iterator[Spelled]:
    for line in (folder / "facts" / "suits.jsonl").read_text(encoding="utf-8").splitlines():
        suit = json.loads(line)
        for text in suit["patents"]:
            yield _publication("suits", suit["country"], text)


def _documents(folder: Path) -> Iterator[Spelled]:
    """Every `document-id` with country, number and kind in the grants of the USPTO: citations."""
    text = (folder / "uspto" / "grants_2013-04-16_small.xml").read_text(encoding="utf-8")
    for block in re.findall(r"<document-id>(.*?)</document-id>", text, re.DOTALL):
        country, number, kind = (_inner(block, tag) for tag in ("country", "doc-number", "kind"))
        kind = "" if kind in {"00", "S"} else kind
        if number.startswith("PCT"):
            yield _application("uspto", "WO", number)
        elif country == "US" and not kind and re.fullmatch(r"\d{8}", number):
            yield _application("uspto", "US", number)
        else:
            yield _publication("uspto", country, f"{number} {kind}".strip())


def _inner(block: str, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", block)
    return found[1].strip() if found else ""


class Pair(NamedTuple):
    """One reference in two of the EPO's forms, each as `country number kind date`."""

    what: str
    docdb: dict[str, str]
    other: dict[str, str]


def _pairs(folder: Path) -> Iterator[Pair]:
    """References that the EPO gives in DOCDB's form and in epodoc's, and in the office's own."""
    from lxml import etree

    for path in sorted((folder / "epo").glob("*.xml")):
        tree = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
        for parent in tree.iter():
            yield from _pairs_in(parent)


def _pairs_in(parent: object) -> Iterator[Pair]:
    forms: dict[tuple[str, str], dict[str, list[dict[str, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one in parent:  # type: ignore[attr-defined]
        if not isinstance(one.tag, str) or not one.tag.endswith(("reference", "claim")):
            continue
        what = one.tag.rpartition("}")[2]
        for number in one.iter("{*}document-id"):
            form = number.get("document-id-type") or one.get("data-format")
            said = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in number}
            group = "" if one.get("data-format") else str(id(one))
            forms[what, group + (one.get("sequence") or "")][form].append(said)
    for (what, _), found in forms.items():
        for other in ("epodoc", "original"):
            if (what, other) == ("priority-claim", "original"):
                continue  # not in the order of the others
            for docdb, spelled in zip(found["docdb"], found[other], strict=False):
                yield Pair(f"{what.partition('-')[0]} {other}", docdb, spelled)


def _meet(pair: Pair) -> str:
    """`same`, `different`, or why one of the two is not read."""
    country, number = pair.docdb["country"], pair.docdb["doc-number"]
    kind, text = pair.docdb.get("kind", ""), pair.other["doc-number"]
    try:
        if pair.what.startswith("publication"):
            one = parse_publication(f"{country}-{number}-{kind}").key
            return "same" if parse_publication(text, country).key == one else "different"
        one = docdb_application(country, number, kind, _day(pair))
        other = read_application(text, country, _day(pair))
    except AmbiguousNumberError:
        return "ambiguous"
    except NumberError:
        return "refused"
    return "same" if one == other else "different"


def _day(pair: Pair) -> date | None:
    text = pair.docdb.get("date") or pair.other.get("date", "")
    return date.fromisoformat(text) if re.fullmatch(r"\d{8}", text) else None


def _outcome(one: Spelled) -> str:
    try:
        one.read()
    except AmbiguousNumberError:
        return "ambiguous"
    except NumberError:
        return "refused"
    return "parsed"


def _collect(folder: Path) -> Iterable[Spelled]:
    """Every different spelling of the files that are there."""
    found: dict[tuple[str, str, str], Spelled] = {}
    for source in (_etsi, _pool, _suits, _documents):
        try:
            for one in source(folder):
                found.setdefault((one.place, one.office, one.text), one)
        except FileNotFoundError as problem:
            print(f"numbers: {problem.filename} is not here; left out", file=sys.stderr)
    return found.values()


def _by_office(spelled: Iterable[Spelled]) -> list[Row]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in spelled:
        counts[one.office or "none"][_outcome(one)] += 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    rest: Counter[str] = Counter()
    for _, count in ordered[_MOST_OFFICES:]:
        rest += count
    shown = [*ordered[:_MOST_OFFICES], (f"{len(ordered[_MOST_OFFICES:])} others", rest)]
    everything: Counter[str] = Counter()
    for _, count in ordered:
        everything += count
    return [_row(f"numbers read, {name}", count) for name, count in [*shown, ("all", everything)]]


def _row(what: str, count: Counter[str]) -> Row:
    total = count.total() or 1
    return (what, f"{count['parsed']:,} of {count.total():,}",
            f"ambiguous {count['ambiguous']}, refused {count['refused']}",
            f"{count['parsed'] / total:.1%}", "–")  # fmt: skip


def _met(folder: Path) -> list[Row]:
    """How many pairs of one reference in two forms give one key."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seen = set()
    for pair in _pairs(folder):
        if (mark := str(pair)) not in seen:
            seen.add(mark)
            counts[pair.what][_meet(pair)] += 1
    return [
        (
            f"DOCDB = {what}",
            f"{count['same']} of {count.total()}",
            ", ".join(f"{why} {count[why]}" for why in ("different", "ambiguous", "refused")),
            f"{count['same'] / count.total():.1%}",
            "–",
        )
        for what, count in sorted(counts.items())
    ]  # fmt: skip


def _in_common(spelled: Iterable[Spelled]) -> Row:
    """Patents that the pool's list and the register both name."""
    keys: dict[str, set[str]] = defaultdict(set)
    for one in spelled:
        if one.place in {"pool", "etsi PUBL_NUMBER"} and _outcome(one) == "parsed":
            keys[one.place].add(parse_publication(one.text, one.office).key)
    pool, register = keys["pool"], keys["etsi PUBL_NUMBER"]
    return ("patents in the pool and in the register", f"{len(pool & register)}",
            f"{len(pool):,} and {len(register):,}", "–", "–")  # fmt: skip


def _speed() -> list[Row]:
    rng = random.Random(1)
    texts = [
        rng.choice(("EP {} B1", "US {} B2", "KR10-{}", "CN10{} A", "JP {} B2", "DE10{} A1"))
        .format(rng.randint(2_500_001, 9_999_999))
        for _ in range(_TIMED)
    ]  # fmt: skip
    filings = [f"{rng.choice(('JP', 'KR', 'CN', 'EP'))}2012{rng.randint(1000000, 1999999)}"
               for _ in range(_TIMED)]  # fmt: skip
    rows = []
    for what, read, written in (
        ("publications", parse_publication, texts), ("applications", read_application, filings)
    ):  # fmt: skip
        taken = seconds(lambda: [read.__wrapped__(text) for text in written], times=3)  # noqa: B023
        rate = f"{len(written) / taken:,.0f} a second"
        rows.append((f"{what} read one by one", rate, "–", "–", "–"))
    return rows


def measure_numbers(work: Path, rows: int) -> list[Row]:
    """Match rates of the real files, where they are, and numbers a second."""
    del work, rows
    table: list[Row] = []
    if SHARED.is_dir():
        spelled = list(_collect(SHARED))
        table += [*_by_office(spelled), _in_common(spelled), *_met(SHARED)]
    else:
        print(f"numbers: {SHARED} is not here; only speed is measured", file=sys.stderr)
    return [*table, *_speed()]
