"""The parts that say how sure a result is: counts as ranges, and what to find out first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.charts.tornado import tornado
from clearway.export.ranges import tornado_rows
from clearway.model.territory import in_country
from clearway.report.clearance_parts import status_word
from clearway.report.figures import Headings, figures
from clearway.report.part import Part
from clearway.wording import figure, retold
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from clearway.ranges import CellRanges
    from clearway.report.findings import Findings
    from clearway.report.scope import Scope
    from clearway.unknowns import Unknowns

COUNT = "exposed"
"""The count that the chart is of."""
SHOWN_UNKNOWNS = 15
"""Rows that print and pages show; a workbook has all that were asked for."""
_COUNTED = {"families": "in force", "cleared": "cleared", "exposed": "exposed"}


def doubt_parts(scope: Scope, found: Findings) -> list[Part]:
    """Return how far the rules and the studies move the counts, and what to look up first."""
    about = f"{scope.product} {in_country(scope.market)}"
    parts = ranges_parts(found.ranges) if found.ranges else []
    return [*parts, unknowns_part(found.unknowns, about)]


def ranges_parts(cell: CellRanges, count: str = COUNT) -> list[Part]:
    """Return how far the rules move the counts of one product and market, and what studies say."""
    return [_ranges_part(cell, count), _studies_part(cell)]


def _ranges_part(cell: CellRanges, count: str) -> Part:
    headings: Headings = [
        ("Count", "text"), ("As counted", "number"), ("One rule, low", "number"),
        ("One rule, high", "number"), ("Low by", "text"), ("High by", "text"),
        ("Together, low", "number"), ("Together, high", "number"),
    ]  # fmt: skip
    rows = [
        (
            retold(row.count), row.base, row.low, row.high, retold(row.low_by or "\u2013"),
            retold(row.high_by or "\u2013"), row.joint_low, row.joint_high,
        )
        for row in cell.ranges
    ]  # fmt: skip
    base = cell.base.values[count]
    words = {"counted": _(_COUNTED[count]), "in_place": in_country(cell.market),
             "product": cell.product}  # fmt: skip
    bars = [{**row, "by": retold(row["by"])} for row in tornado_rows(cell, count)]
    chart = tornado(
        bars, int(base or 0), _("declared families %(counted)s") % words,
        _("What moves the count of families %(counted)s %(in_place)s most") % words,
        _("%(product)s, one rule at a time; studies of over-declaration beside") % words,
    )  # fmt: skip
    text = _(
        "Every count rests on rules: how families are counted, where a European patent is taken to "
        "be in force, who owns what, whether assessments count. Here each is changed, one at a "
        "time and together."
    )
    caption = _("%(product)s %(in_place)s, over the declared rules") % words
    return Part(_("Counts as ranges"), text, chart, figures("Ranges", headings, rows, caption))


def _studies_part(cell: CellRanges) -> Part:
    headings: Headings = [
        ("Study", "text"), ("Generation", "text"), ("Sample", "count"), ("Found", "count"),
        ("Exposed, mean", "count"), ("Low", "count"), ("High", "count"), ("Source", "text"),
    ]  # fmt: skip
    rows = [
        (
            s.study.id, s.study.generation or _("any"), s.study.sample, s.study.found,
            *(
                (None if c.mean is None else round(c.mean), round(c.low), round(c.high))
                if (c := s.corrected.get(COUNT))
                else (None, None, None)
            ),
            s.study.source,
        )
        for s in cell.studies
    ]  # fmt: skip
    text = _(
        "Declared is not essential. Each study found another part of the declared families to be "
        "so; they differ by more than their samples explain, and are never pooled. Predicted to "
        "95 %, if what is counted here is like the study's sample."
    )
    caption = _("Exposed families %(in_place)s as each study would correct them") % {
        "in_place": in_country(cell.market)
    }
    table = figures("Studies", headings, rows, caption)
    return Part(_("What studies make of it"), text, figures=table)


def unknowns_part(found: Unknowns, about: str) -> Part:
    """Return what to look up first; `about` says over what, in words."""
    headings: Headings = [
        ("Check", "text"), ("Families", "count"), ("Worst share", "share"),
        ("Best share", "share"), ("Status, worst to best", "text"),
    ]  # fmt: skip
    rows = [
        (
            retold(row.check), row.families, row.worst.share, row.best.share,
            _(" to ").join(dict.fromkeys(status_word(o.status) for o in (row.worst, row.best))),
        )
        for row in found.results
    ]  # fmt: skip
    text = _(
        "What is not known, by how much the answer could change: look this up before paying for "
        "anything."
    )
    caption = _("%(about)s; %(count)s unknowns in all") % {
        "about": about, "count": figure(found.found),
    }  # fmt: skip
    table = figures("Find out first", headings, rows, caption, printed=SHOWN_UNKNOWNS)
    return Part(_("What to find out first"), text, figures=table)
