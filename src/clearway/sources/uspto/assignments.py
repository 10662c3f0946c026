"""Read who assigned which US patents to whom: the USPTO's recorded conveyances.

Publisher: United States Patent and Trademark Office, products PASYR (yearly) and PASDL (daily),
https://data.uspto.gov/bulkdata/datasets/pasdl; Assignment Search and Open Data Portal answers;
terms: public domain. Layouts: `recordings`. Which conveyances move title: `conveyances`.

One transfer for each property of a conveyance that moves title. It is executed on the last day on
which an assignor signed: co-owners convey their own shares (35 USC 262), so the whole has passed
only then. Several assignors or assignees are one text, `A; B`, in the order given.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearway.model.names import JOINT
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import SourceReport
from clearway.sources.uspto.conveyances import PERSONS, UNKNOWN, classify, corrected, write_place
from clearway.sources.uspto.documents import Said, UnfitError, read_documents
from clearway.sources.uspto.persons import is_organization
from clearway.sources.uspto.portal import is_json, read_portal
from clearway.sources.uspto.recordings import read_xml
from clearway.sources.uspto.replaced import Replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from clearway.sources.report import FileReport
    from clearway.sources.uspto.conveyances import Conveyance
    from clearway.sources.uspto.documents import Fact
    from clearway.sources.uspto.recordings import Recording

TAGS = ("patent-assignment", "doc")
_SHOWN = 20
_COUNTED = 10_000
"""Wordings of unknown conveyances that are counted apart."""


def read_uspto_assignments(
    paths: Sequence[Path],
    parts: Path,
    progress: Callable[[int, int | None], None] | None = None,
) -> SourceReport:
    """Read recorded conveyances into `transfers` and `right_rows`.

    Args:
        paths: files in the order of their days, since a later word on a reel and frame replaces an
            earlier one: `ad20260807.zip`, or the XML in it; a Solr answer; the portal's `.json`,
            named after its application where it does not say (`assignment-16123456.json`).
        parts: an existing folder for the parts.
        progress: called with bytes read so far and in all (None when unknown), unpacked.

    Returns:
        The conveyances of each file, in rows; notes on their kinds.

    Raises:
        SourceError: a file is missing or damaged, or holds no conveyances.
    """
    ledger = _Ledger()
    with PartWriter(parts) as writer:
        writer.open("rejects")
        files = tuple(_read_file(path, writer, ledger, progress) for path in paths)
    dropped = ledger.replaced.drop(parts / "transfers.parquet")
    return SourceReport(files, tuple(ledger.notes(dropped)))


def _read_file(
    path: Path,
    writer: PartWriter,
    ledger: _Ledger,
    progress: Callable[[int, int | None], None] | None,
) -> FileReport:
    if is_json(path):
        return read_portal(path, writer, ledger.take, progress)
    return read_documents(path, writer, TAGS, lambda e: ledger.take(read_xml(e)), progress)


@dataclass
class _Ledger:
    """The conveyances read so far: what each does, and what it replaces."""

    replaced: Replaced = field(default_factory=Replaced)
    kinds: Counter[tuple[str, bool]] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)

    def take(self, recording: Recording) -> Said:
        """Return what a conveyance says, and keep count of it.

        Raises:
            UnfitError: title moves, and it names nobody from whom or to whom.
        """
        conveyance = classify(recording.conveyance)
        if conveyance.moves and not recording.purged:
            _check_parties(recording)
        self.replaced.record(recording.place, purged=recording.purged)
        if recording.purged:
            self.remarks["taken back by the Office"] += 1
            return Said((), "")
        if conveyance.corrects and conveyance.kind != UNKNOWN:
            self._correct(recording)
        kind = _kind(recording, conveyance)
        self.kinds[kind, conveyance.moves] += 1
        self.remarks["properties without a number that can be read"] += recording.unread
        if conveyance.kind == UNKNOWN and len(self.unknown) < _COUNTED:
            self.unknown[recording.conveyance] += 1
        short = f"{write_place(recording.place)} {recording.conveyance}"
        return Said(list(self._facts(recording, kind)) if conveyance.moves else (), short)

    def _correct(self, recording: Recording) -> None:
        earlier = [place for place in corrected(recording.conveyance) if place != recording.place]
        self.remarks["corrections that name no earlier recording"] += not earlier
        for place in earlier:
            for item in recording.properties:
                self.replaced.correct(place, item.publication or str(item.application))

    def _facts(self, recording: Recording, kind: str) -> Iterator[Fact]:
        executed_on = self._executed(recording)
        for item in recording.properties:
            yield (
                "transfers",
                {
                    "publication": item.publication,
                    "application": None if item.publication else item.application,
                    "from_name": _together(name for name, _ in recording.assignors),
                    "to_name": _together(recording.assignees),
                    "executed_on": executed_on,
                    "recorded_on": recording.recorded_on,
                    "reel_frame": write_place(recording.place),
                    "conveyance": kind,
                    "sequence": self.replaced.count,
                },
            )
            yield (
                "right_rows",
                {
                    "office": "US",
                    "application_number": None if item.publication else item.application,
                    "publication_numbers": [n for n in (item.granted, item.published) if n],
                },
            )

    def _executed(self, recording: Recording) -> date | None:
        """The last day of execution; none that lies after the recording, which cannot be."""
        last = max((day for _, day in recording.assignors if day), default=None)
        self.remarks["without a day of execution"] += last is None
        if last and recording.recorded_on and last > recording.recorded_on:
            self.remarks["executed after they were recorded, read as unknown"] += 1
            return None
        return last

    def notes(self, dropped: int) -> Iterator[str]:
        """Say which kinds were read, and which texts nobody knows."""
        for (kind, moves), count in self.kinds.most_common():
            yield f"{count:,} of kind {kind}" + ("" if moves else ": no transfer")
        for remark, count in self.remarks.most_common():
            if count:
                yield f"{count:,} {remark}"
        if dropped:
            yield f"{dropped:,} transfers replaced by a later word on the same recording"
        if self.unknown:
            shown = "; ".join(f"'{t[:80]}' ({n:,})" for t, n in self.unknown.most_common(_SHOWN))
            yield f"conveyances that no rule knows: {shown}"


def _together(names: Iterable[str]) -> str:
    """Parties as one text that can be taken apart again."""
    return JOINT.join(name.replace(JOINT, ", ").strip(JOINT) for name in names)


def _check_parties(recording: Recording) -> None:
    if not recording.assignees:
        raise UnfitError("title moves to nobody: no assignee is named")
    if not recording.assignors:
        raise UnfitError("title moves from nobody: no assignor is named")


def _kind(recording: Recording, conveyance: Conveyance) -> str:
    """The kind; persons who assign to an organization are told apart: so an employer begins."""
    if conveyance.name == "assignment" and recording.assignors and recording.assignees:
        persons = all(is_organization(name) is False for name, _ in recording.assignors)
        if persons and all(is_organization(name) for name in recording.assignees):
            return PERSONS
    return conveyance.name
