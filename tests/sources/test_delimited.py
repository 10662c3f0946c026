"""Blocks of records: where records end, which are set aside, and that reads leave no trace."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.archives import open_source
from clearway.sources.delimited import RecordBlocks, Reject, parse_strings

if TYPE_CHECKING:
    from pathlib import Path

Outcome = tuple[list[tuple[str, ...]], list[int], list[Reject]]


def _read(folder: Path, content: bytes, *, block_size: int = 64, max_record: int = 4096) -> Outcome:
    """Return rows, their lines, and rejects of a file with two columns."""
    path = folder / "x.csv"
    path.write_bytes(content)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    with open_source(path) as source:
        blocks = RecordBlocks(source, block_size=block_size, max_record=max_record)
        for block in blocks:
            width = len(blocks.header)
            if block.height:
                rows += parse_strings(block, range(width)).rows()
            lines += block.lines.tolist()
            rejects += block.rejects
    return rows, lines, rejects


def test_quotes_separators_and_breaks_inside_fields(tmp_path: Path) -> None:
    """Quoted fields keep separators, doubled quotes and line breaks; lines are physical ones."""
    content = b'a;b\n"1;2";"say ""hi"""\n"x\ny\r\n";z\n3;4'
    rows, lines, rejects = _read(tmp_path, content)
    assert rows == [("1;2", 'say "hi"'), ("x\ny\r\n", "z"), ("3", "4")]
    assert lines == [2, 3, 6]
    assert not rejects


def test_byte_order_mark_crlf_and_empty_lines(tmp_path: Path) -> None:
    """A BOM, CRLF and empty lines are no content; empty fields are empty text."""
    rows, lines, rejects = _read(tmp_path, b'\xef\xbb\xbfa;b\r\n\r\n"";2\r\n\n;\r\n')
    assert rows == [("", "2"), ("", "")]
    assert lines == [3, 5]
    assert not rejects


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"1", "1 fields where the header has 2"),
        (b"1;2;3", "3 fields where the header has 2"),
        (b'"1;2', "a quote is not closed"),
        (b'"1" x;2', "a quote is not closed, or stands inside"),
        (b'1 "x";2', "a quote is not closed, or stands inside"),
        (b"\0;2", "holds a NUL byte"),
        (b'"\0";2', "holds a NUL byte"),
        (b"\xff;2", "is not UTF-8"),
        (b'"caf\xe9";2', "is not UTF-8"),
        (b"x" * 5000, "the line is longer than the 4,096 bytes"),
        (b'"' + b"x" * 5000 + b'";2', "the line is longer than the 4,096 bytes"),
    ],
)
@pytest.mark.parametrize("block_size", [16, 1 << 20])
def test_rows_set_aside(tmp_path: Path, bad: bytes, reason: str, block_size: int) -> None:
    """A bad row is set aside with its line, reason and bytes; the rows around it are read."""
    content = b'a;b\n"1";"2"\n"two\nlines";"2"\n' + bad + b'\n"3";"4"\n5;6\n'
    rows, lines, rejects = _read(tmp_path, content, block_size=block_size)
    assert rows == [("1", "2"), ("two\nlines", "2"), ("3", "4"), ("5", "6")]
    assert lines == [2, 3, 6, 7]
    assert [(reject.line, reject.raw) for reject in rejects] == [(5, bad)]
    assert reason in rejects[0].reason


def test_quote_open_to_the_end(tmp_path: Path) -> None:
    """A quote that nothing closes costs one physical line, not the rest of the file."""
    rows, _, rejects = _read(tmp_path, b'a;b\n1;"2\n3;4\n5;6\n', max_record=1 << 20)
    assert rows == [("3", "4"), ("5", "6")]
    assert [(reject.line, reject.raw) for reject in rejects] == [(2, b'1;"2')]


def test_open_quote_is_given_up_at_the_record_limit(tmp_path: Path) -> None:
    """When unquoted rows follow an open quote, the search for its end is bounded."""
    content = b'a;b\n1;"2\n' + b"3;4\n" * 3000
    rows, _, rejects = _read(tmp_path, content, max_record=4096)
    assert len(rows) == 3000
    assert [reject.line for reject in rejects] == [2]


def test_a_huge_line_keeps_its_first_megabyte(tmp_path: Path) -> None:
    """Of a line beyond all bounds the first 1 MiB is kept, and the reason says so."""
    content = b'a;b\n"' + b"x" * (3 << 20) + b'";2\n3;4\n'
    rows, lines, rejects = _read(tmp_path, content, block_size=1 << 16, max_record=1 << 16)
    assert rows == [("3", "4")]
    assert lines == [3]
    assert rejects[0].raw == content[4 : 4 + (1 << 20)]
    assert "only its first 1,048,576 bytes are kept" in rejects[0].reason


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a;b\n1;2\n".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        ("a;b\n1;2\n".encode("utf-16-le"), "NUL bytes"),
        (b"\xff;b\n1;2\n", "line 1: not UTF-8"),
        (b"\n\r\n\n", "holds no header"),
        (b"\xef\xbb\xbf", "holds no header"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, message: str) -> None:
    """Another encoding and a file of nothing are errors of the whole file."""
    with pytest.raises(SourceError, match=message):
        _read(tmp_path, content)


_TRICKY = st.text(alphabet='a";\n\r\0é', max_size=40)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=_TRICKY, block_size=st.integers(1, 9))
def test_reads_leave_no_trace(tmp_path: Path, text: str, block_size: int) -> None:
    """Whatever the bytes, small reads and one large read give the same outcome."""
    content = b"a;b\n" + text.encode()
    whole = _read(tmp_path, content, block_size=1 << 16, max_record=12)
    assert _read(tmp_path, content, block_size=block_size, max_record=12) == whole


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.tuples(*[st.text(alphabet='ab";\n\r é', max_size=6)] * 2), max_size=20),
    block_size=st.integers(1, 50),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_writer_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str]], block_size: int, end: str
) -> None:
    """Rows written by a proper writer come back as they were, none set aside."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator=end)
    writer.writerows([("a", "b"), *rows])
    read, _, rejects = _read(tmp_path, buffer.getvalue().encode(), block_size=block_size)
    assert read == rows
    assert not rejects
