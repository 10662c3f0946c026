"""Fetching from a publisher that truncates, stalls, redirects, refuses and changes its file."""

from __future__ import annotations

import hashlib
import json
import os
import random
import socket
from datetime import date
from typing import TYPE_CHECKING

import httpx
import pytest

from clearway.errors import DownloadError, StorageError
from clearway.sources import partial
from clearway.sources.answers import edition_of, redirected
from clearway.sources.download import Limits, fetch, fetch_etsi, user_agent
from sources.publisher import MODIFIED, Publisher, publishing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTENT = random.Random(7).randbytes(300_000)
QUICK = Limits(connect_seconds=2, stall_seconds=0.3, attempts=3, backoff_seconds=0.01, redirects=3)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A publisher on the loopback, reached without any proxy."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with publishing(CONTENT) as server:
        yield server


def _leftovers(folder: Path) -> list[str]:
    """Return the names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_arrives_whole_with_checksum_and_edition(
    publisher: Publisher, tmp_path: Path
) -> None:
    """A plain download gives size, SHA-256, marks and edition, and leaves no part behind."""
    told: list[tuple[str, int, int | None]] = []
    target = tmp_path / "new" / "ISLD-export.zip"
    found = fetch(publisher.url, target, lambda *args: told.append(args), QUICK)
    assert target.read_bytes() == CONTENT
    assert found.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (found.size, found.etag, found.last_modified) == (300_000, publisher.etag, MODIFIED)
    assert found.edition == date(2026, 11, 3)
    assert not found.not_modified
    assert _leftovers(target.parent) == ["ISLD-export.zip", "ISLD-export.zip.download.json"]
    note = json.loads(partial.note_path(target).read_text())
    assert note["sha256"] == found.sha256
    assert told[0] == ("ISLD-export.zip", 0, 300_000)
    assert told[-1] == ("ISLD-export.zip", 300_000, 300_000)


def test_it_says_who_it_is(publisher: Publisher, tmp_path: Path) -> None:
    """Requests carry our own user agent, for the publisher refuses a library's default."""
    fetch(publisher.url, tmp_path / "a.zip", limits=QUICK)
    agent = publisher.requests[0]["User-Agent"]
    assert agent == user_agent()
    assert agent.startswith("clearway/0.")
    assert "(+" in agent


def test_an_unchanged_file_is_not_fetched_again(publisher: Publisher, tmp_path: Path) -> None:
    """A second run asks with the ETag, and keeps what is there when nothing is newer."""
    target = tmp_path / "a.zip"
    first = fetch(publisher.url, target, limits=QUICK)
    second = fetch(publisher.url, target, limits=QUICK)
    assert publisher.requests[1]["If-None-Match"] == publisher.etag
    assert publisher.requests[1]["If-Modified-Since"] == MODIFIED
    assert second.not_modified
    assert (second.sha256, second.edition) == (first.sha256, first.edition)
    assert _leftovers(tmp_path) == ["a.zip", "a.zip.download.json"]


def test_a_changed_file_replaces_the_old_one(publisher: Publisher, tmp_path: Path) -> None:
    """A new edition takes the old one's place."""
    target = tmp_path / "a.zip"
    fetch(publisher.url, target, limits=QUICK)
    publisher.content = CONTENT[::-1]
    found = fetch(publisher.url, target, limits=QUICK)
    assert not found.not_modified
    assert target.read_bytes() == CONTENT[::-1]


def test_a_damaged_file_is_fetched_again(publisher: Publisher, tmp_path: Path) -> None:
    """A file that no longer has its noted checksum is not taken for the newest."""
    target = tmp_path / "a.zip"
    fetch(publisher.url, target, limits=QUICK)
    target.write_bytes(b"\0" * len(CONTENT))
    assert not fetch(publisher.url, target, limits=QUICK).not_modified
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("fault", ["truncate", "stall"])
def test_a_broken_transfer_goes_on_where_it_stopped(
    publisher: Publisher, tmp_path: Path, fault: str
) -> None:
    """Cut off or stalled halfway, the rest is asked for by range, guarded by the ETag."""
    publisher.faults = [fault]
    target = tmp_path / "a.zip"
    fetch(publisher.url, target, limits=QUICK)
    assert target.read_bytes() == CONTENT
    assert publisher.requests[1]["Range"] == "bytes=150000-"
    assert publisher.requests[1]["If-Range"] == publisher.etag


def test_a_later_run_resumes_an_earlier_one(publisher: Publisher, tmp_path: Path) -> None:
    """What came before giving up is kept, said so, and built on by the next run."""
    publisher.always = "truncate"
    target = tmp_path / "a.zip"
    with pytest.raises(DownloadError, match=r"3 attempts.*The 262,500 bytes that came are kept"):
        fetch(publisher.url, target, limits=QUICK)
    assert not target.exists()
    publisher.always = ""
    fetch(publisher.url, target, limits=QUICK)
    assert target.read_bytes() == CONTENT
    assert publisher.requests[-1]["Range"] == "bytes=262500-"


def test_without_an_etag_the_date_guards_the_range(publisher: Publisher, tmp_path: Path) -> None:
    """A server with Last-Modified only is resumed by that date."""
    publisher.with_etag = False
    publisher.faults = ["truncate"]
    fetch(publisher.url, tmp_path / "a.zip", limits=QUICK)
    assert publisher.requests[1]["If-Range"] == MODIFIED


def test_a_file_that_changed_underway_starts_over(publisher: Publisher, tmp_path: Path) -> None:
    """Two editions are never joined: the changed file is fetched from its first byte."""
    publisher.always = "truncate"
    target = tmp_path / "a.zip"
    with pytest.raises(DownloadError):
        fetch(publisher.url, target, limits=QUICK)
    publisher.always, publisher.content = "", CONTENT[::-1]
    fetch(publisher.url, target, limits=QUICK)
    assert target.read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("fault", ["416", "lie"])
def test_a_range_that_cannot_be_had_starts_over(
    publisher: Publisher, tmp_path: Path, fault: str
) -> None:
    """Answered 416, or with another range than asked for, the whole file is fetched."""
    publisher.faults = ["truncate", fault]
    target = tmp_path / "a.zip"
    fetch(publisher.url, target, limits=QUICK)
    assert target.read_bytes() == CONTENT
    assert "Range" not in publisher.requests[2]


@pytest.mark.parametrize(
    ("status", "tries", "remedy"),
    [
        ("403", 1, "in a browser"),
        ("404", 1, "new address"),
        ("416", 2, "Try again later"),
        ("500", 3, "again later"),
        ("503", 3, "again later"),
        ("418", 1, "Check the address"),
    ],
)
def test_a_refusal_is_one_plain_error(
    publisher: Publisher, tmp_path: Path, status: str, tries: int, remedy: str
) -> None:
    """Each refusal names the address and what to do; only what may pass is asked again."""
    publisher.always = status
    with pytest.raises(DownloadError, match=remedy) as caught:
        fetch(publisher.url, tmp_path / "a.zip", limits=QUICK)
    assert publisher.url in str(caught.value)
    assert len(publisher.requests) == tries
    assert _leftovers(tmp_path) == []


def test_a_refusal_leaves_the_old_file(publisher: Publisher, tmp_path: Path) -> None:
    """A failed update keeps the file of the last edition and its note."""
    target = tmp_path / "a.zip"
    fetch(publisher.url, target, limits=QUICK)
    publisher.always = "500"
    with pytest.raises(DownloadError):
        fetch(publisher.url, target, limits=QUICK)
    assert target.read_bytes() == CONTENT
    assert _leftovers(tmp_path) == ["a.zip", "a.zip.download.json"]


def test_a_passing_fault_is_waited_out(publisher: Publisher, tmp_path: Path) -> None:
    """A server error that passes is no failure."""
    publisher.faults = ["500", "503"]
    fetch(publisher.url, tmp_path / "a.zip", limits=QUICK)
    assert len(publisher.requests) == 3


def test_redirects_are_followed(publisher: Publisher, tmp_path: Path) -> None:
    """A redirect, relative or absolute, leads to the file."""
    publisher.faults = ["redirect:/moved/b.zip", f"redirect:{publisher.base}c.zip"]
    fetch(publisher.url, tmp_path / "a.zip", limits=QUICK)
    assert len(publisher.requests) == 3


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("loop", "more than 3 times"),
        ("redirect:file:///etc/passwd", "neither a http nor a https"),
        ("redirect:ftp://127.0.0.1/a", "neither a http nor a https"),
        ("redirect:http://a:b/", "Invalid URL in location"),
        ("302", "redirected to nowhere"),
        ("page", "a web page came"),
        ("packed", "packs the file"),
    ],
)
def test_what_is_not_the_file_is_refused(
    publisher: Publisher, tmp_path: Path, fault: str, message: str
) -> None:
    """Loops, other schemes and log-in pages end in one plain error and write nothing."""
    publisher.always = fault
    with pytest.raises(DownloadError, match=message):
        fetch(publisher.url, tmp_path / "a.zip", limits=QUICK)
    assert _leftovers(tmp_path) == []


@pytest.mark.parametrize("first", ["https", "http"])
def test_encryption_is_not_given_up(first: str) -> None:
    """What was asked for over https is never fetched over http; a http address may move there."""
    asked = httpx.URL("https://publisher.example/a.zip")
    answer = httpx.Response(301, headers={"Location": "http://mirror.example/a.zip"})
    if first == "http":
        assert redirected(answer, asked, "http://publisher.example/a.zip").scheme == "http"
        return
    with pytest.raises(DownloadError, match="not encrypted"):
        redirected(answer, asked, "https://publisher.example/a.zip")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ISLD-export.zip", "http://", "https://a:b/"]
)
def test_only_web_addresses_are_fetched(tmp_path: Path, url: str) -> None:
    """An address that is not http or https is refused before anything is written."""
    with pytest.raises(DownloadError, match="address"):
        fetch(url, tmp_path / "a.zip", limits=QUICK)
    assert _leftovers(tmp_path) == []


def test_offline_is_a_plain_error(publisher: Publisher, tmp_path: Path) -> None:
    """A server that cannot be reached is named, with what to check."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/a.zip"
        with pytest.raises(DownloadError, match=r"cannot be reached.*Check the network"):
            fetch(url, tmp_path / "a.zip", limits=QUICK)
    assert _leftovers(tmp_path) == []


def test_a_full_disk_says_what_to_do(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk refuses bytes, the error names the file and the part can be resumed."""

    def refuse(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match=r"No space left.*goes on where it stopped"):
        fetch(publisher.url, tmp_path / "a.zip", limits=QUICK)
    assert partial.part_path(tmp_path / "a.zip").exists()


def test_a_folder_that_is_a_file_says_so(publisher: Publisher, tmp_path: Path) -> None:
    """A destination that cannot be made is a storage error."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="choose another folder"):
        fetch(publisher.url, tmp_path / "file" / "a.zip", limits=QUICK)


def test_two_fetches_of_one_file_do_not_mix(publisher: Publisher, tmp_path: Path) -> None:
    """While one process fetches a file, another is told to wait."""
    target = tmp_path / "a.zip"
    with (
        partial.opened_part(target, publisher.url),
        pytest.raises(DownloadError, match="another process"),
    ):
        fetch(publisher.url, target, limits=QUICK)


def test_etsi_brings_both_exports(publisher: Publisher, tmp_path: Path) -> None:
    """Both exports come under their own names, from the folder given."""
    found = fetch_etsi(tmp_path, publisher.base.rstrip("/"), limits=QUICK)
    assert [one.path.name for one in found] == ["ISLD-export.zip", "GD-export.zip"]
    assert all(one.edition == date(2026, 11, 3) for one in found)


@pytest.mark.parametrize("text", [None, "", "yesterday"])
def test_an_unreadable_date_is_no_edition(text: str | None) -> None:
    """Without a readable Last-Modified there is no edition day."""
    assert edition_of(text) is None
