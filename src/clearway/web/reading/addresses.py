"""Addresses of articles being read for a case."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clearway.web.cases.models import Level
from clearway.web.cases.nav import CaseLink, Group
from clearway.web.reading import views

urlpatterns = [
    path("cases/<int:pk>/read/", views.read, name="read"),
    path("cases/<int:pk>/read/<int:number>/", views.decide, name="read-decide"),
    path("cases/<int:pk>/read/<int:number>/discard/", views.discard, name="read-discard"),
]

CASE_LINKS = (CaseLink("read", _("Read an article"), Group.EVIDENCE, Level.EDITOR),)
