"""Sources that an article names: `according to Radio Wire`, `laut dpa`, `wie ... berichtet`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearway.model.names import normalize_name
from clearway.reading.people import QUOTED, people_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.reading.article import Proposal
    from clearway.reading.passages import Passage, Reading

_WORD = r"(?:[A-ZÄÖÜ][\w'’.-]*[\w]|[A-ZÄÖÜ]|dpa|heise|golem|t3n|iFixit)"
_OUTLET = rf"(?P<outlet>{_WORD}(?:\s+(?:&\s+|of\s+|and\s+)?{_WORD}){{0,4}})"
_DET = (
    r"(?:(?:the|der|die|das|dem|den|des)\s+)?(?:(?:Nachrichtenagentur|(?:Tages|Wirtschafts)?[Zz]eitung|"
    r"Zeitschrift|Magazin|Fachblatt|Portal|Blog|Website|news agency|newspaper|blog)s?\s+)?"
)
_PATTERNS = tuple(
    re.compile(text)
    for text in (
        rf"(?i:according to) (?:a report (?:by|in|from) )?{_DET}{_OUTLET}",
        rf"(?i:as (?:first |earlier )?reported (?:by|in)) {_DET}{_OUTLET}",
        rf"(?i:reports?) (?:by|in|from) {_DET}{_OUTLET}",
        rf"(?i:citing) {_DET}{_OUTLET}",
        rf"(?i:told) {_DET}{_OUTLET}",
        rf"{_OUTLET} (?:has |had )?(?:first |earlier )?(?:reported|reports|wrote|writes)(?!\w)",
        rf"(?i:laut) (?:(?:einem|einer) (?:Bericht|Meldung) (?:der|des|von) )?{_DET}{_OUTLET}",
        (
            rf"(?i:wie) {_DET}{_OUTLET} (?:[^.,]{{1,60}} )?"
            r"(?:berichtet\w*|schreibt|meldet|schrieb|meldete)"
        ),
        rf"{_OUTLET} said it (?:had|has) (?:seen|learned|reviewed|obtained)",
        rf"{_OUTLET} zufolge",
        rf"(?i:nach) (?:Angaben|Informationen|einem Bericht) (?:von|der|des|aus) {_DET}{_OUTLET}",
        rf"(?:schreibt|berichtet|meldet|schrieb|berichtete|meldete) {_DET}{_OUTLET}",
        rf",\s+so {_DET}{_OUTLET}(?=[.,]|$)",
        rf"heißt es (?:in einem Bericht (?:von|der|des) |bei |in ){_DET}{_OUTLET}",
        rf"(?:sagte?|erklärte?)\s+(?:[^.,]{{2,60}}?\s)?(?=der|dem){_DET}{_OUTLET}(?=[.,]|$)",
        rf"(?:Das|Der|Die) {_OUTLET} (?:hatte|hat)\b[^.]{{0,60}}\bberichtet",
        rf"(?i:unter Berufung auf) {_DET}{_OUTLET}",
        rf"(?i:gegenüber) (?:der|dem) {_OUTLET}",
    )
)
_NO_OUTLET = frozenset(
    "Insider Insidern Reports Report Bericht Berichte Berichten Medien Medienberichten Kreisen "
    "Branchenkennern Angaben Informationen Unternehmen Konzern Gerüchten Analysten Experten Monday "
    "Tuesday Wednesday Thursday Friday Montag Dienstag Mittwoch Donnerstag Freitag It He She They "
    "The A Monat Jahr Quartal Vertrag Plan Er Sie Es".split()
)
_TAIL = re.compile(r"(?:-(?:Informationen|Bericht|Angaben)|['’]s)$")


def cited_sources(passage: Passage, reading: Reading) -> Iterator[Proposal]:
    """Propose each source named in a passage; neither the outlet itself nor a person is one."""
    outside = QUOTED.sub(lambda match: " " * len(match[0]), passage.text)
    people = {person.name for person in people_in(outside)}
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(outside):
            outlet = _named(match)
            if outlet in people or _is_no_outlet(outlet, reading.article.publisher):
                continue
            at, to = match.span("outlet")
            if not any(at < end and start < to for start, end in taken):
                taken.append((at, to))
                fields = {"cited": outlet}
                yield passage.proposal("citation", fields, match.start(), match.end())


def _named(match: re.Match[str]) -> str:
    """The outlet without what German adds to a name: `des Handelsblatts`, `SZ-Informationen`."""
    name = _TAIL.sub("", match["outlet"])
    before = match.string[max(0, match.start("outlet") - 5) : match.start("outlet")]
    return name.removesuffix("s") if before.endswith("des ") else name


def _is_no_outlet(name: str, publisher: str) -> bool:
    is_itself = bool(publisher) and normalize_name(name) == normalize_name(publisher)
    return is_itself or name.split(maxsplit=1)[0] in _NO_OUTLET or name.endswith("ern")
