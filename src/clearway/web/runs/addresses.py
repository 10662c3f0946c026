"""Addresses of runs."""

from __future__ import annotations

from django.urls import path

from clearway.web.runs import views

urlpatterns = [
    path("runs/<int:pk>/", views.page, name="run"),
    path("runs/<int:pk>/stop/", views.stop, name="run-stop"),
    path("runs/<int:pk>/charts/<int:number>.<str:form>", views.chart, name="run-chart"),
]
