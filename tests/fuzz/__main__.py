"""Feed readers with bytes that atheris makes, each target in a process of its own.

    python -m fuzz [--seconds 30] [--output DIR] [TARGET ...]

Input that breaks a reader is kept in the output folder; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

_LONGEST = 8192
"""Bytes of an input: small files reach every branch sooner than large ones."""
_HANGS = 20
"""Seconds after which an input counts as a hang."""
_MEMORY = 3000
"""Megabytes, those of the libraries included."""


def main() -> int:
    """Fuzz the targets asked for, print a line on each, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=30, help="for each target")
    parser.add_argument("--output", type=Path, default=Path("fuzz-output"))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        _fuzz(asked.targets[0], asked.seconds, asked.output)
    from fuzz.targets import TARGETS

    if unknown := [name for name in asked.targets if name not in TARGETS]:
        parser.error(f"no target {unknown[0]}; known are {', '.join(TARGETS)}")
    broken = [
        name for name in asked.targets or TARGETS if not _run(name, asked.seconds, asked.output)
    ]
    return bool(broken)


def _run(name: str, seconds: int, output: Path) -> bool:
    """Fuzz one target in a process of its own, as libFuzzer ends the one it runs in."""
    output.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "fuzz", "--here", "--seconds", str(seconds),
               "--output", str(output), name]  # fmt: skip
    log = output / f"{name}.log"
    with log.open("wb") as sink:
        code = subprocess.run(command, stdout=sink, stderr=sink, check=False).returncode
    told = log.read_text(encoding="utf-8", errors="replace")
    tried = re.findall(r"^stat::number_of_executed_units:\s+(\d+)", told, re.MULTILINE)
    count = f"{int(tried[-1]):,} inputs" if tried else "no count"
    print(f"{name:<26} {count:>16}  {'nothing found' if code == 0 else f'BROKEN, see {log}'}",
          flush=True)  # fmt: skip
    return code == 0


def _fuzz(name: str, seconds: int, output: Path) -> None:
    """Fuzz in this process; does not return."""
    import atheris

    # The kernel of `record_scan` is compiled by numba, which must see its code as written.
    with atheris.instrument_imports(include=["clearway"], exclude=["clearway.sources.record_scan"]):
        from fuzz.targets import TARGETS, check
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(target.seeds):
            (corpus / f"seed-{number}").write_bytes(seed)

        def one(data: bytes) -> None:
            check(target, data, Path(scratch) / "work")

        atheris.Setup(
            [name, str(corpus), f"-max_total_time={seconds}", f"-max_len={_LONGEST}",
             f"-timeout={_HANGS}", f"-rss_limit_mb={_MEMORY}", "-print_final_stats=1",
             f"-artifact_prefix={output}/{name}-"],
            one,
        )  # fmt: skip
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
