"""Mistakes in the case and on the command line, and readers that leave: never a traceback."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest

from e2e.command import COMMAND, refused, run, state
from e2e.forms import CASE

NOKIA = CASE[CASE.index('[[deal]]\nid = "nokia"') : CASE.index('[[deal]]\nid = "huawei"')]

WRONG_CASES = {
    "cycle": (
        CASE
        + '[[ownership]]\nchild = "Nokia"\nparent = "Huawei"\n'
        + '[[ownership]]\nchild = "Huawei"\nparent = "Nokia"\n',
        ("circle", "Nokia", "Huawei", "correct"),
    ),
    "unknown company": (
        CASE.replace('"Nokia"', '"Nokai Phones"'),
        ("case.toml:", "Nokai Phones", "add a [[company]] entry"),
    ),
    "two deals, one id": (CASE + NOKIA, ("case.toml:43", "nokia", "already used")),
    "deal ends first": (
        CASE.replace("effective = 2017-07-05", "effective = 2017-07-05\nends = 2016-07-05"),
        ("case.toml:24", "ends", "2016-07-05"),
    ),
    "no such day": (
        CASE.replace("as_of = 2018-01-01", "as_of = 2018-02-30"),
        ("case.toml:4", "2018-02-30"),
    ),
    "unknown key": (
        CASE.replace("grantees", "grantee", 1),
        ("case.toml:21", "grantee", 'did you mean "grantees"'),
    ),
    "not TOML": (CASE + "[[deal\n", ("case.toml:42", "not TOML")),
    "empty": ("", ("case.toml", "[case]")),
}


@pytest.mark.parametrize("name", WRONG_CASES)
def test_a_wrong_case(name: str, record: Path, tmp_path: Path) -> None:
    """Each mistake in a case gives one message with file, line and remedy, and code 2."""
    text, parts = WRONG_CASES[name]
    path = tmp_path / "case.toml"
    path.write_text(text)
    before = state(record)
    refused(run("clear", path, "--record", record), 2, *parts)
    checked = run("case", "check", path, "--record", record)
    refused(checked, 2, *parts)
    assert state(record) == before


@pytest.mark.slow
def test_case_is_not_a_case(record: Path, tmp_path: Path) -> None:
    """No file, a folder without a case, and bytes that are no text are refused by name."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "wide.toml").write_bytes(CASE.encode("utf-16"))
    for name, part in (
        ("none.toml", "none.toml"),
        ("folder", ".toml"),
        ("binary.toml", "binary.toml"),
        ("wide.toml", "UTF-8"),
    ):
        refused(run("clear", tmp_path / name, "--record", record), 2, part)
        refused(run("case", "check", tmp_path / name), 2, part)


def test_an_empty_interval_is_no_mistake(record: Path, tmp_path: Path) -> None:
    """Ownership and membership that end on the day they begin are empty, not errors."""
    path = tmp_path / "case.toml"
    path.write_text(
        CASE
        + '[[ownership]]\nchild = "Nokia"\nparent = "Huawei"\nfrom = 2016-01-01\nto = 2016-01-01\n'
        + '[[pool]]\nname = "P"\n'
        + 'members = [{ company = "Nokia", from = 2016-01-01, to = 2016-01-01 }]\n'
    )
    run("case", "check", path, "--record", record).ok()


CLEAR = ("clear",)
EXPLAIN = ("explain", "--market", "DE")
WRONG_WORDS = {
    "product": ((*CLEAR, "--product", "fone"), ("fone", "did you mean 'phone'")),
    "market": ((*CLEAR, "--market", "ZZ"), ("ZZ", "ISO 3166-1")),
    "deal with": ((*CLEAR, "--with", "nokai"), ("nokai", "did you mean 'nokia'")),
    "deal without": ((*CLEAR, "--without", "apple"), ("apple", "known: ")),
    "company": ((*CLEAR, "--company", "Nobody at all"), ("Nobody at all",)),
    "date": ((*CLEAR, "--as-of", "05.07.2017"), ("05.07.2017", "write it as 2017-07-05")),
    "no such day": ((*CLEAR, "--known-at", "2020-02-30"), ("2020-02-30", "--known-at")),
    "format": ((*CLEAR, "--format", "xml"), ("xml", "json")),
    "engine": ((*CLEAR, "--engine", "abacus"), ("abacus", "duckdb")),
    "option": ((*CLEAR, "--markets", "DE"), ("--markets", "--market")),
    "diff of nothing": (("diff",), ("--deal", "--bundle")),
    "diff of both": (("diff", "--deal", "nokia", "--bundle", "summer"), ("--deal", "--bundle")),
    "diff deal": (("diff", "--deal", "nokai"), ("nokai", "nokia")),
    "diff bundle": (("diff", "--bundle", "winter"), ("winter", "summer")),
    "explain nothing": (EXPLAIN, ("--holder", "--family")),
    "explain both": ((*EXPLAIN, "--holder", "Nokia", "--family", "given-1"), ("--holder",)),
    "explain family": ((*EXPLAIN, "--family", "no-such"), ("no-such",)),
    "explain holder": ((*EXPLAIN, "--holder", "Nobody at all"), ("Nobody at all",)),
    "explain market": (("explain", "--market", "ZZ", "--family", "given-1"), ("ZZ",)),
    "explain product": (
        (*EXPLAIN, "--family", "given-1", "--product", "fone"),
        ("did you mean 'phone'",),
    ),
}


@pytest.mark.parametrize("name", WRONG_WORDS)
def test_a_wrong_word(name: str, case: Path, record: Path) -> None:
    """Each unknown name or wrong option gives one message that says what was meant, and code 2."""
    (command, *options), parts = WRONG_WORDS[name]
    refused(run(command, case, "--record", record, *options), 2, *parts)


@pytest.mark.parametrize(
    "words",
    [("clear",), ("diff", "--deal", "nokia"), ("explain", "--market", "DE", "--family", "F")],
)
def test_no_record_to_ask(words: tuple[str, ...], case: Path, tmp_path: Path) -> None:
    """A question over a missing record, or a file in its place, ends in code 4 with a remedy."""
    refused(run(words[0], case, "--record", tmp_path / "none", *words[1:]), 4, "clearway ingest")
    refused(run(words[0], case, "--record", case, *words[1:]), 4, str(case))


def test_no_words_at_all() -> None:
    """`clearway` alone shows its help on standard error, with code 2; `--help` prints it."""
    alone = run()
    assert (alone.code, alone.out) == (2, b"")
    assert "Usage:" in alone.err
    assert "Usage:" in run("--help").ok().text
    assert run("--version").ok().text.strip()


def test_output_that_cannot_be_written(case: Path, record: Path, tmp_path: Path) -> None:
    """A path below a file, or a folder as file, is refused with the path and leaves nothing."""
    words = ("clear", case, "--record", record, "--format", "json", "--output")
    below = case / "answer.json"
    refused(run(*words, below), 7, str(case))
    refused(run(*words, tmp_path), 2, str(tmp_path))
    assert case.read_text() == CASE


def _full_disk() -> bool:
    """Whether /dev/full is there and refuses (some sandboxes let it take everything)."""
    try:
        Path("/dev/full").write_bytes(b"x")
    except OSError as error:
        return error.errno == errno.ENOSPC
    return False


@pytest.mark.skipif(not _full_disk(), reason="/dev/full is missing or takes everything")
def test_a_full_disk_behind_standard_output(case: Path, record: Path) -> None:
    """An answer that cannot be written is an error with code 7, not a silent success."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "clear", str(case), "--record", str(record), "--format", "json"],
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 7
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr


@pytest.mark.slow
def test_closed_standard_input(case: Path, record: Path) -> None:
    """Nothing is asked of standard input: closed, the answer is the same."""
    words = ("clear", case, "--record", record, "--format", "json")
    closed = run(*words, stdin=None, preexec_fn=lambda: os.close(0))
    assert closed.ok().out == run(*words).ok().out


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reader_that_leaves(case: Path, record: Path, form: str) -> None:
    """`| head -1` gets its line; the command ends quietly."""
    command = subprocess.Popen(
        [*COMMAND, "clear", str(case), "--record", str(record), "--format", form],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.close()
    said = command.stderr.read()
    command.stderr.close()
    assert command.wait(60) == 0
    assert said == b""
