"""Start a process from a small one and tell its seconds and peak memory on standard error.

A process counts as its own the peak of the one that started it; hence the small one between.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time


def main(arguments: list[str]) -> None:
    """Run a command; its output passes through, its errors are dropped."""
    start = time.perf_counter()
    child = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    told = {
        "seconds": time.perf_counter() - start,
        "peak": usage.ru_maxrss * 1024,
        "code": child.returncode,
    }
    print(json.dumps(told), file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
