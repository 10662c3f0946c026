"""From a sighting sent in to a sighting of the case: decided once, written as a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from clearway.case import Sighting
from clearway.reading.enter import appended, tables_text
from clearway.web.cases import keeping
from clearway.web.cases.models import Case
from clearway.web.dossier.forms import DISCARD
from clearway.web.dossier.models import SentSighting

if TYPE_CHECKING:
    from clearway.web.accounts.models import User


class DecidedMeanwhileError(Exception):
    """Another moderator decided first; nothing was written."""


@transaction.atomic
def decide(sent: SentSighting, said: dict[str, Any], by: User) -> None:
    """Give a sighting its state, and write it into the case.

    Args:
        sent: as it waits.
        said: `state`, `reason` and `duplicate_of`, as `DecideForm` cleans them.
        by: the moderator.

    Raises:
        DecidedMeanwhileError: it waits no longer.
        CaseError: the case with it would be none (an unknown duplicate, say).
        ChangedMeanwhileError: the case changed just now.
    """
    waiting = SentSighting.objects.select_for_update().filter(pk=sent.pk, state="")
    now = waiting.first()
    if now is None:
        raise DecidedMeanwhileError
    if said["state"] == DISCARD:
        now.delete()
        return
    case = Case.objects.select_for_update().get(pk=now.case_id)  # one decision after the other
    current = case.current
    raw = appended(bytes(current.text), tables_text([_entry(now, said)]))
    keeping.revise(case, raw, by, _("a sighting was decided"), current.number)
    now.state, now.reason = said["state"], said["reason"]
    now.save(update_fields=["state", "reason"])


def _entry(sent: SentSighting, said: dict[str, Any]) -> Sighting:
    return Sighting(
        product=sent.product,
        market=sent.market,
        channel=sent.channel,
        on=sent.on,
        state=said["state"],
        reason=said["reason"] or None,
        duplicate_of=said["duplicate_of"] or None,
        place_name=sent.place or None,
        seller=sent.seller or None,
        by=sent.by_name,
        picture=f"{sent.label}.jpg" if sent.picture else None,
        id=sent.label,
    )
