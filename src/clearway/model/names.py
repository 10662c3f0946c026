"""Company names: one key for many spellings, a bundled table of large declarants, dated ownership.

`data/vocabulary/company_names.csv` and `ownership.csv` name a public source in each row. A
spelling is merged into a company only where it is a renaming, or a company that never had another
parent; whatever changed hands stays a company of its own, tied by dates in BUNDLED_OWNERSHIP.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from clearway.model.vocabulary import read_day, read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

Method = Literal["exact", "normalized", "alias", "ownership", "probable", "reviewed", "joint"]
"""How a spelling came to its company; `reviewed` is what a person decided, `joint` names several
owners, each with a spelling of its own."""
JOINT = "; "
"""Stands between owners in common, in the spelling and in what the company is called."""

_SCORES: Mapping[Method, float] = {
    "exact": 1.0,
    "alias": 1.0,
    "ownership": 1.0,
    "reviewed": 1.0,
    "normalized": 0.9,
}
"""How sure a method is, from 0 to 1; what the table says is as sure as the same spelling.

Probable matches bring a score of their own.
"""

_LEGAL_FORMS = frozenset(
    word
    for words in (
        "inc incorporated corp corporation co company companies ltd limited llc llp lp plc pllc",
        "gmbh ag kg kgaa mbh ev se ohg ug aktiengesellschaft kommanditgesellschaft",
        "oy oyj ab publ as asa aps sa sas sarl sasu snc nv bv vof bvba srl spa sl sau slu",
        "kk kaisha kabushiki gk pte pty pvt private bhd sdn tbk ooo oao zao pao jsc ojsc",
        "kft zrt nyrt doo dd sro ltda eireli sapi opc coltd colimited cokg coinc",
    )
    for word in words.split()
)
"""Words that name a legal form and are dropped at the end of a name (ISO 20275, short forms)."""

_LEGAL_PHRASES = tuple(
    phrase.split()
    for phrase in (
        "gesellschaft mit beschrankter haftung",
        "mit beschrankter haftung",
        "societe anonyme",
        "societa per azioni",
        "kabushiki kaisha",
        "godo kaisha",
        "sp z oo",
        "public limited company",
        "limited liability company",
    )
)
"""Legal forms of several words, dropped at the end or the start of a name."""

_JOINING = frozenset({"and", "the"})
_SLASHED = re.compile(r"\b([as])/([as])\b")
_DOTTED = re.compile(r"(?<=\b\w)\.\s?(?=\w\b)")
_MARKS = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """One spelling and the company it names.

    Attributes:
        name: the spelling as given.
        company_id: the company's display name.
        method: how it was found.
        score: how sure that is, 0 to 1.
    """

    name: str
    company_id: str
    method: Method
    score: float


def joint_matches(names: Iterable[str], alone: Iterable[NameMatch]) -> list[NameMatch]:
    """Return the match of each name of several owners: called by their companies, in order.

    Args:
        names: owners with `JOINT` between them.
        alone: the match of each of the owners, among others; the least sure says how sure it is.
    """
    of_name = {match.name: match for match in alone}
    found = []
    for name in names:
        owners = [of_name[owner] for owner in name.split(JOINT) if owner]
        company = JOINT.join(sorted({owner.company_id for owner in owners}))
        found.append(NameMatch(name, company, "joint", min(owner.score for owner in owners)))
    return found


@dataclass(frozen=True, slots=True)
class OwnershipRow:
    """`parent` held `child` in `[from_on, to_on)`; None: always before, or still.

    `share` is of the capital, 0 to 1, None where the source says none; see `is_control`.
    `unconfirmed` is the bound, `from` or `to`, of which the month or year is sourced and the day
    could not be confirmed; "" where every day is.
    """

    child: str
    parent: str
    from_on: date | None
    to_on: date | None
    share: float | None
    control: bool | None
    source: str
    unconfirmed: str = ""


def is_control(share: float | None, *, control: bool | None, above: float) -> bool:
    """Return whether a holding makes the held company part of its holder's group.

    What is said of control decides; else the share, where one is known, must be above a threshold.

    Source: more than half is what a parent needs under Directive 2013/34/EU, article 22(1)(a), and
    what licenses commonly call an affiliate; control with less has to be said.
    """
    if control is not None:
        return control
    return share is None or share > above


def _plain_words(name: str) -> list[str]:
    """Lower-case words without accents, marks and dots: `S.A.R.L.` is one word, `&` is `and`."""
    folded = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    bare = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return _MARKS.sub(" ", _DOTTED.sub("", _SLASHED.sub(r"\1\2", bare))).split()


def _without_legal_forms(words: list[str]) -> list[str]:
    """Drop legal forms, and what joined them (`GmbH & Co. KG`), from the ends; never all words."""
    start, end, before = 0, len(words), -1
    while end - start != before:
        before = end - start
        for phrase in _LEGAL_PHRASES:
            length = len(phrase)
            if end - start > length and words[end - length : end] == phrase:
                end -= length
            if end - start > length and words[start : start + length] == phrase:
                start += length
        while end - start > 1 and words[end - 1] in _LEGAL_FORMS:
            end -= 1
            while end - start > 1 and words[end - 1] in _JOINING:
                end -= 1
    return words[start:end]


_SHORT = 4
"""Words of the longest name that keeps its legal form."""


@cache
def _with_form() -> frozenset[str]:
    """Names of the table that without their legal form would be another company's: LG Corp."""
    rows = (row for row in read_vocabulary("company_names") if row["method"] == "form")
    return frozenset(" ".join(_plain_words(row["name"])) for row in rows)


@lru_cache(maxsize=1 << 18)  # a record's names are asked for again and again
def normalize_name(name: str) -> str:
    """Return the key under which spellings of one name meet; never empty.

    Case, accents, punctuation and legal forms at the end are left out: `Huawei Technologies Co.,
    Ltd` is `huawei technologies`. A name of nothing but marks keeps them, an empty one is `-`.
    """
    words = _plain_words(name)
    if not words:
        return name.strip().casefold() or "-"
    if len(words) <= _SHORT and " ".join(words) in _with_form():
        return " ".join(words)
    return " ".join(_without_legal_forms(words))


@cache
def _bundled_names() -> Mapping[str, tuple[str, Method]]:
    """Keys of the bundled spellings: company and method."""
    found: dict[str, tuple[str, Method]] = {}
    for row in read_vocabulary("company_names"):
        method: Method = "ownership" if row["method"] == "ownership" else "alias"
        found.setdefault(normalize_name(row["company"]), (row["company"], "alias"))
        found[normalize_name(row["name"])] = (row["company"], method)
    return found


def bundled_keys() -> Mapping[str, str]:
    """Return the company of every key that the bundled table knows."""
    return {key: company for key, (company, _) in _bundled_names().items()}


def bundled_company(name: str) -> str | None:
    """Return the company that the bundled table gives a spelling, or None."""
    known = _bundled_names().get(normalize_name(name))
    return known[0] if known else None


def match_by(name: str, company: str, method: Method) -> NameMatch:
    """Return a match as sure as its method; a company's own spelling is `exact`."""
    shown: Method = "exact" if name == company else method
    return NameMatch(name, company, shown, _SCORES[shown])


def merge_names(spellings: Iterable[str]) -> list[NameMatch]:
    """Bring spellings to companies; the same set gives the same answer in any order.

    Args:
        spellings: names as written in the sources, repeats allowed.

    Returns:
        One match for each distinct spelling, sorted by spelling. The bundled table goes first;
        the rest meet by normalized key, under the alphabetically first spelling among them.
    """
    matches: list[NameMatch] = []
    first: dict[str, str] = {}
    for name in sorted(set(spellings)):
        key = normalize_name(name)
        known = _bundled_names().get(key)
        if known is not None:
            matches.append(match_by(name, *known))
        else:
            matches.append(match_by(name, first.setdefault(key, name), "normalized"))
    return matches


BUNDLED_OWNERSHIP: tuple[OwnershipRow, ...] = tuple(
    OwnershipRow(
        row["child"],
        row["parent"],
        read_day(row["from"]),
        read_day(row["to"]),
        float(row["share"]) if row["share"] else None,
        {"true": True, "false": False}.get(row["control"]),
        row["source"],
        row["unconfirmed"],
    )
    for row in read_vocabulary("ownership")
)
"""The dated corporate tree of large declarants, by display name; conservative, not complete."""
