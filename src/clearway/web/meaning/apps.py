"""The app of what a clearance means."""

from __future__ import annotations

from django.apps import AppConfig


class MeaningConfig(AppConfig):
    """Pages over answers; keeps nothing of its own."""

    name = "clearway.web.meaning"
    label = "meaning"
