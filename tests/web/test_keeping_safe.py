"""Nothing is lost: a server killed under load, a copy made under load, on both databases."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from secrets import token_hex
from threading import Event
from typing import TYPE_CHECKING

import httpx
import pytest

from web.cluster import binaries, postgresql
from web.running import Running, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
WRITERS = 3
MOST_TURNS = 300


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Settings that choose a database, the latter on a server of its own."""
    programs = binaries()
    if request.param == "postgresql" and programs is None:
        pytest.skip("no PostgreSQL server here; on Debian: apt-get install postgresql")
    chosen = postgresql(programs) if request.param == "postgresql" and programs else nullcontext("")
    with chosen as server:
        yield {"DATABASE_URL": f"{server}/postgres"} if server else {}


def _signed_in(running: Running, password: str) -> httpx.Client:
    client = httpx.Client(base_url=running.address, follow_redirects=True, timeout=60)
    _send(client, "/accounts/login/", {"login": "admin", "password": password})
    return client


def _send(client: httpx.Client, address: str, form: dict[str, str]) -> httpx.Response:
    token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)', client.get(address).text)[0]
    return client.post(address, data=form | {"csrfmiddlewaretoken": token}, follow_redirects=False)


def _write(client: httpx.Client, enough: Event, done: list[str]) -> None:
    """Make cases, change them, comment on them until the server is gone; note what it kept."""
    for _ in range(MOST_TURNS):
        name = token_hex(6)
        form = {
            "question": f"Asked {name}", "company": "X", "product": "phone",
            "category": "smartphone", "standards": "4G", "as_of": "2018-01-01",
        }  # fmt: skip
        try:
            made = _send(client, "/cases/new/", form)
            done.append(f"Asked {name}")
            at = made.headers["Location"]
            text = client.get(f"{at}case.toml").text.replace("Asked", "Changed")
            if _send(
                client, f"{at}edit/", {"text": text, "what": "words", "seen": "1"}
            ).is_redirect:
                done.append(f"Changed {name}")
            if _send(client, f"{at}talk/write/", {"text": f"Said {name}"}).is_redirect:
                done.append(f"Said {name}")
        except (httpx.TransportError, IndexError, KeyError):
            return
        if sum(word.startswith("Said") for word in done) > WRITERS:
            enough.set()


@contextmanager
def _writing(running: Running, password: str, done: list[str]) -> Iterator[None]:
    """Write as several people at once; go on when there is something to lose."""
    enough = Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        for _ in range(WRITERS):
            pool.submit(_write, _signed_in(running, password), enough, done)
        assert enough.wait(60)
        assert {word.partition(" ")[0] for word in done} == {"Asked", "Changed", "Said"}
        yield


def test_what_was_acknowledged_is_there_after_a_kill_and_after_a_restore(
    address: dict[str, str], tmp_path: Path, record_dir: Path
) -> None:
    """Of writers, a copy and a kill at once, no acknowledged write is lost in either."""
    home, copy, done = tmp_path / "home", tmp_path / "copy.tar.gz", list[str]()
    with serving(home, record_dir, address) as running, _writing(running, running.password, done):
        password, before = running.password, set(done)
        _clearway("backup", "--home", home, copy, env=address)
        running.kill()
    assert set(done) <= _kept(address, home)
    assert copy.stat().st_mode & 0o077 == 0
    with tarfile.open(copy) as tar:
        assert "record" not in tar.getnames()
    other = tmp_path / "other"
    if address:
        address["DATABASE_URL"] = _empty_database(address["DATABASE_URL"])
    _clearway("restore", "--home", other, copy, env=address)
    assert before <= _kept(address, other)
    if not address:
        _stopped_under_load(other, record_dir, password)


def _stopped_under_load(home: Path, record_dir: Path, password: str) -> None:
    """A restored site starts with the same people; told to stop, it loses nothing either."""
    done = list[str]()
    with serving(home, record_dir) as running, _writing(running, password, done):
        assert "password:" not in running.said
        running.process.terminate()
        assert running.process.wait(60) == 0
    assert set(done) <= _kept({}, home)


def _kept(address: dict[str, str], home: Path) -> set[str]:
    """Return what the texts of cases and comments in the database say."""
    asked = ("SELECT text FROM cases_revision", "SELECT text FROM talk_comment")
    if address:
        import psycopg

        with psycopg.connect(address["DATABASE_URL"]) as server:
            rows = [row for ask in asked for row in server.execute(ask).fetchall()]
    else:
        with closing(sqlite3.connect(home / "site.sqlite3")) as base:
            rows = [row for ask in asked for row in base.execute(ask).fetchall()]
    texts = [text.decode() if isinstance(text, bytes) else str(text) for (text,) in rows]
    return set(re.findall(r"(?:Asked|Changed|Said) [0-9a-f]{12}", "\n".join(texts)))


def _empty_database(address: str) -> str:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE second")
    return address.replace("/postgres", "/second")


def _clearway(*words: object, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "clearway", *map(str, words)]
    there = {name: value for name, value in os.environ.items() if name != "CLEARWAY_HOME"} | env
    ran = subprocess.run(command, env=there, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran


def test_a_copy_goes_into_an_empty_place_only_and_must_be_whole(tmp_path: Path) -> None:
    """A site is never written over; half a file and any other file are refused in one line."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "secret-key").write_text("x")
    note = tmp_path / "clearway-backup.json"
    note.write_text(json.dumps({"format": 1}))
    with tarfile.open(tmp_path / "copy", "w:gz") as tar:
        tar.add(note, note.name)
    with tarfile.open(tmp_path / "outside", "w:gz") as tar:
        tar.add(note, "../outside.json")
    (tmp_path / "half").write_bytes((tmp_path / "copy").read_bytes()[:60])
    for file, place, word in (
        ("copy", home, "there is a site here already"),
        ("half", tmp_path / "a", "not a whole copy"),
        ("copy", tmp_path / "b", "another kind of database"),
        ("outside", tmp_path / "c", "is nothing that a copy holds"),
    ):  # fmt: skip
        with pytest.raises(AssertionError, match=word) as refused:
            _clearway("restore", "--home", place, tmp_path / file, env={})
        assert "Traceback" not in str(refused.value)
    assert (home / "secret-key").read_text() == "x"
