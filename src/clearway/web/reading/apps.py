"""The app of articles being read."""

from __future__ import annotations

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    """Articles that wait for somebody to decide."""

    name = "clearway.web.reading"
    label = "reading"
