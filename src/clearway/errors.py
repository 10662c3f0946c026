"""Every error Clearway raises on purpose, under one base, grouped by who must act.

Each message names the place (file, line, field) and says what to do. The exit code of the command
line stands beside each class in `EXIT_CODES`; a test holds the table complete.
"""

from __future__ import annotations


class ClearwayError(Exception):
    """Base of every error that is somebody's to mend; never raised itself."""


class UsageError(ClearwayError):
    """The command or call is wrong: an unknown product, market, deal or option value."""


class CaseError(ClearwayError):
    """The case file is wrong; the message names the file, the line and the remedy."""


class SourceError(ClearwayError):
    """A source file cannot be read: truncated, wrong layout, too many bad rows."""


class RecordMissingError(ClearwayError):
    """There is no record at the place given, or it holds no snapshot."""


class RecordDamagedError(ClearwayError):
    """A snapshot does not match its manifest or fails an audit."""


class RecordBusyError(ClearwayError):
    """Another process is writing to the record."""


class StorageError(ClearwayError):
    """The disk is full, or a folder cannot be written."""


class DownloadError(ClearwayError):
    """A public file cannot be fetched: offline, refused, changed underway."""


class EngineError(ClearwayError):
    """An engine is not installed or cannot start (Spark without Java, say)."""


EXIT_CODES: dict[type[ClearwayError], int] = {
    UsageError: 2,
    CaseError: 2,
    SourceError: 3,
    RecordMissingError: 4,
    RecordDamagedError: 5,
    RecordBusyError: 6,
    StorageError: 7,
    DownloadError: 8,
    EngineError: 9,
}
"""Exit code of the command line for each error; 0 is done, 1 is a defect of ours, 130 is Ctrl-C."""
