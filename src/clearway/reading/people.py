"""Who speaks: names with the role that stands before or after them, and anonymous speakers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = r"(?:[A-ZÄÖÜ][\w'’]+(?:-[A-ZÄÖÜ][\w'’]+)?|[A-ZÄÖÜ]\.)"
_PERSON = rf"{_NAME}(?:\s+(?:(?:von|van|de|bin)\s+)?{_NAME}){{1,2}}"
_ROLE_EN = (
    r"(?:chief\s+[\w-]+(?:\s+officer)?|ceo|cfo|cto|(?:senior\s+|executive\s+)*(?:vice\s+)?president|"
    r"chair(?:man|woman|person)?|founder|co-founder|director|managing\s+director|head|spokes\w+|"
    r"analyst|lawyer|attorney|judge|professor|minister|executive|manager|boss|researcher|consultant|"
    r"counsel)"
)
_ROLE_DE = (
    r"[\w&ÄÖÜäöüß-]*?(?:[Cc]hef|[Vv]orstand|[Pp]räsident|[Ss]precher|[Gg]eschäftsführer|[Aa]nalyst|"
    r"[Aa]nwalt|[Aa]nwält|[Bb]erater|[Mm]anager|[Dd]irektor|[Vv]ize|[Gg]ründer|[Ll]eiter|"
    r"[Ee]xpert|[Pp]rofessor|[Mm]inister|[Rr]ichter|[Vv]orsitzende|[Jj]urist|CEO)\w{0,6}"
)
_BEFORE_EN = re.compile(
    rf"(?P<role>(?:{_NAME}(?:\s+{_NAME})?(?:['’]s)?\s+)?(?:[a-z-]+\s+)?(?i:{_ROLE_EN}))\s+(?P<name>{_PERSON})"
)
_AFTER_EN = re.compile(
    rf"(?P<name>{_PERSON}),\s+(?P<role>(?:an?\s+|the\s+)?(?:[\w-]+\s+){{0,3}}?(?i:{_ROLE_EN})"
    rf"(?:\s+and\s+(?:[\w-]+\s+){{0,2}}?(?i:{_ROLE_EN}))?"
    rf"(?:\s+(?:of|at|for)\s+[A-ZÄÖÜ][^,.“”\"]*)?)"
)
_OF_EN = re.compile(
    rf"(?P<role>(?i:{_ROLE_EN}))\s+(?P<name>{_PERSON})\s+of\s+(?P<of>{_PERSON}|{_NAME})"
)
_BEFORE_DE = re.compile(
    rf"(?<![\w-])(?P<role>{_ROLE_DE}(?:\s+(?:von|der|des)\s+{_NAME})?)\s+(?P<name>{_PERSON})"
)
_AFTER_DE = re.compile(
    rf"(?P<name>{_PERSON}),\s+(?P<role>(?:der\s+|die\s+|ein\w*\s+)?{_ROLE_DE}"
    rf"(?:\s+(?:von|bei|der|des)\s+[A-ZÄÖÜ][^,.“”\"]*)?)"
)
_ANONYMOUS = re.compile(
    r"(?<![\w-])(?P<name>(?:[Aa]n?|[Tt]he|[Oo]ne|[Ee]ine?|[Dd]er|[Dd]ie)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:spokes(?:man|woman|person)|lawyer|analyst|executive|manager|official|representative|"
    r"insider|head|founder|chairman|director|president|judge|minister|"
    r"[\w-]*[Ss]precher(?:in)?|Insider(?:in)?|Anwalt|Anwältin|Analyst(?:in)?|Manager(?:in)?|"
    r"[\w-]*[Cc]hef(?:in)?|Leiter(?:in)?|Richter(?:in)?|Minister(?:in)?)"
    r"(?:\s+(?:of|at|for)\s+the\s+[a-z]+(?:\s+[a-z]+)?(?=\s*[.,;:]|$))?)"
    r"(?!\w)(?!\s+[A-ZÄÖÜ])"
)
_NOT_FIRST = frozenset(
    "The A An In On At By If But And He She It They We Der Die Das Ein Eine Im In Am Bei Laut Nach "
    "Wie Auf Für Mit Von Zu Und Aber Er Sie Es Wir Monday Tuesday Wednesday Thursday Friday Montag "
    "Dienstag Mittwoch Donnerstag Freitag".split()
)
_SAID = (
    r"(?:said|says|told|tells|added|adds|stated|explained|commented|wrote|warned|insisted|argued|"
    r"argues|believes|thinks|noted|denied|denies|sagte[n]?|sagt|erklärt(?:e|en)?|mein(?:t|te)|teilte[n]?|"
    r"betonte|hofft(?:e)?|kündigte|bestätigte|bekräftigte?|dementierte|ergänzte|äußerte|so)"
)
_TELLS = (
    r"(?:said|says|told|added|adds|explained|sagte|sagt|erklärte?|betonte|ergänzte|meinte|äußerte)"
)
_UNTITLED = re.compile(
    rf"(?<![\w-]){_TELLS}\s+(?P<after>{_PERSON})(?!\w)|"
    rf"(?<![\w&-])(?P<before>{_PERSON})\s+(?:also\s+|then\s+|had\s+)?{_TELLS}(?!\w)(?!\s+(?:it|they)\b)"
)
_MEDIUM = re.compile(
    r"\b(?:Wire|Post|Times|News|Journal|Herald|Ledger|Magazin\w*|Zeitung|Blatt|Tribune|Review|"
    r"Telegraph|Agency|Agentur|Institute?|Group|Telecom|Electronics|Court|Commission|Patent\w*)\b"
)
SAID = re.compile(rf"(?<![\w-]){_SAID}(?!\w)")
_PRONOUN = re.compile(rf"(?<![\w-])(?:(?:[Ss]?[Hh]e)\s+{_SAID}|{_SAID}\s+(?:she|he|er|sie))(?!\w)")
_COMPANY_SAID = re.compile(
    rf"\b(?:the\s+(?:two\s+)?compan(?:y|ies)|it|they|das\s+Unternehmen|der\s+Konzern|der\s+Hersteller)\s+{_SAID}|"
    rf"{_SAID}\s+(?:the\s+company|das\s+Unternehmen|der\s+Konzern)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Person:
    """Someone named in a text, with the role as written, or empty."""

    name: str
    role: str
    at: int


@lru_cache(maxsize=4096)  # of a sentence it is asked again for each that follows
def people_in(text: str) -> tuple[Person, ...]:
    """Return those named with a role, in their order; each once."""
    found: dict[str, Person] = {}
    for pattern in (_OF_EN, _AFTER_EN, _BEFORE_EN, _AFTER_DE, _BEFORE_DE):
        for match in pattern.finditer(text):
            name = match["name"].strip()
            role = match["role"].strip()
            if of := match.groupdict().get("of"):
                role = f"{role} of {of}"
            if name.split()[0] not in _NOT_FIRST:
                found.setdefault(name, Person(name, role, match.start("name")))
    return tuple(sorted(found.values(), key=lambda person: person.at))


def untitled_in(text: str, names: Sequence[tuple[int, int]] = ()) -> tuple[Person, ...]:
    """Return those named with no role beside a verb of saying.

    Args:
        text: a sentence; what stands in its quotation marks is not looked at.
        names: spans of companies, products and places; what meets one is no person.
    """
    found = []
    for match in _UNTITLED.finditer(outside_quotes(text)):
        group = "after" if match["after"] else "before"
        name, (at, to) = match[group], match.span(group)
        is_name = any(at < end and start < to for start, end in names)
        if not (is_name or _MEDIUM.search(name) or name.split()[0] in _NOT_FIRST):
            found.append(Person(name, "", at))
    return tuple(found)


def outside_quotes(text: str) -> str:
    """Return a text with what stands in quotation marks blanked, so that offsets stay."""
    return QUOTED.sub(lambda match: " " * len(match[0]), text)


QUOTED = re.compile(r"[“„\"«»](?P<said>[^“”„\"«»]{6,600})[”“\"»«]")


def _near_said(text: str, name: str) -> bool:
    """Say whether a name stands by a verb of saying: at most a role or a remark between them."""
    escaped = re.escape(name)
    gap = r"[^.“”„\"]{0,60}?"
    return bool(
        re.search(
            rf"{escaped}(?:\s[\w ]{{1,40}})?(?:,[^.“”„\"]{{0,80}},)?\s+(?:\w+\s+){{0,2}}?"
            rf"{_SAID}(?!\w)",
            text,
        )
        or re.search(rf"(?<![\w-]){_SAID}\s+{gap}{escaped}", text)
    )


def speaker_of(text: str, known: dict[str, Person], last: Person | None) -> Person | None:
    """Return who a sentence says is speaking.

    Args:
        text: the sentence.
        known: people named anywhere in the article, by surname and by first name.
        last: who was last named before it; `she` and `er` mean them.

    Returns:
        The person, an anonymous speaker as written, or None.
    """
    outside = outside_quotes(text)
    if not SAID.search(outside):
        return None
    for person in people_in(outside):
        if _near_said(outside, person.name):
            return person
    for surname, person in known.items():
        if re.search(rf"(?<!\w){re.escape(surname)}(?!\w)", outside) and _near_said(
            outside, surname
        ):
            return person
    if (found := _ANONYMOUS.search(outside)) and _near_said(outside, found["name"]):
        return Person(found["name"][0].lower() + found["name"][1:], "", found.start())
    return last if _PRONOUN.search(outside) else None


def is_company_speaking(text: str) -> bool:
    """Say whether `the company said`."""
    return bool(_COMPANY_SAID.search(outside_quotes(text)))
