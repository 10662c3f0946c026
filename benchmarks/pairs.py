"""Count many company-product pairs in this process: `python -m benchmarks.pairs RECORD PAIRS`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.answering import Bench, count_pairs


def main(record: str, pairs: int) -> None:
    """Print the seconds that counting took and the sum of exposed families."""
    bench = Bench(Path(record))
    count_pairs(bench, 1)  # compiled code and the record's layout are loaded here
    start = time.perf_counter()
    exposed = count_pairs(bench, pairs)
    print(json.dumps({"seconds": time.perf_counter() - start, "exposed": exposed}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
