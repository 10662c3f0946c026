"""Makes a child of the nursery the command line; imports what commands import."""

from __future__ import annotations

import json
import os
import runpy
import sys

import duckdb
import numba
import polars
import pyarrow.parquet

import clearway.app
import clearway.clearance.kernel
import clearway.cli
import clearway.report

IMPORTED = (duckdb, numba, polars, pyarrow.parquet, clearway.app, clearway.clearance.kernel,
            clearway.cli, clearway.report)  # fmt: skip


def become(order: str) -> None:
    """Run the command of {words, env, cwd, out, err}, the last two being files."""
    told = json.loads(order)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(told[name], os.O_WRONLY | os.O_CREAT, 0o600), number)
    os.environ.clear()
    os.environ.update(told["env"])
    os.chdir(told["cwd"])
    sys.argv = ["clearway", *told["words"]]
    runpy.run_module("clearway", run_name="__main__", alter_sys=True)
