"""Addresses of the pages of answers."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clearway.web.cases.nav import CaseLink, Group
from clearway.web.pages import assets, outlines, views

urlpatterns = [
    path("", views.home, name="home"),
    path("cases/<int:pk>/", views.case_page, name="case"),
    path("cases/<int:pk>/remaining/", views.remaining, name="remaining"),
    path("cases/<int:pk>/steps/", views.steps, name="steps"),
    path("cases/<int:pk>/charts/<str:name>.<str:form>", views.chart, name="chart"),
    path("assets/outlines.<str:digest>.svg", outlines.outlines_file, name="outlines"),
    path("assets/charts.<str:digest>.js", assets.charts_script, name="charts-script"),
    path("health/", views.health, name="health"),
]

CASE_LINKS = (CaseLink("case", _("Answer"), Group.CLEARANCE, keeps_view=True),)
