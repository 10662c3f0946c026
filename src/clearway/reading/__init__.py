"""Reading an article: what it seems to say, span by span, for a person to accept or not."""

from __future__ import annotations

from clearway.reading.article import Article, Proposal
from clearway.reading.extract import read_article
from clearway.reading.mentions import Gazetteer
from clearway.reading.propose import KINDS, propose

__all__ = ["KINDS", "Article", "Gazetteer", "Proposal", "propose", "read_article"]
