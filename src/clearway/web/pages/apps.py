"""The app of pages."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages; keeps nothing of its own."""

    name = "clearway.web.pages"
    label = "pages"
