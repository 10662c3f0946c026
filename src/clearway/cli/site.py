"""`serve`, `backup`, `restore`: the site, for a team or for one person on a laptop."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clearway.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator


home_option = click.option(
    "--home", metavar="DIR", default="clearway-site", show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the site: database, secret, record.",
)  # fmt: skip


@click.command()
@home_option
@click.option(
    "--record", "record_dir", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the record; by default `record` in the home.",
)  # fmt: skip
@click.option("--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--runs", default=2, show_default=True, type=click.IntRange(1, 64),
    help="Long computations (plans, say) at a time, each a process of its own.",
)  # fmt: skip
def serve(home: Path, record_dir: Path | None, address: str, workers: int, runs: int) -> None:
    """Start the site: cases, maps, deals switched on and off, for a team or for one person.

    The first start makes a folder, an administrator (the password is shown once), and opens the
    demo case; without a record of yours it makes one of the calibrated sample. A server that others
    reach (service, HTTPS, PostgreSQL, copies, upgrades, OpenID Connect): docs/guides/deploy.md.

    \b
    clearway serve
    clearway serve --home /srv/clearway --record /srv/record --address 0.0.0.0:8000
    """
    with _site_packages():
        from clearway.web import start
    start.configure(home, record_dir)
    password = start.prepare(lambda message: click.echo(message, err=True))
    if password:
        click.echo(
            f"administrator: {start.ADMINISTRATOR}\npassword: {password}\n"
            "It is shown this once; change it under Administration.", err=True,
        )  # fmt: skip
    click.echo(f"http://{address}/", err=True)
    start.run(address, workers, runs)


@click.command()
@home_option
@click.option("--with-record", is_flag=True, help="Put the record of the home in as well.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(home: Path, with_record: bool, file: Path) -> None:  # noqa: FBT001 - a flag of click
    """Copy the site into one file, also while it runs.

    The copy holds the database, the secret and what visitors sent in: keep it as safe as the site.
    The record is left out unless asked for; it can be read in anew from its sources. With
    PostgreSQL, set DATABASE_URL as for the site.

    \b
    clearway backup --home /srv/clearway clearway-2026-11-25.tar.gz
    """
    with _site_packages():
        from clearway.web.backup import RECORD
        from clearway.web.backup import backup as copy
    copy(home, file, home / RECORD if with_record else None)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB", err=True)


@click.command()
@home_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(home: Path, file: Path) -> None:
    """Make a site of a copy, in a folder that has none.

    With PostgreSQL, set DATABASE_URL to an empty database. The next start brings tables of an
    earlier release up to date.

    \b
    clearway restore --home /srv/clearway clearway-2026-11-25.tar.gz
    """
    with _site_packages():
        from clearway.web.backup import restore as bring_back
    bring_back(file, home)
    click.echo(f"{home}: restored; start it with clearway serve --home {home}", err=True)


@contextmanager
def _site_packages() -> Iterator[None]:
    """Say what to install where the packages of the site are missing."""
    try:
        yield
    except ModuleNotFoundError as error:  # pragma: no cover - the extra is in the lock
        raise EngineError(
            f"the site needs a package that is not installed ({error.name}): pip install '.[site]'"
        ) from error
