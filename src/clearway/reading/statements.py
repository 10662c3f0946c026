"""What someone said: quoted, reported, or denied; with speaker, role and day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearway.reading.cues import DENIAL, NEGATION, NO_PLANS
from clearway.reading.people import (
    QUOTED,
    Person,
    is_company_speaking,
    outside_quotes,
    people_in,
    speaker_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.reading.article import Proposal
    from clearway.reading.passages import Passage, Reading

_MATTER = re.compile(
    r"licen[sc]|patent|launch|enter|market|sell|sale|talks|start|verkauf|lizenz|markt|deal|einstieg|"
    r"eintritt|übern|acqui|sued|lawsuit|infring|allegation|klage|klagt|verletz|vorw[uü]rf",
    re.IGNORECASE,
)
"""What a denial must be about to be one of ours."""
_TITLE = 3
"""Words up to which something in quotation marks is a name and nobody's sentence."""


def statements(passage: Passage, reading: Reading, *, is_told: bool) -> Iterator[Proposal]:
    """Propose what a passage says that somebody said.

    Args:
        passage: a sentence of the article; what readers say is not proposed as a statement.
        reading: the article.
        is_told: whether the passage already gave a deal, launch or forecast, so that what is
            reported there is not proposed once more.
    """
    if passage.is_reader:
        return
    person = speaker_of(passage.text, reading.people, reading.last_person(passage))
    quotes = [q for q in QUOTED.finditer(passage.text) if len(q["said"].split()) >= _TITLE]
    if person is not None and quotes and not is_told:
        for quote in quotes:
            speaker = _nearest(passage, quote, person)
            fields = _fields(passage, reading, speaker, quote["said"].strip(" ,"))
            yield passage.proposal("statement", fields, *quote.span("said"))
        return
    if is_told or quotes:
        return
    yield from _reported(passage, reading, person)


def _nearest(passage: Passage, quote: re.Match[str], person: Person) -> Person:
    """Where two speak in one sentence, whose name stands nearest to the words; else the person."""
    named = {
        each.at: each for each in (*passage.untitled, *people_in(outside_quotes(passage.text)))
    }

    def gap(each: Person) -> int:
        return max(each.at - quote.end(), quote.start() - each.at - len(each.name))

    return min(named.values(), key=gap) if len(named) > 1 else person


def _reported(passage: Passage, reading: Reading, person: Person | None) -> Iterator[Proposal]:
    """What is told without quotation marks: by a person, or a denial by a company too."""
    outside = outside_quotes(passage.text)
    is_denial = _is_denial(outside, passage)
    if person is None and is_denial and (DENIAL.search(outside) or is_company_speaking(outside)):
        person = Person(reading.subject(passage), "", 0)
    if person is not None and person.name:
        yield passage.proposal("statement", _fields(passage, reading, person, passage.text))


def _is_denial(text: str, passage: Passage) -> bool:
    said_no = DENIAL.search(text) or NO_PLANS.search(text) or NEGATION.search(text)
    is_place = NO_PLANS.search(text) and passage.places()
    return bool(said_no and (is_place or _MATTER.search(text)))


def _fields(passage: Passage, reading: Reading, person: Person, says: str) -> dict[str, str]:
    days = [time for time in reading.times(passage, "past") if _is_one_day(time.start, time.end)]
    return {
        "speaker": person.name,
        "role": person.role,
        "says": says,
        "start": days[0].start.isoformat() if days and days[0].start else "",
        "denial": "yes" if _is_denial(passage.text, passage) else "",
    }


def _is_one_day(start: object, end: object) -> bool:
    from datetime import date

    return isinstance(start, date) and isinstance(end, date) and (end - start).days == 1
