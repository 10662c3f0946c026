"""The fixed words of a case file: categories, kinds, statuses, and the codes of others.

Countries are ISO 3166-1 alpha-2, currencies ISO 4217; grades of sources are the Admiralty code
(reliability A to F, credibility 1 to 6).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from clearway.model.territory import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Collection

CATEGORIES = (
    "smartphone",
    "feature-phone",
    "phone",
    "tablet",
    "laptop",
    "computer",
    "e-reader",
    "console",
    "camera",
    "drone",
    "wearable",
    "watch",
    "smartwatch",
    "headphones",
    "headset",
    "speaker",
    "accessory",
    "power-bank",
    "tv",
    "tv-box",
    "set-top-box",
    "monitor",
    "projector",
    "printer",
    "router",
    "modem",
    "dongle",
    "hotspot",
    "gateway",
    "car",
    "vehicle",
    "tracker",
    "meter",
    "module",
    "iot-module",
    "chipset",
    "network-equipment",
    "smart-home",
    "smart-speaker",
    "medical-device",
    "industrial",
    "software",
    "other",
)
"""What a product or a component is."""
DEAL_KINDS = ("license", "cross-license", "covenant", "standstill", "pool-license", "purchase")
DEAL_STATUSES = ("signed", "reported", "rumored", "hypothetical")
AFFILIATES = ("subsidiaries", "group", "none")
OWN_RIGHTS = ("exhausted", "reserved")
FAMILY_KINDS = ("etsi", "docdb", "inpadoc")
ESSENTIALITY = ("declared", "assessed", "agreed")
ESTIMATES = ("counted", "left-out")
OWNERS = ("recorded", "declarants")
UNKNOWN_OWNERS = ("apart", "declarants")
ACTIONS = (
    "infringement",
    "import-stop",
    "declaratory",
    "nullity",
    "rate-setting",
    "evidence-seizure",
    "anti-suit",
    "criminal",
    "other",
)
SUIT_BASES = ("declared", "mixed", "read-on-standard", "unclear")
ORDER_KINDS = ("injunction", "import-stop")
CHANNELS = {
    "launch": "official launch", "operator": "operator", "retailer": "retailer",
    "grey-import": "grey import", "traveller": "traveler",
}  # fmt: skip
"""How something came to be on sale, with what a reader calls it."""
SIGHTING_STATES = ("new", "verified", "inaccurate", "duplicate", "cannot-be-verified")
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
STATEMENT_KINDS = (
    "deal",
    "statement",
    "launch",
    "sighting",
    "suit",
    "ownership",
    "question",
    "update",
)
BEARINGS = ("for", "against")
VOICES = ("speaker", "outlet", "reader")
SCALES = ("slogan", "direction", "market", "dated", "measurable")
"""How specific a forecast is: a mood; a way; a market or a product; a time too; a number too."""
RESOLUTIONS = ("yes", "no", "void")
OPEN_WHEN = ("quiet", "covered")
CRITERIA = ("share", "burden", "litigants", "demand")
"""By what markets are ranked."""

_OFTEN_WRITTEN = {"UK": "GB", "EL": "GR", "USA": "US", "EP": "", "EU": "", "WO": ""}


@cache
def currencies() -> frozenset[str]:
    """Return the ISO 4217 codes; loaded on first use, because most cases name few or none."""
    import pycountry

    return frozenset(str(currency.alpha_3) for currency in pycountry.currencies)


def country_problem(code: str) -> str | None:
    """Say what is wrong with a country code, or None when it is one."""
    if code in COUNTRIES:
        return None
    meant = _OFTEN_WRITTEN.get(code.upper(), code.upper())
    if meant in COUNTRIES:
        return f'unknown country "{code}"; write "{meant}"'
    if code.upper() in _OFTEN_WRITTEN:
        return f'"{code}" is not a country; list the countries themselves, such as "DE", "FR"'
    return f'unknown country "{code}"; use the two letters of ISO 3166-1, such as "DE"'


def did_you_mean(word: str, words: Collection[str]) -> str:
    """Return ` (did you mean "X"?)`, or an empty text when nothing is near."""
    import difflib

    lowered = {other.casefold(): other for other in sorted(words)}
    near = difflib.get_close_matches(word[:200].casefold(), lowered, n=1, cutoff=0.6)
    return f' (did you mean "{lowered[near[0]]}"?)' if near else ""
