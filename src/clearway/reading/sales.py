"""Launches and sightings: a product on sale in a market or region, through a channel, at a time.

A launch is the maker's own start; what an operator, a retailer or an importer sells, a traveller
brings or a reader saw is a sighting. What is denied, conditional, only rumored or still to come is
neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearway.reading.cues import HEARSAY, PRESENT, is_negated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.reading.article import Proposal
    from clearway.reading.passages import Passage, Reading
    from clearway.reading.times import Time

START = re.compile(
    r"(?<![\w-])(?:launch(?:ed|es|ing)?|debut(?:ed|s)?|(?:went|goes|gone|going) on sale|"
    r"enter(?:ed|s|ing)?|arriv(?:ed|es)|released?|introduced|starts?|started|starting|"
    r"gestartet|startete?[nt]?|starten|Marktstart|Verkaufsstart|Start|Eintritt|auf den Markt|"
    r"eröffne\w*|vertreten|eingeführt)(?!\w)"
    r"(?!\s+(?:production|manufactur\w*|build\w*|talk\w*|work\w*|develop\w*|hiring|mass\b))"
)
SALE = re.compile(
    r"(?<![\w-])(?:on sale|sold|sells?|selling|offer(?:ed|s|ing)?|stocks?|stocked|available|"
    r"verkauf(?:t|te|ten|en)?|angeboten|bietet|bot|führt|führte|erhältlich|zu haben|"
    r"vertreibt)(?!\w)"
)
SEEN = re.compile(
    r"(?<![\w-])(?:saw|seen|spotted|bought|found|got|brought|picked up|holding|"
    r"gesehen|sah|gekauft|kaufte|entdeckt|gefunden|lag|liegt|stand|steht|mitgebracht|brachte|"
    r"Regal|Schaufenster)(?!\w)",
    re.IGNORECASE,
)
_CHANNELS = (
    ("grey-import", r"gr[ea]y[- ]import\w*|grey market|Grauimport\w*|Parallelimport\w*"),
    ("traveller", (r"brought (?:\w+ ){1,5}?(?:back|home)|mitgebracht|"
                  r"from (?:my|a) (?:trip|holiday)|aus dem Urlaub")),
    ("operator", (r"operators?|carriers?|(?:Mobilf|F)unkbetreiber\w*|Netzbetreiber\w*|"
                 r"[\w-]*Tele[ck]om|Etisalat|Vodafone|T-Mobile|Verizon|AT&T|Telef[oó]nica|Movistar|Telcel|Airtel|Jio|Orange")),
    ("retailer", (r"retailers?|online[- ]retailer|stores?|shops?|Händlers?|[\w-]*händler\w*|"
                 r"[\w-]*[Ll]aden|Läden|Geschäft\w*|Amazon|Flipkart|MediaMarkt|Media Markt|Saturn|"
                 r"Best Buy|Elektronikmarkt")),
)  # fmt: skip
_CHANNEL = tuple(
    (name, re.compile(rf"(?<![\w])(?:{text})(?!\w)", re.IGNORECASE)) for name, text in _CHANNELS
)
_OWN = re.compile(
    r"\b(?:its (?:own|first)|own (?:online )?(?:store|shop)|eigene\w*|open(?:ed|s) (?:a|two|its)|"
    r"eröffne\w*)\b",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"(?<!\w)(?:officially|offiziell\w*)(?!\w)", re.IGNORECASE)
_PROPER = r"[A-ZÄÖÜ][\w&'’-]*(?:\s+[A-ZÄÖÜ][\w&'’-]*){0,2}"
_SELLER = re.compile(
    rf"(?i:retailer|operator|carrier|\w*händler|netzbetreiber|laden|shop)\s+(?P<a>{_PROPER})|"
    rf"(?<!\w)(?:bei|at|by|in an?|im)\s+(?P<b>{_PROPER})(?:-|\s+)(?i:shop|store|laden)|"
    rf"(?<!\w)(?:bei|at)\s+(?P<c>{_PROPER})"
)


def sales(passage: Passage, reading: Reading) -> Iterator[Proposal]:
    """Propose launches and sightings of a passage, one for each market."""
    places = passage.places()
    trigger = _trigger(passage)
    if not places or trigger is None or _is_not_so(passage, trigger.start()):
        return
    channel = channel_in(passage.text)
    is_launch = _is_launch(passage, channel)
    if not is_launch and not passage.products:
        return
    time = _time(passage, reading)
    published = reading.article.published_on
    if time and time.start and published and time.start > published:
        return
    kind = "launch" if is_launch else "sighting"
    for place in places:
        fields = {"channel": "launch" if is_launch else channel, **place}
        yield passage.proposal(kind, {**_fields(passage, reading), **fields, **time_fields(time)})


def _trigger(passage: Passage) -> re.Match[str] | None:
    """The word that tells of a sale: for readers what they saw goes first."""
    kinds = (SEEN, SALE, START) if passage.is_reader else (START, SALE, SEEN)
    found = [match for kind in kinds if (match := kind.search(passage.text))]
    return found[0] if found else None


def _is_not_so(passage: Passage, at: int) -> bool:
    text = passage.text
    return (
        passage.is_conditional
        or passage.is_future
        or text.endswith("?")
        or is_negated(text, at)
        or bool(HEARSAY.search(text))
    )


def channel_in(text: str) -> str:
    """Return the channel that a sentence names, or empty."""
    return next((name for name, pattern in _CHANNEL if pattern.search(text)), "")


def _is_launch(passage: Passage, channel: str) -> bool:
    """A launch is the maker's: where a seller or importer is named first, it is a sighting."""
    if passage.is_reader:
        return False
    if not channel and _OFFICIAL.search(passage.text):
        return True
    if not (start := START.search(passage.text)):
        return False
    if not channel or _OWN.search(passage.text):
        return True
    pattern = dict(_CHANNEL)[channel]
    place = pattern.search(passage.text)
    return channel in {"retailer", "operator"} and bool(place and place.start() > start.start())


def _time(passage: Passage, reading: Reading) -> Time | None:
    """The first time that resolves; beside a verb of the present one without a year is ahead."""
    is_present = bool(PRESENT.search(passage.text))
    times = reading.times(passage, "future" if is_present else "past")
    resolved = [time for time in times if time.start]
    return resolved[0] if resolved else None


def _fields(passage: Passage, reading: Reading) -> dict[str, str]:
    product = next(iter(passage.names("products")), "")
    category = next(iter(passage.names("categories")), "") or reading.names.category_of.get(
        product, ""
    )
    seller = _SELLER.search(passage.text)
    return {
        "company": reading.names.products_of.get(product) or reading.subject(passage),
        "product": product,
        "category": category,
        "seller": next(filter(None, seller.groups()), "") if seller else "",
    }


def time_fields(time: Time | None) -> dict[str, str]:
    """Return a time as fields: as written, and the interval where it is known."""
    if time is None:
        return {}
    start = time.start.isoformat() if time.start else ""
    return {"when": time.text, "start": start, "end": time.end.isoformat() if time.end else ""}
