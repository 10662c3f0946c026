"""What the demo asks, and who remains in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.model.territory import country_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.clearance.diff import Difference, MarketChange
    from clearway.clearance.results import MarketResult

BUNDLE = "nokia-2017"
PHONE = "Redmi Note 4"
SHOWN_MARKET = "DE"
REMAINING = "Who remains after the deal (families exposed; * has sued there over declared patents)"


def phone_changes(changes: Difference) -> list[MarketChange]:
    """Return the phone's markets, without and with the deal."""
    return [row for row in changes.results if row.after.product == PHONE]


def remaining_holders(changes: Difference, count: int = 8) -> str:
    """Say in words whose families remain after the deal, market by market, for what is touched."""
    rows = [f"  {market}: {names}" for market, names in remaining_rows(changes, count)]
    return "\n".join([f"{REMAINING}:", *rows]) + "\n\n"


def remaining_rows(changes: Difference, count: int = 8) -> tuple[tuple[str, str], ...]:
    """Return (market, its exposed holders) for the phone, where any remain."""
    return tuple(
        (
            f"{after.market} {country_name(after.market)}",
            ", ".join(
                f"{h.holder}{'*' if h.holder in after.enforcers else ''} {h.exposed:,}"
                for h in after.holders[:count]
                if h.exposed
            ),
        )
        for after in (row.after for row in phone_changes(changes))
        if after.exposed
    )


def why_accessories(changes: Difference) -> str:
    """Say why accessories could be sold where phones could not."""
    lines = ["Why accessories could be sold where phones could not:"]
    for product in dict.fromkeys(row.after.product for row in changes.results):
        rows = [row.after for row in changes.results if row.after.product == product]
        lines.append(f"  {product}: {_in_one_sentence(rows)}")
    return "\n".join(lines) + "\n\n"


def _in_one_sentence(rows: Sequence[MarketResult]) -> str:
    if all(row.status == "not_touched" for row in rows):
        return "implements no standard, so no declared patent touches it anywhere."
    contested = [row for row in rows if row.enforcers]
    most = max(rows, key=lambda row: row.exposed)
    missing = sorted({name for row in rows for name in row.standards_without_record})
    sentence = (
        f"up to {most.exposed:,} declared families exposed ({country_name(most.market)}); "
        f"holders who have sued over declared patents are exposed to in {len(contested)} of "
        f"{len(rows)} markets."
    )
    if missing:
        sentence += (
            f" No source in the record says anything of {', '.join(missing)}: unknown, not clear."
        )
    return sentence
