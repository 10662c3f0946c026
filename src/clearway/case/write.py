"""Writes a case back: byte for byte when nothing in it changed, freshly laid out otherwise."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearway.case.dates import PartialDate
from clearway.case.model import Case, Deal, Policy, Weights
from clearway.case.read import read_findings, read_text
from clearway.case.schema import LISTS, SINGLES
from clearway.errors import CaseError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.case.entry import Entry
    from clearway.case.keys import Keys


def write_case(case: Case, path: str | Path) -> None:
    """Write a case to a file, or to a folder when it was read from one and nothing changed.

    A case that is as it was read is written byte for byte, comments included. A changed one, or
    one made in memory, is laid out anew in one file.

    Raises:
        CaseError: when a case of one file would replace a folder.
        StorageError: when the place cannot be written.
    """
    target = Path(path)
    texts = case.texts if _is_as_read(case) else {}
    try:
        if len(texts) > 1 or (texts and case.path is not None and case.path.is_dir()):
            target.mkdir(parents=True, exist_ok=True)
            for name, raw in texts.items():
                _write(target / name, raw)
            return
        if target.is_dir():
            raise CaseError(f"{target}: is a folder, and the case is one file; name a file")
        _write(target, next(iter(texts.values())) if texts else case_text(case).encode())
    except OSError as error:
        message = f"{target}: cannot be written ({error.strerror}); choose another place"
        raise StorageError(message) from None


def case_text(case: Case) -> str:
    """Return the case as TOML, laid out anew."""
    import tomlkit

    tables: dict[str, Any] = {"case": _table(case, SINGLES["case"])}
    if case.policy != Policy():
        tables["policy"] = _table(case.policy, SINGLES["policy"], Policy())
    for name, kind in LISTS.items():
        entries = [_table(entry, kind.keys) for entry in getattr(case, kind.into)]
        if entries:
            tables[name] = entries
    return tomlkit.dumps(tables)


def _write(path: Path, raw: bytes) -> None:
    """Write beside the file and rename, so that a failure leaves the old one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".case-", delete=False) as stream:
        beside = Path(stream.name)
        try:
            stream.write(raw)
            stream.flush()
            if path.exists():
                beside.chmod(path.stat().st_mode & 0o777)
            else:
                beside.chmod(0o644)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def _is_as_read(case: Case) -> bool:
    """Say whether the kept texts still say what the case says."""
    if not case.texts:
        return False
    if len(case.texts) == 1:
        ((name, raw),) = case.texts.items()
        return read_text(raw, name)[0] == case
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in case.texts.items():
            (Path(folder) / name).write_bytes(raw)
        again, _ = read_findings(folder)
    return again == case


def _table(entry: Entry, keys: Keys, plain: Entry | None = None) -> dict[str, Any]:
    """Lay out one entry in the order of its keys, leaving out what is at its default."""
    return {key: _value(value) for key, value in _pairs(entry, keys, plain)}


def _pairs(entry: Entry, keys: Keys, plain: Entry | None) -> Iterator[tuple[str, Any]]:
    defaults = {field.name: field.default for field in fields(entry)}
    if isinstance(entry, Deal) and "cost" in keys:
        defaults["status"] = "hypothetical"
    done: set[str] = set()
    for key, spec in keys.items():
        attribute = spec.into or key
        if key == "territory" and isinstance(entry, Deal):
            yield from _territory(entry)
            continue
        if attribute in done or _is_single_of_many(key, attribute, keys):
            continue
        done.add(attribute)
        value = getattr(entry, attribute)
        default = getattr(plain, attribute) if plain else defaults.get(attribute)
        if value is not None and value != default:
            yield key, value


def _is_single_of_many(key: str, attribute: str, keys: Keys) -> bool:
    """Say whether the key is the short form (`plaintiff`) of another that can say as much."""
    return key != attribute and attribute in keys


def _territory(deal: Deal) -> Iterator[tuple[str, Any]]:
    territory = {"include": deal.include, "exclude": deal.exclude}
    given = {key: value for key, value in territory.items() if value}
    if given:
        yield "territory", given


def _value(value: object) -> Any:
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, Weights):
        return _value({**value.weights, "source": value.source})
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _value(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, date | str | bool | int | float):
        return value
    return _value(_renamed(asdict(value)))  # type: ignore[call-overload]


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    """Give a member's interval the names it has in the file."""
    names = {"from_on": "from", "to_on": "to"}
    return {names.get(key, key): value for key, value in values.items()}
