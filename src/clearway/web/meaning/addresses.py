"""Addresses of what a clearance means: one page for each subject."""

from __future__ import annotations

from django.urls import path

from clearway.web.cases.nav import CaseLink, Group
from clearway.web.meaning import views
from clearway.web.meaning.subjects import SUBJECTS

urlpatterns = [
    *(path(f"cases/<int:pk>/{name}/", views.page, {"name": name}, name=name) for name in SUBJECTS),
    path(
        "cases/<int:pk>/<slug:name>/charts/<int:number>.<str:form>",
        views.chart,
        name="meaning-chart",
    ),
]

CASE_LINKS = tuple(
    CaseLink(subject.name, subject.title, Group.MEANING, keeps_view=True)
    for subject in SUBJECTS.values()
)
