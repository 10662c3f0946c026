"""The words that turn a sentence: negation, condition, denial, future, hearsay."""

from __future__ import annotations

import re


def words(*alternatives: str) -> re.Pattern[str]:
    """Compile alternatives that must stand as whole words, whatever their case."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


NEGATION = words(
    r"(?<!if )not(?! only)", r"\w+n['’]t", "never", "no", "neither", "nor", "without", "failed to",
    "yet to", r"denie[sd]", "deny", "denying", "contrary to", "nobody",
    r"nicht(?! nur)", r"kein\w*", "nie", "niemals", "ohne", "weder", r"dementier\w*",
    r"bestr(?:eitet|itt)\w*",
)  # fmt: skip
CONDITION = words(
    r"if(?! not)", "unless", "whether", "wenn", "falls", "sofern", "ob", "hätten?", "wären?",
    "würden?", "would need", "would have",
)  # fmt: skip
CONDITION_FIRST = re.compile(r"^[\s\"“„]*(?:Had|Were|Should|Sollten?|Hätten?|Wären?|Würden?)\s")
DENIAL = words(
    r"denie[sd]", "deny", "denying", "ruled out", "dismissed", "rejected reports",
    r"dementier\w*", r"bestr(?:eitet|itt)\w*", r"w(?:ies|eist)\b[^.]{0,80}\bzurück",
    r"schl(?:oss|ießt)\b[^.]{0,80}\baus",
)  # fmt: skip
NO_PLANS = words(
    r"no (?:current |immediate )?plans?", "no intention", r"keine (?:konkreten )?Pläne",
    "keine Rede", r"nicht (?:geplant|vorgesehen)",
)  # fmt: skip
FUTURE = words(
    r"\w+['’]ll", "will", r"plan(?:s|ned|ning)? to", r"planned (?:for|in)",
    r"aim(?:s|ing)? to", r"intend(?:s|ing)? to",
    r"hop(?:e|es|ing) (?:to|for)", r"wants? to", r"set to", r"due (?:to|in)", "slated", r"expects?",
    r"expected", r"predicts?", r"forecasts?", r"to launch", "could", r"(?-i:may)", "might",
    "likely",
    r"going to", r"bet", r"would", r"scheduled",
    "wollen", "sollen?", "plant", "planen", "geplant", "könnten?", "dürften?", "möchten?",
    "kommen", "folgen", r"erwarte[nt]?", r"rechne[nt]?", "tippe", "wette", "spätestens",
    "frühestens", r"(?:wird|werden)(?=[^.!?]*\w{3,}(?:en|ern|eln)[,.!?]?$)",
    r"(?:wird|werden)(?=[^.!?,]*\w{3,}en,)",
)  # fmt: skip
PRESENT = words(
    "launches", "starts", "arrives", "enters", "debuts", r"go(?:es)? on sale", "startet", "kommt",
    "bringt", "beginnt",
)  # fmt: skip
"""Verbs that tell what is, or what is to come, and never what was."""
HEARSAY = words(
    "reportedly", "allegedly", r"rumou?r(?:s|ed)?", "said to", r"considering", "close to",
    "in talks",    "people familiar", "angeblich", r"Gerücht\w*", "soll(?:en)?",
    "dem Vernehmen nach",
    "gerüchteweise",
)  # fmt: skip
RUMOR = words(r"rumou?r(?:s|ed)?", "reportedly", "allegedly", "angeblich", r"Gerücht\w*")
HEDGES = words(
    "likely", "probably", "possibly", "perhaps", "could", r"(?-i:may)", "might", "would", "plans?",
    r"hopes?", "aims?", "expects?", "expected", "predicts?", "wants?", "will", "certainly", "bet",
    "könnten?", "dürften?", "sollen?", "plant", "planen", "geplant", "wollen", "wird", "werden",
    "wahrscheinlich", "vermutlich", "wohl", "möglicherweise", "vielleicht", "sicher", "tippe",
    "spätestens", "frühestens", "wette",
)  # fmt: skip
"""Words that say how sure a forecast is; which probability each stands for is not decided here."""
_CLAUSE = re.compile(r"[,;:–—]\s|\s(?:and|but|while|und|aber|doch)\s")


def ahead_from(text: str) -> int:
    """Return where the first clause that looks ahead begins; 0 where none does."""
    future = FUTURE.search(text)
    if future is None:
        return 0
    ends = (mark.end() for mark in _CLAUSE.finditer(text) if mark.end() <= future.start())
    return max(ends, default=0)


def clause_around(text: str, at: int) -> str:
    """Return the clause in which a position stands."""
    marks = [(0, 0), *(mark.span() for mark in _CLAUSE.finditer(text)), (len(text), len(text))]
    start = max(end for _, end in marks if end <= at)
    return text[start : min((begin for begin, _ in marks if begin > at), default=len(text))]


def is_negated(text: str, at: int) -> bool:
    """Say whether the clause around a position says no, or the whole sentence denies."""
    return bool(NEGATION.search(clause_around(text, at)) or DENIAL.search(text))


def is_conditional(text: str) -> bool:
    """Say whether a sentence speaks of what would be, if."""
    return bool(CONDITION.search(text) or CONDITION_FIRST.search(text))


def hedge_in(text: str) -> str:
    """Return the first word that says how sure the sentence is, as written; empty if none."""
    found = HEDGES.search(text)
    return found[0] if found else ""
