"""A variant is a case of its own, with a parent and a name.

Who may read or change it is said as of any case: by roles in it, at first its maker's alone.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clearway.web.cases.models import Case


class Variant(models.Model):
    """The name of a variant, and what it was made of.

    Attributes:
        case: the variant; its `parent` is the case that was changed.
        revision: number of the parent's revision that it was made of.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="variant")
    name = models.CharField(_("name"), max_length=120)
    revision = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
