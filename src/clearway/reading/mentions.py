"""What a sentence names: companies, markets, products, kinds of devices, standards.

Names are looked up, not guessed: companies and products of the case, the bundled table of
companies, a record's companies where they are given, countries in English and German with large
cities, and the aliases of the standards. Beside these only a name with a legal form (`Orvanta
Inc.`) counts as a company that nobody told us of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.model.names import bundled_company, normalize_name
from clearway.model.standards import canonical, known_names
from clearway.model.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clearway.case import Case


@dataclass(frozen=True)
class Mention:
    """A name in a text: where it stands and what it names."""

    at: int
    to: int
    value: str


_ENDING = r"(?:['’]s|s)?(?!\w)"
"""The genitive of both languages; a hyphen may follow: `US-Markt`, `Lumora-Chefin`."""


class Names:
    """Finds the names of one kind, the longest first; what they name is a company, a code."""

    def __init__(self, names: Mapping[str, str], ending: str = _ENDING) -> None:
        """Take names, each with what it names, and a pattern of what must follow."""
        self._values = names
        spelled = sorted(map(re.escape, names), key=len, reverse=True)
        text = rf"(?<![\w&.-])({'|'.join(spelled)}){ending}"
        self._pattern = re.compile(text) if names else None

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in their order."""
        if self._pattern is None:
            return []
        return [
            Mention(found.start(1), found.end(1), self._values[found[1]])
            for found in self._pattern.finditer(text)
        ]


_LEGAL = re.compile(
    r"(?<![\w-])((?:[A-ZÄÖÜ][\w&-]*\s+){1,3}?)"
    r"(Inc\.?|Corp\.?|Ltd\.?|LLC|PLC|GmbH|AG|SE|KG|Oyj?|AB|N\.V\.|S\.A\.|S\.p\.A\.|Co\.,?\s+Ltd\.?)"
    r"(?!\w)"
)
_ARTICLES = re.compile(r"^(?:The|Der|Die|Das|Und|And)\s+")
_PLAIN_WORDS = frozenset({"III", "Orange", "Sharp", "Honor", "KT", "Company", "General"})
"""Companies of the bundled table whose names are words of other meaning too: the case must name
them to have them found."""
_SHORTEST = 4
"""Letters of a record's spelling that is looked for; shorter ones are mostly other words."""
_MARKET_WORD = r"\s+(?:market|consumer|customer|shop|store|Markt|Märkte|Käufer|Kunden|Läden)"


class Gazetteer:
    """The names that are looked for, of a case and of the bundled tables."""

    def __init__(
        self, case: Case | None = None, companies: Mapping[str, str] | None = None
    ) -> None:
        """Take a case, or none, and a record's spellings of companies with the company of each."""
        self.spellings = _companies(case, companies or {})
        self.operating = {
            company.name: company.operating for company in (case.companies if case else ())
        }
        self.products_of = {
            product.name: product.company or (case.company if case else "")
            for product in (case.products if case else ())
        }
        self.category_of = {p.name: p.category for p in (case.products if case else ())}
        self._companies = Names(self.spellings)
        self._products = Names(_products(self.products_of))
        self._standards = Names({name: canonical(name) for name in known_names()})
        self._categories = Names(
            {row["word"]: row["category"] for row in read_vocabulary("category_words")}
        )
        rows = read_vocabulary("place_names")
        places = {row["name"]: row["code"] for row in rows if row["kind"] != "adjective"}
        self._places = Names(_countries() | places)
        self._cities = Names({row["name"]: "" for row in rows if row["kind"] == "city"})
        regions = read_vocabulary("region_words")
        self._regions = Names({row["name"]: row["region"] for row in regions})
        adjectives = {row["name"]: row["code"] for row in rows if row["kind"] == "adjective"}
        self._adjectives = Names(adjectives, rf"(?:e[nrsm]?)?{_MARKET_WORD}")

    def companies(self, text: str) -> list[Mention]:
        """Companies, by the name under which the case or the bundled table has them."""
        products = self._products.find(text)
        known = [
            m for m in self._companies.find(text) if not any(p.at <= m.at < p.to for p in products)
        ]
        known = [m for m in known if not self._is_court(text, m)]
        unknown = [m for m in _with_legal_form(text) if not _meets(m, known)]
        return sorted([*known, *unknown], key=lambda mention: mention.at)

    def markets(self, text: str) -> list[Mention]:
        """Countries, by code; a city stands for its own. `America` of `Latin America` is none."""
        regions = self._regions.find(text)
        found = [*self._places.find(text), *self._adjectives.find(text)]
        return sorted((m for m in found if not _meets(m, regions)), key=lambda m: m.at)

    def regions(self, text: str) -> list[Mention]:
        """Regions of several countries, by one English name; which countries is not guessed."""
        return self._regions.find(text)

    def _is_court(self, text: str, mention: Mention) -> bool:
        """`LG` before a German city is a Landgericht, and no maker of phones."""
        is_short = text[mention.at : mention.to] == "LG"
        return is_short and any(city.at == mention.to + 1 for city in self._cities.find(text))

    def products(self, text: str) -> list[Mention]:
        """Products of the case, by the name they have there."""
        return self._products.find(text)

    def categories(self, text: str) -> list[Mention]:
        """Kinds of devices, by the words of the case file."""
        return self._categories.find(text)

    def standards(self, text: str) -> list[Mention]:
        """Standards, by canonical name."""
        return self._standards.find(text)


def _companies(case: Case | None, more: Mapping[str, str]) -> dict[str, str]:
    """Every spelling and its company: the case's word goes before the table's and the record's."""
    found: dict[str, str] = {}
    for row in read_vocabulary("company_names"):
        for name in (row["company"], row["name"]):
            if name not in _PLAIN_WORDS and len(name) > 1:
                found[name] = row["company"]
    for name, whose in more.items():
        if len(name) >= _SHORTEST and name[0].isupper() and name not in _PLAIN_WORDS:
            found.setdefault(name, whose)
    if case is None:
        return found
    parties = [case.company]
    for deal in case.deals:
        parties += [*deal.grantors, *deal.grantees, *deal.parties]
        parties += [name for name in (deal.seller, deal.buyer) if name]
    known = {normalize_name(n): c.name for c in case.companies for n in (c.name, *c.aliases)}
    for name in parties:
        found[name] = known.get(normalize_name(name), name)
    for company in case.companies:
        found |= dict.fromkeys((company.name, *company.aliases), company.name)
    return found


def _products(owners: Mapping[str, str]) -> dict[str, str]:
    """Products by name, and by what follows the maker's name where it holds a digit (`T4`)."""
    found = {name: name for name in owners}
    for name, owner in owners.items():
        short = name.removeprefix(owner).strip()
        if short != name and any(c.isdigit() for c in short) and len(short) > 1:
            found.setdefault(short, name)
    return found


def _countries() -> dict[str, str]:
    """Names of countries in both languages; offices that are no country are left out."""
    found: dict[str, str] = {}
    for row in read_vocabulary("countries"):
        for name in (row["english"], row["german"]):
            if row["code"] not in {"EP", "EA", "AP", "OA", "GC", "WO"} and len(name) > 2:
                found[name] = row["code"]
    return found


def _with_legal_form(text: str) -> list[Mention]:
    found = []
    for match in _LEGAL.finditer(text):
        name = match[0]
        if article := _ARTICLES.match(name):
            name = name[article.end() :]
        bare = name[: len(name) - len(match[2])].strip()
        if bare:
            found.append(
                Mention(match.end() - len(name), match.end(), bundled_company(bare) or name)
            )
    return found


def _meets(mention: Mention, others: Iterable[Mention]) -> bool:
    return any(mention.at < other.to and other.at < mention.to for other in others)
