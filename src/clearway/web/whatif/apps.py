"""The app of variants."""

from __future__ import annotations

from django.apps import AppConfig


class WhatIfConfig(AppConfig):
    """Names the variants of cases; what is only tried out lives in the address."""

    name = "clearway.web.whatif"
    label = "whatif"
