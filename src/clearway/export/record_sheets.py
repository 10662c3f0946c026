"""What a record covers, and what changed between two snapshots, as tables for a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from clearway.export.blocks import day, harmless, rows_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clearway.lookup.changes import RecordChanges, RightsChange
    from clearway.lookup.coverage import Coverage
    from clearway.record.compare import RowChange, TableChange

_ALL = 1_000


def coverage_tables(told: Coverage) -> Group:
    """Return which sources speak of each office, on what rights rest, and what is unknown."""
    offices = [
        (
            row.office, row.source, _years(row.from_on, row.to_on), row.rights,
            _percent(row.share), _percent(row.with_grant_date), _percent(row.with_events),
            day(row.told_until),
        )
        for row in told.sources
    ]  # fmt: skip
    evidence = [
        (
            row.office, row.rights, _percent(row.fees), _percent(row.events),
            _percent(row.grant_on_record), _percent(row.dates_only),
        )
        for row in told.evidence
    ]  # fmt: skip
    return Group(
        rows_table("Sources", ("source", "edition", "rights", "speaks for"), _sources(told)),
        rows_table(
            "By office: share of its rights, and of these with a day of grant, an event told",
            ("office", "source", "filed", "rights", "share", "grant", "event", "told until"),
            offices,
            shown=_ALL,
        ),
        rows_table(
            "Rights by the strongest evidence of where they stand",
            ("office", "rights", "fees", "other events", "grant on record", "dates only"),
            evidence,
            shown=_ALL,
        ),
        rows_table(
            "Legal events of rights not on record: read once a source brings the right",
            ("office", "source", "events", "commonest codes"),
            [(row.office, row.source, row.events, ", ".join(row.codes)) for row in told.unplaced],
            shown=_ALL,
        ),
        rows_table(
            "Families by kind: rights in them, and of these those that priorities alone put there",
            ("kind", "families", "rights", "computed"),
            [(row.kind, row.families, row.rights, row.computed) for row in told.families],
        ),
        *(Text(f"note: {harmless(str(one))}") for one in told.missing_ids),
        _markets("Unknown: no office that could have effect there", told.unknown_markets),
        _markets("In part: a regional office, not its own", told.partial_markets),
        Text("\n".join(_legend(is_sample=told.is_sample)), style="dim"),
    )


def _sources(told: Coverage) -> list[tuple[Any, ...]]:
    """Each source once: its own date, its rights, and whether it makes an office known."""
    rights: Counter[str] = Counter()
    for row in told.sources:
        rights[row.source] += row.rights
    return [
        (
            row.source, row.edition or "undated", rights[row.source],
            "its offices" if row.speaks_for_office else "the rights it lists",
        )
        for row in {row.source: row for row in told.sources}.values()
    ]  # fmt: skip


def _legend(*, is_sample: bool) -> Iterable[str]:
    yield "\nTold until: the day of the last event or transfer that the source tells."
    yield "Missing events prove nothing: a lapse that no source tells leaves a right in force."
    if is_sample:
        yield "THE RECORD IS A CALIBRATED SAMPLE, NOT THE REGISTER."


def _years(first: Any, last: Any) -> str:
    return f"{first.year}-{last.year}" if first and last else "–"


def _percent(share: float) -> str:
    return "0" if share == 0 else f"{share:.0%}" if share >= 0.005 else "<1%"


def _markets(title: str, codes: Sequence[str]) -> Text:
    return Text(f"\n{title} ({len(codes)} markets): {' '.join(codes) or 'none'}")


def changes_tables(told: RecordChanges) -> Group:
    """Return what changed between two snapshots: counts, owners, phases, some rows of each."""
    counts = [(row.table, row.added, row.removed, row.changed) for row in told.tables]
    return Group(
        Text(f"{told.older} -> {told.newer}", style="bold"),
        rows_table("Rows by table", ("table", "added", "removed", "changed"), counts, shown=_ALL),
        _rights(f"Rights by owner on {told.on}", told.owners),
        _rights(f"Rights by how they stand at their office on {told.on}", told.phases),
        *_samples(told.tables),
    )


def _rights(title: str, rows: Sequence[RightsChange]) -> Group:
    shown = [(row.before, row.after, row.rights, ", ".join(row.examples)) for row in rows]
    return rows_table(title, ("before", "after", "rights", "such as"), shown)


def _samples(tables: Iterable[TableChange]) -> Iterable[Text]:
    for table in tables:
        if table.samples:
            yield Text(f"\n{table.table}, the first of each kind", style="bold")
        yield from (Text("  " + harmless(_sample(row))) for row in table.samples)


def _sample(row: RowChange) -> str:
    name = ", ".join(_value(value) for value in row.row.values() if value is not None)
    if row.what != "changed":
        return f"{row.what}: {name}"
    return f"{name}: {_difference(row.before, row.after)}"


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{column} {_value(before[column])} -> {_value(after[column])}" for column in after
    )


def _value(value: Any) -> str:
    """One value, a long list cut: JSON has all."""
    if isinstance(value, list):
        more = f" and {len(value) - 3} more" if len(value) > 3 else ""
        return f"[{', '.join(map(str, value[:3]))}{more}]"
    return "–" if value is None else str(value)
