"""The page that a journalist would publish: question, short answer, evidence, what may change it.

The same parts make a page with clean metadata and a PDF; the feed beside them is in `updates`.
Nothing is fetched by any of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clearway.charts.drawing import write_bytes
from clearway.charts.remarks import remarks_data
from clearway.dossier import accounts, board, conflicts, seen
from clearway.export.terminal import notes
from clearway.model.territory import in_country
from clearway.report.clearance_parts import map_part
from clearway.report.content import Report
from clearway.report.dossier_parts import (
    conflict_figures,
    evidence_parts,
    forecast_parts,
    sighting_figures,
    sighting_map,
)
from clearway.report.doubt_parts import SHOWN_UNKNOWNS, unknowns_part
from clearway.report.figures import figures
from clearway.report.files import page_of
from clearway.report.part import Part
from clearway.report.pdf import pdf_bytes
from clearway.report.updates import Feed, Update, feed_bytes, said_by, updates
from clearway.report.words import answer_in_words, limits
from clearway.unknowns import find_unknowns
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from clearway.charts.remarks import Remark
    from clearway.report.discussion import Discussion
    from clearway.report.scope import Scope

MAKER = "Clearway"
_LOCALES = {"en": "en_US", "de": "de_DE"}


@dataclass(frozen=True)
class Publication:
    """What is published of a case.

    Attributes:
        report: question, answer and parts.
        updates: what the feed tells, the last first.
        day: of the evidence.
        description: one or two sentences, for metadata.
        case_id: names the feed.
        author: who publishes.
    """

    report: Report
    updates: tuple[Update, ...]
    day: date
    description: str
    case_id: str
    author: str = MAKER

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What people said, as the page shows it."""
        return tuple(remark for part in self.report.parts for remark in part.remarks)


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
        parts.append(Part(_("Where sources disagree"), figures=conflict_figures(found)))
    tell("what would change the answer ...")
    parts += _would_change(scope)
    tell("forecasts, and what Clearway's own signal said ...")
    parts += forecast_parts(board(case, on, scope.desk, tell))
    tell("sightings ...")
    rows = [row for row in seen(case, scope.desk, tell).rows if row.sighting.on <= on]
    table = sighting_figures(rows) if rows else None
    nothing = "" if rows else _("No sighting is on record.")
    parts.append(Part(_("Seen in shops"), nothing, sighting_map(rows), table))
    nothing = _("No discussion of this case was given to this page.")
    parts.append(Part(_("Discussion"), nothing))
    parts.append(Part(_("Limits"), limits()))
    answer = answer_in_words(scope)
    title = case.question or case.id
    facts = (
        (_("Company"), scope.header.company),
        (_("Answer as of"), str(scope.header.as_of)),
        (_("As known on"), str(scope.header.known_at or _("all that is on record"))),
        (_("Evidence to"), on.isoformat()),
        (_("Recipe"), scope.header.recipe.short),
    )
    beneath = tuple(notes(scope.header, scope.rows))
    report = Report(title, answer, facts, tuple(parts), beneath)
    return Publication(report, tuple(updates(case, on)), on, answer, case.id)


def _would_change(scope: Scope) -> list[Part]:
    """Return what to find out first, and the questions that are still open."""
    question = {**scope.question, "markets": [scope.market], "products": [scope.product]}
    unknown = find_unknowns(scope.case, scope.desk, top=SHOWN_UNKNOWNS, **question)
    where = f"{scope.product} {in_country(scope.market)}"
    heading = _("What would change our mind")
    parts = [replace(unknowns_part(unknown, where), heading=heading)]
    asked = [q for q in scope.case.questions if q.answer is None]
    if asked:
        table = figures("Questions", [("Open question", "text")], [(q.text,) for q in asked])
        parts.append(Part(_("Open questions"), figures=table))
    return parts


def with_discussion(
    published: Publication, said: Discussion, *, is_in_feed: bool = False
) -> Publication:
    """Return a publication with what was said in the discussion of its case.

    Args:
        published: without it, told in the language spoken.
        said: what is shown to everybody.
        is_in_feed: whether the feed tells of each comment too.
    """
    text = "" if said.remarks else _("Nobody has said anything yet.")
    if said.total > len(said.remarks):
        counted = {"shown": figure(len(said.remarks)), "total": figure(said.total)}
        text = _("The last %(shown)s of %(total)s comments.") % counted
    part = Part(_("Discussion"), text, remarks=said.remarks)
    old = published.report
    parts = tuple(part if each.heading == part.heading else each for each in old.parts)
    told = (*published.updates, *said_by(said.remarks)) if is_in_feed else published.updates
    ordered = sorted(told, key=lambda update: update.moment, reverse=True)
    return replace(published, report=replace(old, parts=parts), updates=tuple(ordered))


def page_bytes(
    published: Publication, feed: str = "feed.xml", pdf: str = "page.pdf", address: str = ""
) -> bytes:
    """Return the page: self-contained, with metadata that a preview or an archive reads.

    Args:
        published: the content.
        feed: address of the feed, relative to the page.
        pdf: address of the same as PDF.
        address: where the page will stand; left out when it is not known.
    """
    day, title = published.day.isoformat(), published.report.title
    about = {
        "description": published.description,
        "author": published.author,
        "generator": MAKER,
        "dcterms.date": day,
        "dcterms.identifier": published.case_id,
        "dcterms.language": published.report.language,
        "og:type": "article",
        "og:title": title,
        "og:description": published.description,
        "og:locale": _LOCALES[published.report.language],
        "article:published_time": day,
        "article:modified_time": day,
        "twitter:card": "summary",
        "twitter:title": title,
        "twitter:description": published.description,
    }
    links = [("alternate", "application/atom+xml", feed), ("alternate", "application/pdf", pdf)]
    if address:
        about["og:url"] = address
        links.append(("canonical", "", address))
    return page_of(published.report, about, links, _article(published, address)).encode()


def _article(published: Publication, address: str) -> dict[str, Any]:
    """Return the page as an `Article` of schema.org."""
    is_maker = published.author == MAKER
    where = {"url": address, "mainEntityOfPage": address} if address else {}
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": published.report.title,
        "description": published.description,
        "identifier": published.case_id,
        "inLanguage": published.report.language,
        "datePublished": published.day.isoformat(),
        "dateModified": published.day.isoformat(),
        "author": {"@type": "Organization" if is_maker else "Person", "name": published.author},
        **where,
        "commentCount": len(published.remarks),
        "comment": remarks_data(published.remarks),
    }


def feed_of(published: Publication, address: str = "", own: str = "") -> bytes:
    """Return the feed of a publication.

    Args:
        published: the content.
        address: where the page will stand; left out when it is not known.
        own: where the feed itself will stand.
    """
    feed = Feed(
        published.report.title, published.case_id, published.day, published.author,
        published.report.language, address, own,
    )  # fmt: skip
    return feed_bytes(published.updates, feed)


def write_publication(published: Publication, folder: Path, address: str = "") -> Iterable[Path]:
    """Write page, PDF and feed into a folder; return their paths.

    Raises:
        StorageError: the folder cannot be written.
    """
    return [
        write_bytes(folder / "index.html", page_bytes(published, address=address)),
        write_bytes(folder / "page.pdf", pdf_bytes(published.report, published.day)),
        write_bytes(folder / "feed.xml", feed_of(published, address)),
    ]
