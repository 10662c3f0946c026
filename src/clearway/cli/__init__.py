"""The command line: thin. It parses, calls, prints; errors become one line and an exit code.

Only the answer goes to standard output; progress, warnings and errors go to standard error.
"""

from __future__ import annotations

import gc
import sys

import click

from clearway.cli.arsenal import arsenal
from clearway.cli.clearance import clear, diff, explain, waterfall
from clearway.cli.data import fetch, ingest, record, sample
from clearway.cli.devices import devices
from clearway.cli.dossier import dossier, forecasts, sightings
from clearway.cli.files import case, demo
from clearway.cli.language import mcp
from clearway.cli.lookup import company, family, right
from clearway.cli.names import names
from clearway.cli.planning import plan
from clearway.cli.ranges import counts
from clearway.cli.rank import rank
from clearway.cli.reading import read
from clearway.cli.reports import history, publish, report
from clearway.cli.royalty import royalty
from clearway.cli.site import backup, restore, serve
from clearway.cli.suits import suits
from clearway.cli.unknowns import unknowns
from clearway.errors import EXIT_CODES, ClearwayError, StorageError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="clearway")
def clearway() -> None:
    """Which markets a device can be sold in, whose patents stand in the way, what deals clear.

    \b
    clearway demo                                   the bundled case, end to end
    clearway fetch etsi --to downloads              the public register
    clearway ingest etsi downloads/ISLD-export.zip --record record
    clearway clear case.toml --record record --as-of 2017-07-05
    clearway diff case.toml --record record --deal nokia-2017
    clearway royalty case.toml --record record --market DE

    Exit codes: 0 done, 2 wrong usage or case, 3 bad input data, 4 no record, 5 damaged record,
    6 record in use, 7 disk full or not writable, 8 download failed, 9 engine missing, 130 stopped.

    This is not legal advice.
    """


for command in (
    clear,
    diff,
    explain,
    waterfall,
    counts,
    royalty,
    arsenal,
    suits,
    rank,
    unknowns,
    plan,
    history,
    report,
    publish,
    dossier,
    forecasts,
    sightings,
    right,
    family,
    company,
    fetch,
    ingest,
    record,
    names,
    sample,
    devices,
    read,
    case,
    demo,
    serve,
    mcp,
    backup,
    restore,
):
    clearway.add_command(command)


_COLLECTED_AFTER = 100_000
"""New objects before garbage is looked for: a command makes many small rows that live until it
ends, and looking through them again and again took a third of its time over a docket."""


def exit_code(error: ClearwayError) -> int:
    """Return the exit code of an error of ours."""
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))


def main() -> None:
    """Run the command line and exit."""
    gc.set_threshold(_COLLECTED_AFTER)
    try:
        clearway.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        click.echo(help_wanted.format_message(), err=True)
        sys.exit(2)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except ClearwayError as error:
        click.echo(f"clearway: {error}", err=True)
        sys.exit(exit_code(error))
    except OSError as error:
        click.echo(f"clearway: {error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(EXIT_CODES[StorageError])
