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
from contextlib import closing, nullcontext
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


def _titles(client: httpx.Client) -> set[str]:
    return set(re.findall(r"Question (\d+-\d+)", client.get("/cases/").text))


def _write(client: httpx.Client, writer: int, enough: Event, done: list[str]) -> None:
    """Make cases until the server is gone; note those that it has acknowledged."""
    for number in range(1000):
        name = f"{writer}-{number}"
        form = {
            "question": f"Question {name}", "company": "X", "product": "phone",
            "category": "smartphone", "standards": "4G", "as_of": "2018-01-01",
        }  # fmt: skip
        try:
            if _send(client, "/cases/new/", form).status_code == 302:
                done.append(name)
        except (httpx.TransportError, IndexError):
            return
        if len(done) >= 12:
            enough.set()


def test_what_was_acknowledged_is_there_after_a_kill_and_after_a_restore(
    address: dict[str, str], tmp_path: Path, record_dir: Path
) -> None:
    """Of writers, a copy and a kill at once, no acknowledged write is lost in either."""
    home, copy, done = tmp_path / "home", tmp_path / "copy.tar.gz", list[str]()
    with serving(home, record_dir, address) as running:
        password, enough = running.password, Event()
        with ThreadPoolExecutor(WRITERS) as pool:
            clients = [_signed_in(running, password) for _ in range(WRITERS)]
            for number, client in enumerate(clients):
                pool.submit(_write, client, number, enough, done)
            assert enough.wait(60)
            before = set(done)
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
    if not address:  # once is enough to see that a restored site starts, with the same people
        with serving(other, record_dir) as running:
            assert "password:" not in running.said
            assert before <= _titles(_signed_in(running, password))


def _kept(address: dict[str, str], home: Path) -> set[str]:
    """Return the titles that the database holds."""
    ask = "SELECT title FROM cases_case"
    if address:
        import psycopg

        with psycopg.connect(address["DATABASE_URL"]) as server:
            rows = server.execute(ask).fetchall()
    else:
        with closing(sqlite3.connect(home / "site.sqlite3")) as base:
            rows = base.execute(ask).fetchall()
    return {title.removeprefix("Question ") for (title,) in rows}


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
