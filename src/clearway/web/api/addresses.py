"""Addresses around the API: the page to try it, and the tokens."""

from __future__ import annotations

from django.urls import path

from clearway.web.api import views

urlpatterns = [
    path("api/", views.trying, name="api"),
    path("tokens/", views.tokens, name="tokens"),
]
