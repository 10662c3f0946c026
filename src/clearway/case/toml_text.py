"""Reads one TOML file into values and lines, and puts the parser's complaints into plain words.

The file is not trusted: its size, the depth of its nesting and the length of its keys are bounded.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.case.locate import TableLines, locate
from clearway.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_BYTES = 16 * 1024 * 1024
"""Largest case in bytes, all its files together; a real one takes some hundred kilobytes."""
MAX_KEY_PARTS = 64

_LONG_KEY = re.compile(
    r"""(?<![\w"'.-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}"""
)
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_HEADER = re.compile(r"^[ \t]*(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]", re.MULTILINE)
_ID = re.compile(r"""^[ \t]*(?:id|name)[ \t]*=[ \t]*["']([^"'\n]*)["']""", re.MULTILINE)
_KEY = re.compile(r"[ \t]*([\w.-]+)[ \t]*=[ \t]*(.*)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_BARE_MONTH = re.compile(r"\d{4}-\d{2}\s*(?:#.*)?$")
_DATE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}(?:[-./]\d{1,4})?\s*(?:#.*)?$")


@dataclass(frozen=True)
class TomlFile:
    """One file of a case: its name as shown, bytes, values, and lines by table and position."""

    name: str
    raw: bytes
    values: Mapping[str, Any]
    lines: Mapping[tuple[str, int], TableLines]


def load_toml(path: Path, max_bytes: int = MAX_BYTES) -> TomlFile:
    """Read one TOML file.

    Raises:
        CaseError: with file, line and remedy, when it cannot be read or is not TOML.
    """
    return parse_toml(_read(path, max_bytes), str(path))


def parse_toml(raw: bytes, name: str) -> TomlFile:
    """Read the bytes of one TOML file, which errors call by a name.

    Raises:
        CaseError: with file, line and remedy, when it is not TOML.
    """
    text = _decode(raw, name)
    if len(raw) > 1000 and (long := _LONG_KEY.search(text)):
        line = text.count("\n", 0, long.start()) + 1
        raise CaseError(f"{name}:{line}: a key has more than {MAX_KEY_PARTS} parts; shorten it")
    try:
        values = tomllib.loads(text)
        lines = locate(text)
    except RecursionError:
        raise CaseError(f"{name}: lists or tables are nested too deeply; flatten them") from None
    except ValueError as error:
        raise CaseError(_explain(str(error), text, name)) from None
    return TomlFile(name, raw, values, lines)


def _read(path: Path, max_bytes: int) -> bytes:
    if not path.is_file():
        raise CaseError(f"{path}: no such case file; give a TOML file or a folder of them")
    try:
        with path.open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror}); check its rights") from None
    if len(raw) > max_bytes:
        raise CaseError(
            f"{path}: a case is at most {MAX_BYTES // 1024**2} MB; "
            "public data belongs in the record"
        )
    return raw


def _decode(raw: bytes, name: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CaseError(f"{name}:{line}: the text is not UTF-8; save the file as UTF-8") from None
    return text.replace("\r\n", "\n")


def _explain(complaint: str, text: str, name: str) -> str:
    """Say in plain words what the parser met, and where."""
    found = _LINE.search(complaint)
    rows = text.split("\n")
    number = int(found[1]) if found else len(rows)
    row = rows[number - 1] if number <= len(rows) else ""
    heading = _heading_at(text, rows, number)
    pair = _KEY.match(row)
    key = f"{pair[1]}: " if pair else ""
    wrong = _what_is_wrong(_LINE.sub("", complaint).strip(), pair[2].strip() if pair else "")
    return f"{name}:{number}: {heading}{key}{wrong}"


def _heading_at(text: str, rows: list[str], number: int) -> str:
    """Name the table that the line stands in, with its id when it gives one."""
    start = sum(len(row) + 1 for row in rows[: number - 1])
    last = None
    for last in _HEADER.finditer(text, 0, start):  # noqa: B007  (the last one is wanted)
        pass
    if last is None:
        return ""
    after = _HEADER.search(text, last.end())
    own_id = _ID.search(text, last.end(), after.start() if after else len(text))
    brackets = f"{last[1]}{last[2]}{']' * len(last[1])}"
    return f'{brackets} "{own_id[1]}": ' if own_id else f"{brackets}: "


def _what_is_wrong(complaint: str, value: str) -> str:
    if day := _ISO_DAY.search(value) if "date" in complaint.lower() else None:
        return f"{day[0]} is not a day of the calendar; correct it"
    if _BARE_MONTH.match(value):
        return f'a month alone is written in quotes, "{value[:7]}"'
    if _DATE_LIKE.match(value):
        return f"{value!r} is not a date; write it as 2017-07-05"
    if not value and complaint == "Invalid value":
        return "no value follows the equals sign; give one or remove the line"
    return _translated(complaint)


def _translated(complaint: str) -> str:
    if "Cannot overwrite" in complaint or "Cannot mutate" in complaint:
        return f"the same key or table is given twice ({complaint}); keep one"
    if "Cannot declare" in complaint:
        return f"the table is given twice ({complaint}); lists have two brackets, [[deal]]"
    return f"this is not TOML: {complaint}; texts need quotes, lists square brackets"
