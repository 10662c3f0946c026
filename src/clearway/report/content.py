"""What a report says, in order: question, answer, and the parts that carry it.

Everything in it is an answer of the engine or a line of the case; nothing is computed here but
words. Each writer (PDF, workbook, page) shows the same parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearway.export.terminal import notes
from clearway.model.territory import in_country
from clearway.report.clearance_parts import clearance_parts
from clearway.report.closing_parts import closing_parts
from clearway.report.doubt_parts import doubt_parts
from clearway.report.findings import find
from clearway.report.history_part import history_part
from clearway.report.meaning_parts import meaning_parts
from clearway.report.plan_part import plan_part
from clearway.report.words import answer_in_words
from clearway.wording import figure, retold, spoken
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clearway.history import Entry
    from clearway.report.findings import Findings
    from clearway.report.part import Part
    from clearway.report.scope import Scope


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        title: the case's question, else its name.
        answer: one or two sentences with their hedge.
        facts: what a reader must know first: name and text, in order.
        parts: in the order to show.
        notes: what stands beneath: record, edition, what this is not.
        language: that it is told in.
    """

    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    language: str = field(default_factory=spoken)

    def part(self, heading: str) -> Part:
        """Return the part of a heading; KeyError when there is none."""
        return {part.heading: part for part in self.parts}[heading]


def compose(
    scope: Scope,
    entries: Sequence[Entry] = (),
    tell: Callable[[str], None] = lambda _: None,
    more: Sequence[Part] = (),
) -> Report:
    """Put a report together, in the language spoken.

    Args:
        scope: what it is about.
        entries: market entries to show over time; none leaves that part out.
        tell: takes progress.
        more: parts to show before the assumptions.
    """
    return told(scope, find(scope, entries, tell), more)


def told(scope: Scope, found: Findings, more: Sequence[Part] = ()) -> Report:
    """Tell what was found, in the language spoken; asks nothing anew."""
    parts = [
        *clearance_parts(scope, found.steps),
        *meaning_parts(scope, found),
        *doubt_parts(scope, found),
        plan_part(scope, found.plan),
        *([history_part(found.history, scope.case)] if found.history else []),
        *more,
        *closing_parts(scope),
    ]
    title = scope.case.question or scope.case.id
    beneath = tuple(notes(scope.header, scope.rows))
    return Report(title, answer_in_words(scope), _facts(scope), tuple(parts), beneath)


def _facts(scope: Scope) -> tuple[tuple[str, str], ...]:
    header, families = scope.header, sum(row.families for row in scope.rows)
    estimated = sum(row.estimated for row in scope.rows)
    known = header.known_at.isoformat() if header.known_at else _("all that is on record")
    record = _("snapshot %(snapshot)s") % {"snapshot": header.record.snapshot}
    if header.record.is_sample:
        record += " " + _("(a calibrated sample, not the register)")
    rests = _("no family in force")
    if families:
        rests = _("%(share)s of families in force") % {"share": figure(estimated / families, ".0%")}
    return (
        (_("Company"), header.company),
        (_("Looked at closely"), f"{scope.product} {in_country(scope.market)}"),
        (_("As of"), header.as_of.isoformat()),
        (_("As known on"), known),
        (_("Record"), record),
        (_("Deals counted"), ", ".join(retold(status) for status in header.deal_statuses)),
        (_("Rests on an estimate"), rests),
        (_("Recipe"), header.recipe.short),
    )
