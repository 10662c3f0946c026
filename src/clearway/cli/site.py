"""`serve`: the site, for a team or for one person on a laptop."""

from __future__ import annotations

from pathlib import Path

import click

from clearway.errors import EngineError


@click.command()
@click.option(
    "--home", metavar="DIR", default="clearway-site", show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the site: database, secret, record.",
)  # fmt: skip
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
    demo case; without a record of yours it makes one of the calibrated sample.

    \b
    clearway serve
    clearway serve --home /srv/clearway --record /srv/record --address 0.0.0.0:8000
    """
    try:
        from clearway.web import start
    except ModuleNotFoundError as error:  # pragma: no cover - the extra is in the lock
        raise EngineError(
            f"the site needs a package that is not installed ({error.name}): pip install '.[site]'"
        ) from error
    start.configure(home, record_dir)
    password = start.prepare(lambda message: click.echo(message, err=True))
    if password:
        click.echo(
            f"administrator: {start.ADMINISTRATOR}\npassword: {password}\n"
            "It is shown this once; change it under Administration.", err=True,
        )  # fmt: skip
    click.echo(f"http://{address}/", err=True)
    start.run(address, workers, runs)
