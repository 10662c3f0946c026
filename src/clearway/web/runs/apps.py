"""The app of long computations."""

from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Runs: who asked what, how far it is, what came out."""

    name = "clearway.web.runs"
    label = "runs"
