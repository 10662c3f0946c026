"""Which company a spelling means: the case's companies first, then the record's names."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEGAL_FORMS = {"inc", "ltd", "limited", "corporation", "corp", "co", "company", "oy", "llc", "ab"}


@cache
def name_key(name: str) -> str:
    """Return a spelling without case, accents, punctuation and the legal form at its end."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in plain
                   if not unicodedata.combining(letter))  # fmt: skip
    words = kept.split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


class Names:
    """Every spelling that the case or the record knows.

    A name of several owners (decision 0031) means them together, by what each is called.
    """

    def __init__(self, case: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> None:
        """Take the companies of the case and the record's table of names."""
        self.by_case: dict[str, str] = {}
        for company in case.get("company", []):
            for spelling in (company["name"], *company.get("aliases", [])):
                self.by_case[name_key(spelling)] = company["name"]
        listed = list(rows)
        together = [row["name"] for row in listed if row["method"] == "joint"]
        self.by_record = {
            name_key(row["name"]): row["company_id"] for row in listed if row["method"] != "joint"
        }
        self.company = cache(self._company)  # asked a million times in a run of the tests
        self.joint: dict[str, set[str]] = {}
        self.joined: dict[str, str] = {}
        for name in together:
            owners = {self._company(owner) for owner in name.split("; ")}
            self.joined[name] = "; ".join(sorted(owners))
            if len(owners) > 1:
                self.joint[self.joined[name]] = owners

    def _company(self, spelling: str) -> str:
        """Return the company of a spelling; one that nobody knows is a company of its own.

        An alias of the case stands for the whole company that the record knows by it.
        """
        if spelling in self.joined:
            return self.joined[spelling]
        key = name_key(spelling)
        if key in self.by_case:
            return self.by_case[key]
        known = self.by_record.get(key, spelling)
        own_spellings = {name_key(known)} | {
            other for other, company in self.by_record.items() if company == known
        }
        claimed = {self.by_case[other] for other in own_spellings if other in self.by_case}
        return min(claimed) if claimed else known
