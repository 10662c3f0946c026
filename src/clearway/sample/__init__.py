"""A calibrated sample of the register: invented patents in the export's own layout.

The real export is large and cannot be bundled. The sample has its shape, its quirks and, at full
size, its figures, so that the demo, the tests and the benchmarks run without it; beside it stands
what offices would say of the same rights. Its references
read `ISLD-SAMPLE-...` and its numbers lie above any that an office has issued: no row can be
taken for the register's.
"""

from __future__ import annotations

from clearway.sample.figures import SampleFigures
from clearway.sample.offices import OfficeFigures, write_office_sample
from clearway.sample.pool import write_pool_sample
from clearway.sample.writer import write_sample

__all__ = [
    "OfficeFigures",
    "SampleFigures",
    "write_office_sample",
    "write_pool_sample",
    "write_sample",
]
