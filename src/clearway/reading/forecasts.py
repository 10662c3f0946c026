"""Forecasts: who expects which start in which market, by when, and how firmly that is said."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from clearway.reading.cues import (
    CONDITION,
    DENIAL,
    PRESENT,
    RUMOR,
    ahead_from,
    hedge_in,
    is_negated,
)
from clearway.reading.people import QUOTED, speaker_of
from clearway.reading.sales import SALE, START

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clearway.reading.article import Proposal
    from clearway.reading.passages import Passage, Reading
    from clearway.reading.times import Time

_COMING = re.compile(
    r"(?<![\w-])(?:enter|come|coming|arrive|launch|sell|start\w*|kommen|kommt|verkaufen|folgen)(?!\w)",
    re.IGNORECASE,
)
_LOOSELY = re.compile(r"(?<![\w-])(?:tippe|bet|expect|see|sind|are|be)(?!\w)", re.IGNORECASE)
"""What tells of a start where somebody speaks for himself: readers, and what is quoted."""
_BY_OTHER = re.compile(
    r"(?P<who>[A-ZÄÖÜ][\w&-]+(?:\s+[A-ZÄÖÜ][\w&-]+){1,3})(?:\s+of\s+[A-ZÄÖÜ][\w& -]+?)?\s+"
    r"(?:predicts?|expects?|forecasts?|reckons|believes|erwartet|rechnet|prognostiziert|glaubt)"
)
_ANALYSTS = re.compile(
    r"(?:[Aa]nalysts|[Rr]esearchers|[Ee]xperts|Analysten|Experten)\s+(?:at|of|from|von|bei|der)\s+"
    r"(?P<who>[A-ZÄÖÜ][\w&-]+(?:\s+[A-ZÄÖÜ][\w&-]+)?)"
)
_ESTIMATE_DE = re.compile(
    r"Nach\s+(?:Einschätzung|Meinung|Ansicht)\s+(?:von|des|der)\s+(?:[A-ZÄÖÜ]\w+s?\s+)?"
    r"(?P<who>[A-ZÄÖÜ][\w-]+\s+[A-ZÄÖÜ][\w-]+)"
)
_ROLE = re.compile(r"^(?:Market\s+researcher|Researcher|Analyst(?:in)?|Marktforscher(?:in)?)\s+")


def forecasts(passage: Passage, reading: Reading) -> Iterator[Proposal]:
    """Propose a forecast for each market of a passage that looks ahead and names a time."""
    text = passage.text
    trigger = _trigger(passage)
    if trigger is None or (text.endswith("?") and not passage.is_future):
        return
    if not _looks_ahead(passage, reading) or DENIAL.search(text):
        return
    if is_negated(text, trigger.start()) or (CONDITION.search(text) and "will" not in text):
        return
    times = [time for time in reading.times(passage, "future") if time.end]
    ahead = [time for time in times if _is_ahead(time, reading.article.published_on)]
    if not ahead:
        return
    for place in _places(passage):
        yield passage.proposal("forecast", {**_fields(passage, reading, ahead), **place})


def _trigger(passage: Passage) -> re.Match[str] | None:
    text = passage.text
    found = START.search(text) or SALE.search(text) or _COMING.search(text)
    is_own = passage.is_reader or bool(QUOTED.search(text))
    return found or (_LOOSELY.search(text) if is_own else None)


def _places(passage: Passage) -> list[dict[str, str]]:
    """Where, from the clause on that looks ahead; of an article's start no place may be named."""
    found = passage.places(ahead_from(passage.text)) or passage.places()
    is_start = not passage.is_reader and bool(START.search(passage.text))
    return found or ([{}] if is_start else [])


def _looks_ahead(passage: Passage, reading: Reading) -> bool:
    """Whether it speaks of the future, names a bound that lies there, or a day ahead as present."""
    if passage.is_future:
        return True
    published = reading.article.published_on
    is_present = bool(PRESENT.search(passage.text))
    for time in reading.times(passage, "future"):
        if published is None or time.start is None or time.end is None:
            continue
        is_bound = time.bound in {"by", "from"} and time.end > published
        if is_bound or (is_present and not time.bound and time.start > published):
            return True
    return False


def _is_ahead(time: Time, published_on: date | None) -> bool:
    return time.end is not None and (published_on is None or time.end > published_on)


def _fields(passage: Passage, reading: Reading, times: Sequence[Time]) -> dict[str, str]:
    latest = [time for time in times if time.bound != "from"]
    earliest = [time for time in times if time.bound == "from"]
    deadline = max((time.end for time in latest if time.end), default=None)
    opens = min((time.start for time in earliest if time.start), default=None)
    product = next(iter(passage.names("products")), "")
    category = next(iter(passage.names("categories")), "")
    return {
        "forecaster": _forecaster(passage, reading),
        "event": "launch",
        "company": reading.names.products_of.get(product) or _company(passage, reading),
        "product": product,
        "category": category or reading.names.category_of.get(product, ""),
        "when": "; ".join(time.text for time in times),
        "opens": opens.isoformat() if opens else "",
        "deadline": (deadline - timedelta(days=1)).isoformat() if deadline else "",
        "hedge": hedge_in(passage.text),
        "says": passage.text,
    }


def _forecaster(passage: Passage, reading: Reading) -> str:
    """Who looks ahead: a speaker, one who predicts, or else the company whose plan it is."""
    if passage.is_reader:
        return "a reader"
    for pattern in (_ANALYSTS, _BY_OTHER, _ESTIMATE_DE):
        if found := pattern.search(QUOTED.sub("", passage.text)):
            who = _ROLE.sub("", found["who"])
            if who not in reading.names.spellings:
                return who
    person = speaker_of(passage.text, reading.people, reading.last_person(passage))
    if person is not None:
        return person.name
    is_rumor = bool(RUMOR.search(passage.text))
    return reading.article.publisher if is_rumor else _company(passage, reading)


def _company(passage: Passage, reading: Reading) -> str:
    """Whose start it is: the company named last before the word for it."""
    start = START.search(passage.text) or SALE.search(passage.text)
    before = [m.value for m in passage.companies if start and m.at < start.start()]
    return before[-1] if before else reading.subject(passage)
