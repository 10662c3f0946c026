"""Numbers: how many spellings of real files read, by office, how many pairs meet, and how fast.

The files are those of the shared data (`CLEARWAY_SHARED_DATA`, or `../shared/data` beside the
project); what is absent is left out, saying so. Speed is measured on spellings of our own.
`python -m benchmarks.numbers` prints the table of docs/concepts/numbers.md, every office of it.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from contextlib import contextmanager
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


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the csv module read the long fields of the export, and no longer than that."""
    before = csv.field_size_limit(10**9)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _etsi(folder: Path) -> Iterator[Spelled]:
    """The number columns of the export."""
    columns = {
        "PUBL_NUMBER": _publication,
        "Original_Publication_Number": _publication,
        "PATT_APPLICATION_NUMBER": _application,
        "Original_Application_Number": _application,
        "PBPA_PRIORITY_NUMBERS": _application,
    }
    path = folder / "etsi" / "isld_rows_docomo.csv"
    with _long_fields(), path.open(encoding="utf-8", newline="") as lines:
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


def collect(folder: Path) -> Iterable[Spelled]:
    """Every different spelling of the files that are there."""
    found: dict[tuple[str, str, str], Spelled] = {}
    for source in (_etsi, _pool, _suits, _documents):
        try:
            for one in source(folder):
                found.setdefault((one.place, one.office, one.text), one)
        except FileNotFoundError as problem:
            print(f"numbers: {problem.filename} is not here; left out", file=sys.stderr)
    return found.values()


def _pool_pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """(office, outcome) of patents that the pool's list spells in two ways under one office."""
    with (folder / "pools" / "hevc_advance_2022.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            office, one, other = row["Country"], row["Patent Number"], row["Patent Number New"]
            if office == row["Country New"] and one != other:
                keys = {parse_publication(text, office).key for text in (one, other)}
                yield office, "same" if len(keys) == 1 else "different"


def _register_pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """(office, outcome) of documents that one cell of the register spells twice, era and year."""
    with (folder / "etsi" / "isld_rows_docomo.csv").open(encoding="utf-8", newline="") as lines:
        cells = {row["PUBL_NUMBER"] for row in csv.DictReader(lines, delimiter=";")}
    for cell in sorted(cell for cell in cells if "JPH" in cell):
        opened = {parse_publication(one).key for one in cell.split(" | ") if one.endswith(" A")}
        yield "JP", "same" if len(opened) == 1 else "different"


class Office(NamedTuple):
    """One office: what became of its spellings, and of references in two spellings."""

    office: str
    read: Counter[str]
    pairs: Counter[str]

    @property
    def in_words(self) -> tuple[str, str, str]:
        """Spellings read, those that are not, pairs that meet."""
        read, pairs = self.read, self.pairs
        return (
            f"{read['parsed']:,} of {read.total():,}",
            ", ".join(f"{why} {read[why]}" for why in ("ambiguous", "refused") if read[why]) or "–",
            f"{pairs['same']:,} of {pairs.total():,}" if pairs else "–",
        )


def offices(folder: Path, spelled: Iterable[Spelled]) -> list[Office]:
    """Return every office of the files, the one with most spellings first."""
    read: dict[str, Counter[str]] = defaultdict(Counter)
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for one in spelled:
        read[one.office or "none"][_outcome(one)] += 1
    for pair in {str(pair): pair for pair in _pairs(folder)}.values():
        pairs[pair.docdb["country"]][_meet(pair)] += 1
    for office, outcome in (*_pool_pairs(folder), *_register_pairs(folder)):
        pairs[office][outcome] += 1
    found = [Office(office, read[office], pairs[office]) for office in read | pairs]
    return sorted(found, key=lambda one: (-one.read.total(), one.office))


def _sum(what: str, some: Iterable[Office]) -> Office:
    total = Office(what, Counter(), Counter())
    for one in some:
        total.read.update(one.read)
        total.pairs.update(one.pairs)
    return total


def _by_office(found: list[Office]) -> list[Row]:
    rest = found[_MOST_OFFICES:]
    shown = [*found[:_MOST_OFFICES], _sum(f"{len(rest)} others", rest), _sum("all", found)]
    return [_row(one) for one in shown]


def _row(one: Office) -> Row:
    read, unread, pairs = one.in_words
    share = f"{one.read['parsed'] / (one.read.total() or 1):.1%}"
    return (f"numbers, {one.office}", f"{read} read", f"{unread}; pairs {pairs}", share, "–")


def to_markdown(found: list[Office]) -> str:
    """Return the table of the page on numbers: a row an office, and their sum."""
    rows = [
        f"| {one.office} | {' | '.join(one.in_words)} |" for one in (*found, _sum("all", found))
    ]
    head = ("| office | spellings read | not read | two spellings, one key |", "|---|---|---|---|")
    return "\n".join((*head, *rows))


def _met(folder: Path) -> list[Row]:
    """How many pairs of one reference in two of the EPO's forms give one key, by form."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in {str(pair): pair for pair in _pairs(folder)}.values():
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
        spelled = list(collect(SHARED))
        table += [*_by_office(offices(SHARED, spelled)), _in_common(spelled), *_met(SHARED)]
    else:
        print(f"numbers: {SHARED} is not here; only speed is measured", file=sys.stderr)
    return [*table, *_speed()]


if __name__ == "__main__":
    print(to_markdown(offices(SHARED, collect(SHARED))))
