"""The parts that say what a result means: burden, arsenals, suits.

Each shows the answer of its own package over the report's question; nothing is computed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.charts.burdens import burden_bars
from clearway.charts.exposures import exposure_matrix as matrix_chart
from clearway.model.territory import in_country
from clearway.report.clearance_parts import market_text, status_word
from clearway.report.figures import Headings, figures
from clearway.report.part import Part
from clearway.wording import gettext as _
from clearway.wording import long_day, retold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.arsenal import Exposure, MutualExposure
    from clearway.litigation import Litigation
    from clearway.ranking import Ranking
    from clearway.report.findings import Findings
    from clearway.report.scope import Scope
    from clearway.royalty import MarketBurden, Owed, Range, Royalty

Value = str | float | None


def meaning_parts(scope: Scope, found: Findings) -> list[Part]:
    """Return what the clearance of the report means."""
    return [
        *burden_parts(scope, found.burden),
        *([arsenal_part(scope.market, *found.arsenals)] if found.arsenals else []),
        *suit_parts(scope, found.suits),
        ranking_part(scope, found.ranking),
    ]


def burden_parts(scope: Scope, found: Royalty) -> list[Part]:
    """Return the burden market by market, and holder by holder where the report looks closely."""
    return [_burden_by_market(found, scope), _burden_by_holder(found, scope)]


def _burden_by_market(found: Royalty, scope: Scope) -> Part:
    owed: Headings = [
        ("Low", "percent"), ("High", "percent"), ("Per unit, low", "number"),
        ("Per unit, high", "number"), ("Currency", "text"),
    ]  # fmt: skip
    before: Headings = [("Before, low", "percent"), ("Before, high", "percent")]
    is_compared = scope.changes is not None
    rows = [
        (
            market_text(row.market), *(_rates(row.before) if is_compared else ()),
            *_rates(row.owed), *_ends(row.owed.per_unit), row.currency or _("no price"),
        )
        for row in found
    ]  # fmt: skip
    unknown = found.at(scope.product, scope.market).unknown
    text = _(
        "The burden is the aggregate royalty of each standard, low and high as published, times "
        "the exposed holders' share of its declared families in force. It says what is unlicensed, "
        "not what is owed: declared is not essential, and no rate here was agreed. On top comes "
        "what is unknown %(in_place)s: %(unknown)s."
    ) % {"in_place": in_country(scope.market), "unknown": ", ".join(unknown) or _("nothing")}
    headings = [("Market", "text"), *(before if is_compared else ()), *owed]
    caption = _("Unlicensed royalty burden of the %(product)s, of its price and per unit") % {
        "product": scope.product
    }
    table = figures("Burden", headings, rows, caption)
    return Part(_("Unlicensed royalty burden"), text, figures=table)


def _rates(owed: Owed | None) -> tuple[Value, Value]:
    return _ends(owed.rate if owed else None)


def _ends(range_: Range | None) -> tuple[Value, Value]:
    return (float(range_.low), float(range_.high)) if range_ else (None, None)


def _burden_by_holder(found: Royalty, scope: Scope) -> Part:
    row: MarketBurden = found.at(scope.product, scope.market)
    headings: Headings = [
        ("Holder", "text"), ("Low", "percent"), ("High", "percent"), ("Per unit, low", "number"),
        ("Per unit, high", "number"),
    ]  # fmt: skip
    rows = [(retold(h.holder), *_rates(h.owed), *_ends(h.owed.per_unit)) for h in row.holders]
    sources = "; ".join(
        f"{source.id} ({source.publication or _('unknown')})" for source in found.sources
    )
    caption = _("By holder, %(in_place)s; the rows add up to the market's burden") % {
        "in_place": in_country(scope.market)
    }
    table = figures("Burden by holder", headings, rows, caption, printed=25)
    chart = burden_bars(
        row.to_dict(), scope.header.company, long_day(scope.header.as_of), found.deals
    )
    text = _("Sources of the rates: %(sources)s.") % {"sources": sources}
    return Part(_("Burden by holder"), text, chart, table)


def arsenal_part(market: str, found: MutualExposure, whole: MutualExposure) -> Part:
    """Return what each side could assert in a market, and all of them against each other."""
    words = {"in_place": in_country(market)}
    chart = matrix_chart(
        [row.to_dict() for row in whole], whole.companies,
        _("Who could assert what %(in_place)s") % words,
        _("Declared families in force that nothing clears"),
    )  # fmt: skip
    headings: Headings = [
        ("Owner", "text"), ("Against", "text"), ("In force", "count"), ("Uncleared", "count"),
        ("Uncleared before", "count"), ("Undeclared rights", "count"), ("Why no count", "text"),
    ]  # fmt: skip
    rows = [_arsenal_row(row) for row in found]
    text = _(
        "What a company owns does not clear the other's patents; it deters. One that sells nothing "
        "cannot be deterred; one whose products the case does not list is unknown."
    )
    caption = _("Declared families %(in_place)s, by each side") % words
    return Part(_("Arsenals"), text, chart, figures("Arsenals", headings, rows, caption))


def _arsenal_row(row: Exposure) -> Sequence[str | int | None]:
    now, before = row.now, row.before
    return (
        row.owner, row.against, now.in_force if now else None, now.uncleared if now else None,
        before.uncleared if before else None, row.undeclared, retold(row.why) or "\u2013",
    )  # fmt: skip


def suit_parts(scope: Scope, found: Litigation) -> list[Part]:
    """Return how often holders sue where the report looks closely, and the suits on record."""
    return [_rates_part(found, scope), _dockets_part(found, scope)]


def _rates_part(found: Litigation, scope: Scope) -> Part:
    headings: Headings = [
        ("Holder", "text"), ("Suits", "count"), ("Years", "number"), ("A year, raw", "number"),
        ("A year, drawn", "number"), ("Low", "number"), ("High", "number"),
        ("Holds exposed families", "text"),
    ]  # fmt: skip
    rows = [
        (
            retold(row.holder), row.suits, row.years, row.raw,
            *((e.mean, e.low, e.high) if (e := row.estimate) else (None, None, None)),
            _("yes") if row.is_exposed else _("no"),
        )
        for row in found if row.suits or row.is_exposed
    ]  # fmt: skip
    venue = next((v for v in found.venues if v.market == scope.market), None)
    text = _(
        "Suits over declared patents filed from %(first)s to %(last)s, a year of exposure, "
        "whomever they were against; rates of few years are drawn towards those of all holders. A "
        "base rate, never a chance of winning; no suit found proves nothing."
    ) % {"first": found.from_on, "last": found.to_on}
    if venue and venue.note:
        courts = {"note": venue.note, "publisher": venue.publisher}
        text += " " + _("Courts there: %(note)s (%(publisher)s).") % courts
    words = {"in_place": in_country(scope.market)}
    caption = _("Who sues %(in_place)s, and how often") % words
    table = figures("Suit rates", headings, rows, caption, 25)
    return Part(_("Who sues %(in_place)s") % words, text, figures=table)


def ranking_part(scope: Scope, found: Ranking) -> Part:
    """Return the markets side by side."""
    headings: Headings = [
        ("Market", "text"), ("Status", "text"), ("Share", "share"), ("Burden, high", "percent"),
        ("Litigants", "count"), ("Demand", "count"), ("Unbeaten", "text"), ("Place", "count"),
    ]  # fmt: skip
    rows = [
        (
            market_text(row.market), status_word(row.status), row.share,
            row.burden.high if row.burden else None,
            None if row.litigants is None else len(row.litigants),
            None if row.demand is None else round(row.demand), _(_UNBEATEN[row.efficient]),
            "\u2013" if row.place is None else row.place,
        )
        for row in found
    ]  # fmt: skip
    by = _("weighed by %(source)s") % {"source": found.weights_source}
    text = _(
        "Four criteria side by side, %(weighed)s: share cleared, burden, holders who sue, demand "
        "(%(measure)s). Unbeaten: no other market is as good in every criterion and better in one."
    ) % {
        "weighed": by if found.weights else _("not added up"),
        "measure": retold(found.demand.measure),
    }
    caption = _("Markets of the %(product)s by four criteria") % {"product": scope.product}
    table = figures("Ranking", headings, rows, caption)
    return Part(_("Markets side by side"), text, figures=table)


_UNBEATEN = {True: "yes", False: "no", None: "unknown"}


def _dockets_part(found: Litigation, scope: Scope) -> Part:
    headings: Headings = [
        ("Filed", "date"), ("Court", "text"), ("Plaintiffs", "text"), ("Defendants", "text"),
        ("Action", "text"), ("Basis", "text"), ("Outcome", "text"), ("Reported", "text"),
    ]  # fmt: skip
    rows = [
        (
            suit.filed_on, suit.court, ", ".join(suit.plaintiffs), ", ".join(suit.defendants),
            *(word and retold(word) for word in (suit.action, suit.basis, suit.outcome)),
            suit.reference,
        )
        for suit in found.suits if suit.market == scope.market
    ]  # fmt: skip
    caption = _("Over standards of the %(product)s, %(in_place)s") % {
        "product": scope.product, "in_place": in_country(scope.market),
    }  # fmt: skip
    return Part(_("Suits on record"), figures=figures("Suits", headings, rows, caption, 30))
