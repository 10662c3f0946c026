"""Sheets of a right, a family and a company as tables that fit a terminal of 80 columns.

Names, titles and codes are a source's own text: nothing in them styles a table or steers a
terminal. Unknown is a dash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.lookup.basis import Basis
    from clearway.lookup.bounds import Bound, State
    from clearway.lookup.company import CompanySheet
    from clearway.lookup.declared import Declaration
    from clearway.lookup.family import FamilySheet, RightLine
    from clearway.lookup.owners import Owners
    from clearway.lookup.right import RightSheet
    from clearway.lookup.stale import StaleOwner

_SHOWN = 20
"""Rows of a long table; JSON has all."""
_SHOWN_LEAVES = 3


def harmless(value: object) -> str:
    """Return text of a source without what a terminal would obey; a dash for nothing."""
    if value is None or value == "":
        return "–"
    return "".join(c if c.isprintable() else " " for c in str(value))


def right_tables(sheet: RightSheet) -> Group:
    """Return everything of one right."""
    documents = sheet.documents
    title = next((row.title for row in sheet.families if row.title), None)
    facts = [
        ("publications", ", ".join(documents.publications)),
        ("application", documents.application),
        ("title", title),
        ("families", ", ".join(f"{f.family} ({f.kind or 'unknown'})" for f in sheet.families)),
        ("at its office", sheet.phase),
        ("filed", _bound(sheet.bounds.filed)),
        ("granted", _bound(sheet.bounds.granted)),
        ("ends", _bound(sheet.bounds.ended)),
        ("evidence", sheet.evidence),
        ("numbers from", documents.source),
    ]
    return Group(
        _facts(f"{sheet.right}, on {sheet.basis.on}", facts),
        _states(sheet.states),
        *_owners(sheet.owners),
        _declarations(sheet.declarations),
        *_applicants(sheet),
        _timeline(sheet),
        _footer(sheet.basis),
    )


def family_tables(sheet: FamilySheet) -> Group:
    """Return everything of one family."""
    facts = [
        ("title", sheet.title),
        ("kind", sheet.kind),
        ("priorities", ", ".join(sheet.priorities)),
        ("contested", "yes: several declarants" if sheet.is_contested else "no"),
        ("owned by", ", ".join(sheet.owners)),
        ("declared, sold since", ", ".join(sheet.stale) or "nobody"),
        ("in force in", " ".join(sheet.in_force)),
        ("pending in", " ".join(sheet.pending)),
        ("ended in", " ".join(sheet.ended)),
        ("from", sheet.source),
    ]
    return Group(
        _facts(f"Family {sheet.family}, on {sheet.basis.on}", facts),
        _declarations(sheet.declarations),
        _table(
            "Rights",
            ("right", "at its office", "in force in", "ends", "owner", "evidence"),
            [_right_line(row) for row in sheet.rights],
        ),
        _footer(sheet.basis),
    )


def company_tables(sheet: CompanySheet) -> Group:
    """Return the portfolio of one company."""
    share = sheet.expiry_estimated
    facts = [
        ("spelled", "; ".join(sheet.spellings)),
        ("rights owned", f"{sheet.rights:,} ({sheet.undeclared:,} in no declared family)"),
        ("in force", f"{sheet.in_force:,} at their office; single states apart"),
        ("pending, ended", f"{sheet.pending:,}, {sheet.ended:,}"),
        ("declared families", f"{sheet.families:,}"),
        ("ends estimated", "–" if share is None else f"{share:.0%} of rights in force"),
    ]
    return Group(
        _facts(f"{sheet.company}, on {sheet.basis.on}", facts),
        _table(
            "By standard: declared families, and those with a right alive",
            ("generation", "families", "alive"),
            [(row.name, row.families, row.alive) for row in sheet.by_generation],
        ),
        _table(
            "By specification",
            ("specification", "families", "alive"),
            [(row.name, row.families, row.alive) for row in sheet.by_specification],
        ),
        _table(
            "By office",
            ("office", "rights", "in force", "pending", "ended"),
            [(r.office, r.rights, r.in_force, r.pending, r.ended) for r in sheet.by_office],
        ),
        _table(
            "Rights in force by year of expiry",
            ("year", "rights", "of these estimated"),
            [(str(r.year or "unknown"), r.rights, r.estimated) for r in sheet.by_expiry],
        ),
        _stale(sheet.stale),
        Text("Without parents and subsidiaries: no corporate tree is applied.", style="dim"),
        _footer(sheet.basis),
    )


def _facts(title: str, rows: Iterable[tuple[str, object]]) -> Table:
    table = Table(
        title=Text(harmless(title), style="bold"), title_justify="left", show_header=False,
        box=None, padding=(0, 2, 0, 0),
    )  # fmt: skip
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(harmless(value)))
    return table


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Group:
    """One table; numbers to the right, long ones cut with what is left out said."""
    if not rows:
        return Group(Text(f"\n{title}: none on record"))
    left = len(rows) - _SHOWN
    more = [Text(f" ... and {left:,} more: --format json has all", style="dim")]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for place, column in enumerate(columns):
        numeric = isinstance(rows[0][place], int)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows[:_SHOWN]:
        table.add_row(*(_cell(value) for value in row))
    return Group(Text(f"\n{title}"), table, *(more if left > 0 else []))


def _cell(value: object) -> Text:
    return Text(f"{value:,}" if isinstance(value, int) else harmless(value))


def _bound(bound: Bound) -> str:
    if bound.on is None:
        return "–"
    return f"{bound.on} ({bound.basis}: {bound.source or 'source unknown'})"


def _states(states: Sequence[State]) -> Group:
    """States that share their days stand in one row."""
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for state in states:
        key = (state.phase, _day(state.from_on), _day(state.to_on), state.basis)
        together.setdefault(key, []).append(state.country)
    order = ("in force", "pending", "not yet", "ended")
    rows = [
        (phase, " ".join(codes), start, end, basis)
        for (phase, start, end, basis), codes in sorted(
            together.items(), key=lambda item: (order.index(item[0][0]), item[0])
        )
    ]
    return _table("Where", ("on the day", "states", "from", "to", "basis"), rows)


def _day(day: date | None) -> str:
    return str(day) if day else "–"


def _owners(owners: Owners) -> list[Any]:
    clocks = [
        ("by what was executed", owners.executed),
        ("as recorded by that day", owners.recorded),
        ("as declared", ", ".join(owners.declared)),
        ("declared, sold since", ", ".join(owners.stale) or "nobody"),
    ]
    chain = [(_day(row.from_on), _day(row.to_on), row.owner) for row in owners.chain]
    breaks = [(_day(row.on), row.giver, row.owner, row.source) for row in owners.breaks]
    parts: list[Any] = [
        _facts("\nOwner", clocks),
        _table("Chain of title", ("from", "to", "owner"), chain),
    ]
    if breaks:
        columns = ("on", "gave", "though owned by", "source")
        parts.append(_table("Breaks in the chain", columns, breaks))
    return parts


def _declarations(declarations: Sequence[Declaration]) -> Group:
    rows = [
        (
            row.reference, row.declarant, "yes" if row.is_proprietor else "no",
            _day(row.signed_on), _leaves(row.leaves), row.source,
        )
        for row in declarations
    ]  # fmt: skip
    columns = ("reference", "declarant", "as its own", "signed", "declared to", "source")
    return _table("Declarations", columns, rows)


def _leaves(leaves: Sequence[str]) -> str:
    left = len(leaves) - _SHOWN_LEAVES
    return ", ".join(leaves[:_SHOWN_LEAVES]) + (f" and {left} more" if left > 0 else "")


def _applicants(sheet: RightSheet) -> list[Group]:
    if not sheet.applicants:
        return []
    says = {True: "yes", False: "no", None: None}
    rows = [
        (row.name, row.role, says[row.is_organization], _day(row.dated_on), row.source)
        for row in sheet.applicants
    ]
    columns = ("name", "role", "organization", "on", "source")
    return [_table("Named on publications", columns, rows)]


def _timeline(sheet: RightSheet) -> Group:
    rows = [
        (
            _day(row.on), row.what + (f": {row.detail}" if row.detail else ""), row.code,
            row.country, _day(row.published_on), row.source,
        )
        for row in sheet.timeline
    ]  # fmt: skip
    columns = ("on", "what", "code", "state", "public", "source")
    return _table("What happened", columns, rows)


def _right_line(row: RightLine) -> tuple[Any, ...]:
    marks = [f"{row.breaks} breaks" if row.breaks else "", "stale" if row.is_stale else ""]
    marked = ", ".join(mark for mark in marks if mark)
    owner = f"{row.owner or 'unknown'}{f' ({marked})' if marked else ''}"
    ends = f"{_day(row.ended.on)}{' est.' if row.ended.basis == 'estimated' else ''}"
    where = " ".join(row.in_force[:6]) + (f" +{len(row.in_force) - 6}" if row.in_force[6:] else "")
    return row.right, row.phase, where, ends, owner, row.evidence


def _stale(rows: Sequence[StaleOwner]) -> Group:
    return _table(
        "Declared as its own, owned by others on the day",
        ("owner", "families", "rights"),
        [(row.owner, row.families, row.rights) for row in rows],
    )


def _footer(basis: Basis) -> Text:
    known = f"as known on {basis.known_at}" if basis.known_at else "by all that is on record"
    sources = ", ".join(f"{name} ({day or 'undated'})" for name, day in basis.sources.items())
    lines = [
        f"On {basis.on}, {known}. Record {basis.snapshot}: {sources}.",
        "Estimates by the default policy. Missing events prove nothing.",
        "Declared is not essential. This is not legal advice.",
    ]
    if basis.is_sample:
        lines.append("THE RECORD IS A CALIBRATED SAMPLE, NOT THE REGISTER: invented patents.")
    return Text("\n" + "\n".join(lines), style="dim")
