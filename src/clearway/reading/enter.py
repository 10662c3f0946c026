"""What a person accepted of an article, written into the case: that and nothing else.

The case file keeps every byte it has; new tables are added at its end (to a folder of files, as a
file of their own). Each row is checked as the case reader checks it before anything is written, so
that a mistake is named by the line of the review file. What readers of the article wrote comes from
a source of its own whose reliability is F of the Admiralty code: it cannot be judged.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from clearway.case import (
    Case,
    Company,
    Deal,
    Forecast,
    Question,
    Sighting,
    Source,
    Statement,
    case_text,
    parse_date,
    read_case,
    read_text,
    seal_of,
)
from clearway.errors import CaseError, SourceError, UsageError
from clearway.matching.spreadsheets import replace_whole
from clearway.model.names import normalize_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from clearway.case import Entry
    from clearway.case.evidence import Voice
    from clearway.reading.review import Row

_LISTS = {
    Company: "companies", Deal: "deals", Source: "sources", Statement: "statements",
    Sighting: "sightings", Forecast: "forecasts", Question: "questions",
}  # fmt: skip
_NOT_JUDGED = "F"


class RowError(SourceError):
    """A row cannot enter; `row` is which, and `message` what is wrong and how to mend it."""

    def __init__(self, review: str, row: Row, message: str) -> None:
        super().__init__(f"{review}, line {row.line}, {row.kind}: {message}")
        self.row = row
        self.message = message


@dataclass
class _Entering:
    """What has been made so far, and what the case has already."""

    case: Case
    review: str
    source: Source
    published: date | None
    by: str | None = None
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    made: list[Entry] = field(default_factory=list)

    def wrong(self, row: Row, message: str) -> RowError:
        return RowError(self.review, row, message)

    def need(self, row: Row, *columns: str) -> list[str]:
        """Return cells that must be filled in, or say which is not."""
        for column in columns:
            if not row[column]:
                raise self.wrong(row, f"{column} is empty; fill it in, or reject the row")
        return [row[column] for column in columns]

    def day(self, row: Row, column: str) -> date | None:
        if not row[column]:
            return None
        try:
            return parse_date(row[column])
        except ValueError:
            raise self.wrong(
                row, f"{column}: {row[column]!r} is not a date; write it as 2017-07-05"
            ) from None

    def known_by(self, row: Row) -> date:
        """When it was at the latest: what the row says, else the day of publication."""
        found = interval_text(self.day(row, "start"), self.day(row, "end")) or self.published
        if found is None:
            raise self.wrong(row, "start is empty and the article has no date; fill in one of them")
        return found

    def id_for(self, text: str) -> str:
        """Return an id that nothing in the case has."""
        taken = {source.id for source in self.case.sources}
        taken |= {deal.id for deal in (*self.case.deals, *self.case.candidates)}
        taken |= {made.id for made in self.made if isinstance(made, Source | Deal)}
        taken.add(self.source.id)
        base = slug(text)
        numbered = (f"{base}-{number}" for number in range(2, 1000))
        return base if base not in taken else next(each for each in numbered if each not in taken)


def slug(text: str) -> str:
    """Return a text as an id: lower-case letters of ASCII, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "article"


def interval_text(start: date | None, end: date | None) -> date | None:
    """Return an interval as a date of the case file: a day, or the month or year that holds it.

    A date known to the month counts at its latest day, so an interval is widened and never cut.
    """
    if start is None:
        return None
    last = end - timedelta(days=1) if end and end > start else start
    if last == start:
        return start
    if (start.year, start.month) == (last.year, last.month):
        return parse_date(f"{start:%Y-%m}")
    return parse_date(f"{start:%Y}") if start.year == last.year else last


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
    entering = _Entering(case, review, Source("-"), None, by)
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


def _source(row: Row, entering: _Entering) -> Source:
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


def _enter(row: Row, entering: _Entering) -> None:
    source = entering.source
    if row["reader"]:
        source = _readers(entering)
    made = _MAKERS[row.kind](row, source, entering)
    if made is not None:
        _check(row, [made], entering)
        entering.made.append(made)


def _readers(entering: _Entering) -> Source:
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


def _party(row: Row, _source: Source, entering: _Entering) -> Company | None:
    """A company that the case does not have yet."""
    name = entering.need(row, "company")[0]
    companies = [*entering.case.companies, *(m for m in entering.made if isinstance(m, Company))]
    known = {normalize_name(n) for c in companies for n in (c.name, *c.aliases)}
    return None if normalize_name(name) in known else Company(name)


_ROLES = {
    "purchase": ("seller", "buyer"),
    "cross-license": ("parties",),
}


def _deal(row: Row, source: Source, entering: _Entering) -> Deal:
    kind = entering.need(row, "deal")[0]
    roles = _ROLES.get(kind, ("grantor", "grantee"))
    told = dict(zip(roles, entering.need(row, *roles), strict=True))
    start = entering.day(row, "start") or entering.known_by(row)
    last = entering.day(row, "last_day")
    years = f"{start:%Y}"
    names = row.items("parties") if kind == "cross-license" else tuple(told.values())
    parties: dict[str, Any] = {
        "grantors": row.items("grantor"), "grantees": row.items("grantee"),
    }  # fmt: skip
    if kind == "purchase":
        parties = {"seller": told["seller"], "buyer": told["buyer"]}
    elif kind == "cross-license":
        parties = {"parties": names}
    return Deal(
        id=entering.id_for(f"{'-'.join(names)}-{years}"),
        kind=kind,  # type: ignore[arg-type]
        status=row["status"] or "reported",  # type: ignore[arg-type]
        effective=start,
        ends=last + timedelta(days=1) if last else None,
        standards=row.items("standards") or None,
        field=row.items("field") or None,
        include=row.items("territory") or None,
        exclude=row.items("excluded"),
        count=_count(row, entering),
        sources=(source.id,),
        **parties,
    )


def _count(row: Row, entering: _Entering) -> int | None:
    if not row["count"]:
        return None
    if not row["count"].isdecimal():
        raise entering.wrong(row, f"count: {row['count']!r} is not a whole number")
    return int(row["count"])


def _sighting(row: Row, source: Source, entering: _Entering) -> Sighting:
    product, market, channel = entering.need(row, "product", "market", "channel")
    return Sighting(
        product, market, channel, entering.known_by(row), seller=row["seller"] or None,
        by="a reader" if row["reader"] else None, sources=(source.id,),
        category=None if _is_listed(product, entering.case) else row["category"] or None,
    )  # fmt: skip


def _is_listed(product: str, case: Case) -> bool:
    return any(each.name == product for each in case.products)


def _statement(row: Row, source: Source, entering: _Entering) -> Statement:
    speaker, says = entering.need(row, "speaker", "says")
    return Statement(
        speaker, entering.known_by(row), says, source.id, role=row["role"] or None,
        credibility=_credibility(row, entering), as_written=row["quote"] or None,
        entered_by=entering.by, entered_on=entering.today,
    )  # fmt: skip


def _credibility(row: Row, entering: _Entering) -> int | None:
    grade = row["credibility"]
    if grade and grade not in {"1", "2", "3", "4", "5", "6"}:
        raise entering.wrong(row, f"credibility: {grade!r} is none of 1 to 6")
    return int(grade) if grade else None


def _forecast(row: Row, source: Source, entering: _Entering) -> Forecast:
    forecaster, event, market, _ = entering.need(row, "forecaster", "event", "market", "deadline")
    opens = entering.day(row, "opens") or entering.published
    deadline = entering.day(row, "deadline")
    if opens is None or deadline is None:
        raise entering.wrong(row, "opens is empty and the article has no date; fill in one")
    made = Forecast(
        forecaster, event, market, opens, deadline, source=source.id,
        company=_other_company(row, entering.case), category=row["category"] or None,
        voice=_voice(row, entering.source), words=row["hedge"] or None, scale="dated",
        specificity=row["when"] or None, entered_by=entering.by, entered_on=entering.today,
    )  # fmt: skip
    return replace(made, seal=seal_of(made))


def _other_company(row: Row, case: Case) -> str | None:
    """The company whose start is expected, where it is not the case's own."""
    name = row["company"]
    is_own = not name or normalize_name(name) == normalize_name(case.company)
    return None if is_own else name


def _voice(row: Row, source: Source) -> Voice:
    if row["reader"]:
        return "reader"
    return "outlet" if row["forecaster"] == source.publisher else "speaker"


def _cited(row: Row, source: Source, entering: _Entering) -> Source:
    cited = entering.need(row, "cited")[0]
    return Source(
        entering.id_for(f"{cited} cited by {source.id}"),
        publisher=f"{cited}, as cited by {source.publisher}",
    )


def _question(row: Row, _source: Source, entering: _Entering) -> Question:
    return Question(entering.need(row, "says")[0], entering.published)


_MAKERS: dict[str, Callable[[Row, Source, _Entering], Entry | None]] = {
    "party": _party, "deal": _deal, "launch": _sighting, "sighting": _sighting,
    "statement": _statement, "forecast": _forecast, "citation": _cited, "question": _question,
}  # fmt: skip


def _check(row: Row, made: Sequence[Entry], entering: _Entering) -> None:
    """Read the row back as the case reader would, and say what it says of the row."""
    extra = [] if isinstance(made[0], Source) else [replace(entering.source)]
    _, findings = read_text(_alone([*made, *extra, *_sources(entering)]).encode(), "case")
    if findings:
        raise entering.wrong(row, f"{findings[0].message}")


def _sources(entering: _Entering) -> list[Source]:
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
