"""`fetch`, `ingest`, `record` and `sample`: what comes in, what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clearway.cli.options import RECORD_DIR, formats, write_bytes, write_json
from clearway.cli.printing import print_rows
from clearway.readers import READERS

if TYPE_CHECKING:
    from datetime import date

    from clearway.model.names import OwnershipRow
    from clearway.record import Record


@click.group()
def fetch() -> None:
    """Download public records."""


@fetch.command("etsi")
@click.option(
    "--to", "directory", metavar="DIR", default="downloads", show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
)  # fmt: skip
def fetch_etsi(directory: Path) -> None:
    """The ISLD and GD exports of ETSI: no login, made daily, about 150 MB.

    A broken download is resumed, an unchanged file is not fetched again; the edition date and a
    checksum are kept beside it.
    """
    from clearway.cli.progress import bar
    from clearway.sources.download import fetch_etsi as download

    with bar("fetching", "bytes") as progress:

        def tell(name: str, done: int, total: int | None) -> None:  # noqa: ARG001 - one bar for all files
            if progress is not None:
                progress(done, total)

        found = download(directory, progress=tell)
    for file in found:
        state = "unchanged" if file.not_modified else f"{file.size:,} bytes"
        click.echo(f"{file.path}  {state}, edition {file.edition or 'undated'}, {file.sha256}")


@click.group()
def ingest() -> None:
    """Read public data into the record."""


@ingest.command("etsi")
@click.argument("path", type=click.Path(path_type=Path))
@RECORD_DIR
def ingest_etsi(path: Path, record_dir: Path) -> None:
    """ETSI's ISLD export: .zip, .csv or .csv.gz.

    Every row is loaded or set aside with its line and reason (`clearway record rejects`).
    """
    from clearway.cli.progress import bar
    from clearway.ingest import ingest_etsi as run

    with bar("reading", "bytes") as progress:
        summary = run(path, record_dir, progress)
    write_bytes(summary.to_text().encode(), None)


@ingest.command("tables")
@click.argument("path", type=click.Path(path_type=Path))
@RECORD_DIR
def ingest_tables(path: Path, record_dir: Path) -> None:
    """Plain forms (CSV or Parquet), one file or a folder of them; see docs/reference/tables.md."""
    from clearway.ingest import ingest_tables as run

    write_bytes(run(path, record_dir).to_text().encode(), None)


def _source_command(source: str, what: str) -> click.Command:
    @click.argument("paths", metavar="FILE...", nargs=-1, required=True,
                    type=click.Path(path_type=Path))  # fmt: skip
    @RECORD_DIR
    def ingest_one(paths: tuple[Path, ...], record_dir: Path) -> None:
        from clearway.cli.progress import bar
        from clearway.ingest import ingest_source as run

        with bar("reading", "bytes") as progress:
            summary = run(source, paths, record_dir, progress)
        write_bytes(summary.to_text().encode(), None)

    help_text = (
        f"{what}\n\nPlain, zipped, gzipped or Zstandard. What this source loaded before is "
        "replaced: name all its files. Layouts and quirks: docs/reference/sources/."
    )
    return click.command(source, help=help_text)(ingest_one)


for _name, _reader in READERS.items():
    ingest.add_command(_source_command(_name, _reader.what))


@click.group()
def record() -> None:
    """The record: what is in, whether it is whole, what changed, what was set aside."""


def _opened(record_dir: Path, snapshot: str | None = None) -> Record:
    from clearway.record import open_record

    return open_record(record_dir, snapshot) if snapshot else open_record(record_dir)


@record.command()
@RECORD_DIR
@formats("table", "json")
def info(record_dir: Path, form: str) -> None:
    """What is in: the snapshot, its sources and editions, rows per table.

    Unplaced are an office's legal events of rights not on record: counted by office and code.
    """
    found = _opened(record_dir)
    if form == "json":
        write_json(dict(found.manifest), None)
        return
    rows = [
        (source, file["name"], file.get("edition") or "undated", file["rows_in"],
         file["rows_loaded"], file["rows_rejected"], file.get("rows_unplaced", 0))
        for source, entry in sorted(found.manifest["sources"].items())
        for file in entry["files"]
    ]  # fmt: skip
    columns = ("source", "file", "edition", "rows in", "loaded", "set aside", "unplaced")
    print_rows(columns, rows, f"Snapshot {found.snapshot_id}")
    print_rows(("table", "rows"), sorted(found.manifest["tables"].items()), "Tables")


@record.command()
@RECORD_DIR
@formats("table", "json")
def names(record_dir: Path, form: str) -> None:
    """Every spelling that was merged with another, to which company, how, and how sure that is.

    `clearway names` decides on them.
    """
    columns = ("spelling", "company", "how", "score")
    rows = (
        _opened(record_dir)
        .connect()
        .execute(
            "SELECT name, company_id, method, score FROM names WHERE name <> company_id "
            "ORDER BY company_id, name"
        )
        .fetchall()
    )
    if form == "json":
        write_json([dict(zip(columns, row, strict=True)) for row in rows], None)
        return
    print_rows(columns, rows, "Merged names")


@record.command()
def groups() -> None:
    """The bundled corporate tree: who held whom from when to when, how much, and who says so.

    It speaks for companies of whose parents a case says nothing; `bundled_ownership = false` in the
    case's policy turns it off. A share makes a group above the policy's `control_share`, where
    nothing is said of control; a share is that of the first day, later purchases are not followed.
    A day behind `~` is the best known one: its source gives the month or year, the day could not be
    confirmed.
    """
    from clearway.model.names import BUNDLED_OWNERSHIP

    control = {True: "yes", False: "no", None: ""}
    rows = [
        (
            row.child,
            row.parent,
            _day(row, "from", row.from_on) or "always",
            _day(row, "to", row.to_on) or "still",
            "" if row.share is None else f"{row.share:.1%}",
            control[row.control],
            row.source,
        )
        for row in BUNDLED_OWNERSHIP
    ]
    columns = ("company", "held by", "from", "to", "share", "control", "source")
    print_rows(columns, rows, "Bundled corporate tree")


def _day(row: OwnershipRow, bound: str, on: date | None) -> str:
    return f"{'~' if row.unconfirmed == bound else ''}{on or ''}"


@record.command()
@RECORD_DIR
@click.option("--drop", is_flag=True, help="Leave out the computed ones again.")
def families(record_dir: Path, *, drop: bool) -> None:
    """Compute DOCDB simple and INPADOC extended families where no source gives them.

    From priorities, for `family = "docdb"` and `"inpadoc"` in a case's policy. What is computed
    says so (`basis`), stays through later ingests, and never replaces an id that a source gives.

    \b
    clearway record families --record record
    clearway record families --record record --drop
    """
    from clearway.ingest import compute_families

    summary = compute_families(record_dir, wanted=not drop)
    write_bytes(summary.to_text().encode(), None)


@record.command()
@RECORD_DIR
def verify(record_dir: Path) -> None:
    """Audit the snapshot: checksums, keys, orphans, rows in = loaded + set aside + unplaced."""
    from clearway.errors import RecordDamagedError
    from clearway.record.audits import verify as audit

    found = _opened(record_dir)
    failures = audit(found)
    for failure in failures:
        click.echo(str(failure), err=True)
    if failures:
        raise RecordDamagedError(
            f"{record_dir}: {len(failures)} audits failed; ingest the source anew"
        )
    from clearway.record.missing_ids import missing_ids_of

    for one in missing_ids_of(found.manifest):
        click.echo(f"note: {one}", err=True)
    write_bytes(f"{found.snapshot_id}: every audit passed\n".encode(), None)


@record.command()
@RECORD_DIR
@click.option("--source", help="Only of this source.")
@click.option("--limit", default=50, show_default=True)
def rejects(record_dir: Path, source: str | None, limit: int) -> None:
    """Rows set aside: file, line, reason, and the start of their bytes."""
    rows = (
        _opened(record_dir)
        .connect()
        .execute(
            "SELECT source, file, line, reason, raw FROM rejects "
            "WHERE $1 IS NULL OR source = $1 ORDER BY source, file, line LIMIT $2",
            [source, limit],
        )
        .fetchall()
    )
    shown = [(*row, (raw or b"")[:60].decode(errors="replace")) for *row, raw in rows]
    print_rows(("source", "file", "line", "reason", "row"), shown, "Rows set aside")


@click.command()
@click.option("--rows", default=200_000, show_default=True, type=click.IntRange(min=1_000))
@click.option("--seed", default=1, show_default=True)
@click.option("--output", metavar="FILE.zip", required=True, type=click.Path(path_type=Path))
@click.option(
    "--offices", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
    help="Also what offices would say of these rights: DOCDB, legal events, US fees, assignments.",
)  # fmt: skip
def sample(rows: int, seed: int, output: Path, offices: Path | None) -> None:
    """Make up a register in the layout of ETSI's export, calibrated on its published totals.

    Every number in it is invented; the same rows and seed give the same bytes.

    \b
    clearway sample --rows 5000000 --seed 1 --output sample.zip
    clearway sample --output sample.zip --offices offices
    """
    from clearway.cli.progress import bar
    from clearway.sample import write_office_sample, write_sample

    with bar("writing", "rows") as progress:
        figures = write_sample(output, rows, seed, progress)
    click.echo(f"wrote {output}: {figures.rows:,} rows, {figures.families:,} families", err=True)
    if offices is None:
        return
    with bar("writing", "documents and events") as progress:
        told = write_office_sample(offices, rows, seed, progress)
    click.echo(
        f"wrote {offices}: {told.documents:,} documents, {told.state_events:,} legal events, "
        f"{told.fee_events:,} fee events, {told.conveyances:,} assignments",
        err=True,
    )
