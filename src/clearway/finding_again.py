"""Where an answer is found again: the command that gives it, and its page on a site.

A page of a case is named by the case's title, for a case file does not know its number on a site;
the site leads whoever may read the case on to it (`cases/named/`).
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from clearway.case import Case

PAGES = {
    "clear": "case", "diff": "case", "explain": "explain", "royalty burden": "burden",
    "arsenal": "arsenal", "suits": "suits", "rank": "ranking", "unknowns": "unknowns",
    "plan": "plan", "right": "right", "family": "family", "company": "holder",
    "record coverage": "record",
}  # fmt: skip
"""The page of a site that shows what a command answers."""
_FLAGS = {
    "products": "product", "markets": "market", "with_deals": "with", "without_deals": "without",
    "deals": "deal", "holders": "holder",
}  # fmt: skip
_ON_PAGES = {"deal": "against", "against": "rivals"}
"""Options that the page calls otherwise."""


@dataclass(frozen=True)
class FoundAgain:
    """Makes commands and addresses.

    Attributes:
        record_dir: folder of the record.
        site: address that a site answers at; None where there is none.
    """

    record_dir: Path
    site: str | None

    def of_case(
        self, command: str, path: Path, case: Case, asked: Mapping[str, Any]
    ) -> dict[str, str]:
        """Return the command, and the page, of an answer over a case.

        Args:
            command: name of the command.
            path: of the case file.
            case: it.
            asked: what was asked, by the names of the arguments of Python.
        """
        told = {"command": self._command(command, f"{path}", asked)}
        if self.site:
            named = {"title": (case.question or case.id)[:300], "page": PAGES[command]}
            view = [(_ON_PAGES.get(name, name), value) for name, value in _pairs(asked)]
            query = urlencode([*named.items(), *view])
            told["page"] = f"{self.site.rstrip('/')}/cases/named/?{query}"
        return told

    def of_record(self, command: str, of: str | None, asked: Mapping[str, Any]) -> dict[str, str]:
        """Return the same of a sheet of the record: `of` is the number, id or name looked up."""
        told = {"command": self._command(command, of, asked)}
        if self.site:
            query = urlencode([*([("of", of)] if of else []), *_pairs(asked)])
            told["page"] = f"{self.site.rstrip('/')}/{PAGES[command]}/?{query}".rstrip("?")
        return told

    def _command(self, command: str, of: str | None, asked: Mapping[str, Any]) -> str:
        words = ["clearway", *command.split(), *([of] if of else [])]
        words += ["--record", f"{self.record_dir}"]
        for name, value in _pairs(asked):
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [f"{value}"])]
        return shlex.join(words)


def _pairs(asked: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give what was asked as options: one for each of several, none for what was left out."""
    for name, value in asked.items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is not None and one is not False:
                yield _FLAGS.get(name, name), one
