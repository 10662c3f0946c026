"""`python -m benchmarks.site`: the site under load, over a full-size record.

Starts the site in a home of its own with ten cases, signs a reader in, and lets wrk (Debian's
package) ask for case pages at a rate, on the same machine. Which page: of the cases the first is
asked for most (1/n, as links are followed); half of the views are those of the case's own day, the
others slide to a month, the nearer the likelier; four in ten set a deal against, three in ten look
at another market. The load runs for a while before it counts, as a site in use has its cases laid
out. After it, with nobody else there, each deal is switched, moved to another territory, term and
standard, and some are supposed: what if. Prints the pages asked, p50, p95, p99 and the longest
wait, errors, processor time a page, memory over time, and the waits of what if.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from clearway.case import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES = 10
PAGES = 1000
"""Drawn once; wrk asks for them in any order, so that some are asked for again and again."""
CONNECTIONS = 50
ADDRESS = "127.0.0.1:8097"
READY_IN = 180
EVERY = 5.0
SCRIPT = Path(__file__).with_suffix(".lua")


@dataclass
class Usage:
    """Memory of the workers over time and processor seconds, sampled beside the load.

    Attributes:
        memory: resident bytes of all workers together, every `EVERY` seconds.
        workers: process ids.
    """

    memory: list[int]
    workers: list[int]

    def watch(self, until: float) -> None:
        """Sample until a moment of the monotonic clock."""
        while time.monotonic() < until:
            self.memory.append(sum(resident(worker) for worker in self.workers))
            time.sleep(EVERY)

    def seconds(self) -> float:
        """Return the processor seconds of the workers so far."""
        return sum(processor_seconds(worker) for worker in self.workers)


def resident(process: int) -> int:
    """Return the resident bytes of a process."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def processor_seconds(process: int) -> float:
    """Return the processor seconds of a process, its threads included."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(process: int) -> list[int]:
    """Return the processes that one has started."""
    told = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in told.split()]


def make_site(home: Path, record: Path, raw: bytes) -> tuple[list[int], str]:
    """Make a home with cases for one reader; return the numbers of the cases and his cookie."""
    from clearway.web import start

    start.configure(home, record)
    start.prepare(lambda message: print(message, file=sys.stderr))
    from django.test import Client

    from clearway.web.accounts.models import User
    from clearway.web.cases import keeping

    reader = User.objects.create_user("reader")
    made = [keeping.create(raw + f"\n# copy {i}\n".encode(), reader).pk for i in range(CASES)]
    client = Client()
    client.force_login(reader)
    return made, f"sessionid={client.cookies['sessionid'].value}"


def pages(cases: Sequence[int], raw: bytes, seed: int = 7) -> list[str]:
    """Draw the pages that are asked for, as the module says."""
    from clearway.web.pages.view import nearest, slider_days

    said, _ = read_text(raw, "case.toml")
    if said is None:
        raise SystemExit("the case cannot be read; `clearway check` says why")
    draw = random.Random(seed)
    stops = slider_days(said)
    here = nearest(stops, said.as_of) if said.as_of else 0
    bundles = sorted({deal.bundle for deal in said.deals if deal.bundle})
    markets = sorted(said.markets or ("DE", "US", "CN", "IN"))
    found = []
    for _ in range(PAGES):
        case = draw.choices(cases, [1 / (i + 1) for i in range(len(cases))])[0]
        query = []
        if draw.random() < 0.5:
            step = round(draw.gauss(here, 12))
            query.append(f"as_of={stops[min(max(step, 0), len(stops) - 1)]}")
        if bundles and draw.random() < 0.4:
            query.append(f"against={draw.choice(bundles)}")
        if draw.random() < 0.3:
            query.append(f"market={draw.choice(markets)}")
        found.append(f"/cases/{case}/?{'&'.join(query)}".rstrip("?"))
    return found


def trials(case: int, raw: bytes) -> list[str]:
    """Return what is tried out of a case: every deal switched and changed, and some supposed."""
    said, _ = read_text(raw, "case.toml")
    if said is None:
        raise SystemExit("the case cannot be read; `clearway check` says why")
    found: list[tuple[str, str]] = []
    for deal in said.deals:
        later = f"{deal.effective.year + 9}-06-30"
        changes: tuple[dict[str, object], ...] = (
            {"territory": {"include": ["DE", "FR"]}}, {"territory": {"exclude": ["IN", "CN"]}},
            {"ends": later}, {"standards": ["4G"]}, {"standards": ["3G", "4G"]},
        )  # fmt: skip
        found.append(("without", deal.id))
        found += [("try", json.dumps({"id": deal.id, **change})) for change in changes]
    asked = [urllib.parse.urlencode([pair]) for pair in found]
    asked += [
        urllib.parse.urlencode(
            {"suppose": 1, "new-kind": "license", "new-who": who, "new-where": "",
             "new-effective": f"{said.as_of or '2017-01-01'}"[:10]}
        )
        for who in ("Ericsson", "Huawei", "InterDigital", "Samsung")
    ]  # fmt: skip
    return [f"/cases/{case}/what-if/?{query}" for query in asked]


def try_out(paths: Sequence[str], cookie: str) -> list[float]:
    """Ask one after the other as a page does in place; return the milliseconds of each."""
    waits, headers = [], {"Cookie": cookie, "HX-Request": "true"}
    for path in paths:
        asked = urllib.request.Request(f"http://{ADDRESS}{path}", headers=headers)
        begun = time.perf_counter()
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own
                answer.read()
        except urllib.error.HTTPError as error:  # a term before the deal's first day, say
            print(f"not tried: {error.code} {path[:200]}", file=sys.stderr)
            continue
        waits.append(1000 * (time.perf_counter() - begun))
    return sorted(waits)


def wait_until_ready(tries: int = 10) -> None:
    """Wait until every worker says that it is warm: so many answers in a row."""
    seen, end = 0, time.monotonic() + READY_IN
    while seen < tries:
        if time.monotonic() > end:
            raise RuntimeError(f"the site is not ready after {READY_IN} seconds")
        try:
            with urllib.request.urlopen(f"http://{ADDRESS}/health/", timeout=10):
                seen += 1
        except (urllib.error.URLError, OSError):
            seen = 0
            time.sleep(0.5)


def load(
    found: Sequence[str], cookie: str, rate: int, seconds: int, work: Path
) -> dict[str, float]:
    """Let wrk ask for pages, and return what it measured; milliseconds."""
    listed = work / "pages.txt"
    listed.write_text("\n".join(found) + "\n")
    told = {"PAGES": str(listed), "PAUSE": str(1000 * CONNECTIONS / rate), "COOKIE": cookie}
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s",
               "-s", str(SCRIPT), f"http://{ADDRESS}"]  # fmt: skip
    done = subprocess.run(
        command, env={**os.environ, **told}, capture_output=True, text=True, check=True
    )
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--record", type=Path, required=True, help="folder of a record")
    parser.add_argument("--case", type=Path, required=True, help="a case file over it")
    parser.add_argument("--rate", type=int, default=50, help="pages a second")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--warm-up", type=int, default=60, help="seconds that do not count")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        parser.error("wrk is missing; apt-get install wrk")
    raw = given.case.read_bytes()
    with tempfile.TemporaryDirectory(prefix="clearway-load-") as folder:
        home = Path(folder)
        cases, cookie = make_site(home, given.record, raw)
        drawn = pages(cases, raw)
        command = [sys.executable, "-m", "clearway", "serve", "--home", folder, "--record",
                   str(given.record), "--address", ADDRESS, "--workers",
                   str(given.workers)]  # fmt: skip
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            wait_until_ready()
            load(drawn, cookie, given.rate, given.warm_up, home)
            usage = Usage([], [c for c in children(server.pid) if resident(c) > 50_000_000])
            before = usage.seconds()
            watching = Thread(target=usage.watch, args=(time.monotonic() + given.seconds,))
            watching.start()
            measured = load(drawn, cookie, given.rate, given.seconds, home)
            watching.join()
            tell(measured, usage, usage.seconds() - before, len(set(drawn)))
            before = usage.seconds()
            waits = try_out(trials(cases[0], raw), cookie)
            tell_tried(waits, usage.seconds() - before)
        finally:
            server.terminate()
            server.wait(30)


def tell(measured: dict[str, float], usage: Usage, spent: float, different: int) -> None:
    """Print what was measured."""
    asked = int(measured["requests"])
    print(f"pages asked       {asked} ({asked / measured['seconds']:.1f} a second), "
          f"{different} different ones drawn")  # fmt: skip
    print("milliseconds      " + ", ".join(f"{n} {measured[n]:.0f}" for n in WAITS))
    print(f"errors            {int(measured['errors'])}")
    print(f"processor         {1000 * spent / asked:.1f} ms a page")
    held = usage.memory
    marks = [held[round(i * (len(held) - 1) / 5)] / 1e6 for i in range(6)]
    print("memory, MB        " + " ".join(f"{mark:.0f}" for mark in marks))


def tell_tried(waits: Sequence[float], spent: float) -> None:
    """Print what trying out took."""
    marks = {"p50": len(waits) // 2, "p95": int(len(waits) * 0.95), "max": len(waits) - 1}
    print(f"what if, ms       {len(waits)} tried: "
          + ", ".join(f"{name} {waits[at]:.0f}" for name, at in marks.items())
          + f"; processor {1000 * spent / len(waits):.0f}")  # fmt: skip


WAITS = ("p50", "p95", "p99", "max")

if __name__ == "__main__":
    main()
