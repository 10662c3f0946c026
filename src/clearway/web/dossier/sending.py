"""A sighting sent in: by a member at once, by a guest once his address has answered.

What a guest sends is kept apart like his comments, picture and all, until he presses the button
behind the link of a mail; no moderator sees it before, and after two days it is deleted.
"""

from __future__ import annotations

import base64
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from clearway.web.accounts.models import User
from clearway.web.cases.keeping import text_of
from clearway.web.dossier.forms import SightingForm
from clearway.web.dossier.models import MOST_WAITING, SentSighting
from clearway.web.pages.answers import ANSWERS
from clearway.web.talk import asking, writing
from clearway.web.talk.limits import is_within, network_of
from clearway.web.talk.people import visit_of
from clearway.web.talk.rules import DAY, HOUR, Limit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from clearway.web.cases.models import Case
    from clearway.web.talk.models import Author, Pending
    from clearway.web.talk.people import Visit

PER_NETWORK = Limit("sightings", gettext_lazy("sightings from one network address"), 5, HOUR)
PER_CASE = Limit("sightings-case", gettext_lazy("sightings sent to one case"), 100, DAY)
SIGHTING = "sighting"


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sighting from whoever may write in the discussion; it waits for a moderator."""
    visit = visit_of(request, pk)
    if not visit.may_write:
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = SightingForm(
        request.POST if is_sent else None, request.FILES if is_sent else None,
        said=ANSWERS.case(text_of(visit.case))[1], author=visit.author,
    )  # fmt: skip
    if is_sent and form.is_valid():
        try:
            return _sent(request, visit, form.cleaned_data)
        except writing.RefusedError as error:
            form.add_error(None, str(error))
    context = {"case": visit.case, "form": form, "visit": visit}
    return render(request, "dossier/send.html", context)


def _sent(request: HttpRequest, visit: Visit, said: dict[str, Any]) -> HttpResponse:
    """Keep a sighting, or ask its sender's address first.

    Raises:
        RefusedError: too many were sent.
    """
    case = visit.case
    is_few = is_within(PER_NETWORK, network_of(request)) and is_within(PER_CASE, str(case.pk))
    if not is_few or not _has_room(case):
        raise writing.RefusedError(_("Too many sightings were sent. Try again later."))
    if visit.author is None:
        asking.ask(request, visit, said.pop("mail"), SIGHTING, _packed(said))
        return render(request, "dossier/asked.html", {"case": case})
    by = request.user if isinstance(request.user, User) else None
    SentSighting.objects.create(case=case, by=by, is_confirmed=True, **said)
    messages.success(request, thanks())
    return redirect("sightings", case.pk)


def thanks() -> str:
    """Say what happens next."""
    return _("Thank you. It is shown once a moderator has looked at it.")


def _has_room(case: Case) -> bool:
    return case.sent_sightings.filter(state="").count() < MOST_WAITING


def _packed(said: dict[str, Any]) -> dict[str, Any]:
    """Return what the form said as it waits; the name is that of the author to be."""
    picture = base64.b64encode(said["picture"]).decode()
    return said | {"on": said["on"].isoformat(), "picture": picture, "name": said["by_name"]}


def confirmed(kept: Pending, _author: Author) -> None:
    """Let a sighting wait for a moderator, now that its sender's address has answered.

    Raises:
        RefusedError: too many wait.
    """
    if not _has_room(kept.case):
        raise writing.RefusedError(_("Too many sightings were sent. Try again later."))
    said = {name: value for name, value in kept.said.items() if name != "name"}
    said["on"] = date.fromisoformat(said["on"])
    said["picture"] = base64.b64decode(said["picture"])
    SentSighting.objects.create(case=kept.case, is_confirmed=True, **said)


ACT = asking.Act(
    confirmed, "sightings",
    gettext_lazy("Somebody sent a sighting of a device with your address."), thanks,
)  # fmt: skip
