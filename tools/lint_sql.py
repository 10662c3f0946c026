"""Hold the rules inside the SQL that DuckDB and Spark read alike.

Every file under `clearance/rules` is parsed as both dialects; an allow-list of node types decides,
so that what nobody has compared on both engines is refused, not waved through. Source: decision
record 0002. Run as `python -m tools.lint_sql [FILE...]`; exit code 1 when a file is refused.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RULES = Path(__file__).parents[1] / "src" / "clearway" / "clearance" / "rules"
DIALECTS = ("duckdb", "spark")

ALLOWED = {
    # shape of a query
    "Alias", "CTE", "Distinct", "From", "Group", "Having", "Join", "Order", "Ordered", "Paren",
    "Select", "Star", "Subquery", "Table", "TableAlias", "Union", "Where", "Window", "With",
    # names, values and types
    "Boolean", "Cast", "Column", "DataType", "DataTypeParam", "Identifier", "Literal", "Null",
    # logic
    "And", "Between", "Case", "Coalesce", "EQ", "Exists", "GT", "GTE", "If", "In", "Is", "LT",
    "LTE", "NEQ", "Not", "Or",
    # arithmetic and text; no division, whose result for integers differs
    "Add", "DPipe", "Greatest", "Least", "Mod", "Mul", "Neg", "Sub",
    # dates, made from numbers
    "DateFromParts", "Day", "Month", "Year",
    # aggregates and windows that do not depend on the order of rows
    "Count", "Lag", "Lead", "Max", "Min", "RowNumber", "Sum",
}  # fmt: skip
_SPELLED_BY_PARSER = {"TryCast", "TsOrDsToDate"}
"""What the Spark dialect makes of CAST and of a date's parts: the text is the common one."""
_FUNCTIONS = {"make_date"}
"""Functions that one of the dialects does not know by a node of its own."""

REMEDIES = {
    "AnyValue": "take min() or max()",
    "ArrayAgg": "order the rows in Python; ordered aggregates differ",
    "Concat": "use ||, which is NULL where a part is NULL, on both engines",
    "Div": "integer division differs; multiply instead, or divide in Python",
    "Interval": "compute dates at ingest, or with make_date",
    "Lateral": "join instead",
    "Qualify": "number the rows in a subquery and filter outside",
    "Unnest": "register the list as a relation of its own",
}


def lint(text: str) -> list[str]:
    """Return what is wrong with the text of one rule, in words; empty when nothing is."""
    found = [] if text.startswith("-- grain: ") else ["the first line must state `-- grain: ...`"]
    for dialect in DIALECTS:
        try:
            statements = sqlglot.parse(text, dialect=dialect)
        except sqlglot.ParseError as error:
            found.append(f"{dialect} cannot read it: {str(error).splitlines()[0]}")
            continue
        if len(statements) != 1 or not isinstance(statements[0], exp.Query):
            found.append("a rule is exactly one SELECT")
            continue
        found += _refusals(statements[0], dialect)
    return list(dict.fromkeys(found))


def _refusals(query: exp.Query, dialect: str) -> Iterable[str]:
    for node in query.walk():
        name = type(node).__name__
        if not _is_allowed(node, dialect):
            shown = node.sql(dialect=dialect)[:60]
            remedy = REMEDIES.get(name, "write it with what both engines share")
            yield f"{name} is outside the common subset: {shown}: {remedy}"
        elif (reason := _misuse(node)) is not None:
            yield f"{reason}: {node.sql(dialect=dialect)[:60]}"


def _is_allowed(node: exp.Expr, dialect: str) -> bool:
    name = type(node).__name__
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in _FUNCTIONS
    return name in ALLOWED or (dialect == "spark" and name in _SPELLED_BY_PARSER)


def _misuse(node: exp.Expr) -> str | None:
    """Say why a node of an allowed type is refused all the same, or None."""
    if isinstance(node, exp.With) and node.args.get("recursive"):
        return "recursive queries are not shared; close the relation in Python"
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        return "DISTINCT ON is not shared; number the rows and take the first"
    if isinstance(node, exp.Join) and node.args.get("method"):
        return "ASOF and NATURAL joins are not shared; join on intervals"
    if isinstance(node, exp.Not) and isinstance(node.this, exp.In) and node.this.args.get("query"):
        return "NOT IN hides all rows where the subquery holds a NULL; use NOT EXISTS"
    if isinstance(node, exp.Cast) and node.is_type("date") and not _is_plain(node.this):
        return "text is cast to a date differently; dates are read at ingest"
    return None


def _is_plain(value: exp.Expr) -> bool:
    return isinstance(value, exp.Literal | exp.Column | exp.Null)


def main(arguments: Sequence[str]) -> int:
    """Lint the files named, or all rules; return the exit code."""
    files = [Path(argument) for argument in arguments] or sorted(RULES.glob("*.sql"))
    refused = 0
    for file in files:
        for reason in lint(file.read_text(encoding="utf-8")):
            refused += 1
            print(f"{file}: {reason}", file=sys.stderr)
    if not refused:
        print(f"{len(files)} rules lie within the SQL that {' and '.join(DIALECTS)} share")
    return min(refused, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
