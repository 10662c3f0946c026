"""The app of looking closely."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Pages over the record and its answers; keeps nothing of its own."""

    name = "clearway.web.look"
    label = "look"
