"""The answer in a sentence or two, in the language of the reader; the report's words, translated.

Every part is a whole clause, so that a translation may order its words as its language does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearway.model.territory import country_name

if TYPE_CHECKING:
    from clearway.web.pages.view import View


def sentence(view: View, lang: str) -> str:
    """Answer the question of a case with its hedge."""
    row, place = view.row, country_name(view.market, lang)
    if row.share is None:
        first = _("No declared family in force in %(place)s is on record for the %(product)s.") % {
            "place": place, "product": view.product,
        }  # fmt: skip
    else:
        first = _shares(view, place, row.share)
    return " ".join((first, _opened(view), _("Declared is not essential.")))


def _shares(view: View, place: str, share: float) -> str:
    said = {
        "deals": view.named, "share": percent(share, to=0), "place": place,
        "product": view.product, "rest": _remaining(view),
    }  # fmt: skip
    before = view.row_before
    if before is None:
        return (
            _(
                "%(share)s of the declared families in force in %(place)s are cleared for the "
                "%(product)s, and %(rest)s."
            )
            % said
        )
    said["before"] = percent(before.share or 0.0, to=0)
    if not view.set_against:
        return (
            _(
                "With these changes %(share)s of the declared families in force in %(place)s are "
                "cleared for the %(product)s (%(before)s before), and %(rest)s."
            )
            % said
        )
    if view.opened:
        return (
            _(
                "In part: with %(deals)s %(share)s of the declared families in force in %(place)s "
                "are cleared for the %(product)s (%(before)s before), and %(rest)s."
            )
            % said
        )
    return (
        _(
            "Not by itself: with %(deals)s %(share)s of the declared families in force in "
            "%(place)s are cleared for the %(product)s (%(before)s before), and %(rest)s."
        )
        % said
    )


def percent(share: float, *, to: int) -> str:
    """Write a share in percent, as the language of the page does."""
    from django.utils.formats import number_format

    # It cuts digits off: rounding is ours.
    return _("%(number)s%%") % {"number": number_format(round(100 * share, to), decimal_pos=to)}


def _remaining(view: View) -> str:
    count = len(view.row.enforcers)
    if view.row.status == "barred":
        return _("an order of a court bars it there")
    if not count:
        return _("none of the holders who remain is known to have sued there over declared patents")
    return ngettext(
        "%(count)d of the holders who remain has sued there over declared patents",
        "%(count)d of the holders who remain have sued there over declared patents",
        count,
    ) % {"count": count}


def _opened(view: View) -> str:
    asked, now = len(view.rows), len(view.open_markets)
    if view.before is None:
        return _("%(now)d of %(asked)d markets count as open.") % {"now": now, "asked": asked}
    if not view.set_against:
        return _("%(now)d of %(asked)d markets count as open, %(before)d before.") % {
            "now": now, "asked": asked, "before": view.open_before,
        }  # fmt: skip
    return _("It opens %(opened)d of %(asked)d markets; %(now)d count as open after it.") % {
        "opened": len(view.opened), "asked": asked, "now": now,
    }  # fmt: skip
