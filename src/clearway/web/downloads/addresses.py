"""Addresses of files: tables and charts of a case, and its report once it is worked out."""

from __future__ import annotations

from django.urls import path

from clearway.web.downloads import views

urlpatterns = [
    path("cases/<int:pk>/tables/<slug:name>.<str:form>", views.table, name="table-file"),
    path("cases/<int:pk>/drawings/<slug:name>.<str:form>", views.drawing, name="drawing"),
    path("runs/<int:pk>/report.<str:form>", views.report, name="report-file"),
]
