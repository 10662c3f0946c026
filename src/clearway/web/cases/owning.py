"""A case outlives its owner's account: an administrator takes over what nobody owns any more."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from clearway.web.accounts.models import Team, User
from clearway.web.cases.models import Case, Level, Role


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Team)
def take_over(**_: Any) -> None:
    """Give cases without an owner to the first administrator; the open demo needs none."""
    heir = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if heir is None:
        return
    for case in Case.objects.exclude(pk__in=Case.objects.owned().values("pk")):
        if not case.is_open:
            Role.objects.update_or_create(case=case, user=heir, defaults={"level": Level.OWNER})
