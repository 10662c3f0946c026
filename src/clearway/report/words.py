"""The sentences of a report: the answer with its hedge, and what a report cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.clearance.opening import open_when
from clearway.model.territory import in_country
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from clearway.case import Policy
    from clearway.clearance.results import MarketResult
    from clearway.report.scope import Scope


def limits() -> str:
    """Return what a report cannot say."""
    paragraphs = (
        _(
            "Declared is not essential: nobody checks declarations, and most are never tested. "
            "Nothing here says that a patent is essential, valid or infringed."
        ),
        _(
            "Absence is never clearance: a market, an office or a standard on which the record is "
            "silent is 'unknown', and no status means that nobody can sue."
        ),
        _(
            "Patents that are declared to no standard are outside this report, and so are deals "
            "and court cases that no source names."
        ),
        _(
            "What rests on an estimate (a grant date, the end of a term, the states where a "
            "European patent is in force) is counted as such; a register entry settles it."
        ),
        _(
            "This is not legal advice. It is a calculation over public records and the case file "
            "named above; a lawyer admitted where the product is sold should read both before "
            "anyone relies on it."
        ),
    )
    return "\n\n".join(paragraphs)


@dataclass(frozen=True)
class Change:
    """What some deals, or other terms of them, change in an answer.

    Attributes:
        named: the deals set before against after, or their bundle; empty where terms change.
        before: the row looked at, before them.
        open_before: how many markets count as open before them.
        opened: how many do that did not before.
    """

    named: str
    before: MarketResult
    open_before: int
    opened: int


def answer_in_words(scope: Scope) -> str:
    """Answer the question of a case in a sentence or two, with their hedge."""
    now = sum(counts_as_open(row, scope.case.policy) for row in scope.rows)
    return told_in_words(scope.row, len(scope.rows), now, _change(scope))


def told_in_words(row: MarketResult, asked: int, now: int, change: Change | None) -> str:
    """Tell an answer in the language spoken.

    Every part is a whole clause, so that a translation may order its words as its language does.

    Args:
        row: the product in the market looked at.
        asked: how many markets are asked for.
        now: how many of them count as open.
        change: what is set before against after; None when nothing is.
    """
    where = in_country(row.market)
    if row.share is None:
        first = _("No declared family in force %(in_place)s is on record for the %(product)s.") % {
            "in_place": where, "product": row.product,
        }  # fmt: skip
    else:
        first = _shares(change) % {
            "named": change.named if change else "", "share": figure(row.share, ".0%"),
            "in_place": where, "product": row.product, "was": _was(change), "rest": _remaining(row),
        }  # fmt: skip
    return " ".join((first, _opened(asked, now, change), _("Declared is not essential.")))


def counts_as_open(row: MarketResult, policy: Policy) -> bool:
    """Say whether a market counts as open under a policy's `open_when`, as plans have it."""
    return open_when(policy.open_when, policy.covered_share).is_open(row)


def _change(scope: Scope) -> Change | None:
    if scope.changes is None:
        return None
    policy, before = scope.case.policy, scope.changes.before
    pairs = [(row, before.at(row.product, row.market)) for row in scope.rows]
    was = [(counts_as_open(new, policy), counts_as_open(old, policy)) for new, old in pairs]
    return Change(
        named=scope.changes.bundle or ", ".join(scope.changes.deals),
        before=before.at(scope.product, scope.market),
        open_before=sum(old for _new, old in was),
        opened=sum(new and not old for new, old in was),
    )


def _shares(change: Change | None) -> str:
    if change is None:
        return _(
            "%(share)s of the declared families in force %(in_place)s are cleared for the "
            "%(product)s%(was)s, and %(rest)s."
        )
    if not change.named:
        return _(
            "With these changes %(share)s of the declared families in force %(in_place)s are "
            "cleared for the %(product)s%(was)s, and %(rest)s."
        )
    if change.opened:
        return _(
            "In part: with %(named)s %(share)s of the declared families in force "
            "%(in_place)s are cleared for the %(product)s%(was)s, and %(rest)s."
        )
    return _(
        "Not by itself: with %(named)s %(share)s of the declared families in force "
        "%(in_place)s are cleared for the %(product)s%(was)s, and %(rest)s."
    )


def _was(change: Change | None) -> str:
    if change is None or change.before.share is None:
        return ""
    return _(" (%(share)s before)") % {"share": figure(change.before.share, ".0%")}


def _remaining(row: MarketResult) -> str:
    count = len(row.enforcers)
    if row.status == "barred":
        return _("an order of a court bars it there")
    if not count:
        return _("none of the holders who remain is known to have sued there over declared patents")
    if count == 1:
        return _("1 of the holders who remain has sued there over declared patents")
    return _("%(count)s of the holders who remain have sued there over declared patents") % {
        "count": count,
    }  # fmt: skip


def _opened(asked: int, now: int, change: Change | None) -> str:
    if change is None:
        return _("%(now)s of %(asked)s markets count as open.") % {"now": now, "asked": asked}
    if not change.named:
        return _("%(now)s of %(asked)s markets count as open, %(before)s before.") % {
            "now": now, "asked": asked, "before": change.open_before,
        }  # fmt: skip
    return _("It opens %(opened)s of %(asked)s markets; %(now)s count as open after it.") % {
        "opened": change.opened, "asked": asked, "now": now,
    }  # fmt: skip
