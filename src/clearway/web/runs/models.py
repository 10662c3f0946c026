"""A run is a row: what was asked of which text of a case, how far it is, and what came out.

Whoever may read the case may read its runs. A run of the record, without a case, is there for who
asked for it: what it tells is about his own cases. The row is all there is: a worker that dies, or
a site that restarts, leaves it behind, and it says so.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearway.clearance.engine import RULES_VERSION
from clearway.web.cases.models import Case, Revision
from clearway.web.meaning.told import FORM, UnreadableError, Versions


class State(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")
    INTERRUPTED = "interrupted", _("interrupted by a restart")


OPEN = (State.WAITING, State.RUNNING)
"""States of a run that is still to end."""


class Run(models.Model):
    """One long computation over one text of a case, or over the record.

    Attributes:
        case: whose it is; None for one of the record.
        revision: the text that is asked; a later one is another question.
        subject: what is asked, see `runs.subjects`; `changes` of the record.
        options: the options of the question, as its form cleaned them.
        snapshot: of the record.
        key: hash of text, snapshot, subject and options; equal keys have equal results.
        by: who asked; None for a guest, or when the account is gone.
        progress: how far it is, in words.
        fraction: the same from 0 to 1, or None where nobody knows.
        result: what was told, as `Versions.to_bytes` writes it; None before the end.
        error: what went wrong, for a person.
        is_stop_asked: somebody wants it stopped; the pool ends its process.
        seen_at: when the pool last saw it alive.
    """

    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="runs")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=20)
    options = models.JSONField(default=dict)
    snapshot = models.CharField(max_length=100)
    key = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="runs"
    )
    state = models.CharField(
        max_length=12, choices=State.choices, default=State.WAITING, db_index=True
    )
    progress = models.CharField(max_length=200, blank=True)
    fraction = models.FloatField(null=True)
    result = models.BinaryField(null=True)
    error = models.TextField(blank=True)
    is_stop_asked = models.BooleanField(default=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "key"), condition=Q(state__in=OPEN), name="run_open_once"
            ),
            models.UniqueConstraint(
                fields=("by", "key"),
                condition=Q(state__in=OPEN, case__isnull=True),
                name="run_of_record_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} of {self.case or 'the record'}: {self.state}"

    @property
    def told(self) -> Versions | None:
        """What came out, or None before the end, and where another release kept it."""
        if self.result is None:
            return None
        try:
            return Versions.from_bytes(bytes(self.result))
        except UnreadableError:
            return None

    @property
    def is_open(self) -> bool:
        """Whether it is still to end."""
        return self.state in OPEN


def key_of(raw: bytes, snapshot: str, subject: str, options: dict[str, Any]) -> str:
    """Return what equal questions over equal texts and records have in common: SHA-256, hex.

    Rules and form of the answers are in it: what an earlier release found is asked anew.
    """
    text = hashlib.sha256(raw).hexdigest()
    told = json.dumps([text, snapshot, subject, options, RULES_VERSION, FORM], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
