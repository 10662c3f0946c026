"""A case text with some deals switched, changed or added; every other byte stays as it is.

Only the lines of the deals concerned are read and written again, so comments, order and line ends
stay. What is switched off becomes a comment. What is switched on against its status, and what is
added, becomes `hypothetical`, a status that the policy of the variant then counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import tomlkit

from clearway.errors import UsageError

if TYPE_CHECKING:
    from clearway.case import Case, Deal

Change = Mapping[str, Any]
"""Keys of a deal as in a case file, and their values; None takes a key out."""

SUPPOSED = "hypothetical"
_BOM = "\ufeff"
_HEADING = re.compile(r"\s*\[")
_ONLY_OF_CANDIDATES = ("cost", "excludes")


@dataclass(frozen=True)
class Edits:
    """What is done to the deals of a case.

    Attributes:
        off: ids of deals that count and shall not.
        on: ids of deals that do not count by their status and shall.
        changes: of deals of the case, by id.
        added: deals that the case does not have; each with an `id`.
    """

    off: tuple[str, ...]
    on: tuple[str, ...]
    changes: Mapping[str, Change]
    added: Sequence[Change]


def edited(raw: bytes, case: Case, edits: Edits) -> bytes:
    """Return the text of a case with its deals changed.

    Args:
        raw: the text that `case` was read from.
        case: the case.
        edits: what to do; may be nothing, then the text is the same.

    Raises:
        UsageError: the deals or the policy are not written as tables of their own.
    """
    text = raw.decode()
    lines = text.splitlines(keepends=True)
    pieces = dict(_deal_pieces(lines, case, edits))
    end = "\r\n" if "\r\n" in text else "\n"
    added = [_dumped({"deal": [{**deal, "status": SUPPOSED}]}) for deal in edits.added]
    statuses = case.policy.statuses
    if (edits.on or edits.added) and SUPPOSED not in statuses:
        place, piece = _policy_piece(lines, [*statuses, SUPPOSED])
        if place is None:
            added.insert(0, piece)
        else:
            pieces[place] = piece
    for (first, last), piece in sorted(pieces.items(), reverse=True):
        lines[first:last] = [piece.replace("\r\n", "\n").replace("\n", end)]
    body = "".join(lines)
    if added:
        body = body + ("" if body.endswith("\n") else end)
        body += "".join(end + piece.replace("\n", end) for piece in added)
    return body.encode()


def _deal_pieces(lines: list[str], case: Case, edits: Edits) -> list[tuple[tuple[int, int], str]]:
    """Return the lines of each deal concerned as [first, last), and what stands there instead."""
    is_new = bool(edits.on or edits.added) and SUPPOSED not in case.policy.statuses
    found = []
    for deal in (*case.deals, *case.candidates):
        # Other suppositions of the case did not count, and shall not once the status does.
        is_other = is_new and deal in case.deals and deal.status == SUPPOSED
        off = deal.id in edits.off or (is_other and deal.id not in edits.on)
        if not off and deal.id not in edits.on and deal.id not in edits.changes:
            continue
        first, last = _block(lines, deal)
        block = "".join(lines[first:last])
        found.append(((first, last), _off(block) if off else _changed(block, deal, edits)))
    return found


def _block(lines: Sequence[str], deal: Deal) -> tuple[int, int]:
    """Return the lines of a deal's table with its tables within, less what leads to the next."""
    first = deal.place.line - 1 if deal.place else -1
    own = re.match(r"\s*\[\[\s*(deal|candidate)\s*\]\]", lines[first]) if first >= 0 else None
    if own is None:
        raise UsageError(
            f"The deal {deal.id} is not written as a table [[deal]]; write it so to try it out."
        )
    inner = re.compile(rf"\s*\[\[?\s*{own[1]}\s*\.")
    last = first + 1
    while last < len(lines) and not (
        _HEADING.match(lines[last])
        and not inner.match(lines[last])
        and _is_whole(lines[first:last])
    ):
        last += 1
    while last > first + 1 and (not (told := lines[last - 1].strip()) or told.startswith("#")):
        last -= 1
    return first, last


def _is_whole(lines: Sequence[str]) -> bool:
    """Say whether lines are TOML by themselves: a bracket may open a line inside a list."""
    try:
        tomlkit.parse("".join(lines))
    except tomlkit.exceptions.TOMLKitError:
        return False
    return True


def _off(block: str) -> str:
    """Return a deal as a comment."""
    return "".join(f"# {line}" for line in block.splitlines(keepends=True))


def _changed(block: str, deal: Deal, edits: Edits) -> str:
    document = tomlkit.parse(block)
    ((kind, tables),) = document.items()
    table = tables[0]
    change = dict(edits.changes.get(deal.id, {}))
    if deal.id in edits.on:
        change["status"] = SUPPOSED
        change |= dict.fromkeys(_ONLY_OF_CANDIDATES)
        if "effective" not in table:
            change.setdefault("effective", date.fromordinal(deal.effective.toordinal()))
    for key, value in change.items():
        if value is not None:
            table[key] = value
        elif key in table:
            del table[key]
    told = tomlkit.dumps(document)
    if kind == "candidate" and deal.id in edits.on:
        told = re.sub(r"(?m)^(\s*\[\[?\s*)candidate\b", r"\1deal", told)
    return told


def _policy_piece(lines: Sequence[str], statuses: list[str]) -> tuple[tuple[int, int] | None, str]:
    """Return the lines of the policy and what stands there instead; no lines if there is none."""
    first = next((i for i, line in enumerate(lines) if re.match(r"\s*\[policy\]", line)), None)
    if first is None:
        if any(re.match(r"\s*policy\s*[.=]", line) for line in lines):
            raise UsageError(
                "The policy is not written as a table [policy]; write it so to try deals out."
            )
        return None, _dumped({"policy": {"statuses": statuses}})
    last = first + 1
    while last < len(lines) and not (_HEADING.match(lines[last]) and _is_whole(lines[first:last])):
        last += 1
    while last > first + 1 and (not (told := lines[last - 1].strip()) or told.startswith("#")):
        last -= 1
    document = tomlkit.parse("".join(lines[first:last]))
    document["policy"]["statuses"] = statuses
    return (first, last), tomlkit.dumps(document)


def _dumped(tables: dict[str, Any]) -> str:
    """Write tables as they stand in a case file; a list of tables as [[name]] each."""
    document = tomlkit.document()
    for name, content in tables.items():
        if isinstance(content, list):
            listed = tomlkit.aot()
            for entry in content:
                listed.append(_table(entry))
            document[name] = listed
        else:
            document[name] = _table(content)
    return tomlkit.dumps(document)


def _table(entry: Mapping[str, Any]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, value in entry.items():
        if isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            table[key] = inline
        elif value is not None:
            table[key] = value
    return table
