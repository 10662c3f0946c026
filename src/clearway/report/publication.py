"""The page that a journalist would publish: question, short answer, evidence, what may change it.

The same parts make a page with clean metadata, a PDF, and beside them a feed of what was said and
came. Nothing is fetched by any of them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from clearway.case import date_text
from clearway.charts.drawing import CONTROL, write_bytes
from clearway.dossier import accounts, board, chronicle, conflicts, seen
from clearway.export.terminal import notes
from clearway.model.territory import country_name
from clearway.report.clearance_parts import map_part
from clearway.report.content import Report
from clearway.report.dossier_parts import (
    conflict_figures,
    evidence_parts,
    forecast_parts,
    sighting_figures,
    sighting_map,
)
from clearway.report.doubt_parts import MOST_UNKNOWNS, unknowns_part
from clearway.report.figures import figures
from clearway.report.files import page_of
from clearway.report.part import Part
from clearway.report.pdf import pdf_bytes
from clearway.report.words import LIMITS, answer_in_words
from clearway.unknowns import find_unknowns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from clearway.case import Case
    from clearway.report.scope import Scope

ATOM = "http://www.w3.org/2005/Atom"
_NAMES = uuid.UUID("9d1c6a54-6f0e-5b8e-9e43-0f6b4bd1c1a7")
"""Under which entries of feeds have their ids: the same content, the same id."""


@dataclass(frozen=True)
class Publication:
    """What is published of a case.

    Attributes:
        report: question, answer and parts.
        updates: what the feed tells, the last first.
        day: of the evidence.
        description: one or two sentences, for metadata.
        case_id: names the feed.
    """

    report: Report
    updates: tuple[Update, ...]
    day: date
    description: str
    case_id: str


@dataclass(frozen=True)
class Update:
    """One thing that was said or came."""

    on: date
    title: str
    text: str
    key: str


def publication(
    scope: Scope, on: date, tell: Callable[[str], None] = lambda _: None
) -> Publication:
    """Put together what is published of a case.

    Args:
        scope: the answers that it rests on.
        on: the day of the evidence; what is said later is not in it.
        tell: takes progress.
    """
    case = scope.case
    tell("evidence ...")
    every = accounts(case, on)
    parts = [map_part(scope), *evidence_parts(every)]
    if found := conflicts(case, on):
        parts.append(Part("Where sources disagree", figures=conflict_figures(found)))
    tell("what would change the answer ...")
    parts += _would_change(scope)
    tell("forecasts, and what Clearway's own signal said ...")
    parts += forecast_parts(board(case, on, scope.desk, tell))
    tell("sightings ...")
    rows = [row for row in seen(case, scope.desk, tell).rows if row.sighting.on <= on]
    table = sighting_figures(rows) if rows else None
    nothing = "" if rows else "No sighting is on record."
    parts.append(Part("Seen in shops", nothing, sighting_map(rows), table))
    parts.append(Part("Limits", LIMITS))
    answer = answer_in_words(scope)
    title = case.question or case.id
    facts = (
        ("Company", scope.header.company),
        ("Answer as of", str(scope.header.as_of)),
        ("As known on", str(scope.header.known_at or "all that is on record")),
        ("Evidence to", on.isoformat()),
        ("Recipe", scope.header.recipe.short),
    )
    beneath = tuple(notes(scope.header, scope.rows))
    report = Report(title, answer, facts, tuple(parts), beneath)
    return Publication(report, tuple(updates(case, on)), on, answer, case.id)


def _would_change(scope: Scope) -> list[Part]:
    """Return what to find out first, and the questions that are still open."""
    question = {**scope.question, "markets": [scope.market], "products": [scope.product]}
    unknown = find_unknowns(scope.case, scope.desk, top=MOST_UNKNOWNS, **question)
    where = f"{scope.product} in {country_name(scope.market)}"
    parts = [Part("What would change our mind", *_content(unknowns_part(unknown, where)))]
    asked = [q for q in scope.case.questions if q.answer is None]
    if asked:
        table = figures("Questions", [("Open question", "text")], [(q.text,) for q in asked])
        parts.append(Part("Open questions", figures=table))
    return parts


def _content(part: Part) -> tuple[Any, ...]:
    return part.text, part.chart, part.figures


def updates(case: Case, on: date) -> list[Update]:
    """Return what was said, seen and resolved by a day, the last first."""
    found = [
        Update(m.on, f"{m.label}: {m.event}", m.says, f"statement:{m.label}:{m.event}")
        for m in chronicle(case, on)
    ]
    for number, s in enumerate(case.sightings, 1):
        if s.on <= on:
            name = s.id or f"#{number}"
            title = f"Seen: {s.product} in {country_name(s.market)}"
            found.append(
                Update(s.on, title, f"{s.channel}, {s.state}", f"sighting:{name}:{s.state}")
            )
    for number, f in enumerate(case.forecasts, 1):
        if f.resolution and f.resolved_on and f.resolved_on <= on:
            title = f"Resolved {f.resolution}: {f.question or f.event}"
            key = f"forecast:{f.id or f'#{number}'}:{f.resolution}"
            found.append(Update(f.resolved_on, title, f.because or "", key))
    return sorted(found, key=lambda update: (update.on, update.key), reverse=True)


def page_bytes(published: Publication, feed: str = "feed.xml", pdf: str = "page.pdf") -> bytes:
    """Return the page: self-contained, with metadata that a preview or an archive reads.

    Args:
        published: the content.
        feed: address of the feed, relative to the page.
        pdf: address of the same as PDF.
    """
    about = {
        "description": published.description,
        "dcterms.date": published.day.isoformat(),
        "dcterms.identifier": published.case_id,
        "og:type": "article",
        "og:title": published.report.title,
        "og:description": published.description,
        "article:modified_time": published.day.isoformat(),
    }
    links = (("alternate", "application/atom+xml", feed), ("alternate", "application/pdf", pdf))
    return page_of(published.report, about, links).encode()


def feed_bytes(published: Publication, address: str = "") -> bytes:
    """Return the updates as an Atom feed (RFC 4287); the same content gives the same bytes.

    Args:
        published: the content.
        address: where the page will stand; left out when it is not known.
    """
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed")
    last = max((update.on for update in published.updates), default=published.day)
    _add(root, "id", _uid(published.case_id, "feed"))
    _add(root, "title", published.report.title)
    _add(root, "updated", _at(last))
    _add(ET.SubElement(root, f"{{{ATOM}}}author"), "name", "Clearway")
    if address:
        ET.SubElement(root, f"{{{ATOM}}}link", {"rel": "alternate", "href": address})
    for update in published.updates:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(entry, "id", _uid(published.case_id, update.key))
        _add(entry, "title", update.title)
        _add(entry, "updated", _at(update.on))
        _add(entry, "content", f"{date_text(update.on)}: {update.text or update.title}")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = CONTROL.sub("", text)


def _uid(case_id: str, key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, f'{case_id}/{key}')}"


def _at(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat().replace("+00:00", "Z")


def write_publication(published: Publication, folder: Path, address: str = "") -> Iterable[Path]:
    """Write page, PDF and feed into a folder; return their paths.

    Raises:
        StorageError: the folder cannot be written.
    """
    return [
        write_bytes(folder / "index.html", page_bytes(published)),
        write_bytes(folder / "page.pdf", pdf_bytes(published.report, published.day)),
        write_bytes(folder / "feed.xml", feed_bytes(published, address)),
    ]
