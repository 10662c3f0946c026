"""The recipe of an answer: every choice behind it as plain data, with a hash.

Two answers with equal recipes are byte for byte the same; a choice that changes changes the hash.
What an engine may not change (DuckDB, Spark, the kernel, the number of threads) is no choice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from clearway.case import date_text
from clearway.clearance.engine import RULES_VERSION

if TYPE_CHECKING:
    import pyarrow as pa

    from clearway.clearance.setting import Setting

METADATA_KEY = b"clearway.recipe"
"""Under which a table of Arrow or Parquet carries its recipe, as JSON."""
SHORT = 12
"""Characters of the hash where room is scarce: in notes, under charts, in a column of CSV."""
_VOCABULARY = ("memberships.csv", "ownership.csv", "standards.csv")
"""Bundled tables that the rules read beside the record."""


@dataclass(frozen=True)
class Recipe:
    """All choices behind an answer.

    Attributes:
        choices: plain data: software, record, case, question, policy, and what an answer adds.
    """

    choices: Mapping[str, Any]

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the choices as JSON with sorted keys, hex."""
        return digest(self.choices)

    @property
    def short(self) -> str:
        """The first characters of the hash."""
        return self.hash[:SHORT]

    def adding(self, **choices: Any) -> Recipe:
        """Return the recipe of an answer that rests on this one and makes further choices."""
        return Recipe({**self.choices, **{name: plain(value) for name, value in choices.items()}})

    def to_dict(self) -> dict[str, Any]:
        """Return the recipe as it stands in JSON."""
        return {"hash": self.hash, "choices": dict(self.choices)}

    def stamp(self, table: pa.Table) -> pa.Table:
        """Return an Arrow table that carries the recipe; what writes files finds it there."""
        told = json.dumps(self.to_dict(), ensure_ascii=False).encode()
        return table.replace_schema_metadata({**(table.schema.metadata or {}), METADATA_KEY: told})


def recipe_in(table: pa.Table) -> dict[str, Any] | None:
    """Return the recipe that an Arrow table carries, as plain data, or None."""
    told = (table.schema.metadata or {}).get(METADATA_KEY)
    return json.loads(told) if told else None


def recipe_of(setting: Setting) -> Recipe:
    """Return the recipe of clearance: a question over a case and a record."""
    case, question, facts = setting.case, setting.question, setting.facts
    return Recipe(
        {
            "answer": "clear",
            "software": {
                "version": version("clearway"),
                "rules": RULES_VERSION,
                "vocabulary": vocabulary_hash(),
            },
            "record": {"snapshot": facts.snapshot_id, "sources": dict(facts.sources)},
            "case": {"id": case.id, "hash": setting.case_hash},
            "question": {
                **plain(replace(question, products=(), deals=())),
                "products": {product.name: digest(product) for product in question.products},
                "deals": {deal.id: digest(deal) for deal in question.deals},
            },
            "policy": plain(case.policy),
        }
    )


def digest(value: Any) -> str:
    """Return the SHA-256, hex, of a value as `plain` gives it, keys sorted."""
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """Return a value as JSON holds it.

    Dates become text, as exact as they are known; an entry of the case its fields, less those
    that say only where it was written (they take no part in comparing).
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.compare}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each) for each in value)
    return date_text(value) if isinstance(value, date) else value


@cache
def vocabulary_hash() -> str:
    """Return a hash of the bundled tables that the rules read: standards, parents, members."""
    folder = files("clearway.data") / "vocabulary"
    return digest({name: (folder / name).read_text(encoding="utf-8") for name in _VOCABULARY})
