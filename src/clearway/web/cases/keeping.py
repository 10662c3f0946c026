"""How a case is made, changed, undone and shared; every view goes through here.

A text is kept only if it is a case: what is wrong in it comes back as findings, with lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from clearway.case import read_text
from clearway.errors import CaseError
from clearway.web.cases.models import Case, Level, Revision, Role

if TYPE_CHECKING:
    import clearway.case
    from clearway.web.accounts.models import User

NAME = "case.toml"


class ChangedMeanwhileError(Exception):
    """Somebody else changed the case since it was opened; nothing was written."""


def parse(raw: bytes) -> clearway.case.Case:
    """Return the case that a text says.

    Raises:
        CaseError: with every finding, a line each.
    """
    case, findings = read_text(raw, NAME)
    if case is None:
        raise CaseError("\n".join(f"{finding}" for finding in findings[:50]))
    return case


@transaction.atomic
def create(raw: bytes, by: User, what: str = "", parent: Case | None = None) -> Case:
    """Make a case of a text; its maker owns it, and nobody else sees it.

    Raises:
        CaseError: the text is no case.
    """
    said = parse(raw)
    made = Case.objects.create(title=_title(said), parent=parent)
    Role.objects.create(case=made, user=by, level=Level.OWNER)
    Revision.objects.create(case=made, number=1, text=raw, what=what or _("made"), by=by)
    return made


@transaction.atomic
def revise(case: Case, raw: bytes, by: User, what: str, seen: int) -> Revision:
    """Give a case a new text.

    Args:
        case: the case.
        raw: the whole new text.
        by: who changes it.
        what: what was done, in words.
        seen: number of the revision that the change was made on.

    Raises:
        CaseError: the text is no case.
        ChangedMeanwhileError: there is a later revision than the one seen.
    """
    said = parse(raw)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    latest = locked.current
    if latest.number != seen:
        raise ChangedMeanwhileError
    if bytes(latest.text) == raw:
        return latest
    locked.title = _title(said)
    locked.save(update_fields=["title"])
    return Revision.objects.create(case=locked, number=seen + 1, text=raw, what=what[:300], by=by)


def restore(case: Case, number: int, by: User, seen: int) -> Revision:
    """Bring an earlier text back, as a revision of its own: undoing can be undone.

    Raises:
        Revision.DoesNotExist: the case has no such revision.
        ChangedMeanwhileError: as `revise`.
    """
    old = case.revisions.get(number=number)
    what = _("brought back revision %(number)s") % {"number": number}
    return revise(case, bytes(old.text), by, what, seen)


def text_of(case: Case) -> bytes:
    """Return the case file as it stands, byte for byte."""
    return bytes(case.current.text)


def _title(said: clearway.case.Case) -> str:
    return (said.question or said.id)[:300]
