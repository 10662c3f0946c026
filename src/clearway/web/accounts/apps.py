"""The app of people and teams."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, the teams they are in, and their tokens."""

    name = "clearway.web.accounts"
    label = "accounts"
