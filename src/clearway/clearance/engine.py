"""What the rules need of an engine, and the rules themselves in their order.

An engine holds the record's tables under their names, takes small relations made from the case,
and runs one SELECT after another, each under the name of its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RULES_VERSION = "5"
"""Changes whenever a rule's answer may change; stored with every result."""


@dataclass(frozen=True)
class Relation:
    """A small table made from the case.

    Attributes:
        columns: name and type, types as in `model.tables`.
        rows: one tuple a row, in column order.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]


class Engine(Protocol):
    """DuckDB or Spark over one record."""

    def register(self, relation: Relation) -> None:
        """Make a relation known under its name, replacing one of that name."""

    def define(self, name: str, select: str) -> None:
        """Evaluate a SELECT now and keep its rows under a name."""

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""


@dataclass(frozen=True)
class Rule:
    """One rule: the name of its relation and the SELECT that defines it."""

    name: str
    select: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they build on one another."""
    folder = files("clearway.clearance") / "rules"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(
        Rule(name[3 : -len(".sql")], (folder / name).read_text(encoding="utf-8")) for name in names
    )


def run_rules(
    engine: Engine,
    relations: Iterable[Relation],
    *,
    after: str | None = None,
    until: str | None = None,
) -> None:
    """Register the relations and define the rules that come after one, up to and with another."""
    for relation in relations:
        engine.register(relation)
    names = [rule.name for rule in rules()]
    first = names.index(after) + 1 if after else 0
    last = names.index(until) + 1 if until else len(names)
    for rule in rules()[first:last]:
        engine.define(rule.name, rule.select)


def select_all(name: str, columns: Sequence[str]) -> str:
    """Return a SELECT of some columns of a relation, ordered by all of them."""
    listed = ", ".join(columns)
    return f"SELECT {listed} FROM {name} ORDER BY {listed}"  # noqa: S608 - names are our own
