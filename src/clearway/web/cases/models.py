"""A case is a text with a history. The text is the case file, byte for byte.

Every change is a revision with who, when and what; undoing is one more revision. A case belongs to
nobody but those who hold a role in it, themselves or by a team; the demo case is open to read.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clearway.web.accounts.models import Team, User, digest_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Visitor = User | AnonymousUser


class Level(models.IntegerChoices):
    """What a role allows; each includes the ones before."""

    VIEWER = 1, _("viewer")
    EDITOR = 2, _("editor")
    OWNER = 3, _("owner")


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, narrowed to what somebody may do with them."""

    def allowed(self, visitor: Visitor, level: Level = Level.VIEWER) -> Self:
        """Return the cases in which a visitor has at least a role; the way in for every view."""
        if not visitor.is_authenticated:
            return self.filter(is_open=True) if level == Level.VIEWER else self.none()
        held = Q(roles__user=visitor) | Q(roles__team__members=visitor)
        mine = Q(pk__in=Case.objects.filter(held, roles__level__gte=level).values("pk"))
        return self.filter(mine | Q(is_open=True) if level == Level.VIEWER else mine)

    def owned(self) -> Self:
        """Return the cases that somebody who can sign in owns, himself or by a team."""
        active = Q(user__is_active=True) | Q(team__members__is_active=True)
        owners = Role.objects.filter(active, level=Level.OWNER)
        return self.filter(pk__in=owners.values("case"))


class Case(models.Model):
    """One case of the site.

    Attributes:
        title: the case's question, or its id; from the text of the last revision.
        is_open: anyone may read it (the demo).
        parent: the case that it is a variant of.
        held: the level of the visitor who came by `case_for`; 0 before. Not kept.
    """

    title = models.CharField(_("title"), max_length=300)
    is_open = models.BooleanField(default=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="variants"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    held: int = 0

    objects: ClassVar[models.Manager[Case]] = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def current(self) -> Revision:
        """The last revision."""
        return self.revisions.latest("number")


class Revision(models.Model):
    """One state of a case's text.

    Attributes:
        text: the case file.
        what: what was done, in words.
        by: who; None when the site itself did it or the account is gone.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.BinaryField()
    what = models.CharField(_("what was done"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("case", "-number")
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="revision_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.case} #{self.number}"


class Role(models.Model):
    """What a person or a team may do with a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE)
    level = models.IntegerField(_("role"), choices=Level.choices, default=Level.VIEWER)

    class Meta:
        ordering = ("case", "-level", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(team__isnull=True), name="role_of_one"
            ),
            models.UniqueConstraint(fields=("case", "user"), name="role_once_for_user"),
            models.UniqueConstraint(fields=("case", "team"), name="role_once_for_team"),
        )

    def __str__(self) -> str:
        return f"{self.user or self.team}: {self.get_level_display()}"


class Link(models.Model):
    """A link that lets whoever holds it read a case until it expires; only its hash is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.case} until {self.expires_at:%Y-%m-%d}"

    @classmethod
    def issue(cls, case: Case, by: User, days: int) -> tuple[Self, str]:
        """Make a link; its secret is shown once and never again."""
        secret = secrets.token_urlsafe(32)
        expires_at: datetime = timezone.now() + timedelta(days=days)
        made = cls.objects.create(case=case, by=by, digest=digest_of(secret), expires_at=expires_at)
        return made, secret

    @classmethod
    def case_of(cls, secret: str) -> Case | None:
        """Return the case that a secret opens now, or None."""
        found = (
            cls.objects.filter(digest=digest_of(secret), expires_at__gt=timezone.now())
            .select_related("case")
            .first()
        )
        return found.case if found else None
