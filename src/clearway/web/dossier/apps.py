"""The app of the dossier."""

from __future__ import annotations

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Sightings that wait for a moderator; everything else is in the case's text."""

    name = "clearway.web.dossier"
    label = "dossier"

    def ready(self) -> None:
        """Let what guests send wait for their address."""
        from clearway.web.dossier.sending import ACT, SIGHTING
        from clearway.web.talk.asking import ACTS

        ACTS[SIGHTING] = ACT
