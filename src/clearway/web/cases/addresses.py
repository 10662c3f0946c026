"""Addresses of cases: kept, changed, shared."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clearway.web.cases import views
from clearway.web.cases.models import Level
from clearway.web.cases.nav import CaseLink, Group

urlpatterns = [
    path("cases/", views.listing, name="cases"),
    path("cases/named/", views.named, name="named"),
    path("cases/new/", views.new, name="new"),
    path("cases/import/", views.upload, name="import"),
    path("cases/<int:pk>/case.toml", views.export, name="export"),
    path("cases/<int:pk>/edit/", views.edit, name="edit"),
    path("cases/<int:pk>/history/", views.history, name="history"),
    path("cases/<int:pk>/history/<int:number>/restore/", views.restore, name="restore"),
    path("cases/<int:pk>/share/", views.share, name="share"),
    path("link/<str:secret>/", views.follow, name="follow"),
]

CASE_LINKS = (
    CaseLink("history", _("History"), Group.FILE),
    CaseLink("edit", _("Case file"), Group.FILE, Level.EDITOR),
    CaseLink("share", _("Share"), Group.FILE, Level.OWNER),
)
