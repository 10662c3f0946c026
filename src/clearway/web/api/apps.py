"""The app of the API."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API; its tokens are kept with their owners."""

    name = "clearway.web.api"
    label = "api"
