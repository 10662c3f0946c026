"""The command line: thin. It parses, calls, prints; errors become one line and an exit code.

Only the answer goes to standard output; progress, warnings and errors go to standard error.
"""

from __future__ import annotations

import sys

import click

from clearway.cli.arsenal import arsenal
from clearway.cli.clearance import clear, diff, explain, waterfall
from clearway.cli.data import fetch, ingest, record, sample
from clearway.cli.devices import devices
from clearway.cli.files import case, demo
from clearway.cli.lookup import company, family, right
from clearway.cli.reports import history, report
from clearway.cli.site import serve
