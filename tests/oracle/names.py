"""Which company a spelling means: the case's companies first, then the record's names."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from oracle.world import Row, as_list

if TYPE_CHECKING:
    from collections.abc import Mapping

LEGAL_FORMS = {"co", "corp", "corporation", "gmbh", "inc", "limited", "llc", "ltd", "oy", "plc"}


@cache
def name_key(name: str) -> str:
    """Return what two spellings of one name share: letters and digits, legal forms left off."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    kept = [word for word in words if word not in LEGAL_FORMS] or words
    return " ".join(kept) or name.casefold()


class Names:
    """Resolves spellings to display names."""

    def __init__(self, case: Mapping[str, Any], names: list[Row]) -> None:
        """Read the `[[company]]` tables of the case and the `names` table of the record."""
        self.of_case: dict[str, str] = {}
        for company in case.get("company", []):
            for spelling in [company["name"], *as_list(company.get("aliases"))]:
                self.of_case[name_key(spelling)] = company["name"]
        self.of_record: dict[str, str] = {}
        for row in names:
            self.of_record.setdefault(name_key(row["company_id"]), row["company_id"])
            self.of_record[name_key(row["name"])] = row["company_id"]
        self.exact = {row["name"]: row["company_id"] for row in names}

    def company(self, spelling: str) -> str:
        """Return the company's name in the case, else in the record, else the spelling."""
        key = name_key(spelling)
        if key in self.of_case:
            return self.of_case[key]
        company_id = self.exact.get(spelling) or self.of_record.get(key) or spelling
        for other, its_company in self.exact.items():
            if its_company == company_id and name_key(other) in self.of_case:
                return self.of_case[name_key(other)]
        return self.of_case.get(name_key(company_id), company_id)
