"""Who may read the dossier, send a sighting and decide: the queue is for whoever may change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clearway.web.dossier.models import SentSighting
from web.permissions.answers import GONE, NO, SIGN_IN, YES

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

TABLE = {
    "evidence": (GONE, GONE, YES, YES, YES),
    "forecasts": (GONE, GONE, YES, YES, YES),
    "forecast-chart": (GONE, GONE, GONE, GONE, GONE),  # nothing is scored in this case
    "sightings": (GONE, GONE, YES, YES, YES),
    "sightings-map": (GONE, GONE, GONE, GONE, GONE),  # nothing was seen in this case
    "sightings-send": (GONE, GONE, YES, YES, YES),
    "sightings-queue": (SIGN_IN, GONE, NO, YES, YES),
    "sightings-decide": (SIGN_IN, GONE, NO, 302, 302),
    "sightings-picture": (GONE, GONE, GONE, YES, YES),  # it waits
    "published": (GONE, GONE, 202, 202, 202),  # it is being worked out
    "published-pdf": (GONE, GONE, 202, 202, 202),
    "published-feed": (GONE, GONE, YES, YES, YES),
}
_CASE = "/cases/{pk}/"
ADDRESSES = {
    "evidence": _CASE + "evidence/",
    "forecasts": _CASE + "forecasts/",
    "forecast-chart": _CASE + "forecasts/chart.svg",
    "sightings": _CASE + "sightings/",
    "sightings-map": _CASE + "sightings/map.svg",
    "sightings-send": _CASE + "sightings/send/",
    "sightings-queue": _CASE + "sightings/queue/",
    "sightings-decide": _CASE + "sightings/{sent}/decide/",
    "sightings-picture": _CASE + "sightings/{sent}/picture/",
    "published": _CASE + "published/",
    "published-pdf": _CASE + "published/page.pdf",
    "published-feed": _CASE + "published/feed.atom",
}
POSTS: dict[str, dict[str, object]] = {"sightings-decide": {"state": "verified"}}


def make(case: Case) -> dict[str, int]:
    """Make a sighting that waits, with a picture."""
    sent = SentSighting.objects.create(
        case=case, product="phone", market="DE", channel="operator", on=date(2017, 9, 1),
        by_name="a reader", picture=b"\xff\xd8",
    )  # fmt: skip
    return {"sent": sent.pk}
