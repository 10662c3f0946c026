"""The plain forms, one by one: their columns, which must be there, and the facts a row gives.

A form's reader takes the cells of one row by column (absent columns are blank), and gives facts:
pairs of a part's name and its columns' values, columns left out being null.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.model.standards import generation_of_specification
from clearway.sources.plain_values import (
    BadValueError,
    in_order,
    read_application,
    read_country,
    read_date,
    read_figure,
    read_generation,
    read_latest_date,
    read_list,
    read_named,
    read_office,
    read_publication,
    read_standard,
    read_truth,
    read_word,
    read_year,
    required,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

Cells = dict[str, str]
Fact = tuple[str, "Mapping[str, object]"]

CATEGORIES = (
    "grant", "lapse", "expiry", "restoration", "withdrawal", "fee", "opposition", "validation",
)  # fmt: skip
ORDER_KINDS = ("injunction", "import-stop")
SUIT_BASES = ("declared", "mixed", "read-on-standard", "unclear")
VERDICTS = ("essential", "not-essential", "partly")
MEASURES = ("population", "gdp_usd", "devices")
CLAIM_TYPES = ("user-equipment", "network", "system")


@dataclass(frozen=True)
class Form:
    """One plain form.

    Attributes:
        columns: the columns it may have.
        needed: groups of columns, of each of which one at least must be there.
        read: the facts of a row, given its cells and its number (the first is 1).
    """

    columns: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    read: Callable[[Cells, int], list[Fact]]


def _named_right(cells: Cells) -> dict[str, str]:
    return read_named("publication", cells["publication"])


def _interval(cells: Cells) -> tuple[date | None, date | None]:
    from_on, to_on = read_date("from", cells["from"]), read_date("to", cells["to"])
    in_order(("from", from_on), ("to", to_on))
    return from_on, to_on


def _latest_interval(cells: Cells, first: str, last: str) -> tuple[date | None, date | None]:
    """Days known to the year or month count as its latest, but no start after an end within it."""
    begun, ended = read_latest_date(first, cells[first]), read_latest_date(last, cells[last])
    if begun and ended and ended.isoformat().startswith(cells[first]):
        begun = min(begun, ended)
    in_order((first, begun), (last, ended))
    return begun, ended


def _lifetime(cells: Cells) -> dict[str, object]:
    """Filing, grant and end of a right, in this order."""
    names = ("filed_on", "granted_on", "ended_on")
    filed, granted, ended = days = [(name, read_date(name, cells[name])) for name in names]
    in_order(filed, granted)
    in_order(granted, ended)
    in_order(filed, ended)
    return dict(days)


def _office_of_application(number: str | None) -> str | None:
    return number[:2] if number else None


def _read_right(cells: Cells, _: int) -> list[Fact]:
    office = read_office("office", cells["office"])
    publication = read_publication("publication", cells["publication"], office)
    known = office or (publication.office if publication else None)
    application = read_application("application", cells["application"], known)
    known = known or _office_of_application(application)
    if known is None:
        raise BadValueError("publication: blank; fill in publication, application or office")
    right = {
        "family_id": required("family", cells["family"]),
        "family_kind": "given",
        "office": known,
        "application_number": application,
        "publication_numbers": [publication.docdb] if publication else [],
        **_lifetime(cells),
        "basis": "member",
        "original_application_number": cells["application"] or None,
        "original_publication_number": cells["publication"] or None,
    }
    return [("right_rows", right)]


def _leaf(cells: Cells) -> dict[str, object]:
    generation = read_generation("generation", cells["generation"])
    specification = read_standard(cells["specification"])
    if generation is None and specification is not None:
        generation = generation_of_specification(specification)
    return {"generation": generation, "specification": specification}


def _read_declaration(cells: Cells, _: int) -> list[Fact]:
    declarant = required("declarant", cells["declarant"])
    signed_on = read_date("signed_on", cells["signed_on"])
    # Rows without a reference are of one declaration when declarant and day are the same.
    unnamed = f"{declarant} {signed_on or 'undated'}"
    declaration = {
        "declaration_id": cells["reference"] or unnamed,
        "reference": cells["reference"] or None,
        "declarant": declarant,
        "is_proprietor": read_truth("proprietor", cells["proprietor"], blank=True),
        "signed_on": signed_on,
        "reflected_on": read_date("reflected_on", cells["reflected_on"]),
        "family_id": required("family", cells["family"]),
        **_leaf(cells),
        "explicit": True,
        "basis": "basis",
    }
    return [("declarations", declaration)]


def _read_transfer(cells: Cells, number: int) -> list[Fact]:
    named = _named_right(cells) if cells["publication"] else {}
    if not named and not cells["family"]:
        raise BadValueError("publication: blank; fill in publication or family")
    transfer = {
        **named,
        "family_id": None if named else cells["family"],
        "from_name": cells["from"] or None,
        "to_name": required("to", cells["to"]),
        "executed_on": read_date("executed_on", cells["executed_on"]),
        "recorded_on": read_date("recorded_on", cells["recorded_on"]),
        "reel_frame": cells["reel_frame"] or None,
        "conveyance": cells["conveyance"] or None,
        "sequence": number,
    }
    return [("transfers", transfer)]


def _read_status(cells: Cells, _: int) -> list[Fact]:
    category = read_word("category", required("category", cells["category"]), CATEGORIES)
    event = {
        **_named_right(cells),
        "code": cells["code"] or None,
        "category": category,
        "country": read_country("country", cells["country"]),
        "dated_on": read_date("dated_on", cells["dated_on"]),
        "published_on": read_date("published_on", cells["published_on"]),
    }
    facts: list[Fact] = [("status_events", event)]
    if category == "validation" and event["country"]:
        validation = {
            **_named_right(cells),
            "country": event["country"],
            "from_on": event["dated_on"],
            "published_on": event["published_on"],
            "basis": "event",  # of one state; a whole list is the form `validations`
        }
        facts.append(("validations", validation))
    else:
        required("dated_on", cells["dated_on"])
    return facts


def _read_validation(cells: Cells, _: int) -> list[Fact]:
    from_on, to_on = _interval(cells)
    validation = {
        **_named_right(cells),
        "country": read_country("country", required("country", cells["country"])),
        "from_on": from_on,
        "to_on": to_on,
        "published_on": read_date("published_on", cells["published_on"]),
        "basis": "recorded",
    }
    return [("validations", validation)]


def _listed_publications(text: str) -> list[str]:
    """Publications, and applications of Chinese patents: no application has DOCDB's hyphens."""
    read = [read_named("publication", part) for part in read_list(text)]
    return list(dict.fromkeys(number for named in read for number in named.values()))


def _read_suit(cells: Cells, _: int) -> list[Fact]:
    filed_on, closed_on = _latest_interval(cells, "filed_on", "closed_on")
    suit = {
        "suit_id": required("suit", cells["suit"]),
        "court": cells["court"] or None,
        "country": read_country("country", required("country", cells["country"])),
        "filed_on": filed_on,
        "closed_on": closed_on,
        "plaintiffs": read_list(cells["plaintiff"]),
        "defendants": read_list(cells["defendant"]),
        "action": cells["action"].casefold() or None,
        "basis": read_word("basis", cells["basis"], SUIT_BASES),
        "publications": _listed_publications(cells["publication"]),
        "standards": list(map(read_standard, read_list(cells["standards"]))),
        "outcome": cells["outcome"] or None,
        "reference": cells["source_url"] or None,
    }
    return [("suits", suit)]


def _read_order(cells: Cells, _: int) -> list[Fact]:
    from_on, to_on = _latest_interval(cells, "from", "to")
    order = {
        "suit_id": required("suit", cells["suit"]),
        "from_on": from_on,
        "to_on": to_on,
        "kind": read_word("kind", required("kind", cells["kind"]), ORDER_KINDS),
        "reaches": read_list(cells["reaches"]) or None,
        "except_suppliers": read_list(cells["except_suppliers"]),
    }
    return [("orders", order)]


def _read_standard(cells: Cells, _: int) -> list[Fact]:
    name = read_standard(required("standard", cells["standard"]))
    parent = read_standard(cells["parent"])
    if name == parent:
        raise BadValueError(f"parent: {name} cannot stand above itself; name another, or none")
    node = {
        "standard_id": name,
        "parent_id": parent,
        "body": cells["body"] or None,
        "title": cells["title"] or None,
    }
    return [("standards", node)]


def _read_assessment(cells: Cells, _: int) -> list[Fact]:
    assessment = {
        "family_id": required("family", cells["family"]),
        "standard_id": read_standard(required("standard", cells["standard"])),
        "assessor": cells["assessor"] or None,
        "assessed_on": read_date("assessed_on", cells["assessed_on"]),
        "verdict": read_word("verdict", required("verdict", cells["verdict"]), VERDICTS),
        "claim_type": read_word("claim_type", cells["claim_type"], CLAIM_TYPES),
        "reference": cells["source"] or None,
    }
    return [("assessments", assessment)]


def _read_pool(cells: Cells, _: int) -> list[Fact]:
    from_on, to_on = _interval(cells)
    patent = {
        "pool": required("pool", cells["pool"]),
        "licensor": cells["licensor"] or None,
        **_named_right(cells),
        "from_on": from_on,
        "to_on": to_on,
    }
    return [("pool_patents", patent)]


def _read_market(cells: Cells, _: int) -> list[Fact]:
    figure = {
        "country": read_country("country", required("country", cells["country"])),
        "year": read_year("year", required("year", cells["year"])),
        "measure": read_word("measure", required("measure", cells["measure"]), MEASURES),
        "value": read_figure("value", required("value", cells["value"])),
    }
    return [("markets", figure)]


def _form(columns: str, needed: str, read: Callable[[Cells, int], list[Fact]]) -> Form:
    """Columns apart by blanks; needed ones too, `a/b` where either will do."""
    groups = tuple(tuple(group.split("/")) for group in needed.split())
    return Form(tuple(columns.split()), groups, read)


FORMS: dict[str, Form] = {
    "declarations": _form(
        "reference declarant signed_on reflected_on family generation specification proprietor",
        "declarant family",
        _read_declaration,
    ),
    "rights": _form(
        "family publication office application filed_on granted_on ended_on",
        "family publication/application/office",
        _read_right,
    ),
    "transfers": _form(
        "publication family from to executed_on recorded_on reel_frame conveyance",
        "publication/family to",
        _read_transfer,
    ),
    "status": _form(
        "publication category country dated_on published_on code",
        "publication category dated_on",
        _read_status,
    ),
    "validations": _form(
        "publication country from to published_on", "publication country", _read_validation
    ),
    "suits": _form(
        "suit court country filed_on closed_on plaintiff defendant action basis publication "
        "standards outcome source_url",
        "suit country",
        _read_suit,
    ),
    "orders": _form("suit from to kind reaches except_suppliers", "suit kind", _read_order),
    "standards": _form("standard parent body title", "standard", _read_standard),
    "assessments": _form(
        "family standard assessor assessed_on verdict claim_type source",
        "family standard verdict",
        _read_assessment,
    ),
    "pools": _form("pool licensor publication from to", "pool publication", _read_pool),
    "markets": _form("country year measure value", "country year measure value", _read_market),
}
"""All plain forms by the stem of their file."""
