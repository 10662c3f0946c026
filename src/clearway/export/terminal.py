"""Answers as text for a terminal: tables that fit, numbers aligned, unknown a word.

Share is shown with one decimal; zero is `0`; a market without families has no share.
"""

from __future__ import annotations

import io
import shutil
import sys
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from clearway.export.blocks import harmless
from clearway.model.territory import country_name
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clearway.clearance.diff import Difference, MarketChange, Step
    from clearway.clearance.explain import Explanation
    from clearway.clearance.results import Clearance, Header, MarketResult

STYLES = {
    "barred": "bold magenta",
    "contested": "magenta",
    "exposed": "yellow",
    "quiet": "cyan",
    "covered": "bold blue",
}
_LEFT_OUT = {
    "assessed": "Left out: declared families that every assessor on record says do not touch it.",
    "agreed": "Left out: declared families that some assessor on record says do not touch it.",
}
_PLAIN_WIDTH = 110
_SHOWN_FAMILIES = 20
_SHOWN_LEAVES = 4
_SHOWN_HOLDERS = 3


def to_text(renderable: Any, *, plain: bool) -> str:
    """Return a table as text as wide as the terminal; without color when plain or piped."""
    width = _PLAIN_WIDTH if plain else shutil.get_terminal_size((_PLAIN_WIDTH, 40)).columns
    sink = io.StringIO()
    console = Console(
        file=sink,
        width=width,
        force_terminal=not plain and sys.stdout.isatty(),
        highlight=False,
    )
    console.print(renderable)
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines()) + "\n"


def share_text(share: float | None) -> str:
    """Return a share in percent with one decimal, or a dash when there is none."""
    return "–" if share is None else figure(share, ".1%")


def status_text(status: str) -> Text:
    """Return a status in words, colored."""
    return Text(status.replace("_", " "), style=STYLES.get(status, "dim"))


SAMPLE = (
    "THE RECORD IS A CALIBRATED SAMPLE, NOT THE REGISTER: invented patents in real "
    "proportions. `clearway fetch etsi` gets the register."
)
"""What every answer over a made-up record says."""


def notes(header: Header, rows: Iterable[MarketResult], *, has_days: bool = False) -> list[str]:
    """Return what must be said beneath every answer.

    Args:
        header: of the answer.
        rows: of the answer.
        has_days: whether each row has a day of its own, and the header that of one of them.
    """
    rows = list(rows)
    own = _("Each row is as of its own day, as known on that day.")
    lines = [
        f"{own if has_days else _dated(header)} {_record(header)}",
        f"{_counted(header)} {_estimates(rows)}".rstrip(),
        _("Declared is not essential. This is not legal advice. Recipe %(recipe)s.")
        % {"recipe": header.recipe.short},
    ]
    if header.essentiality in _LEFT_OUT:
        lines.append(_(_LEFT_OUT[header.essentiality]))
    missing = sorted({name for row in rows for name in row.standards_without_record})
    if missing:
        lines.append(_("No source in the record for: %(names)s.") % {"names": ", ".join(missing)})
    if header.record.is_sample:
        lines.append(_(SAMPLE))
    return lines


def _dated(header: Header) -> str:
    days = {"day": header.as_of, "known": header.known_at}
    return (
        _("As of %(day)s, as known on %(known)s.") if header.known_at else _("As of %(day)s.")
    ) % days


def _record(header: Header) -> str:
    editions = ", ".join(
        f"{name} ({day or _('undated')})" for name, day in header.record.sources.items()
    )
    told = {"snapshot": header.record.snapshot, "editions": editions}
    return _("Record %(snapshot)s: %(editions)s.") % told


def _counted(header: Header) -> str:
    statuses = ", ".join(_(status) for status in header.deal_statuses)
    return _("Deals counted: %(statuses)s.") % {"statuses": statuses}


def _estimates(rows: Sequence[MarketResult]) -> str:
    if not rows:
        return ""
    families = sum(row.families for row in rows)
    estimated = sum(row.estimated for row in rows)
    share = figure(estimated / families, ".0%") if families else _("none")
    return _("Rests on an estimate: %(share)s of families.") % {"share": share}


def _footer(header: Header, rows: Iterable[MarketResult]) -> Text:
    return Text("\n".join(notes(header, rows)), style="dim")


def _market(code: str) -> str:
    return f"{code} {country_name(code)}"


def clearance_table(answer: Clearance) -> Group:
    """Return one table per product: its markets, and who remains."""
    tables: list[Any] = []
    for product in dict.fromkeys(row.product for row in answer):
        rows = [row for row in answer if row.product == product]
        if all(row.status == "not_touched" for row in rows):
            tables.append(_not_touched(product, len(rows)))
            continue
        table = _table(f"{answer.header.company}: {product}")
        table.expand = True  # the last column alone gives way where the terminal is narrow
        table.add_column("status", no_wrap=True)
        for name in ("families", "cleared", "exposed", "share", "pending"):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column("exposed to (* has sued)", overflow="ellipsis", no_wrap=True, ratio=1)
        for row in rows:
            table.add_row(
                _market(row.market), status_text(row.status), f"{row.families:,}",
                f"{row.cleared:,}", f"{row.exposed:,}", share_text(row.share),
                f"{row.pending:,}", escape(_remaining(row)),
            )  # fmt: skip
        tables.append(table)
    unidentified = [
        Text(
            f"Purchase {deal} clears nothing: its patents are not identified"
            + (f" (about {count:,})." if count else "."),
            style="dim",
        )
        for deal, count in answer.unidentified
    ]
    return Group(*tables, *unidentified, *_probable(answer), _footer(answer.header, answer))


def _probable(answer: Clearance) -> list[Text]:
    """Say which holders rest on names that are only probable, a few of them with a spelling."""
    if not answer.probable_names:
        return []
    few = answer.probable_names[:_SHOWN_HOLDERS]
    told = ", ".join(f"{harmless(holder)} ({harmless(names[0])})" for holder, names in few)
    more = len(answer.probable_names) - len(few)
    rest = f" and {more} more" if more else ""
    return [
        Text(
            f"Spellings only probably theirs count for {told}{rest}: see `clearway names review`.",
            style="dim",
        )
    ]


def _remaining(row: MarketResult) -> str:
    """Name the exposed holders, those who enforce there first, marked with an asterisk."""
    exposed = [h for h in row.holders if h.exposed]
    exposed.sort(key=lambda h: (h.holder not in row.enforcers, -h.exposed, h.holder))
    return ", ".join(
        f"{h.holder}{'*' if h.holder in row.enforcers else ''} {h.exposed:,}" for h in exposed[:6]
    )


def difference_table(answer: Difference) -> Group:
    """Return one table per product: before and after."""
    tables: list[Any] = []
    for product in dict.fromkeys(row.after.product for row in answer.results):
        rows = [row for row in answer.results if row.after.product == product]
        if all(row.after.status == "not_touched" for row in rows):
            tables.append(_not_touched(product, len(rows)))
            continue
        table = _table(f"{product}: what {', '.join(answer.deals)} changes")
        table.add_column("before", no_wrap=True)
        table.add_column("after", no_wrap=True)
        for name in ("families", "cleared", "then", "share", "then"):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column("most moved", overflow="ellipsis", no_wrap=True, ratio=1)
        for row in rows:
            table.add_row(*_difference_row(row))
        tables.append(table)
    after = [row.after for row in answer.results]
    return Group(*tables, _footer(answer.header, after))


def _table(title: str) -> Table:
    table = Table(title=escape(title), title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD)
    table.add_column("market", no_wrap=True, max_width=20, overflow="ellipsis")
    return table


def _not_touched(product: str, markets: int) -> Text:
    return Text(
        f"\n{product}: not touched in any of {markets} markets; it implements no standard.\n"
    )


def _difference_row(row: MarketChange) -> tuple[Any, ...]:
    before, after = row.before, row.after
    moved = ", ".join(
        f"{h.holder} {h.exposed_after - h.exposed_before:+,}" for h in row.holders[:3]
    )
    return (
        _market(after.market), status_text(before.status), status_text(after.status),
        f"{after.families:,}", f"{before.cleared:,}", f"{after.cleared:,}",
        share_text(before.share), share_text(after.share), escape(moved),
    )  # fmt: skip


def waterfall_table(steps: Mapping[str, Sequence[Step]], market: str, header: Header) -> Group:
    """Return one table per product: the deals in order and what each adds."""
    tables: list[Any] = []
    for product, rows in steps.items():
        title = f"{product} in {_market(market)}: deals added one at a time"
        table = Table(title=escape(title), title_justify="left", box=box.SIMPLE_HEAD)
        table.add_column("deal")
        for name in ("adds", "cleared", "exposed", "families"):
            table.add_column(name, justify="right")
        for step in rows:
            label = "own rights" if step.reason == "own" else step.label
            table.add_row(
                escape(label), f"{step.added:+,}", f"{step.cleared:,}", f"{step.exposed:,}",
                f"{step.families:,}",
            )  # fmt: skip
        tables.append(table)
    return Group(*tables, _footer(header, ()))


def explanation_text(answer: Explanation) -> Group:
    """Return the families of an explanation as indented text; long lists say what is left out."""
    parts: list[Any] = []
    for result in answer.results:
        whose = answer.holder or f"family {answer.family}"
        parts.append(
            Text(
                f"{result['product']} in {_market(answer.market)}, {whose}: "
                f"{result['families_in_force']:,} families in force, "
                f"{result['cleared']:,} cleared, "
                f"{result['exposed']:,} exposed",
                style="bold",
            )
        )
        for family in result["families"][:_SHOWN_FAMILIES]:
            parts += [Text(line) for line in _family_lines(family)]
        left = len(result["families"]) - _SHOWN_FAMILIES
        if left > 0:
            parts.append(
                Text(f"  ... and {left:,} more families: --format json has all", style="dim")
            )
    return Group(*parts, _footer(answer.header, ()))


def _family_lines(family: Mapping[str, Any]) -> Iterable[str]:
    yield f"  family {family['family']}: {family['status']}  {family['title'] or ''}"
    for row in family["declarations"][:2]:
        signed = row["signed_on"] or "unknown date"
        yield f"    declared {row['reference']} by {row['declarant']}, {signed}: {row['leaf']}"
    if len(family["declarations"]) > 2:
        yield f"    ... and {len(family['declarations']) - 2} more declarations"
    for right in family["rights"]:
        yield from _right_lines(right)


def _right_lines(right: Mapping[str, Any]) -> Iterable[str]:
    numbers = ", ".join(right["publication_numbers"]) or right["application_number"] or ""
    owner = f", held by {right['holder']}" if right["holder"] else ""
    yield f"    {right['right']} ({numbers}): {right['phase'].replace('_', ' ')}{owner}"
    granted = f"granted {right['granted_on'] or 'at an unknown date'} ({right['granted_basis']})"
    yield (
        f"      filed {right['filed_on'] or 'unknown'}, "
        f"{granted if right['granted_basis'] else 'not granted'}, "
        f"ends {right['ended_on'] or 'unknown'} ({right['ended_basis']})"
    )
    if len(right["owners"]) > 1:
        chain = " -> ".join(
            f"{row['owner']}{' from ' + row['from'] if row['from'] else ''}"
            for row in right["owners"]
        )
        yield f"      title: {chain}"
    for row in right["breaks"]:
        yield f"      break in title: {row['from']} gave on {row['on']}, {row['owner']} owned it"
    verdicts: dict[str, list[str]] = {}
    for pair in right["pairs"]:
        verdicts.setdefault(_pair_text(pair), []).append(pair["leaf"].replace("|", " ").strip())
    for verdict, leaves in verdicts.items():
        left = len(leaves) - _SHOWN_LEAVES
        more = f" and {left} more" if left > 0 else ""
        yield f"      {', '.join(leaves[:_SHOWN_LEAVES])}{more}: {verdict}"


def _pair_text(pair: Mapping[str, Any]) -> str:
    if pair["cleared"]:
        return "cleared by " + "; ".join(_reason_text(reason) for reason in pair["reasons"])
    misses = [
        f"{miss['deal']} ({'; '.join(f['condition'] + ': ' + f['detail'] for f in miss['failed'])})"
        for miss in pair["nearest_misses"][:2]
    ]
    return "exposed; nearest miss: " + ("; ".join(misses) or "none, no deal is near")


def _reason_text(reason: Mapping[str, Any]) -> str:
    where = f", {reason['where']}" if reason.get("where") else ""
    kind = f" ({reason['kind']} from {reason['effective']}{where})" if "kind" in reason else ""
    return f"{reason['reason']}{kind}"
