"""The app of cases."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, their revisions and roles."""

    name = "clearway.web.cases"
    label = "cases"
