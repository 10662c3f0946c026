"""The evidence of a case: sources, statements, sightings, forecasts, questions.

Nothing here is overwritten. A statement is confirmed, disputed, corrected or retracted by a later
one; the question of a forecast is frozen by its seal. Grades are the Admiralty code, whose two axes
are apart: the source's reliability (A to F), the statement's credibility (1 to 6). F and 6 mean
'cannot be judged', not 'worst'.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clearway.case.dates import date_text
from clearway.case.entry import Entry

StatementKind = Literal[
    "deal", "statement", "launch", "sighting", "suit", "ownership", "question", "update"
]
Resolution = Literal["yes", "no", "void"]
Voice = Literal["speaker", "outlet", "reader"]
Value = str | int | float | bool | date | tuple[str, ...]
"""What a statement says of a property."""


@dataclass(frozen=True)
class Source(Entry):
    """Where a fact comes from.

    Attributes:
        reliability: the Admiralty code's letter, A to F.
        language: ISO 639-1, two letters.
        retrieved: when it was read.
        archive: address of an archived copy; `sha256` is the copy's hash.
        withdrawn: from this day on its publisher no longer stands by it.
    """

    id: str
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    reliability: str | None = None
    title: str | None = None
    language: str | None = None
    retrieved: date | None = None
    archive: str | None = None
    sha256: str | None = None
    withdrawn: date | None = None


@dataclass(frozen=True)
class Statement(Entry):
    """Someone said something on a day.

    Attributes:
        on: the day it was said.
        says: what, in the words of whoever entered it.
        as_written: the words of the source.
        credibility: the Admiralty code's digit, 1 to 6.
        subject: what it is about: a deal's or suit's id, a company, a product.
        property: of the subject, such as `status` or `count` of a deal.
        value: of the property.
        bears: on the question of the case, `for` or `against` a yes; None: on neither side.
        event_on: the day of what it tells.
        first_seen: the first and last day on which the source was seen to say so.
        confirms: ids of statements listed before it, as in `disputes`, `corrects`, `retracts`.
    """

    speaker: str
    on: date
    says: str
    source: str
    role: str | None = None
    credibility: int | None = None
    id: str | None = None
    kind: StatementKind = "statement"
    subject: str | None = None
    property: str | None = None
    value: Value | None = None
    bears: Literal["for", "against"] | None = None
    as_written: str | None = None
    event_on: date | None = None
    entered_by: str | None = None
    entered_on: date | None = None
    first_seen: date | None = None
    last_seen: date | None = None
    confirms: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    retracts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sighting(Entry):
    """A product seen in a market.

    Attributes:
        state: `new`, `verified`, `inaccurate`, `duplicate` or `cannot-be-verified`.
        reason: why it has that state.
        duplicate_of: id of the sighting that tells the same.
        picture: a file, an address or a hash.
        category: of a product that the case does not list.
    """

    product: str
    market: str
    channel: str
    on: date
    state: str = "new"
    place_name: str | None = None
    seller: str | None = None
    by: str | None = None
    picture: str | None = None
    sources: tuple[str, ...] = ()
    id: str | None = None
    reason: str | None = None
    duplicate_of: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class By:
    """By the end of a day the event has happened with this probability."""

    on: date
    probability: float


@dataclass(frozen=True)
class Forecast(Entry):
    """Someone expects an event in a market from `opens` to the end of `deadline`.

    Attributes:
        event: `launch` and `no-launch` are resolved by sightings; others by hand.
        probability: as stated, 0 to 1; else `words` are mapped, or `by` tells it.
        specificity: how it was said, in words; `scale` grades it, from slogan to measurable.
        by: the probability that it has happened by each of some days, rising.
        company: None is the case's.
        voice: who speaks: a `speaker`, an `outlet`, or a `reader`.
        question: the text that is asked; made of the other keys when it is left out.
        seal: hash of the frozen keys; see `seal_of`.
        because: why it was resolved so.
        happened_on: the day of the event.
    """

    forecaster: str
    event: str
    market: str
    opens: date
    deadline: date
    source: str | None = None
    category: str | None = None
    probability: float | None = None
    specificity: str | None = None
    resolution: Resolution | None = None
    resolved_on: date | None = None
    evidence: tuple[str, ...] = ()
    id: str | None = None
    company: str | None = None
    voice: Voice = "speaker"
    scale: str | None = None
    words: str | None = None
    by: tuple[By, ...] = ()
    question: str | None = None
    seal: str | None = None
    because: str | None = None
    happened_on: date | None = None
    entered_by: str | None = None
    entered_on: date | None = None


@dataclass(frozen=True)
class Question(Entry):
    """Something still to be found out."""

    text: str
    asked_on: date | None = None
    answer: str | None = None
    answered_on: date | None = None


FROZEN = (
    "forecaster", "company", "event", "category", "market", "opens", "deadline", "probability",
    "words", "scale", "specificity", "voice", "question", "source",
)  # fmt: skip
"""What the seal of a forecast holds fast, and `by`; its resolution comes later."""


def seal_of(forecast: Forecast) -> str:
    """Return the seal of a forecast: 16 hexadecimal digits of SHA-256 over what is frozen."""
    frozen = {name: _plain(getattr(forecast, name)) for name in FROZEN}
    frozen["by"] = [[date_text(each.on), each.probability] for each in forecast.by]
    text = json.dumps(frozen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    return date_text(value) if isinstance(value, date) else value
