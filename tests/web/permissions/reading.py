"""Who may have an article read for a case, and decide: whoever may change the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.reading import Article
from clearway.web.reading.models import ReadArticle
from web.permissions.answers import GONE, NO, SIGN_IN, YES

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

TABLE = {
    "read": (SIGN_IN, GONE, NO, YES, YES),
    "read-decide": (SIGN_IN, GONE, NO, YES, YES),
    "read-discard": (SIGN_IN, GONE, NO, 302, 302),
}
ADDRESSES = {
    "read": "/cases/{pk}/read/",
    "read-decide": "/cases/{pk}/read/{article}/",
    "read-discard": "/cases/{pk}/read/{article}/discard/",
}
POSTS: dict[str, dict[str, int]] = {"read-discard": {}}


def make(case: Case) -> dict[str, int]:
    """Make an article that waits."""
    article = Article("A text.", "0" * 64).to_dict()
    return {"article": ReadArticle.objects.create(case=case, article=article).pk}
