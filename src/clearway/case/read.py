"""Reads a case from a file, or from a folder of files merged, and refuses what is wrong in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearway.case.entry import Place
from clearway.case.findings import Finding, find
from clearway.case.former import once_said, resolved_as_once
from clearway.case.keys import Keys, missing_key, twice_said, unknown_key
from clearway.case.model import Case, Policy
from clearway.case.rules import broken_rules
from clearway.case.schema import LISTS, SINGLES, TableKind
from clearway.case.toml_text import MAX_BYTES, TomlFile, load_toml, parse_toml
from clearway.case.values import Wrong, shown
from clearway.case.words import did_you_mean
from clearway.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Mapping


_MOST_FINDINGS = 1000
"""Where reading on only repeats itself."""
_UNDATED = date(1, 1, 1)
"""Stands, by identity, for the beginning of a candidate that gives none."""


def read_case(path: str | Path) -> Case:
    """Read a case file, or every `*.toml` of a folder in order of name, merged.

    Args:
        path: a TOML file, or a folder of them of which exactly one holds `[case]`.

    Raises:
        CaseError: `FILE:LINE: [[deal]] "id": key: what is wrong; remedy`, for the first thing
            wrong by line; how many more there are is said after it.
    """
    case, findings = read_findings(path)
    if case is None:
        first, more = findings[0], len(findings) - 1
        rest = f" (and {more} more: see `clearway case check`)" if more else ""
        raise CaseError(f"{first}{rest}")
    return case


def read_findings(path: str | Path) -> tuple[Case | None, list[Finding]]:
    """Read a case and return it, or None with everything wrong in it, in order of line.

    Raises:
        CaseError: when a file cannot be read at all, or is not TOML.
    """
    return _found(_load(Path(path)), Path(path))


def read_text(raw: bytes, name: str) -> tuple[Case | None, list[Finding]]:
    """Read a case of one file from its bytes, as `read_findings` does from the disk.

    Args:
        raw: the file.
        name: what errors call it.

    Raises:
        CaseError: when it is too large, or is not TOML.
    """
    if len(raw) > MAX_BYTES:
        raise CaseError(f"{name}: a case is at most {MAX_BYTES // 1024**2} MB")
    return _found([parse_toml(raw, name)], Path(name))


def _found(files: list[TomlFile], path: Path) -> tuple[Case | None, list[Finding]]:
    reading = _Reading()
    for file in files:
        reading.add(file)
    case = reading.finish(path, files)
    findings = reading.findings
    if case is not None and not findings:
        findings = list(broken_rules(case))
    order = {file.name: number for number, file in enumerate(files)}
    findings.sort(key=lambda finding: (order.get(finding.file, 0), finding.line))
    return (None if findings else case), findings


def _load(path: Path) -> list[TomlFile]:
    if not path.is_dir():
        return [load_toml(path)]
    names = sorted(path.glob("*.toml"))
    if not names:
        raise CaseError(f"{path}: the folder holds no *.toml file; give a case file")
    files: list[TomlFile] = []
    left = MAX_BYTES
    for name in names:
        files.append(load_toml(name, left))
        left -= len(files[-1].raw)
    return files


class _Reading:
    """Gathers the entries of a case and what is wrong in them."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.former: list[Finding] = []
        self.singles: dict[str, tuple[dict[str, Any], Place]] = {}
        self.lists: dict[str, list[Any]] = {kind.into: [] for kind in LISTS.values()}

    def add(self, file: TomlFile) -> None:
        for table, value in file.values.items():
            if table in SINGLES:
                self._single(file, table, value)
            elif table in LISTS:
                self._list(file, table, value)
            else:
                near = did_you_mean(table, [*SINGLES, *LISTS])
                known = f"known are {', '.join([*SINGLES, *LISTS])}"
                place = _place(file, table, 0, "")
                self._wrong(place, table, f"unknown table{near}; {known}")

    def _wrong(self, place: Place, key: str, message: str) -> None:
        self.findings.append(find(place, key, message))

    def _single(self, file: TomlFile, table: str, value: object) -> None:
        place = _place(file, table, 0, f"[{table}]")
        if not isinstance(value, dict):
            self._wrong(place, "", f"wants a table; write the header [{table}], once")
        elif table in self.singles:
            first = self.singles[table][1]
            where = f"{first.file}:{first.line}"
            self._wrong(place, "", f"is given twice, first at {where}; keep one")
        else:
            self.singles[table] = (self._keys(value, SINGLES[table], place), place)

    def _list(self, file: TomlFile, table: str, value: object) -> None:
        if not isinstance(value, list):
            place = _place(file, table, 0, f"[{table}]")
            self._wrong(place, "", f"wants two brackets, [[{table}]], as there may be several")
            return
        for index, entry in enumerate(value):
            self._entry(file, table, index, entry)

    def _entry(self, file: TomlFile, table: str, index: int, entry: object) -> None:
        kind = LISTS[table]
        place = _place(file, table, index, _heading(table, kind, index, entry))
        if not isinstance(entry, dict):
            self._wrong(place, "", f"wants a table, not {shown(entry)}; write [[{table}]]")
            return
        before = len(self.findings)
        once = once_said(table, entry)
        if once is not None:
            entry = {key: value for key, value in entry.items() if key != "resolution"}
        values = self._keys(entry, kind.keys, place)
        if table == "candidate":
            values.setdefault("status", "hypothetical")
            values.setdefault("effective", _UNDATED)
        for name, value in values.pop("territory", {}).items():
            values[name] = value
        if table == "product":
            values.setdefault("standards", ())
        if table == "suit":
            self._need_sides(values, place)
        if len(self.findings) == before:
            made = kind.make(**values, place=place)
            if once is not None:
                made, told = resolved_as_once(made, once)
                self.former.append(told)
            self.lists[kind.into].append(made)

    def _need_sides(self, values: Mapping[str, object], place: Place) -> None:
        for side in ("plaintiff", "defendant"):
            if not {side, f"{side}s"} & {*values, *place.keys}:
                self._wrong(place, "", missing_key(side))

    def _keys(self, entry: Mapping[str, object], keys: Keys, place: Place) -> dict[str, Any]:
        """Read what can be read of a table, and note the rest."""
        values: dict[str, Any] = {}
        for key, value in entry.items():
            if len(self.findings) > _MOST_FINDINGS:
                break
            if key not in keys:
                self._wrong(place, key, unknown_key(key, keys))
                continue
            try:
                values[keys[key].into or key] = keys[key].read(value, key)
            except Wrong as wrong:
                self._wrong(place, wrong.place, str(wrong))
        for key, spec in keys.items():
            if spec.needed and key not in entry:
                self._wrong(place, "", missing_key(key))
        if both := twice_said(entry, keys):
            self._wrong(place, both[1], f'says the same as "{both[0]}"; keep one')
        return values

    def finish(self, path: Path, files: list[TomlFile]) -> Case | None:
        if "case" not in self.singles:
            where = Finding("error", f"{path}:1", "there is no [case] table; add it", str(path), 1)
            if not self.findings:
                self.findings.append(where)
            return None
        values, place = self.singles["case"]
        self._date_candidates(values.get("as_of"))
        if self.findings:
            return None
        lists: dict[str, Any] = {into: tuple(rows) for into, rows in self.lists.items()}
        return Case(
            **values,
            **lists,
            policy=self._policy(),
            place=place,
            path=path,
            texts={Path(file.name).name: file.raw for file in files},
            former=tuple(self.former),
        )

    def _date_candidates(self, as_of: date | None) -> None:
        """Let a candidate without a date begin on the date of the question."""
        candidates = self.lists["candidates"]
        for index, candidate in enumerate(candidates):
            if candidate.effective is not _UNDATED:
                continue
            if as_of is None:
                message = '"effective" is missing; add it, or as_of to [case]'
                self._wrong(candidate.place, "", message)
            else:
                candidates[index] = replace(candidate, effective=as_of)

    def _policy(self) -> Policy:
        if "policy" not in self.singles:
            return Policy()
        values, place = self.singles["policy"]
        plain = Policy()
        for key in ("grant_lag_days", "term_years"):
            if key in values:
                values[key].setdefault("default", getattr(plain, key)["default"])
        return Policy(**values, place=place)


def _place(file: TomlFile, table: str, index: int, heading: str) -> Place:
    lines = file.lines.get((table, index))
    if lines is None:  # entries written as one array of inline tables
        whole = file.lines.get((table, 0))
        line = whole.keys.get(str(index), whole.line) if whole else 1
        return Place(file.name, line, heading)
    return Place(file.name, lines.line, heading, lines.keys)


def _heading(table: str, kind: TableKind, index: int, entry: object) -> str:
    label = entry.get(kind.label) if isinstance(entry, dict) else None
    shown_label = f'"{label[:80]}"' if isinstance(label, str) and label.strip() else str(index + 1)
    return f"[[{table}]] {shown_label}"
