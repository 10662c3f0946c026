"""Addresses of people and teams."""

from __future__ import annotations

from django.urls import path

from clearway.web.accounts import views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("teams/<int:team>/", views.team_page, name="team"),
    path("people/invite/", views.invite, name="invite"),
]
