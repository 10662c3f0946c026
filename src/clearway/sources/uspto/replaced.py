"""Which recorded conveyances still hold: the same reel and frame again, corrections, and purges.

The Office gives a recording again whenever anything in it changes, and a corrective recording names
the one that it corrects. What was read first is dropped at the end, from the part as written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clearway.sources.uspto.conveyances import write_place

if TYPE_CHECKING:
    from pathlib import Path

_FRAMES = 10_000
_BATCH = 50_000


class Replaced:
    """Recordings in the order in which they are read.

    Memory: a bit for each frame of each reel seen (1.25 kB a reel, some 100 MB for all), and an
    entry for each recording that comes again and each property that is corrected.
    """

    def __init__(self) -> None:
        self.count = 0
        """Recordings so far."""
        self._seen: dict[int, bytearray] = {}
        self._latest: dict[str, int] = {}
        self._corrected: set[tuple[str, int]] = set()

    def record(self, place: int, *, purged: bool = False) -> None:
        """Note a recording; one at the same reel and frame before it no longer holds."""
        self.count += 1
        reel, frame = divmod(place, _FRAMES)
        frames = self._seen.setdefault(reel, bytearray(_FRAMES // 8))
        byte, bit = frame >> 3, 1 << (frame & 7)
        if frames[byte] & bit or purged:
            self._latest[write_place(place)] = self.count
        frames[byte] |= bit

    def correct(self, place: int, number: str) -> None:
        """Note that what was recorded there of this property no longer holds."""
        self._corrected.add((write_place(place), hash(number)))

    def drop(self, path: Path) -> int:
        """Take the transfers that no longer hold out of the part; return how many they were."""
        if not path.exists() or not (self._latest or self._corrected):
            return 0
        places = pa.array({*self._latest, *(place for place, _ in self._corrected)})
        partial = path.with_suffix(".partial")
        dropped = 0
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
                for batch in file.iter_batches(_BATCH):
                    held = self._held(batch, places)
                    dropped += held.count(False)
                    writer.write_batch(batch.filter(pa.array(held, pa.bool_())))
        partial.replace(path)
        return dropped

    def _held(self, batch: pa.RecordBatch, places: pa.Array) -> list[bool]:
        """Whether each row still holds; only those at a place of interest are looked at."""
        held = [True] * batch.num_rows
        for row in pc.indices_nonzero(pc.is_in(batch.column("reel_frame"), places)).to_pylist():
            place, sequence, publication, application = (
                batch.column(name)[row].as_py()
                for name in ("reel_frame", "sequence", "publication", "application")
            )
            again = sequence < self._latest.get(place, 0)
            held[row] = (
                not again and (place, hash(publication or application)) not in self._corrected
            )
        return held
