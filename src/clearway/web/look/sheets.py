"""Right, family, holder, standard and market as pages: what `clearway.lookup` knows, linked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clearway.lookup import look_up_company, look_up_family, look_up_right
from clearway.model.territory import COUNTRIES, country_name
from clearway.web.look.told import Grid, Link, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.lookup.basis import Basis
    from clearway.lookup.bounds import Bound
    from clearway.lookup.declared import Declaration
    from clearway.record import Record


def link(kind: str, text: str | None) -> Link | None:
    """Return a cell that leads to the page of a right, family, holder, standard or market."""
    if not text:
        return None
    shown = f"{country_name(text)} ({text})" if kind == "market" and text in COUNTRIES else ""
    return Link(text, f"{reverse(kind)}?{urlencode({'of': text})}", shown)


def right_page(record: Record, number: str, on: date, known_at: date | None) -> Told:
    """Return everything known of one right."""
    sheet = look_up_right(record, number, on, known_at)
    documents, bounds, owners = sheet.documents, sheet.bounds, sheet.owners
    facts = [
        (_("Publications"), ", ".join(documents.publications)),
        (_("Application"), documents.application),
        (_("As typed by the source"), documents.original_publication),
        (_("Title"), next((row.title for row in sheet.families if row.title), None)),
        (_("At its office"), sheet.phase),
        (_("Filed"), _bound(bounds.filed)),
        (_("Granted"), _bound(bounds.granted)),
        (_("Ends"), _bound(bounds.ended)),
        (_("Evidence"), sheet.evidence),
        (_("Owner"), link("holder", owners.executed)),
        (_("Owner as recorded by then"), owners.recorded),
        (_("Declared as its own by"), ", ".join(owners.declared) or _("nobody")),
        (_("Of these, sold it since"), ", ".join(owners.stale) or _("nobody")),
    ]
    grids = (
        Grid(
            "families", _("Families"), {"family": _("Family"), "kind": _("Kind")},
            [(link("family", row.family), row.kind) for row in sheet.families],
        ),
        Grid(
            "states", _("Where"),
            {"country": _("Country"), "phase": _("On the day"), "from": _("From"), "to": _("To"),
             "basis": _("Basis")},
            [(link("market", s.country), s.phase, s.from_on, s.to_on, s.basis)
             for s in sheet.states],
        ),
        Grid(
            "title", _("Chain of title"), {"from": _("From"), "to": _("To"), "owner": _("Owner")},
            [(s.from_on, s.to_on, link("holder", s.owner)) for s in owners.chain],
        ),
        Grid(
            "breaks", _("Breaks in the chain"),
            {"on": _("On"), "gave": _("Gave"), "owner": _("Though owned by"),
             "source": _("Source")},
            [(b.on, b.giver, link("holder", b.owner), b.source) for b in owners.breaks],
        ),
        _declarations(sheet.declarations),
        Grid(
            "timeline", _("What happened"),
            {"on": _("On"), "what": _("What"), "detail": _("Detail"), "code": _("Code"),
             "country": _("Country"), "public": _("Public"), "source": _("Source")},
            [(h.on, h.what, h.detail, h.code, h.country, h.published_on, h.source)
             for h in sheet.timeline],
        ),
    )  # fmt: skip
    return Told(sheet.right, facts, grids, _basis(sheet.basis))


def family_page(record: Record, family: str, on: date, known_at: date | None) -> Told:
    """Return everything known of one family."""
    sheet = look_up_family(record, family, on, known_at)
    facts = [
        (_("Title"), sheet.title),
        (_("Kind"), sheet.kind),
        (_("Priorities"), ", ".join(sheet.priorities)),
        (_("Contested"), _("yes: several declarants") if sheet.is_contested else _("no")),
        (_("Owners"), ", ".join(sheet.owners)),
        (_("Declared, sold since"), ", ".join(sheet.stale) or _("nobody")),
        (_("In force in"), _places(sheet.in_force)),
        (_("Pending in"), _places(sheet.pending)),
        (_("Ended in"), _places(sheet.ended)),
        (_("Source"), sheet.source),
    ]
    rights = Grid(
        "rights", _("Rights"),
        {"right": _("Right"), "publications": _("Publications"), "phase": _("At its office"),
         "in_force": _("In force in"), "ends": _("Ends"), "ends_basis": _("Basis"),
         "owner": _("Owner"), "evidence": _("Evidence"), "breaks": _("Breaks in the chain")},
        [
            (link("right", r.right), ", ".join(r.publications), r.phase, " ".join(r.in_force),
             r.ended.on, r.ended.basis, link("holder", r.owner), r.evidence, r.breaks)
            for r in sheet.rights
        ],
    )  # fmt: skip
    grids = (rights, _declarations(sheet.declarations))
    return Told(sheet.family, facts, grids, _basis(sheet.basis))


def holder_page(record: Record, name: str, on: date, known_at: date | None) -> Told:
    """Return what one company owns and declared."""
    sheet = look_up_company(record, name, on, known_at)
    facts = [
        (_("Spelled"), "; ".join(sheet.spellings)),
        (_("Ultimate parent"), link("holder", sheet.parent)),
        (_("Rights owned"), sheet.rights),
        (_("In force in at least one country"), sheet.in_force),
        (_("Granted, in force nowhere"), sheet.nowhere),
        (_("Pending"), sheet.pending),
        (_("Ended"), sheet.ended),
        (_("Declared families"), sheet.families),
        (_("Of these in force"), sheet.families_in_force),
        (_("In no declared family"), sheet.undeclared),
    ]
    standard = {"standard": _("Standard"), "families": _("Declared families"), "alive": _("Alive")}
    grids = (
        Grid(
            "countries", _("Where in force"),
            {"market": _("Market"), "families": _("Declared families"), "rights": _("Rights"),
             "pending": _("Pending")},
            [(link("market", r.country), r.families, r.in_force, r.pending)
             for r in sheet.by_country],
        ),
        Grid("generations", _("By generation"), standard,
             [(link("standard", r.name), r.families, r.alive) for r in sheet.by_generation]),
        Grid("specifications", _("By specification"), standard,
             [(link("standard", r.name), r.families, r.alive) for r in sheet.by_specification]),
        Grid(
            "offices", _("By office"),
            {"office": _("Office"), "rights": _("Rights"), "in_force": _("In force"),
             "nowhere": _("In force nowhere"), "pending": _("Pending"), "ended": _("Ended")},
            [(r.office, r.rights, r.in_force, r.nowhere, r.pending, r.ended)
             for r in sheet.by_office],
        ),
        Grid(
            "expiry", _("Rights in force by year of expiry"),
            {"year": _("Year"), "rights": _("Rights"), "estimated": _("Of these estimated")},
            [(str(r.year) if r.year else None, r.rights, r.estimated) for r in sheet.by_expiry],
        ),
        Grid(
            "group", _("Other companies of the group"),
            {"company": _("Company"), "rights": _("Rights")},
            [(link("holder", r.company), r.rights) for r in sheet.group],
        ),
        Grid(
            "stale", _("Declared as its own, owned outside its group on the day"),
            {"owner": _("Owner"), "families": _("Families"), "rights": _("Rights")},
            [(link("holder", r.owner), r.families, r.rights) for r in sheet.stale],
        ),
    )  # fmt: skip
    return Told(sheet.company, facts, grids, _basis(sheet.basis))


def _places(codes: Iterable[str]) -> Any:
    return ", ".join(sorted(map(country_name, codes))) or _("nowhere")


def _declarations(rows: Sequence[Declaration]) -> Grid:
    return Grid(
        "declarations", _("Declarations"),
        {"reference": _("Reference"), "declarant": _("Declarant"), "own": _("As its own"),
         "signed": _("Signed"), "published": _("Published"), "standards": _("Declared to"),
         "source": _("Source")},
        [
            (d.reference, link("holder", d.declarant), _("yes") if d.is_proprietor else _("no"),
             d.signed_on, d.reflected_on, ", ".join(_leaves(d.leaves)), d.source)
            for d in rows
        ],
    )  # fmt: skip


def _leaves(leaves: Iterable[str]) -> Iterable[str]:
    return (leaf.replace("|", " ").strip() for leaf in leaves)


def _bound(bound: Bound) -> Any:
    if bound.on is None:
        return None
    return f"{bound.on} ({bound.basis}: {bound.source})" if bound.source else bound.on


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "on": basis.on.isoformat(),
        "known_at": basis.known_at.isoformat() if basis.known_at else None,
        "snapshot": basis.snapshot,
        "sample": basis.is_sample,
    }


def market_named(text: str, known: Iterable[str]) -> list[str]:
    """Return the codes of markets that a text names, whole or in part, in English or German."""
    wanted = text.casefold()
    return [
        code for code in sorted(known)
        if wanted == code.casefold()
        or (len(wanted) > 2
            and any(wanted in country_name(code, lang).casefold() for lang in ("en", "de")))
    ]  # fmt: skip
