"""Read a table of phones or other devices, and say by rules which standards each one has."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.sources.devices.rules import Bill, Supplied, bill_of, category_of, rules, suppliers_of
from clearway.sources.listings import open_listing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clearway.sources.listings import Record

NEEDED = ("brand", "model")
MORE = ("chipset", "announced", "approx_price_EUR", "OS", "display_size")
"""Columns of use beside those that the rules on standards name."""


@dataclass(frozen=True)
class Device:
    """One device of the table.

    Attributes:
        brand, model: as spelled.
        line: the physical line of its row.
        category: of a case file's product: `smartphone`, `tablet`, `phone` ...
        bill: its standards, with the reasoning.
        suppliers: whose chipsets its variants have; several where the cell names several.
        chipset, announced: the cells, for people.
        price_eur: None where the cell is blank or no figure.
    """

    brand: str
    model: str
    line: int
    category: str
    bill: Bill
    suppliers: tuple[Supplied, ...]
    chipset: str
    announced: str
    price_eur: float | None


@dataclass(frozen=True)
class DeviceTable:
    """The devices of a file, rows set aside (line, reason), and columns that the file lacks."""

    devices: tuple[Device, ...]
    rejects: tuple[tuple[int, str], ...]
    absent: tuple[str, ...]


def read_devices(path: Path, brand: str | None = None, model: str | None = None) -> list[Device]:
    """Return the devices of a table, of one brand or model where asked.

    Args:
        path: the table, `.csv`, `.csv.gz` or `.zip`, `,` separated, UTF-8, with a header.
        brand: whole name, case apart.
        model: whole name, case apart.

    Raises:
        SourceError: damaged, no column `brand` or `model`, or no such device in it.
    """
    return list(read_table(path, brand, model).devices)


def read_table(path: Path, brand: str | None = None, model: str | None = None) -> DeviceTable:
    """Return the devices of a table with what was set aside; arguments as of `read_devices`.

    Raises:
        SourceError: damaged, no column `brand` or `model`, or no such device in it.
    """
    found: list[Device] = []
    rejects: list[tuple[int, str]] = []
    brands: set[str] = set()
    with open_listing(path) as listing:
        places, _ = listing.places(NEEDED, (*MORE, *rules()))
        nameless = [place for place, name in enumerate(listing.header) if not name]
        for record in listing.records():
            problem = record.problem or _shifted(record, nameless) or _unnamed(record, places)
            if problem:
                rejects.append((record.line, problem))
                continue
            cells = _cells(record, places)
            brands.add(cells["brand"])
            if _is(cells["brand"], brand) and _is(cells["model"], model):
                found.append(_device(record.line, cells))
    if not found:
        raise SourceError(_none_found(path, brand, model, brands, rejects))
    absent = tuple(column for column in rules() if column.casefold() not in places)
    return DeviceTable(tuple(found), tuple(rejects), absent)


def _shifted(record: Record, nameless: Sequence[int]) -> str | None:
    """Tables taken from web pages end in a column without a name, which only shifted rows fill."""
    if any(record.cells[place] for place in nameless):
        return "text in a column without a name: the row is shifted; quote fields that hold commas"
    return None


def _unnamed(record: Record, places: Mapping[str, int]) -> str | None:
    blank = next((name for name in NEEDED if not record.cells[places[name]]), None)
    return f"{blank}: blank; fill it in" if blank else None


def _cells(record: Record, places: Mapping[str, int]) -> dict[str, str]:
    """Text by column as the rules spell it; the tables hold HTML's marks (`&#8209;`)."""
    columns = dict.fromkeys((*NEEDED, *MORE, *rules()))
    return {
        column: " ".join(html.unescape(record.cells[places[column.casefold()]]).split())
        for column in columns
        if column.casefold() in places
    }


def _is(value: str, wanted: str | None) -> bool:
    return wanted is None or value.casefold() == wanted.strip().casefold()


def _device(line: int, cells: Mapping[str, str]) -> Device:
    bill = bill_of(cells)
    chipset = cells.get("chipset", "")
    return Device(
        brand=cells["brand"],
        model=cells["model"],
        line=line,
        category=category_of(cells),
        bill=bill,
        suppliers=suppliers_of(chipset, bill.standards),
        chipset=chipset,
        announced=cells.get("announced", ""),
        price_eur=_price(cells.get("approx_price_EUR", "")),
    )


def _price(text: str) -> float | None:
    try:
        price = float(text)
    except ValueError:
        return None
    return price if math.isfinite(price) and price > 0 else None


def _none_found(
    path: Path,
    brand: str | None,
    model: str | None,
    brands: set[str],
    rejects: list[tuple[int, str]],
) -> str:
    if not brands:
        first = f" (line {rejects[0][0]}: {rejects[0][1]})" if rejects else ""
        return f"{path.name}: no device in it{first}; fetch the table again"
    asked = " ".join(filter(None, (brand, model)))
    known = ", ".join(sorted(brands)[:12])
    return f"{path.name}: no device {asked}; it holds brands such as {known}"
