"""What a report says, in order: question, answer, and the parts that carry it.

Everything in it is an answer of the engine or a line of the case; nothing is computed here but
words. Each writer (PDF, workbook, page) shows the same parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.export.terminal import notes
from clearway.model.territory import country_name
from clearway.report.clearance_parts import clearance_parts
from clearway.report.closing_parts import closing_parts
from clearway.report.doubt_parts import doubt_parts
from clearway.report.history_part import history_part
from clearway.report.meaning_parts import meaning_parts
from clearway.report.plan_part import plan_part
from clearway.report.words import answer_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clearway.history import Entry
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
    """

    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]

    def part(self, heading: str) -> Part:
        """Return the part of a heading; KeyError when there is none."""
        return {part.heading: part for part in self.parts}[heading]


def compose(
    scope: Scope,
    entries: Sequence[Entry] = (),
    tell: Callable[[str], None] = lambda _: None,
    more: Sequence[Part] = (),
) -> Report:
    """Put a report together.

    Args:
        scope: what it is about.
        entries: market entries to show over time; none leaves that part out.
        tell: takes progress.
        more: parts to show before the assumptions.
    """
    beneath = notes(scope.header, scope.rows)
    tell("clearance ...")
    parts = clearance_parts(scope)
    tell("what it means: burden, arsenals, suits ...")
    parts += meaning_parts(scope)
    tell("how sure it is: ranges, and what to find out first ...")
    parts += doubt_parts(scope)
    tell("which deals next ...")
    parts.append(plan_part(scope))
    if entries:
        tell("market entries, each as known on its day ...")
        parts.append(history_part(scope, entries, tell))
    parts += [*more, *closing_parts(scope)]
    title = scope.case.question or scope.case.id
    return Report(title, answer_in_words(scope), _facts(scope), tuple(parts), tuple(beneath))


def _facts(scope: Scope) -> tuple[tuple[str, str], ...]:
    header, families = scope.header, sum(row.families for row in scope.rows)
    estimated = sum(row.estimated for row in scope.rows)
    facts = {
        "Company": header.company,
        "Looked at closely": f"{scope.product} in {country_name(scope.market)}",
        "As of": header.as_of.isoformat(),
        "As known on": header.known_at.isoformat() if header.known_at else "all that is on record",
        "Record": f"snapshot {header.record.snapshot}"
        + (" (a calibrated sample, not the register)" if header.record.is_sample else ""),
        "Deals counted": ", ".join(header.deal_statuses),
        "Rests on an estimate": f"{estimated / families:.0%} of families in force"
        if families
        else "no family in force",
        "Recipe": header.recipe.short,
    }
    return tuple(facts.items())
