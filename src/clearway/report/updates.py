"""What is new in a case, as a feed: statements, deals, forecasts, sightings, comments if wanted.

The same content gives the same bytes, and an entry keeps its id for good, so that no reader of the
feed is told of anything twice.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from clearway.case import date_text
from clearway.charts.drawing import CONTROL
from clearway.dossier import chronicle
from clearway.model.territory import in_country
from clearway.wording import figure, retold
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clearway.case import Case, Deal
    from clearway.charts.remarks import Remark

ATOM = "http://www.w3.org/2005/Atom"
_NAMES = uuid.UUID("9d1c6a54-6f0e-5b8e-9e43-0f6b4bd1c1a7")
"""Under which entries of feeds have their ids: the same content, the same id."""


@dataclass(frozen=True)
class Update:
    """One thing that was said or came.

    Attributes:
        on: the day.
        key: what it is known by in the feed.
        by: who said it; empty for the case itself.
        at: the moment, where it is known.
        anchor: place within the page; empty for the page.
    """

    on: date
    title: str
    text: str
    key: str
    by: str = ""
    at: datetime | None = None
    anchor: str = ""

    @property
    def moment(self) -> tuple[datetime, str]:
        """What updates are ordered by."""
        return self.at or datetime.combine(self.on, time(), UTC), self.key


def updates(case: Case, on: date) -> list[Update]:
    """Return what was said, agreed, forecast, seen and resolved by a day, the last first."""
    found = [
        Update(m.on, f"{m.label}: {retold(m.event)}", m.says, f"statement:{m.label}:{m.event}")
        for m in chronicle(case, on)
    ]
    found += [*_deals(case), *_sightings(case), *_forecasts(case)]
    known = [update for update in found if update.on <= on]
    return sorted(known, key=lambda update: update.moment, reverse=True)


def _deals(case: Case) -> Iterator[Update]:
    """Yield the deals, each on the day when a source told of it first."""
    published = {source.id: source.published for source in case.sources}
    for deal in case.deals:
        days = [day for name in deal.sources if (day := published.get(name))]
        on = min(days, default=deal.effective)
        text = _("%(parties)s: %(kind)s, effective %(day)s") % {
            "parties": parties_of(deal), "kind": retold(deal.kind),
            "day": date_text(deal.effective),
        }  # fmt: skip
        title = _("Deal %(deal)s: %(status)s") % {"deal": deal.id, "status": retold(deal.status)}
        yield Update(on, title, text, f"deal:{deal.id}:{deal.status}")


def parties_of(deal: Deal) -> str:
    """Return who made a deal, or who gives to whom."""
    if deal.parties:
        return _(" and ").join(deal.parties)
    givers = deal.grantors or tuple(filter(None, [deal.seller]))
    takers = deal.grantees or tuple(filter(None, [deal.buyer]))
    return _("%(giving)s to %(taking)s") % {
        "giving": ", ".join(givers), "taking": ", ".join(takers),
    }  # fmt: skip


def _sightings(case: Case) -> Iterator[Update]:
    for number, s in enumerate(case.sightings, 1):
        name = s.id or f"#{number}"
        title = _("Seen: %(product)s %(in_place)s") % {
            "product": s.product, "in_place": in_country(s.market),
        }  # fmt: skip
        text = f"{retold(s.channel)}, {retold(s.state)}"
        yield Update(s.on, title, text, f"sighting:{name}:{s.state}")


def _forecasts(case: Case) -> Iterator[Update]:
    for number, f in enumerate(case.forecasts, 1):
        name = f.id or f"#{number}"
        asked = f.question or _("%(event)s %(in_place)s by %(day)s") % {
            "event": retold(f.event), "in_place": in_country(f.market),
            "day": date_text(f.deadline),
        }  # fmt: skip
        how_sure = f.words or (figure(f.probability, ".0%") if f.probability is not None else "")
        said = f"{f.forecaster}: {how_sure}" if how_sure else f.forecaster
        yield Update(
            f.opens, _("Forecast: %(asked)s") % {"asked": asked}, said, f"forecast:{name}:asked"
        )
        if f.resolution and f.resolved_on:
            title = _("Resolved %(resolution)s: %(question)s") % {
                "resolution": retold(f.resolution), "question": f.question or f.event,
            }  # fmt: skip
            key = f"forecast:{name}:{f.resolution}"
            yield Update(f.resolved_on, title, f.because or "", key)


def said_by(remarks: Sequence[Remark]) -> Iterator[Update]:
    """Yield what people said in a discussion."""
    for remark in remarks:
        title = f"{remark.name} {remark.about or _('in the discussion')}"
        yield Update(
            remark.at.date(), title, remark.text, f"comment:{remark.uid}", remark.name, remark.at,
            f"comment-{remark.uid}",
        )  # fmt: skip


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself.

    Attributes:
        case_id: names its entries.
        day: of the page, for a feed without entries.
        author: of all that nobody else said.
        language: of its texts.
        address: where the page stands; empty when it is not known.
        own: where the feed itself stands, likewise.
    """

    title: str
    case_id: str
    day: date
    author: str
    language: str
    address: str = ""
    own: str = ""


def feed_bytes(told: Sequence[Update], feed: Feed) -> bytes:
    """Return updates, the last first, as an Atom feed (RFC 4287)."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": feed.language})
    last = told[0].moment[0] if told else datetime.combine(feed.day, time(), UTC)
    _add(root, "id", _uid(feed.case_id, "feed"))
    _add(root, "title", feed.title)
    _add(root, "updated", _at(last))
    _add(ET.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    _link(root, "alternate", feed.address)
    _link(root, "self", feed.own)
    for update in told:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(entry, "id", _uid(feed.case_id, update.key))
        _add(entry, "title", update.title)
        _add(entry, "updated", _at(update.moment[0]))
        if update.by:
            _add(ET.SubElement(entry, f"{{{ATOM}}}author"), "name", update.by)
        if update.anchor:
            _link(entry, "alternate", f"{feed.address}#{update.anchor}" if feed.address else "")
        _add(entry, "content", f"{date_text(update.on)}: {update.text or update.title}")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = CONTROL.sub("", text)


def _link(parent: ET.Element, rel: str, address: str) -> None:
    if address:
        ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": address})


def _uid(case_id: str, key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, f'{case_id}/{key}')}"


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
