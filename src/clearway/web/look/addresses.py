"""Addresses of looking closely: behind the numbers of a case, and into the record."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clearway.web.cases.nav import CaseLink, Group
from clearway.web.look import explained, views

urlpatterns = [
    path("cases/<int:pk>/explain/", explained.explain, name="explain"),
    path("search/", views.search, name="search"),
    path("right/", views.right, name="right"),
    path("family/", views.family, name="family"),
    path("holder/", views.holder, name="holder"),
    path("standard/", views.standard, name="standard"),
    path("market/", views.market, name="market"),
    path("record/", views.record, name="record"),
    path("record/rejects/", views.rejects, name="rejects"),
    path("record/changes/", views.changes, name="record-changes"),
]

CASE_LINKS = (CaseLink("explain", _("Explain"), Group.CLEARANCE, keeps_view=True),)
