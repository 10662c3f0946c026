"""Surveys of suits as text for a terminal: rates by market, courts, and the suits themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from clearway.export.terminal import notes
from clearway.model.territory import country_name
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clearway.litigation.results import Litigation, Rate, Suit

MOST_LISTED = 40
"""Suits shown before a market or holder must be named."""


def litigation_tables(answer: Litigation, *, holders: bool = False) -> Group:
    """Return the rates, what is known of the courts, and the suits.

    Args:
        answer: of `survey_suits`.
        holders: whether holders were asked for by name; else those without a suit are left out.
    """
    shown = [row for row in answer if holders or row.suits]
    parts: list[Any] = [_rates(answer, shown), _venues(answer)]
    if len(answer.suits) <= MOST_LISTED:
        parts += [_suits(answer.suits)] if answer.suits else []
    else:
        parts.append(Text(
            f"{len(answer.suits)} suits over these standards: --market CC or --holder NAME lists "
            "them, --format json has all.\n"
        ))  # fmt: skip
    return Group(*parts, Text("\n".join(beneath(answer)), style="dim"))


def _rates(answer: Litigation, rows: Sequence[Rate]) -> Table:
    title = f"Suits over declared rights, {answer.from_on} to {answer.to_on}: rates a year"
    table = Table(title=escape(title), title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD)
    table.expand = True  # names alone give way where the terminal is narrow
    table.add_column("market", min_width=6)
    table.add_column("holder", overflow="ellipsis", no_wrap=True, ratio=3)
    for name in ("suits", "years", "raw", "rate"):
        table.add_column(name, justify="right", min_width=max(5, len(name)))
    table.add_column("95 % interval", min_width=13)
    table.add_column("exposed to", overflow="ellipsis", no_wrap=True, ratio=2)
    for row in rows:
        table.add_row(row.market, escape(row.holder), *_figures(row), _standing(row))
    return table


def _figures(row: Rate) -> tuple[str, ...]:
    estimate = row.estimate
    if row.suits is None or row.years is None:
        return ("unknown", *("" for _ in range(4)))
    return (
        f"{row.suits}",
        f"{row.years:.2f}",
        f"{row.raw:.2f}" if row.raw is not None else "–",
        f"{estimate.mean:.2f}" if estimate else "–",
        f"{estimate.low:.2f} to {estimate.high:.2f}" if estimate else "",
    )


def _standing(row: Rate) -> str:
    if row.cleared_by:
        return escape(f"licensed: {', '.join(row.cleared_by)}")
    return "yes" if row.is_exposed else "no"


def _venues(answer: Litigation) -> Table:
    title = "Courts: what the case says of injunctions, with its source"
    table = Table(title=title, title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD)
    table.add_column("market", no_wrap=True, max_width=20, overflow="ellipsis")
    table.add_column("suits", justify="right", no_wrap=True)
    table.add_column("injunctions")
    for venue in answer.venues:
        note = f"{venue.note} ({venue.publisher or venue.url})" if venue.note else "–"
        listed = f"{venue.listed}" if venue.has_source else "unknown"
        table.add_row(f"{venue.market} {country_name(venue.market)}", listed, escape(note))
    return table


def _suits(suits: Sequence[Suit]) -> Table:
    title = "Suits over the standards of the products"
    table = Table(title=title, title_justify="left", padding=(0, 1), box=box.SIMPLE_HEAD)
    table.add_column("market", no_wrap=True)
    table.add_column("filed by", no_wrap=True)
    for name in ("suit", "basis", "outcome, source"):
        table.add_column(name, overflow="fold")
    for suit in suits:
        sides = f"{', '.join(suit.plaintiffs)} v {', '.join(suit.defendants)}"
        where = f" ({suit.court})" if suit.court else ""
        after = "; ".join(part for part in (suit.outcome, _site(suit.reference)) if part)
        mark = "*" if suit.counts else ""
        table.add_row(
            suit.market, f"{suit.filed_on}", escape(f"{sides}{where}: {suit.action}"),
            f"{suit.basis}{mark}", escape(after or "–"),
        )  # fmt: skip
    return table


def _site(reference: str | None) -> str | None:
    """Return the site of an address, which is too long for a table; anything else as it is."""
    return (urlsplit(reference).netloc or reference) if reference else None


def beneath(answer: Litigation) -> Iterator[str]:
    """Yield what must be said beneath a survey of suits, a sentence or two each."""
    prior = answer.prior
    if prior:
        yield _(
            "Rate: suits a year, drawn towards the mean of all holders and markets (%(mean)s, "
            "worth %(years)s years; %(suits)s suits in %(cells)s cells). Years: the window, less "
            "licenses and settlements."
        ) % {
            "mean": figure(prior.mean, ".3f"), "years": figure(prior.years, ".1f"),
            "suits": prior.suits, "cells": prior.cells,
        }  # fmt: skip
    else:
        yield _("No suit over declared rights is on record in the window, so there are no rates.")
    yield _(
        "* counts: a stop is asked for over declared rights. Base rates, not chances of anything."
    )
    yield _("Suits on record are those that somebody reported; the JSON has their addresses.")
    missing = [venue.market for venue in answer.venues if not venue.has_source]
    if missing:
        yield _("No source on suits, so unknown and not zero: %(markets)s.") % {
            "markets": ", ".join(missing)
        }
    others = sum(venue.other_suits for venue in answer.venues)
    if others:
        yield _(
            "%(count)s further suits in these markets are tied to no standard by any source."
        ) % {"count": figure(others)}
    yield from notes(answer.header, ())
