"""The part that shows a case across time: each market entry with what stood in its way then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.charts.history import history_chart
from clearway.report.clearance_parts import status_word
from clearway.report.figures import Headings, figures
from clearway.report.part import Part
from clearway.wording import figure, retold
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from clearway.case import Case
    from clearway.charts.history import Spec
    from clearway.history import History, Moment
    from clearway.report.figures import Figures


def history_part(found: History, case: Case) -> Part:
    """Return the part on market entries."""
    text = _(
        "What this cannot show: that a deal was the reason for an entry. There are few entries, "
        "each company is one; shops, carriers, prices and law play their part; deals are known "
        "only where someone told of them, and often after the fact. The grey lines are there for "
        "that reason: where the markets not entered stood just as well, clearance does not tell "
        "entered from not entered. An entry that names no product of the case is answered for one "
        "of its category."
    )
    heading = _("Market entries, as known on their day")
    return Part(heading, text, chart_of(found, case), history_figures(found))


def chart_of(found: History, case: Case) -> Spec:
    """Draw a history."""
    rows = [{**m.to_dict(), "day": m.entry.on.isoformat()} for m in found.moments]
    counted = {deal for moment in found.moments for deal in moment.deals}
    deals = [(d.id, d.effective.isoformat()) for d in case.deals if d.id in counted]
    products = ", ".join(dict.fromkeys(moment.product for moment in found.moments))
    return history_chart(
        rows, deals,
        _("%(company)s: market entries and what was cleared on their day")
        % {"company": case.company},
        _("%(products)s, as of and as known on each day; grey: markets not entered by then")
        % {"products": products},
    )  # fmt: skip


def history_figures(found: History) -> Figures:
    """Return a history as a table, one row for each entry."""
    headings: Headings = [
        ("On", "date"), ("Market", "text"), ("Event", "text"), ("Status", "text"),
        ("Families", "count"), ("Share", "share"), ("Others", "share"),
        ("Suing", "count"), ("Burden", "text"), ("Arsenals", "text"), ("New deals", "text"),
    ]  # fmt: skip
    rows = [
        (
            m.entry.on, m.entry.market, retold(m.entry.event),
            status_word(m.result.status), m.result.families, m.result.share,
            m.elsewhere.middle, len(m.result.enforcers), _burden(m),
            _arsenals(m), ", ".join(m.new_deals) or "\u2013",
        )
        for m in found.moments
    ]  # fmt: skip
    caption = _(
        "%(company)s: cleared share of declared families in force on the day of each entry, as "
        "known then. Others: the median of the markets not entered by then. Burden: in percent of "
        "the price. Arsenals: families of the strongest rival listed against the product, and of "
        "the company against that rival's"
    ) % {"company": found.header.company}
    return figures("Market entries", headings, rows, caption)


def _burden(moment: Moment) -> str:
    """The burden as `0.8% to 2.1%` of the price; where nothing is in force nothing is known."""
    rate = moment.burden.rate if moment.result.families else None
    if rate is None:
        return _("unknown")
    low, high = (figure(float(end), ".1%") for end in (rate.low, rate.high))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _arsenals(moment: Moment) -> str:
    """The rival that could assert most, and what the company could answer it with."""
    pairs = list(zip(moment.arsenals[::2], moment.arsenals[1::2], strict=True))
    counted = [(own, their) for own, their in pairs if their.now is not None]
    if not counted:
        return _("unknown") if pairs else _("no rival listed")
    own, their = max(counted, key=lambda pair: pair[1].now.uncleared if pair[1].now else 0)
    return _("%(rival)s %(theirs)s, own %(own)s") % {
        "rival": their.owner, "theirs": figure(their.now.uncleared if their.now else 0),
        "own": figure(own.now.uncleared) if own.now else retold(own.state),
    }  # fmt: skip
