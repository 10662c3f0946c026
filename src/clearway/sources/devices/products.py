"""Write devices as products of a case file: TOML with what is not known as comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tomlkit.items import InlineTable, Table

    from clearway.sources.devices.reader import Device


def to_products(devices: Sequence[Device], *, explain: bool = False) -> str:
    """Return `[[product]]` tables for a case file, in the order of the devices.

    A product is named after its model, with the brand before it where several brands are given. A
    component stands where one supplier's part brings known standards; what the source leaves open
    stands in comments, for a person to settle.

    Args:
        devices: what to write.
        explain: also write, as comments, which cell and rule gave which standard.
    """
    several = len({device.brand for device in devices}) > 1
    tables = tomlkit.aot()
    for device in devices:
        tables.append(_product(device, several=several, explain=explain))
    document = tomlkit.document()
    document.add("product", tables)
    return tomlkit.dumps(document)


def _product(device: Device, *, several: bool, explain: bool) -> Table:
    table = tomlkit.table()
    table.add("name", printable(f"{device.brand} {device.model}" if several else device.model))
    table.add("company", printable(device.brand))
    table.add("category", device.category)
    table.add("standards", list(device.bill.standards))
    component = _component(device)
    if component is not None:
        components = tomlkit.array()
        components.append(component)
        table.add("components", components)
    if device.price_eur is not None:
        price = tomlkit.inline_table()
        price.add("amount", _plain(device.price_eur))
        price.add("currency", "EUR")
        table.add("price", price)
    reasons = [printable(str(reason)) for reason in device.bill.reasons] if explain else []
    for remark in (*remarks(device), *reasons):
        table.add(tomlkit.comment(remark))
    table.add(tomlkit.nl())
    return table


def _component(device: Device) -> InlineTable | None:
    names = {supplied.supplier for supplied in device.suppliers}
    brings = {supplied.standards for supplied in device.suppliers}
    if len(names) != 1 or len(brings) != 1 or () in brings:
        return None
    component = tomlkit.inline_table()
    component.add("supplier", names.pop())
    component.add("standards", list(brings.pop()))
    component.add("category", "chipset")
    return component


def remarks(device: Device) -> list[str]:
    """Return what the source says beyond a product's keys, and what it leaves open."""
    said = [f"announced {device.announced}"] if device.announced else []
    if device.chipset:
        said.append(f"chipset {device.chipset}")
    said += _open_parts(device)
    if device.bill.unknown:
        said.append(f"the source does not say: {', '.join(device.bill.unknown)}")
    if device.bill.contradicted:
        said.append(f"one cell says it, another denies it: {', '.join(device.bill.contradicted)}")
    return list(map(printable, said))


def printable(text: str) -> str:
    """Return a source's text on one line, without marks that steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _open_parts(device: Device) -> list[str]:
    """Say why there is no component, where a supplier is named or a chipset is not."""
    if not device.chipset:
        return ["no chipset named: its supplier is not known"]
    if not device.suppliers:
        return ["supplier not known by any rule"]
    if _component(device) is not None:
        return []
    if len({supplied.supplier for supplied in device.suppliers}) > 1:
        names = " or ".join(dict.fromkeys(supplied.supplier for supplied in device.suppliers))
        return [f"supplier {names}, by variant"]
    first = device.suppliers[0]
    return [f"supplier {first.supplier}; what the part brings is not said ({first.why})"]


def _plain(price: float) -> int | float:
    return int(price) if price.is_integer() else price
