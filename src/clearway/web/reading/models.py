"""An article that was read for a case and waits for decisions.

The case itself knows nothing of it until somebody accepts a row; then it gets a revision.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clearway.reading import Article, Proposal
from clearway.web.cases.models import Case

MOST_WAITING = 50
"""Articles that wait in one case; the oldest go first."""


class ReadArticle(models.Model):
    """One article with its proposals, each waiting, accepted, corrected or rejected.

    Attributes:
        article: what was read, as `Article.to_dict` gives it.
        proposals: as `Proposal.to_dict` gives them.
        decisions: by the place of the proposal (`source` for the article itself): `accept`,
            `correct` or `reject`. Accepted rows are in the case.
        by: who had it read; None when the account is gone.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="read_articles")
    article = models.JSONField()
    proposals = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("read article")
        verbose_name_plural = _("read articles")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return str(self.article["title"] or self.article["publisher"])

    @property
    def waiting(self) -> int:
        """How many proposals nobody has decided about."""
        decided = [key for key in self.decisions if key != "source"]
        return len(self.proposals) - len(decided)

    def read(self) -> Article:
        """Return the article."""
        told: dict[str, Any] = dict(self.article)
        published = told["published_on"]
        told["published_on"] = date.fromisoformat(published) if published else None
        return Article(**told)

    def proposed(self) -> list[Proposal]:
        """Return the proposals."""
        return [Proposal(**told) for told in self.proposals]
