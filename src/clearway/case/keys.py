"""How the keys of a table of a case file are read, whichever they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.case.values import Wrong, table
from clearway.case.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clearway.case.values import Reader


@dataclass(frozen=True)
class Key:
    """One key: its reader, whether it is needed, the attribute it fills when named otherwise."""

    read: Reader
    needed: bool = False
    into: str = ""


Keys = dict[str, Key]


def read_keys(found: Mapping[str, object], keys: Keys, place: str) -> dict[str, Any]:
    """Read an inner table by its keys, stopping at the first thing wrong.

    Raises:
        Wrong: for an unknown or missing key, or a wrong value.
    """
    inside = f"{place}." if place else ""
    for key in found:
        if key not in keys:
            raise Wrong(f"{inside}{key}", unknown_key(key, keys))
    for key, spec in keys.items():
        if spec.needed and key not in found:
            raise Wrong(place, missing_key(key))
    return {
        keys[key].into or key: keys[key].read(value, f"{inside}{key}")
        for key, value in found.items()
    }


def twice_said(found: Mapping[str, object], keys: Keys) -> tuple[str, str] | None:
    """Return two keys given that fill one attribute (`plaintiff` and `plaintiffs`), or None."""
    filled: dict[str, str] = {}
    for key in found:
        attribute = keys[key].into if key in keys else ""
        if attribute and attribute in found and attribute != key:
            return attribute, key
        if attribute and filled.setdefault(attribute, key) != key:
            return filled[attribute], key
    return None


def unknown_key(key: str, keys: Keys) -> str:
    """Say that a key is unknown, with the nearest known one or all of them."""
    near = did_you_mean(key, keys)
    return (
        f"unknown key{near}; correct or remove it"
        if near
        else (f"unknown key; known here are {', '.join(keys)}")
    )


def missing_key(key: str) -> str:
    """Say that a needed key is missing."""
    return f'"{key}" is missing; add a line {key} = ...'


def inner(keys: Keys, make: Callable[..., Any]) -> Reader:
    """Read an inner table by its keys, and make something of it."""

    def reader(value: object, place: str) -> Any:
        return make(**read_keys(table(value, place), keys, place))

    return reader


def needed(reader: Reader, into: str = "") -> Key:
    """Return a key that may not be left out."""
    return Key(reader, needed=True, into=into)
