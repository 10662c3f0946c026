"""Sheets of a right, a family and a company as tables that fit a terminal of 80 columns.

Names, titles and codes are a source's own text: nothing in them styles a table or steers a
terminal. Unknown is a dash.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from clearway.export.blocks import day, facts, rows_table
from clearway.model.territory import country_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.lookup.basis import Basis
    from clearway.lookup.bounds import Bound, State
    from clearway.lookup.company import CompanySheet
    from clearway.lookup.declared import Declaration
    from clearway.lookup.family import FamilySheet, RightLine
    from clearway.lookup.owners import Owners, Span
    from clearway.lookup.right import RightSheet
    from clearway.lookup.stale import StaleOwner
    from clearway.lookup.timeline import Happening

_SHOWN_LEAVES = 3


def right_tables(sheet: RightSheet) -> Group:
    """Return everything of one right."""
    documents = sheet.documents
    title = next((row.title for row in sheet.families if row.title), None)
    said = [
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
        facts(f"{sheet.right}, on {sheet.basis.on}", said),
        _states(sheet.states),
        *_owners(sheet.owners, sheet.basis),
        _declarations(sheet.declarations),
        *_applicants(sheet),
        _timeline(sheet),
        footer(sheet.basis),
    )


def family_tables(sheet: FamilySheet) -> Group:
    """Return everything of one family."""
    said = [
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
        facts(f"Family {sheet.family}, on {sheet.basis.on}", said),
        _declarations(sheet.declarations),
        rows_table(
            "Rights, as they stand at their office (est.: the end is estimated)",
            ("right", "stands", "ends", "", "owner"),
            [_right_line(row) for row in sheet.rights],
            is_whole=True,
        ),
        rows_table(
            "Where each is in force, and on what that rests",
            ("right", "in force in", "evidence"),
            [(row.right, " ".join(row.in_force), row.evidence) for row in sheet.rights],
            is_whole=True,
        ),
        footer(sheet.basis),
    )


def company_tables(sheet: CompanySheet) -> Group:
    """Return the portfolio of one company."""
    share = sheet.expiry_estimated
    said = [
        ("spelled", "; ".join(sheet.spellings)),
        ("group", _group(sheet)),
        ("rights owned", f"{sheet.rights:,} ({sheet.undeclared:,} in no declared family)"),
        ("in force", f"{sheet.in_force:,}, in at least one country"),
        ("granted, in force nowhere", f"{sheet.nowhere:,}"),
        ("pending, ended", f"{sheet.pending:,}, {sheet.ended:,}"),
        ("declared families", f"{sheet.families:,}, of these in force {sheet.families_in_force:,}"),
        ("ends estimated", "–" if share is None else f"{share:.0%} of rights in force"),
    ]
    return Group(
        facts(f"{sheet.company}, on {sheet.basis.on}", said),
        rows_table(
            "By standard: declared families, and those with a right in force or pending",
            ("generation", "families", "alive"),
            [(row.name, row.families, row.alive) for row in sheet.by_generation],
        ),
        rows_table(
            "By specification",
            ("specification", "families", "alive"),
            [(row.name, row.families, row.alive) for row in sheet.by_specification],
            shown=10,
        ),
        rows_table(
            "By office",
            ("office", "rights", "in force", "nowhere", "pending", "ended"),
            [
                (r.office, r.rights, r.in_force, r.nowhere, r.pending, r.ended)
                for r in sheet.by_office
            ],
        ),
        rows_table(
            "Where in force",
            ("country", "declared families", "rights", "pending"),
            [
                (f"{r.country} {country_name(r.country)}", r.families, r.in_force, r.pending)
                for r in sheet.by_country
            ],
        ),
        rows_table(
            "Rights in force by year of expiry",
            ("year", "rights", "of these estimated"),
            [(str(r.year or "unknown"), r.rights, r.estimated) for r in sheet.by_expiry],
        ),
        rows_table(
            "Declared as its own, owned outside its group on the day",
            ("owner", "families", "rights"),
            [(row.owner, row.families, row.rights) for row in sheet.stale],
        ),
        *(Text(f"{told}.", style="dim") for told in sheet.unconfirmed),
        Text("Companies of its group are counted apart, each on its own sheet.", style="dim"),
        footer(sheet.basis),
    )


def _group(sheet: CompanySheet) -> str:
    members = "; ".join(f"{row.company} {row.rights:,}" for row in sheet.group[:6])
    left = len(sheet.group) - 6
    others = f"; rights of others: {members}" + (f" and {left} more" if left > 0 else "")
    return sheet.parent + (others if sheet.group else "")


def stale_tables(rows: Sequence[StaleOwner], basis: Basis) -> Group:
    """Return what was declared by one company and is owned by another group."""
    return Group(
        rows_table(
            f"Declared as its own, owned outside the declarant's group on {basis.on}",
            ("declarant", "owner", "families", "rights"),
            [(row.declarant, row.owner, row.families, row.rights) for row in rows],
        ),
        footer(basis),
    )


def _bound(bound: Bound) -> str:
    if bound.on is None:
        return "–"
    return f"{bound.on} ({bound.basis}: {bound.source or 'source unknown'})"


def _states(states: Sequence[State]) -> Group:
    """States that share their days stand in one row."""
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for state in states:
        key = (state.phase, day(state.from_on), day(state.to_on), state.basis)
        together.setdefault(key, []).append(state.country)
    order = ("in force", "pending", "not yet", "ended")
    rows = [
        (phase, " ".join(codes), start, end, basis)
        for (phase, start, end, basis), codes in sorted(
            together.items(), key=lambda item: (order.index(item[0][0]), item[0])
        )
    ]
    return rows_table("Where", ("on the day", "states", "from", "to", "basis"), rows)


def _owners(owners: Owners, basis: Basis) -> list[Any]:
    known = f"as known on {basis.known_at}" if basis.known_at else "as known now"
    clocks = [
        (f"on {basis.on}, {known}", owners.executed),
        (f"on {basis.on}, as recorded by then", owners.recorded),
        ("declared as its own by", ", ".join(owners.declared) or "nobody"),
        ("of these, sold it since", ", ".join(owners.stale) or "nobody"),
    ]
    chain = [(day(row.from_on), day(row.to_on), row.owner) for row in _merged(owners.chain)]
    breaks = [(day(row.on), row.giver, row.owner, row.source) for row in owners.breaks]
    parts: list[Any] = [
        Text(""),
        facts("Owner", clocks),
        rows_table("Chain of title", ("from", "to", "owner"), chain),
    ]
    if breaks:
        columns = ("on", "gave", "though owned by", "source")
        parts.append(rows_table("Breaks in the chain", columns, breaks))
    return parts


def _declarations(declarations: Sequence[Declaration]) -> Group:
    rows = [
        (
            row.reference, row.declarant, "yes" if row.is_proprietor else "no",
            day(row.signed_on), _leaves(row.leaves), row.source,
        )
        for row in declarations
    ]  # fmt: skip
    columns = ("reference", "declarant", "own", "signed", "declared to", "source")
    return rows_table("Declarations (own: as the declarant's own)", columns, rows, is_whole=True)


def _leaves(leaves: Sequence[str]) -> str:
    left = len(leaves) - _SHOWN_LEAVES
    return ", ".join(leaves[:_SHOWN_LEAVES]) + (f" and {left} more" if left > 0 else "")


def _applicants(sheet: RightSheet) -> list[Group]:
    if not sheet.applicants:
        return []
    says = {True: "yes", False: "no", None: None}
    rows = [
        (row.name, row.role, says[row.is_organization], day(row.dated_on), row.source)
        for row in sheet.applicants
    ]
    columns = ("name", "role", "organization", "on", "source")
    return [rows_table("Named on publications", columns, rows)]


def _merged(chain: Sequence[Span]) -> list[Span]:
    """Join spans of one owner: what its inventors assigned to it changed nothing."""
    merged: list[Span] = []
    for span in chain:
        if merged and merged[-1].owner == span.owner:
            merged[-1] = replace(merged[-1], to_on=span.to_on)
        else:
            merged.append(span)
    return merged


def _timeline(sheet: RightSheet) -> Group:
    """What happened, on one line where it is the same in several states on a day."""
    together: dict[tuple[Any, ...], list[Happening]] = {}
    for row in sheet.timeline:
        together.setdefault((row.on, row.what, row.detail, row.code, row.source), []).append(row)
    rows = [
        (
            day(on), what + (f": {detail}" if detail else ""), code,
            " ".join(row.country for row in found if row.country), _public(found), source,
        )
        for (on, what, detail, code, source), found in together.items()
    ]  # fmt: skip
    columns = ("on", "what", "code", "states", "public", "source")
    return rows_table("What happened", columns, rows)


def _public(found: Sequence[Happening]) -> str:
    """The day on which it became public, or the first and the last of several."""
    days = sorted({row.published_on for row in found if row.published_on})
    return " to ".join(map(str, dict.fromkeys((days[0], days[-1])))) if days else ""


def _right_line(row: RightLine) -> tuple[Any, ...]:
    marks = [f"{row.breaks} breaks" if row.breaks else "", "stale" if row.is_stale else ""]
    marked = ", ".join(mark for mark in marks if mark)
    owner = f"{row.owner or 'unknown'}{f' ({marked})' if marked else ''}"
    estimated = "est." if row.ended.basis == "estimated" else ""
    return row.right, row.phase, day(row.ended.on), estimated, owner


def footer(basis: Basis) -> Text:
    """Return what must be said beneath every sheet."""
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
