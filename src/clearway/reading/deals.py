"""Deals: what kind, between whom, and what they cover, from a sentence and those that go on.

A license needs a word for one and a verb of making it; a purchase a verb of buying or selling and
patents. What is denied, conditional or merely needed is no deal; hearsay makes it `rumored`. Where
the direction of a license is not said, it stays open and both companies stand as parties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from clearway.reading.cues import HEARSAY, is_negated
from clearway.reading.intervals import NUMBER, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clearway.reading.article import Proposal
    from clearway.reading.mentions import Mention
    from clearway.reading.passages import Passage, Reading

_CROSS = re.compile(
    r"cross[- ]?licen[sc]\w*|[Kk]reuzlizenz\w*|gegenseitige\w*\s+(?:Patentl|L)izen\w+|"
    r"mutual\w*\s+licen[sc]\w*"
)
_POOL = re.compile(
    r"\b(?:joins?|joined|license from)\b[^.]*\bpool\b|\bPool(?:lizenz)?\b[^.]*\bbei\b"
)
_COVENANT = re.compile(r"covenant\w*\s+not\s+to\s+sue|Klageverzicht\w*")
_STANDSTILL = re.compile(r"standstill\w*|Stillhalteabkommen\w*")
_LICENSE = re.compile(
    r"(?<![\w-])(?:patent\s+)?licen[sc](?:e|es|ing)\b(?:\s+agreement)?|licensed\b|"
    r"\b\w*[Ll]izenz(?:vertrag|vereinbarung|abkommen)?\w*"
)
_MAKING = re.compile(
    r"(?<![\w-])(?:sign(?:ed|s)?|enter(?:ed|s)? into|agree[ds]?|grant(?:ed|s)?|conclude[ds]?|"
    r"reach(?:ed|es)?|struck|inked|include[sd]?|including|receive[sd]?|t(?:akes?|ook|aken)|licensed|announced|"
    r"extend(?:ed|s)?|renew(?:ed|s)?|"
    r"geschlossen|abgeschlossen|schlie(?:ß|ss)en|schlossen|unterzeichne\w*|unterschr\w+|vereinbar\w+|gewähr\w*|"
    r"erteil\w*|nimmt|nahm|genommen|erhält|erhielt|einschließ\w*|umfasst|einig\w*|verlänger\w*)(?!\w)",
    re.IGNORECASE,
)
_WANTING = re.compile(
    r"\b(?:would need|needs?|without|talks (?:over|about)|could (?:also )?license|lack\w*|seek\w*|"
    r"braucht\w*|benötigt\w*|verhandel\w*|Gespräch\w*)\b",
    re.IGNORECASE,
)
_BUY = re.compile(
    r"(?<![\w-])(?:acquir(?:ed?|es|ing)|b(?:ought|uys?|uying)|purchase[ds]?|pick(?:ed|s) up|"
    r"take[ns]? over|kauf(?:t|te|ten|en)|gekauft|"
    r"erw(?:irbt|arb|erben|orben)|übern(?:immt|ahm|ommen|ehmen))(?!\w)"
)
_SELL = re.compile(
    r"(?<![\w-])(?:s(?:old|ells?|elling)|transferr?(?:ed|s)?|assign(?:ed|s)?|"
    r"verkauf(?:t|te|ten|en)|veräußer\w*|übertr(?:ägt|ug|agen))(?!\w)"
)
_ASSETS = re.compile(
    r"(?<!\w)(?:patents?|(?:[\w-]*P|p)atente\w*|Patentfamilien|patent\s+(?:families|assets)|"
    r"Schutzrechte)(?!\w)"
)
_COUNT = re.compile(
    r"(?<![\w.,])(?P<count>\d{1,3}(?:[.,]\d{3})+|\d+)\s+(?:[\w-]+\s+){0,2}?(?:\w{2}-)?$"
)
_FROM = re.compile(r"\b(?:from|von|of)\s+$")
_TO = re.compile(r"\b(?:to|an)\s+$")
_BOTH = re.compile(
    r"\b(?:two|both)\s+(?:companies|firms|parties)|\b(?:beide|beiden)\s+(?:Unternehmen|Firmen|Konzerne)|"
    r"\bthe (?:companies|parties)\b|\bdie Unternehmen\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:Under|The|This|That|It|Der|Die|Das|Damit|Er|Sie)?\s*(?:the\s+)?[\w-]*\s*"
    r"(?:agreement|deal|licen[sc]e|contract|purchase|Vertrag|Vereinbarung|Lizenz\w*|Abkommen|Kauf|Übertragung)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(
    rf"{NUMBER}[-\s]year|(?:term|period)\s+of\s+{NUMBER.replace('<n>', '<n2>')}\s+years|"
    rf"for\s+{NUMBER.replace('<n>', '<n3>')}\s+years|"
    rf"(?:Laufzeit|Dauer)\s+von\s+{NUMBER.replace('<n>', '<n4>')}\s+Jahren|"
    rf"(?:für|über)\s+{NUMBER.replace('<n>', '<n5>')}\s+Jahre|"
    r"(?P<n6>zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)jährige",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"expires?|until|through|runs? to|bis|endet|läuft", re.IGNORECASE)
_FROM_WHEN = re.compile(
    r"takes? effect|effective|completed|closed|starts?|in Kraft|gilt ab|wirksam|vollzogen|today|"
    r"heute|Vorjahr|last|im\s|in\s|on\s|am\s",
    re.IGNORECASE,
)
_TOLD_ON = re.compile(
    r"\b(?:reported|said|says|wrote|told|berichtet\w*|meldet\w*|sagte|schrieb|teilte\w*)\b[^,;]{0,20}$"
)
"""Before a day on which somebody told of the deal, which is not the day of the deal."""
_EXCEPT = re.compile(r"(?:exclud\w+|except|but not|außer|ausgenommen|ohne)\s+$", re.IGNORECASE)
_WHERE = re.compile(
    r"(?:\bfor use in|\bin|\bfor|\bwithin|\bfür|\bto)\s+(?:the\s+|den\s+|die\s+|der\s+)?$"
)


@dataclass(frozen=True)
class _Found:
    """A deal in a passage: its kind, and the word that names it."""

    kind: str
    at: int
    roles: dict[str, str]


def deals(passage: Passage, reading: Reading) -> Iterator[Proposal]:
    """Propose the deals of a passage; a sentence may hold a license and a purchase."""
    if passage.is_reader or passage.is_conditional:
        return
    for found in filter(None, (_agreement(passage, reading), _purchase(passage, reading))):
        roles = found.roles
        if roles and not is_negated(passage.text, found.at):
            yield passage.proposal("deal", {**_terms(passage, reading, found), **roles})


def _agreement(passage: Passage, reading: Reading) -> _Found | None:
    text = passage.text
    named = _named_kind(text)
    if named is None or not _MAKING.search(text) or _WANTING.search(text):
        return None
    kind, at = named
    companies = passage.names("companies")
    if len(companies) < 2:
        companies = reading.pair(passage) if _BOTH.search(text) or not companies else []
    if len(companies) < 2:
        companies = _with_subject(passage, reading)
    if len(companies) < 2:
        return None
    if kind == "cross-license":
        return _Found(kind, at, {"parties": "; ".join(sorted(companies[:2]))})
    return _Found(kind, at, _direction(passage, reading, companies))


def _with_subject(passage: Passage, reading: Reading) -> list[str]:
    """The one company named and the one that `it` means: the last subject before."""
    own = passage.names("companies")
    if len(own) != 1:
        return own
    for earlier in reading.before(passage):
        for name in earlier.names("companies"):
            if name != own[0]:
                return [name, own[0]]
    publisher = reading.article.publisher
    return [publisher, own[0]] if publisher in reading.names.spellings else own


def _named_kind(text: str) -> tuple[str, int] | None:
    kinds = (
        ("cross-license", _CROSS), ("covenant", _COVENANT), ("standstill", _STANDSTILL),
        ("pool-license", _POOL), ("license", _LICENSE),
    )  # fmt: skip
    for kind, pattern in kinds:
        if found := pattern.search(text):
            return kind, found.start()
    return None


_GIVES = re.compile(r"(?:grant(?:ed|s)?|licensed|gewähr\w*|erteil\w*|extend(?:ed|s)?)\b")
_TAKES = re.compile(r"(?:t(?:akes?|ook|aken)|receive[sd]?|nimmt|nahm|genommen|erhält|erhielt)\b")


def _direction(passage: Passage, reading: Reading, companies: list[str]) -> dict[str, str]:
    """Who grants and who is granted: by the verb, here or in what goes on; by who makes nothing."""
    for each in (passage, *reading.after(passage, 2)):
        named = each.names("companies")
        if set(named[:2]) == set(companies[:2]):
            if _GIVES.search(each.text):
                return {"grantor": named[0], "grantee": named[1]}
            if _TAKES.search(each.text):
                return {"grantor": named[1], "grantee": named[0]}
    idle = [name for name in companies[:2] if not reading.names.operating.get(name, True)]
    if len(idle) == 1:
        other = next(name for name in companies[:2] if name != idle[0])
        return {"grantor": idle[0], "grantee": other}
    return {"parties": "; ".join(sorted(companies[:2]))}


def _purchase(passage: Passage, reading: Reading) -> _Found | None:
    text = passage.text
    buy, sell = _BUY.search(text), _SELL.search(text)
    verb = buy or sell
    assets = _ASSETS.search(text)
    if verb is None or assets is None:
        return None
    mentions = passage.companies
    seller = _marked(text, mentions, _FROM) if buy else ""
    buyer = "" if buy else _marked(text, mentions, _TO)
    other = next((m.value for m in mentions if m.value not in {seller, buyer}), "")
    subject = other or next(
        (name for name in reading.pair(passage) if name not in {seller, buyer}), ""
    )
    roles = {"seller": seller, "buyer": subject} if buy else {"seller": subject, "buyer": buyer}
    counted = _COUNT.search(text[: assets.start()])
    count = re.sub(r"[.,]", "", counted["count"]) if counted else ""
    return _Found(
        "purchase", verb.start(), {**roles, "count": count} if all(roles.values()) else {}
    )


def _marked(text: str, mentions: Sequence[Mention], before: re.Pattern[str]) -> str:
    """The company before which a preposition stands."""
    return next((m.value for m in mentions if before.search(text[: m.at])), "")


def _terms(passage: Passage, reading: Reading, found: _Found) -> dict[str, str]:
    """What a deal covers and how long it holds, from its sentence and those that go on."""
    more = [p for p in reading.after(passage, 3) if _GOES_ON.match(p.text)]
    passages = [passage, *more] if found.kind != "purchase" else [passage, *more[:1]]
    start = _start(passages, reading)
    last = _last_day(passages, reading, start)
    is_license = found.kind != "purchase"
    return {
        "deal": found.kind,
        "status": "rumored" if HEARSAY.search(passage.text) else _status(passage, reading),
        "start": start.isoformat() if start else "",
        "last_day": last.isoformat() if last else "",
        "standards": _all(passages, "standards") if is_license else "",
        "field": _all(passages, "categories") if is_license else "",
        "territory": "; ".join(_territory(passages, excluded=False)) if is_license else "",
        "excluded": "; ".join(_territory(passages, excluded=True)) if is_license else "",
        "region": _all(passages, "regions") if is_license else "",
    }


def _status(passage: Passage, reading: Reading) -> str:
    """`signed` where a party says so itself, else `reported`."""
    publisher = reading.names.spellings.get(reading.article.publisher, "")
    return "signed" if publisher and publisher in passage.names("companies") else "reported"


def _all(passages: Sequence[Passage], kind: str) -> str:
    return "; ".join(dict.fromkeys(name for p in passages for name in p.names(kind)))


def _territory(passages: Sequence[Passage], *, excluded: bool) -> list[str]:
    """Countries named as where the deal holds, or as where it does not."""
    found = []
    for passage in passages:
        for mention in passage.markets:
            before = passage.text[: passage.first_of_row(mention)]
            is_out = bool(_EXCEPT.search(before))
            if is_out == excluded and (is_out or _WHERE.search(before)):
                found.append(mention.value)
    return list(dict.fromkeys(found))


def _start(passages: Sequence[Passage], reading: Reading) -> date | None:
    """The first day of effect where one is named; a mere month or year stands for its first."""
    for passage in reversed(passages):
        for time in reading.times(passage, "past"):
            is_start = bool(_FROM_WHEN.search(passage.text[: time.to]))
            is_telling = bool(_TOLD_ON.search(passage.text[: time.at]))
            is_last = time.bound == "by" or bool(_UNTIL.search(passage.text[: time.at]))
            if time.start and is_start and not (is_last or is_telling or time.bound == "since"):
                return time.start
    return None


def _last_day(passages: Sequence[Passage], reading: Reading, start: date | None) -> date | None:
    for passage in passages:
        for time in reading.times(passage, "future"):
            if time.end and _UNTIL.search(passage.text[: time.to]):
                return time.end - timedelta(days=1)
        if start and (years := _YEARS.search(passage.text)):
            count = number_of(next(filter(None, years.groups())))
            ends: date = start + relativedelta(years=count)
            return ends - timedelta(days=1)
    return None
