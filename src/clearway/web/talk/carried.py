"""A comment as it travels: what every import reads into and every export is written from.

In a file it is one JSON object; what a file says is checked here, field by field, and is data only:
an author named in it is nobody of this site.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from clearway.web.talk.markup import clean_name, clean_text
from clearway.web.talk.models import Kind, Markup, Reason, State
from clearway.web.talk.targets import MOST, WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clearway.web.talk.models import Author, Comment

LONGEST = 100_000
"""Characters of an imported comment."""
_MOST_REVISIONS = 2**31


class WrongFieldError(ValueError):
    """A field of a comment in a file is missing or wrong; the message names it."""


@dataclass(frozen=True)
class Person:
    """An author, by a number that tells nothing, the name shown, and how he was known."""

    uid: UUID
    name: str
    kind: str

    def to_dict(self) -> dict[str, str]:
        """Return the person as in a file."""
        return {"uid": str(self.uid), "name": self.name, "kind": self.kind}


@dataclass(frozen=True)
class Carried:
    """One comment with all that belongs to it.

    Attributes:
        parent: what it replies to; None for the beginning of a thread.
        votes: who, 1 or -1, when.
        flags: who, why, when, whether a moderator settled it.
        decisions: name of the moderator, verdict, why, what it had waited for, when.
        closed_at: since when nobody replies in the thread that it began.
        earlier: what it said before, since when, and whether everybody could read it.
        promotion: the key of the statement that it became, the revision, who made it one, when.
    """

    uid: UUID
    parent: UUID | None
    target: str
    author: Person
    at: datetime
    edited_at: datetime | None
    text: str
    markup: str
    state: str
    reasons: str = ""
    is_settled: bool = False
    votes: tuple[tuple[Person, int, datetime], ...] = ()
    flags: tuple[tuple[Person, str, datetime, bool], ...] = ()
    decisions: tuple[tuple[str, str, str, str, datetime], ...] = ()
    earlier: tuple[tuple[str, datetime, bool], ...] = ()
    closed_at: datetime | None = None
    promotion: tuple[str, int, str, datetime] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the comment as in a file: dates in ISO 8601, UTC; empty lists left out."""
        said: dict[str, Any] = {
            "uid": str(self.uid), "parent": str(self.parent) if self.parent else None,
            "target": self.target, "author": self.author.to_dict(), "at": self.at.isoformat(),
            "edited_at": self.edited_at.isoformat() if self.edited_at else None,
            "text": self.text, "markup": self.markup, "state": self.state,
            "reasons": self.reasons, "is_settled": self.is_settled,
            "votes": [
                {"author": who.to_dict(), "value": value, "at": at.isoformat()}
                for who, value, at in self.votes
            ],
            "flags": [
                {"author": who.to_dict(), "why": why, "at": at.isoformat(), "is_settled": settled}
                for who, why, at, settled in self.flags
            ],
            "decisions": [
                {"by": by, "verdict": verdict, "why": why, "waited_for": waited,
                 "at": at.isoformat()}
                for by, verdict, why, waited, at in self.decisions
            ],
            "earlier": [
                {"text": text, "at": at.isoformat(), "was_shown": was_shown}
                for text, at, was_shown in self.earlier
            ],
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "promotion": self._promotion(),
        }  # fmt: skip
        return {name: value for name, value in said.items() if value not in (None, [], "", False)}

    def _promotion(self) -> dict[str, Any] | None:
        if self.promotion is None:
            return None
        statement, revision, by, at = self.promotion
        return {"statement": statement, "revision": revision, "by": by, "at": at.isoformat()}


def carried(comment: Comment) -> Carried:
    """Return a comment of the site as it travels; its votes, flags and decisions are prefetched."""
    return Carried(
        uid=comment.uid, parent=comment.parent.uid if comment.parent else None,
        target=comment.target, author=_person(comment.author), at=comment.at.astimezone(UTC),
        edited_at=comment.edited_at, text=comment.text, markup=comment.markup,
        state=comment.state, reasons=comment.reasons, is_settled=comment.is_settled,
        votes=_sorted((_person(v.author), v.value, v.at) for v in comment.votes.all()),
        flags=_sorted((_person(f.author), f.why, f.at, f.is_settled) for f in comment.flags.all()),
        decisions=tuple(
            (d.by_name, d.verdict, d.why, d.waited_for, d.at) for d in comment.decisions.all()
        ),
        earlier=tuple((e.text, e.at, e.was_shown) for e in comment.earlier.all()),
        closed_at=comment.closed_at, promotion=_promoted(comment),
    )  # fmt: skip


def _promoted(comment: Comment) -> tuple[str, int, str, datetime] | None:
    made = getattr(comment, "promotion", None)
    return made and (made.statement, made.revision, made.by_name, made.at)


def read(said: Any) -> Carried:
    """Return the comment that a JSON object says.

    Raises:
        WrongFieldError: a field is missing or wrong; the message names it.
    """
    if not isinstance(said, dict):
        raise WrongFieldError("not an object")
    reasons = _text(said, "reasons", 60)
    if unknown := set(filter(None, reasons.split(","))) - set(Reason.values):
        raise WrongFieldError(f"reasons: {', '.join(sorted(unknown))}")
    parent = said.get("parent")
    return Carried(
        uid=_uid(said, "uid"), parent=_uid(said, "parent") if parent else None,
        target=_text(said, "target", MOST) or WHOLE, author=_read_person(said),
        at=_date(said, "at"), edited_at=_date(said, "edited_at") if said.get("edited_at") else None,
        text=checked_text(said.get("text", "")),
        markup=_one_of(said, "markup", Markup.values), state=_one_of(said, "state", State.values),
        reasons=reasons, is_settled=said.get("is_settled") is True,
        votes=_each(said, "votes", lambda v: (_read_person(v), _value(v), _date(v, "at"))),
        flags=_each(
            said, "flags",
            lambda f: (_read_person(f), _text(f, "why", 300), _date(f, "at"),
                       f.get("is_settled") is True),
        ),
        decisions=_each(
            said, "decisions",
            lambda d: (_text(d, "by", 150), _one_of(d, "verdict", State.values),
                       _text(d, "why", 300), _text(d, "waited_for", 60), _date(d, "at")),
        ),
        earlier=_each(
            said, "earlier",
            lambda e: (checked_text(e.get("text", "")), _date(e, "at"),
                       e.get("was_shown") is True),
        ),
        closed_at=_date(said, "closed_at") if said.get("closed_at") else None,
        promotion=_read_promotion(said.get("promotion")),
    )  # fmt: skip


def _read_promotion(said: Any) -> tuple[str, int, str, datetime] | None:
    if said is None:
        return None
    if not isinstance(said, dict) or not said.get("statement"):
        raise WrongFieldError("promotion: no object with a statement")
    revision = said.get("revision")
    if not isinstance(revision, int) or not 0 < revision < _MOST_REVISIONS:
        raise WrongFieldError("promotion: revision: no number")
    return _text(said, "statement", 40), revision, _text(said, "by", 150), _date(said, "at")


def checked_text(text: Any) -> str:
    """Return the text of a comment, cleaned.

    Raises:
        WrongFieldError: no text, or too long.
    """
    if not isinstance(text, str):
        raise WrongFieldError("text: no text")
    if len(text) > LONGEST:
        raise WrongFieldError(f"text: longer than {LONGEST:,} characters")
    return clean_text(text)


def checked_date(at: datetime) -> datetime:
    """Return a date in UTC.

    Raises:
        WrongFieldError: it lies ahead.
    """
    if at > datetime.now(UTC) + timedelta(days=1):
        raise WrongFieldError(f"date: {at:%Y-%m-%d} lies ahead")
    return at.astimezone(UTC)


def _person(author: Author) -> Person:
    return Person(author.uid, author.name, author.kind)


def _sorted(rows: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return rows of a person and more in the order of the persons' numbers."""
    return tuple(sorted(rows, key=lambda row: row[0].uid))


def _each(said: Mapping[str, Any], name: str, one: Callable[[Any], Any]) -> tuple[Any, ...]:
    rows = said.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WrongFieldError(f"{name}: not a list of objects")
    return tuple(one(row) for row in rows)


def _read_person(said: Mapping[str, Any]) -> Person:
    person = said.get("author")
    if not isinstance(person, dict):
        raise WrongFieldError("author: not an object")
    return Person(
        _uid(person, "uid"), _text(person, "name", 150), _one_of(person, "kind", Kind.values)
    )


def _value(said: Mapping[str, Any]) -> int:
    value = said.get("value")
    if value not in (1, -1) or isinstance(value, bool):
        raise WrongFieldError("value: neither 1 nor -1")
    return int(value)


def _uid(said: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(str(said.get(name)))
    except ValueError:
        raise WrongFieldError(f"{name}: no UUID") from None


def _text(said: Mapping[str, Any], name: str, most: int) -> str:
    text = said.get(name, "")
    if not isinstance(text, str):
        raise WrongFieldError(f"{name}: no text")
    return clean_name(text[: 2 * most])[:most]


def _one_of(said: Mapping[str, Any], name: str, known: list[str]) -> str:
    word = said.get(name)
    if word not in known:
        raise WrongFieldError(f"{name}: none of {', '.join(known)}")
    return str(word)


def _date(said: Mapping[str, Any], name: str) -> datetime:
    try:
        at = datetime.fromisoformat(str(said.get(name)))
    except ValueError:
        raise WrongFieldError(f"{name}: no date") from None
    if at.tzinfo is None:
        raise WrongFieldError(f"{name}: no time zone")
    return checked_date(at)
