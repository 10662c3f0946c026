"""From a number as somebody typed it to the one right that carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.errors import UsageError
from clearway.lookup.basis import readable
from clearway.model.applications import read_application
from clearway.model.numbers import AmbiguousNumberError, NumberError, parse_publication

if TYPE_CHECKING:
    from clearway.clearance.facts import RecordFacts
    from clearway.record.connection import Connection


def find_right(facts: RecordFacts, connection: Connection, number: str) -> str:
    """Return the id of the right that carries a number.

    Args:
        facts: of the record, with its index of publications.
        connection: over the record's tables.
        number: a publication or application number in any spelling, or the id of a right.

    Raises:
        UsageError: it reads as no number, as several, names no right on record, or more than one.
    """
    text = readable(number)
    if _rows(connection, "SELECT right_id FROM rights WHERE right_id = $1", text):
        return text
    keys, applications, wrong = _readings(text)
    found = _published(facts, connection, text) | _applied(connection, applications)
    if len(found) == 1:
        return found.pop()
    if found:
        raise UsageError(
            f"{number!r} is carried by {len(found)} rights: {', '.join(sorted(found))}; "
            "give one of these ids"
        )
    if isinstance(wrong, AmbiguousNumberError) or not (keys or applications):
        raise UsageError(str(wrong))
    near = _near(connection, (keys or applications)[0])
    raise UsageError(f"no right on record carries the number {number!r}{near}")


def _readings(text: str) -> tuple[list[str], list[str], NumberError | None]:
    """The key of a publication and the form of an application that a text reads as."""
    keys, applications, wrong = [], [], None
    try:
        keys = [parse_publication(text).key]
    except NumberError as error:
        wrong = error
    try:
        applications = [read_application(text)]
    except NumberError as error:
        wrong = wrong or error
    return keys, applications, wrong


def _published(facts: RecordFacts, connection: Connection, text: str) -> set[str]:
    """The rights with a publication of that number; of several, those with the kind typed."""
    found = set(facts.find_rights((text,)).get(text, ()))
    if len(found) < 2:
        return found
    exact = _rows(
        connection,
        "SELECT right_id FROM rights WHERE list_contains(publication_numbers, $1)",
        parse_publication(text).docdb,
    )
    return {right for (right,) in exact} & found or found


def _applied(connection: Connection, applications: list[str]) -> set[str]:
    select = "SELECT right_id FROM rights WHERE application_number = $1"
    return {right for number in applications for (right,) in _rows(connection, select, number)}


def _near(connection: Connection, wanted: str) -> str:
    """Name numbers of the same office that differ least, as part of a message."""
    near = _rows(
        connection,
        "SELECT right_id FROM rights WHERE right_id[1:2] = $1[1:2] "
        "AND levenshtein(replace(right_id, '-', ''), replace($1, '-', '')) <= 3 "
        "ORDER BY levenshtein(replace(right_id, '-', ''), replace($1, '-', '')), right_id "
        "LIMIT 3",
        wanted,
    )
    return f" (near: {', '.join(right for (right,) in near)})" if near else ""


def _rows(connection: Connection, select: str, value: str) -> list[tuple[Any, ...]]:
    return connection.execute(select, [value]).fetchall()
