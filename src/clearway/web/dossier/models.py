"""A sighting that somebody sent in and that waits for a moderator.

The case knows nothing of it until it is decided; then its text gets a revision with the sighting,
its state and the reason. The picture stays here, drawn anew.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clearway.case.words import CHANNELS
from clearway.web.cases.models import Case

MOST_WAITING = 200
"""Sightings that may wait in one case; further ones are refused until some are decided."""


class SentSighting(models.Model):
    """One sighting as sent in.

    Attributes:
        by_name: as the sender gave it; nobody has checked it.
        by: the member who sent it; None for a guest.
        is_confirmed: a guest whose address the discussion has confirmed in this session.
        picture: drawn anew as JPEG, without anything that came with it; empty for none.
        state: empty while it waits, else the state it was given.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sent_sightings")
    product = models.CharField(_("product"), max_length=100)
    market = models.CharField(_("market"), max_length=2)
    channel = models.CharField(_("channel"), max_length=20)
    on = models.DateField(_("seen on"))
    place = models.CharField(_("town or shop"), max_length=100, blank=True)
    seller = models.CharField(_("seller"), max_length=100, blank=True)
    by_name = models.CharField(_("your name"), max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_confirmed = models.BooleanField(default=False)
    picture = models.BinaryField(default=b"", blank=True)
    state = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("sighting sent in")
        verbose_name_plural = _("sightings sent in")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.product}, {self.market}, {self.on}"

    @property
    def called(self) -> str:
        """What a reader calls its channel."""
        return CHANNELS[self.channel]

    @property
    def label(self) -> str:
        """The id that the sighting has in the case."""
        return f"sent-{self.pk}"
