"""Turns the plain words of a scenario file into a record, a case and a question.

A file has a `title`, the page it holds (`source`), what is `given` to all its scenarios, what is
asked (`ask`, the arguments of `clear`) and `scenarios`; each adds to what is given and says what
to `expect`. A right may say in its own row who declared it (`by`) and to which leaves (`to`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from oracle.world import World, as_list

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Row: TypeAlias = "dict[str, Any]"
HERE = Path(__file__).parent
GENERATIONS = {"2G", "3G", "4G", "5G"}
DECLARED_ON = date(2010, 1, 1)


@dataclass(frozen=True)
class Scenario:
    """One situation, one question, and what the answer must hold."""

    title: str
    name: str
    given: Row
    ask: Row
    expect: list[Row]

    def __str__(self) -> str:
        return f"{self.title}: {self.name}"


def read_scenarios() -> list[Scenario]:
    """Return the scenarios of every file of this folder, in order."""
    return [
        Scenario(
            file.stem,
            entry["name"],
            _added(page["given"], entry.get("given", {})),
            {**page.get("ask", {}), **entry.get("ask", {})},
            entry["expect"],
        )
        for file in sorted(HERE.glob("*.yaml"))
        for page in [yaml.safe_load(file.read_text(encoding="utf-8"))]
        for entry in page["scenarios"]
    ]


def _added(common: Row, own: Row) -> Row:
    """Return what is given to all with a scenario's own: lists grow, tables take new keys."""
    both = dict(common)
    for key, value in own.items():
        if isinstance(value, list) and isinstance(both.get(key), list):
            both[key] = [*both[key], *value]
        elif isinstance(value, dict) and isinstance(both.get(key), dict):
            both[key] = _added(both[key], value)
        else:
            both[key] = value
    return both


def case_of(scenario: Scenario) -> Row:
    """Return the case, as parsed from TOML; X asks unless the scenario says else."""
    case: Row = {"case": {"id": "scenario", "company": "X"}, **scenario.given.get("case", {})}
    return case


def world_of(scenario: Scenario) -> World:
    """Return the record of a scenario."""
    given = scenario.given
    rights = given.get("rights", [])
    families = {family for row in rights for family in _families(row)}
    tables: dict[str, list[Row]] = {
        "rights": [_right(row) for row in rights],
        "family_rights": [
            {"family_id": family, "right_id": row["right"], "basis": "member"}
            for row in rights
            for family in _families(row)
        ],
        "families": [_family(family) for family in sorted(families)],
        "declarations": _declarations(given),
        "transfers": [_transfer(*entry) for entry in enumerate(given.get("transfers", []))],
        "status_events": [_event(row) for row in given.get("events", [])],
        "validations": [_validation(row) for row in given.get("validations", [])],
        "applicants": [_applicant(row) for row in given.get("applicants", [])],
        "terms": [_term(row) for row in given.get("terms", [])],
        "suits": [_suit(row) for row in given.get("suits", [])],
        "orders": [_order(row) for row in given.get("orders", [])],
        "assessments": [_assessment(row) for row in given.get("assessments", [])],
        "pool_patents": [_listing(row) for row in given.get("pool_lists", [])],
        "coverage": [
            {"office": office, "rights": 1} for office in sorted({_office(row) for row in rights})
        ],
    }
    tables["names"] = _names(given, tables)
    return World(**tables)


def _families(row: Row) -> list[str]:
    return as_list(row.get("family")) or as_list(row.get("families"))


def _office(row: Row) -> str:
    return str(row["right"]).split("-", maxsplit=1)[0]


def _right(row: Row) -> Row:
    granted = row.get("granted")
    is_granted = granted is not None or bool(row.get("granted_kind"))
    kind = "B1" if is_granted else "A1"
    return {
        "right_id": row["right"],
        "office": _office(row),
        "application_number": f"{_office(row)}{row['right'].split('-')[1]}",
        "publication_numbers": [f"{row['right']}-{kind}"],
        "kind_codes": [kind],
        "filed_on": row.get("filed"),
        "granted_on": granted,
        "ended_on": row.get("ended"),
        "granted": is_granted,
        "filed_basis": "recorded" if row.get("filed") else None,
        "granted_basis": "recorded" if granted else None,
        "ended_basis": "recorded" if row.get("ended") else None,
        "normalized": "yes",
    }


def _family(family: str) -> Row:
    before = family.split("-", maxsplit=1)[0]
    kind = {"group": "declared-group", "docdb": "docdb", "inpadoc": "inpadoc"}.get(before, "etsi")
    return {"family_id": family, "family_kind": kind}


def _declarations(given: Row) -> list[Row]:
    """Return one row per declaration, family and leaf; a right's own row may declare it."""
    of_rights = [
        {**row, "family": family}
        for row in given.get("rights", [])
        if "by" in row
        for family in _families(row)
        if _family(family)["family_kind"] in ("etsi", "declared-group")
    ]
    rows = []
    for number, row in enumerate([*of_rights, *given.get("declarations", [])]):
        for leaf in row["to"]:
            generation, specification = _leaf(leaf)
            rows.append(
                {
                    "declaration_id": f"{number}",
                    "reference": row.get("reference", f"ISLD-{number:03d}"),
                    "declarant": row["by"],
                    "is_proprietor": row.get("proprietor", True),
                    "signed_on": row.get("signed", DECLARED_ON),
                    "reflected_on": row.get("reflected"),
                    "family_id": row["family"],
                    "generation": generation,
                    "specification": specification,
                }
            )
    return rows


def _leaf(text: str) -> tuple[str | None, str | None]:
    """Read `4G`, `3GPP TS 36.211` or `4G / 3GPP TS 36.211`."""
    words = [word.strip() for word in text.split("/", maxsplit=1)]
    generation = words[0] if words[0] in GENERATIONS else None
    rest = words[1:] if generation else [text]
    return generation, (rest[0] if rest else None)


def _transfer(place: int, row: Row) -> Row:
    return {
        "right_id": row.get("right"),
        "family_id": row.get("family"),
        "from_name": row["from"],
        "to_name": row["to"],
        "executed_on": row["executed"],
        "recorded_on": row.get("recorded"),
        "sequence": place,
    }


def _event(row: Row) -> Row:
    return {
        "right_id": row["right"],
        "category": row["category"],
        "country": row.get("country"),
        "dated_on": row["dated"],
        "published_on": row.get("published"),
    }


def _validation(row: Row) -> Row:
    return {
        "right_id": row["right"],
        "country": row["country"],
        "from_on": row.get("from"),
        "to_on": row.get("to"),
        "published_on": row.get("published"),
        "basis": row.get("basis", "recorded"),
    }


def _applicant(row: Row) -> Row:
    return {
        "right_id": row["right"],
        "name": row["name"],
        "role": row.get("role", "assignee"),
        "organization": row.get("organization", True),
        "sequence": row.get("sequence"),
        "dated_on": row.get("dated"),
    }


def _term(row: Row) -> Row:
    return {
        "right_id": row["right"],
        "kind": row["kind"],
        "days": row.get("days"),
        "dated_on": row.get("dated"),
        "published_on": row.get("published"),
    }


def _suit(row: Row) -> Row:
    return {
        "suit_id": row["suit"],
        "country": row["country"],
        "filed_on": row.get("filed"),
        "plaintiffs": as_list(row["plaintiff"]),
        "defendants": as_list(row["defendant"]),
        "action": row.get("action", "infringement"),
        "basis": row.get("basis", "declared"),
        "right_ids": row.get("rights", []),
        "standards": [],
    }


def _order(row: Row) -> Row:
    return {
        "suit_id": row["suit"],
        "from_on": row["from"],
        "to_on": row.get("to"),
        "kind": row.get("kind", "injunction"),
        "reaches": row.get("reaches"),
        "except_suppliers": row.get("except_suppliers"),
    }


def _assessment(row: Row) -> Row:
    return {
        "family_id": row["family"],
        "standard_id": row["against"],
        "assessor": row.get("by", "Panel"),
        "assessed_on": row.get("dated"),
        "verdict": row["verdict"],
        "claim_type": row.get("claims"),
    }


def _listing(row: Row) -> Row:
    return {
        "pool": row["pool"],
        "licensor": row.get("licensor"),
        "right_id": row["right"],
        "from_on": row.get("from"),
        "to_on": row.get("to"),
    }


def _names(given: Row, tables: dict[str, list[Row]]) -> list[Row]:
    """Return a row for every spelling in the record: the company given, else itself."""
    spellings = {row["declarant"] for row in tables["declarations"]}
    spellings |= {row[key] for row in tables["transfers"] for key in ("from_name", "to_name")}
    spellings |= {owner for name in spellings for owner in name.split("; ")}
    for suit in tables["suits"]:
        spellings |= {*suit["plaintiffs"], *suit["defendants"]}
    said = {row["name"]: row["company"] for row in given.get("names", [])}
    probable = {row["name"] for row in given.get("names", []) if row.get("probable")}
    spellings |= {*said, *_names_in_case(given.get("case", {}))}
    return [
        {
            "name": name,
            "company_id": said.get(name, name),
            "method": _method(name, said, probable),
            "score": 1.0,
        }
        for name in sorted(spellings)
    ]


def _method(name: str, said: Mapping[str, str], probable: Collection[str]) -> str:
    if "; " in name:
        return "joint"
    return "probable" if name in probable else "alias" if name in said else "exact"


NAMING_KEYS = {"company", "child", "parent", "supplier", "seller", "buyer", "plaintiff"} | {
    "defendant",
    "grantors",
    "grantees",
    "parties",
    "except_suppliers",
}


def _names_in_case(value: Any) -> set[str]:
    """Return every company that the case names, so that each resolves to one company."""
    if isinstance(value, list):
        return {name for entry in value for name in _names_in_case(entry)}
    if not isinstance(value, dict):
        return set()
    own = {
        name
        for key in NAMING_KEYS & set(value)
        if not (key == "grantors" and value.get("kind") == "pool-license")
        for name in as_list(value[key])
        if isinstance(name, str)
    }
    return own | {name for entry in value.values() for name in _names_in_case(entry)}
