"""`devices`: a table of phones to products of a case file, with the reasoning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clearway.cli.options import OUTPUT, formats, write_bytes
from clearway.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.sources.devices import Device

_COLUMNS = ("brand", "model", "category", "standards", "not said", "supplier", "EUR")
_REASONS = ("brand", "model", "column", "cell", "says", "standard", "why")


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--brand", metavar="NAME", help="Only this brand, as the table spells it.")
@click.option("--model", metavar="NAME", help="Only this model.")
@click.option("--explain", is_flag=True, help="Which cell and rule gave which standard.")
@formats("toml", "table", "csv")
@OUTPUT
def devices(
    file: Path,
    brand: str | None,
    model: str | None,
    *,
    explain: bool,
    form: str,
    output: Path | None,
) -> None:
    """Products for a case file, from a table of phones or other devices.

    What a cell says of standards, rules say that are data; what the table does not say is left
    open and named in comments. `company` is the brand: the case names it as a company.

    \b
    clearway devices phones.csv --brand Xiaomi > products.toml
    clearway devices phones.csv --brand Xiaomi --model "Redmi Note 4" --explain
    clearway devices phones.csv --format csv
    """
    from clearway.sources.devices import read_table, to_products

    table = read_table(file, brand, model)
    for line, reason in table.rejects:
        click.echo(f"{file.name}:{line}: {reason}; set aside", err=True)
    if table.absent:
        click.echo(f"{file.name}: no column {', '.join(table.absent)}: not known", err=True)
    if form == "toml":
        text = to_products(table.devices, explain=explain)
        check(text, table.devices)
    elif explain:
        text = _laid_out(form, _REASONS, _reasons(table.devices), "Which cell says what")
    else:
        text = _laid_out(form, _COLUMNS, _rows(table.devices), f"{len(table.devices):,} devices")
    write_bytes(text.encode(), output)


def check(text: str, products: Sequence[Device]) -> None:
    """Read the products back as a case file.

    Raises:
        CaseError: they cannot be read, as when two models have one name.
    """
    import tempfile

    from clearway.case import read_findings

    brands = dict.fromkeys(device.brand for device in products)
    head = '[case]\nid = "devices"\nquestion = "Which devices?"\ncompany = "-"\n'
    head += "as_of = 2000-01-01\n" + '[[company]]\nname = "-"\n'
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "products.toml"
        path.write_text(head + text, encoding="utf-8")
        case, findings = read_findings(path)
    errors = [finding for finding in findings if finding.severity == "error"]
    if case is None or errors or len(case.products) != len(products):
        wrong = errors[0].message if errors else "the products cannot be read back"
        raise CaseError(
            f"products of {', '.join(brands)}: {wrong}; ask for one with --model, or mend the table"
        )


def _rows(found: Sequence[Device]) -> list[tuple[str, ...]]:
    return [
        (
            device.brand,
            device.model,
            device.category,
            " | ".join(device.bill.standards),
            " | ".join(device.bill.unknown),
            " | ".join(dict.fromkeys(part.supplier for part in device.suppliers)),
            "" if device.price_eur is None else f"{device.price_eur:g}",
        )
        for device in found
    ]


def _reasons(found: Sequence[Device]) -> list[tuple[str, ...]]:
    return [
        (device.brand, device.model, r.column, r.part, r.says, r.standard, r.why)
        for device in found
        for r in device.bill.reasons
    ]


def _laid_out(form: str, columns: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> str:
    """Return rows as CSV, or as a table for a terminal."""
    if form == "csv":
        import csv
        import io

        sink = io.StringIO()
        csv.writer(sink, lineterminator="\n").writerows([columns, *rows])
        return sink.getvalue()
    from rich.markup import escape
    from rich.table import Table

    from clearway.export.terminal import to_text
    from clearway.sources.devices import printable

    table = Table(title=escape(title), title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(printable(cell)) for cell in row))
    return to_text(table, plain=False)
