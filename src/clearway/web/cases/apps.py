"""The app of cases."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, their revisions and roles."""

    name = "clearway.web.cases"
    label = "cases"

    def ready(self) -> None:
        """Watch over cases whose owner goes."""
        from clearway.web.cases import owning  # noqa: F401 - its receivers are what is wanted
