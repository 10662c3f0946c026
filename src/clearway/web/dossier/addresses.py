"""Addresses of the dossier."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clearway.web.cases.nav import CaseLink, Group
from clearway.web.dossier import publishing, sending, views

_CASE = "cases/<int:pk>/"

urlpatterns = [
    path(f"{_CASE}evidence/", views.evidence, name="evidence"),
    path(f"{_CASE}forecasts/", views.forecasts, name="forecasts"),
    path(f"{_CASE}forecasts/chart.svg", views.forecast_chart, name="forecast-chart"),
    path(f"{_CASE}sightings/", views.sightings, name="sightings"),
    path(f"{_CASE}sightings/map.svg", views.sightings_map, name="sightings-map"),
    path(f"{_CASE}sightings/send/", sending.send, name="sightings-send"),
    path(f"{_CASE}sightings/queue/", views.queue, name="sightings-queue"),
    path(f"{_CASE}sightings/<int:number>/decide/", views.decide_one, name="sightings-decide"),
    path(f"{_CASE}sightings/<int:number>/picture/", views.picture, name="sightings-picture"),
    path(f"{_CASE}published/", publishing.published, name="published"),
    path(f"{_CASE}published/page.pdf", publishing.published_pdf, name="published-pdf"),
    path(f"{_CASE}published/feed.atom", publishing.published_feed, name="published-feed"),
]

CASE_LINKS = (
    CaseLink("evidence", _("Evidence"), Group.EVIDENCE),
    CaseLink("forecasts", _("Forecasts"), Group.EVIDENCE),
    CaseLink("sightings", _("Sightings"), Group.EVIDENCE),
    CaseLink("published", _("Page to publish"), Group.EVIDENCE),
)
