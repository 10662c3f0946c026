"""The app of downloads."""

from __future__ import annotations

from django.apps import AppConfig


class DownloadsConfig(AppConfig):
    """Files of what the pages show; keeps nothing of its own."""

    name = "clearway.web.downloads"
    label = "downloads"
