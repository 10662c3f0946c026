"""The app of discussions."""

from __future__ import annotations

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """Comments, their moderation, and who is told of them."""

    name = "clearway.web.talk"
    label = "talk"
