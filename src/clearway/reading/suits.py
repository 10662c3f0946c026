"""Suits and orders: who sues whom where, and what a court or an authority forbade whom.

A suit needs a word for one and a company on at least one side; an order a word for one and a verb
of giving it. What is denied, conditional, threatened, ahead, only rumored, withdrawn or lifted is
neither. Courts whose name tells the country stand for it; else the places named do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.reading.cues import FUTURE, HEARSAY, clause_around, is_negated, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clearway.reading.article import Proposal
    from clearway.reading.mentions import Mention
    from clearway.reading.passages import Passage, Reading
    from clearway.reading.times import Time

_SUES = re.compile(
    r"(?<![\w-])(?:su(?:es?|ed|ing)|verklagt\w*|verklagen|(?:takes?|took|taken|taking|dragged|drags)"
    r"(?=\s[^.]{1,60}\sto court)|zieht(?=\s[^.]{1,60}\svor Gericht)|"
    r"geht(?=\s[^.]{0,60}gerichtlich))(?!\w)"
)
_SUIT = re.compile(
    r"(?<![\w-])(?:law)?suits?(?!\w)|(?<![\w-])complaints?(?!\w)|(?<![\w-])actions?(?=\s+against)|"
    r"(?<![\w-])(?:legal|court|infringement|nullity|patent)\s+(?:actions?|proceedings)|"
    r"(?<![\w-])opened an investigation|(?<!\w)[\w-]*klagen?(?!\w)|"
    r"(?<!\w)(?:ge)?klagt(?:e[nt]?)?(?!\w)|"
    r"(?<!\w)(?:asked|petitioned)(?=[^.]{0,60}\b(?:court|judge)[^.]{0,40}\b(?:set|fix|determine)\b)",
    re.IGNORECASE,
)
_FILING = re.compile(
    r"(?<![\w-])(?:fil(?:ed?|es|ing)|lodg(?:ed?|es)|brought|brings?|launch(?:ed|es)|initiated|opened|"
    r"asked|petitioned|pending|hit|fac(?:es|ed|ing)|"
    r"reicht\w*|eingereicht|erhob(?:en)?|erhebt|(?:ge)?klagt(?:e[nt]?)?|liegt|anhängig|zugestellt)(?!\w)",
    re.IGNORECASE,
)
_ASKING = words(
    r"seek(?:s|ing)?", "sought", r"appl(?:y|ies|ied) for", r"ask(?:s|ed) for", r"request(?:s|ed)",
    r"beantrag\w+", r"fordert\w*", "will erreichen",
)  # fmt: skip
_ORDER = re.compile(
    r"(?<![\w-])(?:injunctions?|(?:sales|import)\s+bans?|exclusion\s+orders?|import\s+stop)(?!\w)|"
    r"(?<!\w)(?:(?:einstweilige\w*\s+)?Verfügung(?:en)?|Verkaufsverbot\w*|Vertriebsverbot\w*|"
    r"Einfuhrverbot\w*|Importverbot\w*|Unterlassungsurteil\w*)(?!\w)"
)
_FORBIDS = re.compile(
    r"(?<![\w-])(?:barr(?:ed|ing)|bann(?:ed|ing)|bans|bars|prohibit(?:ed|s)|forb(?:ade|ids)|blocked|"
    r"ordered(?=[^.]{1,60}\bto\s+stop))(?!\w)|"
    r"(?<!\w)(?:untersagt\w*|verbot(?:en)?|verbietet)(?!\w)"
)
_OF_SALE = re.compile(
    r"\b(?:sell(?:ing)?|sales?|import\w*|offer\w*|market(?:ing)?|distribut\w*|shipping)\b|"
    r"[Vv]erk[aä]uf\w*|[Vv]ertr[ie]+b\w*|[Ii]mport\w*|Einfuhr\w*|anbieten|Angebot\w*"
)
"""What is forbidden, so that it bears on a market: not a speech, and not another suit."""
_GIVING = re.compile(
    r"(?<![\w-])(?:grant(?:ed|s)|issue[ds]|won|wins|obtain(?:ed|s)|secure[ds]|imposed?|handed|"
    r"erlassen|erließ|erlässt|erwirkt\w*|erteilt\w*|verhängt\w*|erstritt\w*|erstritten|angeordnet)(?!\w)"
)
_GONE = words(
    "lifted", "suspended", "stayed", "dropped", "withdr(?:ew|awn|aws)", "settled?", "dismissed",
    "rejected", "refused", r"threat\w*", r"prepar\w*", r"consider\w*", r"expired", "overturned",
    "aufgehoben", "ausgesetzt", "zurückgezogen", "abgewiesen", "abgelehnt", r"droh\w*", r"erwäg\w*",
    r"prüft\w*", "zurückgenommen", "beigelegt", "each other", "gegenseitig", "einander",
)  # fmt: skip
_IMPORT = re.compile(r"exclusion|import|Einfuhr|International Trade Commission|\bITC\b", re.I)
_ACTIONS = (
    ("nullity", re.compile(r"nullity|invalidity|revocation|Nichtigkeit", re.I)),
    ("rate-setting", re.compile(
        r"\b(?:set|fix|determine)\b[^.]{0,40}\b(?:terms|rates?|royalt)|FRAND rate|Lizenzsatz", re.I
    )),
    ("anti-suit", re.compile(r"anti-?suit", re.I)),
    ("import-stop", _IMPORT),
    ("declaratory", re.compile(r"declarat|Feststellungsklage", re.I)),
)  # fmt: skip
_BEFORE = (
    r"(?:\s+(?:the|an?|den|die|der|das|phones? of|devices of|"
    r"(?:[A-Z]\w+|[a-z-]+)\s+(?:company|maker|rival|firm)))?\s+$"
)
_AGAINST = re.compile(rf"\b(?:[Aa]gainst|[Gg]egen|into){_BEFORE}")
_BY = re.compile(
    rf"\b(?:by|von|vom|durch|at\s+the\s+request\s+of|auf\s+Antrag|in\s+favou?r\s+of){_BEFORE}"
)
_PASSIVE = re.compile(
    r"\b(?:(?:was|were|been|being|is|are|gets?|got)\s+(?:\w+\s+)?sued|"
    r"w(?:urden?|erden|ird)\b[^.]{0,80}\bverklagt)\b"
)
_COURTS = (
    ("US", (r"(?:U\.?S\.?\s+)?International\s+Trade\s+Commission|\bITC\b|"
            r"(?:U\.?S\.?\s+)?District\s+Court(?:\s+for\s+the\s+\w+\s+District\s+of\s+[A-Z]\w+)?|"
            r"(?:Northern|Southern|Eastern|Western|Central)\s+District\s+of\s+[A-Z]\w+|"
            r"District\s+of\s+(?:Delaware|New\s+Jersey|Massachusetts)|Federal\s+Circuit")),
    ("DE", r"Bundespatentgericht\w*|Bundesgerichtshof\w*|\bBGH\b|Federal\s+Patent\s+Court"),
    ("", (r"(?:Ober)?[Ll]andgerichte?\w*(?:\s+[A-ZÄÖÜ][\wäöüß]+)?|\bO?LG\s+[A-ZÄÖÜ][\wäöüß]+|"
          r"(?:[A-Z]\w+\s+){0,2}(?:High|Regional|Higher\s+Regional|Commercial|Patents?|Supreme|Unified\s+Patent)"
          r"\s+Court(?:\s+(?:of|in)\s+[A-Z]\w+)?|Einheitliche\w*\s+Patentgericht\w*|\bUPC\b|\bEPG\b")),
)  # fmt: skip
_COURT = tuple((code, re.compile(text)) for code, text in _COURTS)
_AT = re.compile(
    r"\b(?:in|at|before|im|vor(?:\s+dem)?|beim|am|of|aus)(?:\s+(?:the|a\s+court\s+in|den|der|dem))?\s+$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:,|,?\s*(?:and|und|&|sowie))\s+$")
_WON = re.compile(
    r"\b(?:erstritt|erwirkte|geklagt\s+hatte|(?:war\s+)?brought\s+by|[Kk]läger(?:in)?\s+ist|"
    r"plaintiff\s+is)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:It|The\s+(?:order|ruling|injunction|ban|complaints?|suits?)|D(?:as|er|ie)\s+"
    r"(?:Urteil|Beschluss|Verfügung|Verbot|Klagen?)|Geklagt|Kläger)\b"
)


@dataclass(frozen=True)
class _Sides:
    plaintiff: str
    defendant: str


def legal(passage: Passage, reading: Reading) -> Iterator[Proposal]:
    """Propose the orders of a passage, else its suits, one for each market."""
    if passage.is_reader or passage.is_conditional or passage.text.endswith("?"):
        return
    text = passage.text
    asked = bool(_ASKING.search(text))
    at = _order_at(text) if not asked else None
    kind = "order" if at is not None else "suit"
    at = _suit_at(text, asked=asked) if at is None else at
    if at is None or _is_not_so(text, at):
        return
    sides = _sides(passage, reading, kind, at)
    sides = _Sides(_row(passage, sides.plaintiff), _row(passage, sides.defendant))
    if not (sides.plaintiff or sides.defendant):
        return
    court, markets = _court(passage)
    fields = {
        "plaintiff": sides.plaintiff, "defendant": sides.defendant, "court": court,
        "standards": "; ".join(passage.names("standards")) if kind == "suit" else "",
        **_what(kind, text), **_when(passage, reading),
    }  # fmt: skip
    for market in markets or [""]:
        yield passage.proposal(kind, {**fields, "market": market})


def _order_at(text: str) -> int | None:
    """Where an order is given: a verb that forbids, or a word for an order beside one of giving."""
    if (found := _FORBIDS.search(text)) and _OF_SALE.search(text):
        return found.start()
    named = _ORDER.search(text)
    return named.start() if named and _GIVING.search(text) else None


def _suit_at(text: str, *, asked: bool) -> int | None:
    if found := _SUES.search(text):
        return found.start()
    named = _SUIT.search(text) or (_ORDER.search(text) if asked else None)
    return named.start() if named and (asked or _FILING.search(text)) else None


def _is_not_so(text: str, at: int) -> bool:
    clause = clause_around(text, at)
    return bool(
        is_negated(text, at)
        or HEARSAY.search(text)
        or FUTURE.search(clause)
        or _GONE.search(clause)
    )


def _what(kind: str, text: str) -> dict[str, str]:
    if kind == "order":
        return {"order": "import-stop" if _IMPORT.search(text) else "injunction"}
    return {"action": next((n for n, found in _ACTIONS if found.search(text)), "infringement")}


def _sides(passage: Passage, reading: Reading, kind: str, at: int) -> _Sides:
    """Who is against whom: by the words before a name, else by its place beside the verb."""
    text, mentions = passage.text, passage.companies
    defendant, plaintiff = _marked(text, mentions, _AGAINST), _marked(text, mentions, _BY)
    rest = [m for m in mentions if m.value not in {defendant, plaintiff}]
    before = [m.value for m in rest if m.at < at]
    after = [m.value for m in rest if m.at > at]
    if _PASSIVE.search(text) or (kind == "order" and _FORBIDS.search(text)):
        defendant = defendant or next(iter([*reversed(before), *after]), "")
        others = [name for name in (*before, *after) if name != defendant]
        return _Sides(plaintiff or next(iter(others), "") or _winner(passage, reading), defendant)
    if plaintiff:
        return _Sides(plaintiff, defendant or next(iter([*before, *after]), ""))
    plaintiff = next(iter([*before, *after]), "") or _earlier(passage, reading, defendant)
    if not defendant and _SUES.search(text):
        defendant = next((n for n in (*after, *before) if n != plaintiff), "")
    return _Sides(plaintiff, defendant)


def _row(passage: Passage, name: str) -> str:
    """Return a company with those joined to it: `gegen Xiaomi und Huawei`."""
    rows: list[list[str]] = []
    last = 0
    for mention in passage.companies:
        is_joined = bool(rows and _JOINED.match(passage.text[last : mention.at]))
        rows = [*rows[:-1], [*rows[-1], mention.value]] if is_joined else [*rows, [mention.value]]
        last = mention.to
    return "; ".join(dict.fromkeys(next((row for row in rows if name in row), [name])))


def _marked(text: str, mentions: Sequence[Mention], before: re.Pattern[str]) -> str:
    return next((m.value for m in mentions if before.search(text[: m.at])), "")


def _winner(passage: Passage, reading: Reading) -> str:
    """Who had an order given, where the next sentence says so: `Geklagt hatte Halvard`."""
    for each in reading.after(passage, 1):
        if name := _marked(each.text, each.companies, _WON):
            return name
    return ""


def _earlier(passage: Passage, reading: Reading, other: str) -> str:
    """Whom `it` means, where a company is told of in the sentence before."""
    if not re.search(
        r"(?<!\w)(?:it|It|they|They|sie|Sie|er|Er|the company|der Konzern)(?!\w)", passage.text
    ):
        return ""
    subject = next((n for p in reading.before(passage)[:2] for n in p.names("companies")), "")
    return subject if subject != other else ""


def _court(passage: Passage) -> tuple[str, list[str]]:
    """The court as written, and the markets: its own country, else the places where it is said."""
    name, markets = "", []
    for code, pattern in _COURT:
        for found in pattern.finditer(passage.text):
            name = name or found[0].removeprefix("The ")
            markets += [code] if code else []
    for mention in passage.markets:
        before = passage.text[: passage.first_of_row(mention)]
        if _AT.search(before) or _in_court(passage.text, mention):
            markets.append(mention.value)
    return name, list(dict.fromkeys(markets))


def _in_court(text: str, mention: Mention) -> bool:
    return any(
        found.start() <= mention.at < found.end()
        for _, pattern in _COURT
        for found in pattern.finditer(text)
    )


def _when(passage: Passage, reading: Reading) -> dict[str, str]:
    """The day of it: in the sentence, else in the one that goes on about it."""
    from clearway.reading.sales import time_fields

    own = _past(passage, reading)
    more = [
        time
        for each in reading.after(passage, 1)
        if _GOES_ON.match(each.text)
        for time in _past(each, reading)
    ]
    effect = [t for t in more if "effect" in reading.after(passage, 1)[0].text]
    return time_fields(next(iter([*effect, *own, *more]), None))


def _past(passage: Passage, reading: Reading) -> list[Time]:
    return [time for time in reading.times(passage, "past") if time.start and time.bound != "by"]
