"""Users, teams, and tokens for the API."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

USED_EVERY = timedelta(minutes=1)
"""How exactly the last use of a token is known: each note is a write."""


class User(AbstractUser):
    """A person; own class from the first release on, for it cannot be changed later."""


class Team(models.Model):
    """Several people who are given a role together.

    Attributes:
        members: who has the team's roles.
        leads: the members who add others and take them away; a role of the team is in their hands.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    members = models.ManyToManyField(User, related_name="teams", verbose_name=_("members"))
    leads = models.ManyToManyField(
        User, related_name="led_teams", blank=True, verbose_name=_("led by")
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def is_seen_by(self, who: User) -> bool:
        """Say whether somebody may know of the team: its members, and administrators."""
        return who.is_superuser or self.members.filter(pk=who.pk).exists()

    def is_led_by(self, who: User) -> bool:
        """Say whether somebody may change who is in it."""
        return who.is_superuser or self.leads.filter(pk=who.pk).exists()


class Scope(models.TextChoices):
    """What a token may do of what its owner may."""

    READ = "read", _("read")
    WRITE = "write", _("read and change")


class Token(models.Model):
    """A key to the API with its owner's rights, or a part of them; only its hash is kept."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=120)
    scope = models.CharField(_("may"), max_length=5, choices=Scope.choices, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def issue(cls, owner: User, name: str, scope: Scope = Scope.READ) -> tuple[Self, str]:
        """Make a token; the text is shown once and never again."""
        text = f"cw_{secrets.token_urlsafe(32)}"
        made = cls.objects.create(owner=owner, name=name, scope=scope, digest=digest_of(text))
        return made, text

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Return the token of a text, if its owner may still sign in; note now and then its use."""
        found = (
            cls.objects.filter(digest=digest_of(text), owner__is_active=True)
            .select_related("owner")
            .first()
        )
        now = timezone.now()
        if found and (found.used_at is None or now - found.used_at > USED_EVERY):
            cls.objects.filter(pk=found.pk).update(used_at=now)
        return found


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: SHA-256, hex. The secrets are random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()
