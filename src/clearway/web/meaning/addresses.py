"""Addresses of what a clearance means."""

from __future__ import annotations

from django.urls import path, re_path

from clearway.web.meaning import views
from clearway.web.meaning.subjects import SUBJECTS

_ONE = "|".join(SUBJECTS)

urlpatterns = [
    re_path(rf"^cases/(?P<pk>[0-9]{{1,18}})/(?P<name>{_ONE})/$", views.page, name="meaning"),
    path(
        "cases/<int:pk>/<slug:name>/charts/<int:number>.<str:form>",
        views.chart,
        name="meaning-chart",
    ),
]
