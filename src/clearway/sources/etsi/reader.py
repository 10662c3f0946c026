"""Read the ISLD export into parts: stream, cut into blocks, digest, drop repeats, write.

Memory does not grow with the file: a few blocks are in flight, the rest is on disk.
"""

from __future__ import annotations

import shutil
import threading
from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from clearway.errors import SourceError, StorageError
from clearway.sources.archives import checksum, open_source
from clearway.sources.delimited import BLOCK_SIZE, RecordBlocks
from clearway.sources.etsi.digest import Digest, Digester
from clearway.sources.etsi.layout import SEPARATOR, find_columns
from clearway.sources.etsi.staging import Outcome, Staging
from clearway.sources.etsi.terms import read_declaration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from clearway.sources.archives import ByteSource
    from clearway.sources.delimited import Block, Reject

MAX_REJECT_SHARE = 0.05
"""Share of rows set aside above which the file as a whole is refused."""
TOLERATED_REJECTS = 20
"""Rows that may be set aside whatever their share, as long as some rows are sound."""

_WORKERS = 2
_IN_FLIGHT = 3


@dataclass(frozen=True)
class EtsiChecks:
    """Figures to hold against published ones.

    Attributes:
        rows: rows in.
        rows_4g: rows loaded whose 4G flag is 1.
        families_4g: families with an id, declared with the 4G flag.
        groups_4g_without_family: groups without a family id, declared with the 4G flag.
        families_4g_by_declarant: declarant as spelled -> its 4G families with an id.
    """

    rows: int
    rows_4g: int
    families_4g: int
    groups_4g_without_family: int
    families_4g_by_declarant: dict[str, frozenset[str]]

    def largest(self, company_of: Callable[[str], str], count: int = 10) -> list[tuple[str, int]]:
        """Return the companies with most 4G families, spellings merged by `company_of`.

        Returns:
            (company, families), most families first, then by name; a family that two spellings of
            one company declare counts once.
        """
        merged: dict[str, set[str]] = {}
        for declarant, families in self.families_4g_by_declarant.items():
            merged.setdefault(company_of(declarant), set()).update(families)
        sizes = ((company, len(families)) for company, families in merged.items())
        return sorted(sizes, key=lambda entry: (-entry[1], entry[0]))[:count]


@dataclass(frozen=True)
class EtsiReport:
    """What was read from one export.

    Attributes:
        name: the file's name; size: its bytes on disk; sha256: its checksum.
        edition: the day of the zip's member, else the latest date reflected; None without dates.
        rows_in: rows in the file; always rows_loaded + rows_rejected.
        unknown_columns: columns that were left out, as nobody knows them.
        notes: what a reader should know, one sentence each.
        checks: the check figures.
    """

    name: str
    size: int
    sha256: str
    edition: date | None
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    unknown_columns: tuple[str, ...]
    notes: tuple[str, ...]
    checks: EtsiChecks


def read_etsi(
    path: Path,
    write_dir: Path,
    progress: Callable[[int, int | None], None] | None = None,
    *,
    block_size: int = BLOCK_SIZE,
) -> EtsiReport:
    """Read the ISLD export (`.zip`, `.csv`, `.csv.gz`) into the parts of the record.

    Args:
        path: the file.
        write_dir: an existing folder; gets `declarations.parquet`, `right_rows.parquet` and
            `rejects.parquet` (`clearway.model.parts`), and holds the scratch files meanwhile.
        progress: called with bytes read so far and in all (None when unknown), unpacked.
        block_size: bytes handled at a time; has no influence on the outcome.

    Returns:
        The counts, the edition and the check figures.

    Raises:
        SourceError: the file is damaged, has another layout, or too many rows are set aside.
        StorageError: `write_dir` cannot be written, or its disk is full.
    """
    staging = write_dir / "staging"
    try:
        return _Run(path, write_dir, Staging(staging), block_size).read(progress)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StorageError(
            f"{write_dir} cannot be written ({error}); free some space or name another folder"
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


class _Run:
    """One reading of one file."""

    def __init__(self, path: Path, write_dir: Path, staging: Staging, block_size: int) -> None:
        self._path = path
        self._write_dir = write_dir
        self._staging = staging
        self._block_size = block_size
        self._rows = 0
        self._rows_4g = 0
        self._reasons: Counter[str] = Counter()
        self._rejects = 0
        self._first: Reject | None = None

    def read(self, progress: Callable[[int, int | None], None] | None) -> EtsiReport:
        stopped = threading.Event()
        with open_source(self._path) as source, ThreadPoolExecutor(_WORKERS + 1) as pool:
            try:
                digest_of_file = pool.submit(checksum, self._path, stopped.is_set)
                blocks = RecordBlocks(source, separator=SEPARATOR, block_size=self._block_size)
                layout = find_columns(blocks.header, source.name)
                digester = Digester(layout)
                for digest in _in_order(pool, blocks, digester, self._staging):
                    self._count(digest)
                    if progress:
                        progress(source.bytes_read, source.expanded)
                self._refuse(source)
                outcome = self._staging.finish(
                    self._write_dir, self._path.name, digester.declarations, digester.standards
                )
                return self._report(
                    source, digester, layout.unknown, outcome, digest_of_file.result()
                )
            finally:
                stopped.set()

    def _count(self, digest: Digest) -> None:
        self._rows += digest.rows
        self._rows_4g += digest.rows_4g
        self._rejects += len(digest.rejects)
        if self._first is None and digest.rejects:
            self._first = digest.rejects[0]

    def _refuse(self, source: ByteSource) -> None:
        """Raise when the file as a whole is not to be believed."""
        if not self._rows:
            raise SourceError(f"{source.name} holds a header and no rows; fetch the export again")
        bad, first = self._rejects, self._first
        many = bad > TOLERATED_REJECTS and bad > MAX_REJECT_SHARE * self._rows
        if first is not None and (many or bad == self._rows):
            raise SourceError(
                f"{source.name}, line {first.line}: {first.reason}; {bad:,} of {self._rows:,} rows "
                f"would be set aside ({bad / self._rows:.1%}, at most {MAX_REJECT_SHARE:.0%} may): "
                "the file is damaged, in another encoding or no ISLD export; fetch it again"
            )

    def _report(
        self,
        source: ByteSource,
        digester: Digester,
        unknown: tuple[str, ...],
        outcome: Outcome,
        sha256: str,
    ) -> EtsiReport:
        return EtsiReport(
            name=self._path.name,
            size=source.packed,
            sha256=sha256,
            edition=source.dated or _latest(digester.declarations.keys),
            rows_in=self._rows,
            rows_loaded=self._rows - self._rejects,
            rows_rejected=self._rejects,
            unknown_columns=unknown,
            notes=tuple(_notes(outcome, unknown)),
            checks=EtsiChecks(
                self._rows,
                self._rows_4g,
                len(frozenset().union(*outcome.families_4g.values())),
                len(frozenset().union(*outcome.groups_4g.values())),
                outcome.families_4g,
            ),
        )


def _in_order(
    pool: ThreadPoolExecutor, blocks: RecordBlocks, digester: Digester, staging: Staging
) -> Iterator[Digest]:
    """Digest and stage blocks in the pool, a few at a time; yield what they counted, in order."""
    waiting: deque[Future[Digest]] = deque()
    for block in blocks:
        waiting.append(pool.submit(_digest, block, digester, staging))
        if len(waiting) >= _IN_FLIGHT:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _digest(block: Block, digester: Digester, staging: Staging) -> Digest:
    digest = digester.digest(block)
    staging.add(digest)
    return digest


def _latest(declarations: Iterable[str]) -> date | None:
    days = (read_declaration(key).reflected_on for key in declarations)
    return max((day for day in days if day is not None), default=None)


def _notes(outcome: Outcome, unknown: tuple[str, ...]) -> Iterator[str]:
    if unknown:
        yield f"columns not known and left out: {', '.join(unknown)}"
    if outcome.unread_numbers:
        yield (
            f"{outcome.unread_numbers:,} publication numbers could not be read; "
            "they are kept as typed in original_publication_number"
        )
    if outcome.without_office:
        yield (
            f"{outcome.without_office:,} rights name no office and were left out; "
            "their families and declarations are kept"
        )
