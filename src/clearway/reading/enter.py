"""What a person accepted of an article, written into the case: that and nothing else.

The case file keeps every byte it has; new tables are added at its end (to a folder of files, as a
file of their own). Each row is checked as the case reader checks it before anything is written, so
that a mistake is named by the line of the review file. What readers of the article wrote comes from
a source of its own whose reliability is F of the Admiralty code: it cannot be judged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clearway.case import (
    Case,
    Company,
    Deal,
    Forecast,
    Order,
    Question,
    Sighting,
    Source,
    Statement,
    Suit,
    case_text,
    read_case,
    read_text,
)
from clearway.errors import CaseError, SourceError, UsageError
from clearway.matching.spreadsheets import replace_whole
from clearway.model.names import normalize_name
from clearway.reading.entering import Entering
from clearway.reading.makers import MAKERS, report_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clearway.case import Entry
    from clearway.reading.review import Row

_LISTS = {
    Company: "companies", Deal: "deals", Suit: "suits", Order: "orders", Source: "sources",
    Statement: "statements", Sighting: "sightings", Forecast: "forecasts", Question: "questions",
}  # fmt: skip
_NOT_JUDGED = "F"


def entries_of(rows: Sequence[Row], case: Case, review: str, by: str | None = None) -> list[Entry]:
    """Return what the accepted rows add to a case.

    Args:
        rows: of the review file.
        case: what they are added to.
        review: what errors call the review file.
        by: who accepted them; noted where the case has a place for it.

    Raises:
        SourceError: the article itself is not accepted, or a row lacks what the case needs.
    """
    accepted = [row for row in rows if row.is_accepted]
    if not accepted:
        return []
    first = next((row for row in accepted if row.kind == "source"), None)
    if first is None:
        raise SourceError(
            f"{review}: rows are accepted, but not the article they come from; accept the row of "
            "kind source too"
        )
    entering = Entering(case, review, Source("-"), None, by)
    entering.published = entering.day(first, "published")
    entering.source = _source(first, entering)
    known = next((s for s in case.sources if _is_same(s, entering.source)), None)
    entering.source = known or entering.source
    if known is None:
        entering.made.append(entering.source)
    for row in accepted:
        if row.kind != "source":
            _enter(row, entering)
    return entering.made


def _is_same(known: Source, new: Source) -> bool:
    """Say whether a source of the case is this article: by its address, else by what it says."""
    if known.url or new.url:
        return known.url == new.url
    facts = ("publisher", "published", "title")
    return all(getattr(known, name) == getattr(new, name) for name in facts)


def _source(row: Row, entering: Entering) -> Source:
    publisher = entering.need(row, "publisher")[0]
    published = entering.day(row, "published")
    made = Source(
        id=entering.id_for(f"{publisher} {published or row['title']}"),
        publisher=publisher,
        url=row["address"] or None,
        published=published,
        reliability=row["reliability"] or None,
        title=row["title"] or None,
        language=row["language"] or None,
        retrieved=entering.day(row, "retrieved"),
        sha256=row["sha256"] or None,
    )
    _check(row, [made], entering)
    return made


def _enter(row: Row, entering: Entering) -> None:
    source = entering.source
    if row["reader"]:
        source = _readers(entering)
    for each in _by_market(row):
        made = MAKERS[row.kind](each, source, entering)
        if made is None:
            continue
        told = [report_of(made, each, source, entering)] if isinstance(made, Deal) else []
        _check(row, [made, *told], entering)
        entering.made += [made, *told]


def _by_market(row: Row) -> list[Row]:
    """Return a row for each of its markets; a region becomes several."""
    markets = row.items("market")
    if len(markets) < 2:
        return [row]
    return [replace(row, cells={**row.cells, "market": market}) for market in markets]


def _readers(entering: Entering) -> Source:
    """The source of what readers of the article wrote."""
    sources = [*entering.case.sources, *(m for m in entering.made if isinstance(m, Source))]
    wanted = f"{entering.source.id[:90]}-readers"
    found = next((source for source in sources if source.id == wanted), None)
    if found is None:
        found = replace(
            entering.source, id=wanted, reliability=_NOT_JUDGED,
            publisher=f"readers of {entering.source.publisher}",
        )  # fmt: skip
        entering.made.append(found)
    return found


def _check(row: Row, made: Sequence[Entry], entering: Entering) -> None:
    """Read the row back as the case reader would, and say what it says of the row."""
    extra = [] if isinstance(made[0], Source) else [replace(entering.source)]
    _, findings = read_text(_alone([*made, *extra, *_sources(entering)]).encode(), "case")
    if findings:
        raise entering.wrong(row, f"{findings[0].message}")


def _sources(entering: Entering) -> list[Source]:
    return [m for m in entering.made if isinstance(m, Source) and m.id != entering.source.id]


def _alone(entries: Sequence[Entry]) -> str:
    lists: dict[str, tuple[Entry, ...]] = {}
    for entry in entries:
        name = _LISTS[type(entry)]
        lists[name] = (*lists.get(name, ()), entry)
    return case_text(Case("entering", "entering", **lists))  # type: ignore[arg-type]


def tables_text(entries: Sequence[Entry]) -> str:
    """Return entries as TOML, as they are added to a case."""
    text = _alone(entries)
    return text[text.index("[[") :]


def enter(case_path: Path, rows: Sequence[Row], review: str, by: str | None = None) -> list[Entry]:
    """Write what was accepted into a case; return what was written.

    Raises:
        SourceError: a row cannot enter; nothing is written.
        CaseError: the case cannot be read, or what is added does not go with it.
        StorageError: it cannot be written.
    """
    case = read_case(case_path)
    entries = entries_of(rows, case, review, by)
    if not entries:
        return []
    if case_path.is_dir():
        source = next((e.id for e in entries if isinstance(e, Source)), "article")
        target = case_path / f"read-{source}.toml"
        if target.exists():
            raise UsageError(f"{target}: already there; this article was entered before")
        replace_whole(target, tables_text(entries).encode())
    else:
        after = appended(case_path.read_bytes(), tables_text(entries))
        _refuse_broken(after, case_path)
        replace_whole(case_path, after)
    return entries


def likely_twice(entries: Sequence[Entry], case: Case) -> list[tuple[str, str]]:
    """Return new deals beside deals that the case has of that kind, those companies, that year."""
    return [
        (new.id, old.id)
        for new in entries
        if isinstance(new, Deal)
        for old in case.deals
        if _gist(old) == _gist(new)
    ]


def _gist(deal: Deal) -> tuple[str, int, frozenset[str]]:
    names = (*deal.parties, *deal.grantors, *deal.grantees, deal.seller or "", deal.buyer or "")
    return deal.kind, deal.effective.year, frozenset(normalize_name(n) for n in names if n)


def appended(before: bytes, text: str) -> bytes:
    """Return a case file with tables added at its end, in its line ends; no byte of it moves."""
    line_end = "\r\n" if b"\r\n" in before else "\n"
    gap = line_end if before.endswith(b"\n") else 2 * line_end
    return before + (gap + text.replace("\n", line_end)).encode()


def _refuse_broken(after: bytes, path: Path) -> None:
    """Read the whole again before it takes its place."""
    _, findings = read_text(after, path.name)
    if findings:
        raise CaseError(f"what is accepted does not go with the case: {findings[0]}")
