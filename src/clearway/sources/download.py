"""Fetch public files: resumed, conditional, checked, and with plain errors.

`fetch` brings one file, `fetch_etsi` the two exports of ETSI's register. A transfer that breaks off
goes on where it stopped (Range with If-Range), a file already here is asked for only if it changed
(If-None-Match, If-Modified-Since), and what arrives takes its place in one step. Nothing is sent
but the request and an honest user agent; only http and https are followed, a few redirects at most,
and never from https down to http.

Source of the protocol's rules: RFC 9110 (conditions, ranges, redirects).
"""

from __future__ import annotations

import contextlib
import re
import time
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import httpx

from clearway.errors import DownloadError
from clearway.sources.answers import (
    PASSING,
    REDIRECTS,
    check_is_the_file,
    checked_scheme,
    edition_of,
    note_of,
    redirected,
    refusal,
    retry_after,
)
from clearway.sources.partial import Note, Part, finished_note, opened_part

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

ETSI_BASE_URL = "https://docbox.etsi.org/IPR/Open/"
ETSI_FILES = ("ISLD-export.zip", "GD-export.zip")
ENOUGH_GAINED = 1 << 20
"""A try that brought so many bytes is progress and does not count against the attempts."""
LONGEST_WAIT = 30.0
CONTENT_RANGE = re.compile(r"bytes (?P<start>\d+)-\d+/(?P<total>\d+|\*)")


class Progress(Protocol):
    """Told how far a transfer is; called often."""

    def __call__(self, name: str, done: int, total: int | None) -> None:
        """Take the file's name, bytes so far (resumed ones too), and all bytes if known."""


@dataclass(frozen=True)
class Limits:
    """How patient a transfer is.

    Attributes:
        connect_seconds: to reach the server.
        stall_seconds: without a single byte, before the transfer counts as broken off.
        attempts: tries that bring next to nothing, before giving up.
        backoff_seconds: wait before the second try; doubles each time, up to half a minute.
        redirects: followed for one request.
    """

    connect_seconds: float = 15.0
    stall_seconds: float = 30.0
    attempts: int = 5
    backoff_seconds: float = 1.0
    redirects: int = 5


@dataclass(frozen=True)
class Download:
    """A file that is here.

    Attributes:
        path: where it lies.
        size: in bytes.
        sha256: in hexadecimal.
        etag: the server's ETag, or None.
        last_modified: the server's Last-Modified as sent, or None.
        edition: the day of Last-Modified (UTC), or None.
        not_modified: True if the file was here already and the server has nothing newer.
    """

    path: Path
    size: int
    sha256: str
    etag: str | None
    last_modified: str | None
    edition: date | None
    not_modified: bool


class _BrokenOffError(Exception):
    """A try that failed in a way that may pass; `wait` is what the server asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


PATIENT = Limits()


def user_agent() -> str:
    """Return who we say we are: the program, its version, what it is for, and the library."""
    return (
        f"clearway/{version('clearway')} (+reads public patent declarations; "
        f"httpx/{httpx.__version__})"
    )


def fetch(
    url: str, destination: str | Path, progress: Progress | None = None, limits: Limits = PATIENT
) -> Download:
    """Bring a public file to `destination`, unless what is there is the newest.

    Args:
        url: http or https.
        destination: the file to write; `NAME.part` grows beside it, `NAME.download.json` stays.
        progress: told how far it is; called for each chunk.
        limits: timeouts, attempts, redirects.

    Returns:
        The file with its size, checksum and edition.

    Raises:
        DownloadError: offline, refused, missing, cut off again and again, too many redirects.
        StorageError: the disk is full or the folder cannot be written.
    """
    target = Path(destination)
    checked_scheme(url, url)
    with opened_part(target, url) as part:
        previous = finished_note(target, url)
        timeout = httpx.Timeout(limits.stall_seconds, connect=limits.connect_seconds)
        headers = {"User-Agent": user_agent(), "Accept": "*/*", "Accept-Encoding": "identity"}
        with httpx.Client(timeout=timeout, headers=headers, verify=_trust()) as client:
            transfer = _Transfer(client, part, previous, limits, _named(progress, target))
            note = transfer.run()
        if note is not None:
            return _download(target, note, not_modified=False)
        part.discard()
        return _download(target, previous or Note(url), not_modified=True)


def fetch_etsi(
    directory: str | Path,
    base_url: str = ETSI_BASE_URL,
    files: Sequence[str] = ETSI_FILES,
    progress: Progress | None = None,
    limits: Limits = PATIENT,
) -> tuple[Download, ...]:
    """Bring ETSI's public exports: declarations (ISLD) and general declarations (GD).

    Args:
        directory: where the files go, under their own names.
        base_url: folder they lie in; another one for a mirror.
        files: names in that folder.
        progress: told how far each file is.
        limits: timeouts, attempts, redirects.

    Returns:
        One download for each file, in the order asked.

    Raises:
        DownloadError: as `fetch`; files already brought stay.
        StorageError: as `fetch`.
    """
    base = base_url if base_url.endswith("/") else f"{base_url}/"
    folder = Path(directory)
    return tuple(fetch(base + name, folder / name, progress, limits) for name in files)


class _OfflineError(_BrokenOffError):
    """The server could not be reached at all."""


class _StaleRangeError(Exception):
    """The server cannot go on where the part ends: the file changed, or is shorter now."""


@dataclass
class _Transfer:
    """The tries for one file."""

    client: httpx.Client
    part: Part
    previous: Note | None
    limits: Limits
    progress: Callable[[int, int | None], None]

    def run(self) -> Note | None:
        """Try until the file is here; None if the one here before is still the newest."""
        failures, furthest = 0, self.part.size
        while True:
            try:
                return self._attempt()
            except _BrokenOffError as error:
                gained, furthest = self.part.size - furthest, max(furthest, self.part.size)
                failures = 1 if gained >= ENOUGH_GAINED else failures + 1
                most = self.limits.attempts
                if failures >= (min(2, most) if isinstance(error, _OfflineError) else most):
                    raise DownloadError(self._given_up(error)) from error
                pause = self.limits.backoff_seconds * 2 ** (failures - 1)
                time.sleep(min(LONGEST_WAIT, error.wait or pause))

    def _attempt(self) -> Note | None:
        """Ask once, and once more from the start if the part cannot be continued."""
        try:
            return self._ask()
        except _StaleRangeError:
            self.part.restart(Note(self.part.note.url))
        try:
            return self._ask()
        except _StaleRangeError:
            raise DownloadError(
                f"{self.part.note.url}: the server says the file has no such part, though all of "
                "it was asked for. Try again later."
            ) from None

    def _ask(self) -> Note | None:
        """Send one request and take what comes; failures of the network become ours."""
        try:
            with self._answer() as response:
                return self._take(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise _OfflineError(str(error) or "no connection") from error
        except httpx.TimeoutException as error:
            seconds = f"{self.limits.stall_seconds:g} seconds"
            raise _BrokenOffError(f"nothing came for {seconds}") from error
        except httpx.TransportError as error:
            raise _BrokenOffError(f"the connection broke off ({error})") from error

    @contextlib.contextmanager
    def _answer(self) -> Iterator[httpx.Response]:
        """Follow redirects to the answer."""
        url = httpx.URL(self.part.note.url)
        for _ in range(self.limits.redirects + 1):
            with self.client.stream("GET", url, headers=self._headers()) as response:
                if response.status_code not in REDIRECTS:
                    yield response
                    return
                url = redirected(response, url, self.part.note.url)
        raise DownloadError(
            f"{self.part.note.url}: redirected more than {self.limits.redirects} times, last to "
            f"{url}. The address is wrong or the server misconfigured; check it in a browser."
        )

    def _headers(self) -> dict[str, str]:
        """Ask only for what is new, and only for what is missing."""
        headers: dict[str, str] = {}
        if self.previous and self.previous.etag:
            headers["If-None-Match"] = self.previous.etag
        if self.previous and self.previous.last_modified:
            headers["If-Modified-Since"] = self.previous.last_modified
        if self.part.size and self.part.note.validator:
            headers["Range"] = f"bytes={self.part.size}-"
            headers["If-Range"] = self.part.note.validator
        return headers

    def _take(self, response: httpx.Response) -> Note | None:
        """Act on the answer: nothing new, the whole file, the rest of it, or a refusal."""
        status = response.status_code
        if status == httpx.codes.NOT_MODIFIED and self.previous:
            return None
        if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise _StaleRangeError
        if status in PASSING:
            raise _BrokenOffError(f"the server answered {status}", retry_after(response))
        if status == httpx.codes.PARTIAL_CONTENT:
            self._check_continues(response)
        elif status == httpx.codes.OK:
            check_is_the_file(response, self.part.note.url)
            self.part.restart(note_of(response, self.part.note.url))
        else:
            raise DownloadError(refusal(status, self.part.note.url))
        self._stream(response)
        return self.part.finish()

    def _check_continues(self, response: httpx.Response) -> None:
        """Hold a partial answer against the part: same place, same size, same edition."""
        match = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        note = self.part.note
        if match is None or int(match["start"]) != self.part.size:
            raise _StaleRangeError
        if note.size is not None and match["total"] not in {"*", str(note.size)}:
            raise _StaleRangeError
        if response.headers.get("ETag", note.etag) != note.etag:
            raise _StaleRangeError

    def _stream(self, response: httpx.Response) -> None:
        """Append the body to the part, and hold its length against what was announced."""
        total = self.part.note.size
        self.progress(self.part.size, total)
        for chunk in response.iter_raw():
            self.part.append(chunk)
            self.progress(self.part.size, total)
        if total is not None and self.part.size != total:
            got = self.part.size
            if got > total:
                self.part.restart(self.part.note)
            raise _BrokenOffError(f"{got:,} of {total:,} bytes came")

    def _given_up(self, error: _BrokenOffError) -> str:
        """Say that it did not work, what is safe, and what to do."""
        url = self.part.note.url
        if isinstance(error, _OfflineError):
            return (
                f"{url}: the server cannot be reached ({error}). Check the network (and the proxy "
                "settings, if there is one), then run the same command again."
            )
        kept = ""
        if self.part.size:
            kept = f" The {self.part.size:,} bytes that came are kept, and it goes on from there."
        return (
            f"{url}: given up after {self.limits.attempts} attempts: {error}. "
            f"Run the same command again later.{kept}"
        )


@cache
def _trust() -> ssl.SSLContext:
    """Return the certificates to trust; reading them takes longer than a small file."""
    return httpx.create_ssl_context()


def _named(progress: Progress | None, target: Path) -> Callable[[int, int | None], None]:
    """Return progress for one file."""

    def told(done: int, total: int | None) -> None:
        if progress is not None:
            progress(target.name, done, total)

    return told


def _download(target: Path, note: Note, *, not_modified: bool) -> Download:
    """Return what a note says of a file."""
    return Download(
        path=target,
        size=note.size or 0,
        sha256=note.sha256 or "",
        etag=note.etag,
        last_modified=note.last_modified,
        edition=edition_of(note.last_modified),
        not_modified=not_modified,
    )
