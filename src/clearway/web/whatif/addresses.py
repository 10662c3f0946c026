"""Addresses of what if and of variants."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clearway.web.cases.nav import CaseLink, Group
from clearway.web.whatif import views

urlpatterns = [
    path("cases/<int:pk>/what-if/", views.whatif, name="what-if"),
    path("cases/<int:pk>/what-if/save/", views.save, name="save-variant"),
    path("cases/<int:pk>/variants/", views.variants, name="variants"),
]

CASE_LINKS = (
    CaseLink("what-if", _("What if"), Group.CLEARANCE, keeps_view=True),
    CaseLink("variants", _("Variants"), Group.CLEARANCE),
)
