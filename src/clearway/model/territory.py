"""Countries, and the regional offices with the states that belonged to them on each day.

An office is not a country: `EP` grants for the states that were members of the convention on the
filing date. Sources: ISO 3166-1 and WIPO ST.3 for the codes; `data/vocabulary/memberships.csv`
names the source of each membership.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, cast

from clearway.model.calendar import contains
from clearway.model.vocabulary import read_day, read_vocabulary
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["member", "extension", "validation"]
"""How a state belongs to a regional office."""

_ISO_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW
"""

COUNTRIES: frozenset[str] = frozenset(_ISO_CODES.split())
"""The alpha-2 codes of ISO 3166-1; written out, for a start-up that loads no list."""

INTERNATIONAL_OFFICE = "WO"
"""The office of the PCT: its publications have effect nowhere."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A state that belonged to a regional office in `[from_, to)`; `to` None: it still does."""

    country: str
    from_: date
    to: date | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Epoch:
    """An interval `[from_, to)` of filing dates between two changes of membership."""

    from_: date | None
    to: date | None
    countries: frozenset[str]


def _read_memberships() -> dict[str, tuple[Membership, ...]]:
    """The bundled memberships by office, in the order of the file."""
    found: dict[str, list[Membership]] = {}
    for row in read_vocabulary("memberships"):
        start = date.fromisoformat(row["from"])
        entry = Membership(row["country"], start, read_day(row["to"]), cast("Kind", row["kind"]))
        found.setdefault(row["office"], []).append(entry)
    return {office: tuple(entries) for office, entries in found.items()}


REGIONAL: Mapping[str, tuple[Membership, ...]] = _read_memberships()
"""Regional offices (EP, EA, AP, OA, GC) and the states that belong, or belonged, to each."""

OFFICES: frozenset[str] = COUNTRIES | frozenset(REGIONAL) | {INTERNATIONAL_OFFICE}
"""Every office whose publications are understood: national, regional and the PCT's."""


def _members(office: str) -> tuple[Membership, ...]:
    return tuple(entry for entry in REGIONAL.get(office, ()) if entry.kind == "member")


@cache
def designated(office: str, filed: date | None) -> frozenset[str]:
    """Return the countries in which an application at `office` can have effect.

    Args:
        office: WIPO ST.3 code.
        filed: the filing date; None counts every state that was ever a member.

    Returns:
        ISO codes: the country itself for a national office; the member states on the filing date
        for a regional one (no extension or validation states); nothing for `WO` or an unknown code.
        Source: semantics, section 1.
    """
    if office in REGIONAL:
        return frozenset(
            entry.country
            for entry in _members(office)
            if filed is None or contains(entry.from_, entry.to, filed)
        )
    return frozenset({office}) & COUNTRIES


@cache
def epochs(office: str) -> tuple[Epoch, ...]:
    """Return the intervals of filing date between changes of membership, in order, without gaps.

    A national office, `WO` and an unknown one have a single epoch.
    """
    changes = {entry.from_ for entry in _members(office)}
    changes |= {entry.to for entry in _members(office) if entry.to is not None}
    bounds: list[date | None] = [None, *sorted(changes), None]
    return tuple(
        Epoch(start, end, designated(office, start or date.min)) for start, end in pairwise(bounds)
    )


@cache
def offices_for(country: str) -> frozenset[str]:
    """Return the offices whose rights could have effect in `country`, at any time, in any manner.

    The national office, and each regional one that the state belonged to as a member, by extension
    or by validation. Empty for a code that is no country.
    """
    if country not in COUNTRIES:
        return frozenset()
    regional = {
        office
        for office, entries in REGIONAL.items()
        if any(entry.country == country for entry in entries)
    }
    return frozenset({country, *regional})


@cache
def _names() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_vocabulary("countries")}


def country_name(code: str, lang: str | None = None) -> str:
    """Return the short name of a country or office in English (`en`) or German (`de`).

    A code that is not known is returned as it is; without `lang` the language spoken is taken.
    """
    row = _names().get(code)
    return code if row is None else row["german" if (lang or spoken()) == "de" else "english"]


@cache
def _whereabouts() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_vocabulary("country_phrases")}


def in_country(code: str) -> str:
    """Return where something is, in the language spoken: `in Germany`, `in den Niederlanden`."""
    row = _whereabouts().get(code)
    if row is not None:
        return row["german" if spoken() == "de" else "english"]
    return f"in {country_name(code)}"


@cache
def _codes_by_name() -> dict[str, str]:
    return {
        row[column].casefold(): row["code"]
        for row in _names().values()
        for column in ("english", "german", "code")
        if row["code"] in COUNTRIES
    }


def country_code(text: str) -> str | None:
    """Return the ISO code of a country named by code or by English or German name, else None."""
    return _codes_by_name().get(text.strip().casefold())
