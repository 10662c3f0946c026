"""Random small records for the comparison: few rights, few days, so that boundaries coincide."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from oracle.world import Row, World, years_after
from oracle.world_office import OUTSIDER, add_applicants, add_office_data

AS_OF = date(2018, 1, 1)
DAYS = [
    date(2006, 1, 1),
    date(2008, 1, 1),
    date(2010, 6, 15),
    date(2012, 2, 29),
    date(2014, 1, 1),
    date(2015, 7, 1),
    date(2016, 5, 1),
    date(2017, 7, 5),
    date(2017, 7, 6),
    date(2017, 12, 31),
    AS_OF,
    date(2018, 1, 2),
    date(2020, 1, 1),
]
FILING_DAYS = [
    date(1994, 1, 1),
    date(1998, 1, 1) - timedelta(days=1),
    date(1998, 1, 1),
    date(2003, 1, 1),
    AS_OF - timedelta(days=1460),
    AS_OF - timedelta(days=1095),
    *DAYS[:3],
    *DAYS[:3],
    *DAYS[:6],
]
OFFICES = [*["EP"] * 4, "EA", "DE", "DE", "US", "US", "US", "CN", "CN", "JP", "WO", "IN"]
KINDS = {
    "EP": ("A1", "B1"),
    "EA": ("A1", "B1"),
    "DE": ("A1", "B4"),
    "US": ("A1", "B2"),
    "CN": ("A", "B"),
    "JP": ("A", "B2"),
    "WO": ("A1", "A1"),
    "IN": ("A", "B"),
}
COMPANIES = ["Alpha", "Beta", "Xeno", "Gamma", "Delta", "Xeno Mobile", "Alpha Labs"]
"""A company is only ever held by one that stands before it, so that no cycle arises."""
SPELLINGS = {
    "Alpha": ["Alpha", "Alpha Inc.", "ALPHA Inc"],
    "Beta": ["Beta", "Béta Ltd"],
    "Xeno": ["Xeno", "Xeno Corporation"],
}
LEAVES = [
    ("4G", None),
    ("4G", None),
    ("4G", "3GPP TS 36.211"),
    ("4G", "3GPP TS 36.331"),
    ("3G", None),
    ("3G", "3GPP TS 25.331"),
    (None, "3GPP TS 25.331"),
    (None, "ITU-T H.265"),
    (None, "IEEE 802.11n"),
    (None, None),
]
_SHARED = 0.3
"""Of the transfers, those to two companies."""
UMBRELLA = "Core radio"
"""A name that some records put above a specification."""
MARKETS = ["DE", "DE", "FR", "GB", "PL", "US", "US", "CN", "CN", "IN", "JP", "BR", "RU", "HK"]


@dataclass
class Draft:
    """A record in the making: the tables as far as they are drawn."""

    random: Random
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> None:
        """Add one row."""
        self.tables.setdefault(table, []).append({**row, "source": "tables:random"})

    def rows(self, table: str) -> list[Row]:
        """Return the rows drawn so far."""
        return self.tables.get(table, [])

    def chance(self, share: float) -> bool:
        """Return True in this share of the draws."""
        return self.random.random() < share

    def day(self, first: date = date.min) -> date:
        """Return one of the few days, not before `first`."""
        later = [day for day in DAYS if day >= first]
        return self.random.choice(later) if later else first

    def maybe_day(self, share: float, first: date = date.min) -> date | None:
        """Return a day in this share of the draws, else None."""
        return self.day(first) if self.chance(share) else None

    def spelling(self, company: str | None = None) -> str:
        """Return one spelling of a company, or of any."""
        company = company or self.random.choice([*COMPANIES, "Alpha", "Beta", "Alpha"])
        return self.random.choice(SPELLINGS.get(company, [company]))

    def some(self, values: list[Any], most: int) -> list[Any]:
        """Return one to `most` different values."""
        drawn = self.random.sample(values, self.random.randint(1, min(most, len(values))))
        return list(dict.fromkeys(drawn))


def draw_record(random: Random) -> World:
    """Return a random record."""
    draft = Draft(random)
    for number in range(random.randint(3, 8)):
        _add_family(draft, number)
    _share_rights(draft)
    if draft.chance(0.6):
        add_office_data(draft, AS_OF)
        _add_siblings(draft)
    for _ in range(random.randint(0, 4)):
        _add_transfer(draft)
    for right in draft.rows("rights"):
        _add_events(draft, right)
        _add_validations(draft, right)
    for number in range(random.randint(0, 4)):
        _add_suit(draft, number)
    _add_pool_list(draft)
    if draft.chance(0.2):
        draft.add("standards", standard_id="3GPP TS 36.211", parent_id=UMBRELLA, body="X")
    _add_names(draft)
    _own_in_common(draft)
    _add_coverage(draft)
    return World(**draft.tables)


def _add_family(draft: Draft, number: int) -> None:
    is_group = draft.chance(0.2)
    family = f"group-{number}" if is_group else f"F{number}"
    kind = "declared-group" if is_group else "etsi"
    draft.add("families", family_id=family, family_kind=kind, title=f"Family {number}")
    if draft.chance(0.95):
        for place in range(draft.random.choice([1, 2, 2, 3])):
            _add_right(draft, family, 1000000 + 10 * number + place)
    for _ in range(draft.random.choice([0, 1, 1, 1, 1, 2])):
        _add_declaration(draft, family)


def _add_siblings(draft: Draft) -> None:
    """Add rights that only an office's family holds, and declarations that name such a family."""
    families = [row["family_id"] for row in draft.rows("families")]
    for place, family in enumerate(families):
        if not family.startswith(("docdb", "inpadoc")):
            continue
        if draft.chance(0.35):
            _add_right(draft, family, 2000000 + place)
            if draft.chance(0.4):
                add_applicants(draft, draft.rows("rights")[-1])
        if draft.chance(0.05):
            _add_declaration(draft, family)


def _add_right(draft: Draft, family: str, number: int) -> None:
    office = draft.random.choice(OFFICES)
    digits = f"2010{number % 1000000:06d}" if office == "JP" else f"{number}"
    right_id = f"{office}-{digits}"
    first_kind, granted_kind = KINDS[office]
    filed = draft.random.choice(FILING_DAYS) if draft.chance(0.93) else None
    granted = _grant_day(draft, filed) if office != "WO" else None
    is_granted = office != "WO" and (granted is not None or draft.chance(0.7))
    kinds = [first_kind, granted_kind] if is_granted else [first_kind]
    ended = draft.maybe_day(0.15, granted or filed or date.min)
    draft.add(
        "rights",
        right_id=right_id,
        office=office,
        application_number=f"{office}2000{number}",
        publication_numbers=[f"{right_id}-{kind}" for kind in kinds],
        kind_codes=kinds,
        filed_on=filed,
        granted_on=granted,
        ended_on=ended,
        granted=is_granted,
        filed_basis="recorded" if filed else None,
        granted_basis="recorded" if granted else None,
        ended_basis="recorded" if ended else None,
        normalized="yes",
    )
    draft.add("family_rights", family_id=family, right_id=right_id, basis="member")


def _grant_day(draft: Draft, filed: date | None) -> date | None:
    """Return no day, any day, or (mostly) an early one."""
    if draft.chance(0.3):
        return None
    first = filed or date.min
    early = [day for day in DAYS[1:6] if day >= first]
    return draft.random.choice(early) if early and draft.chance(0.8) else draft.day(first)


def _add_declaration(draft: Draft, family: str) -> None:
    number = len(draft.rows("declarations"))
    signed = draft.maybe_day(0.8)
    reflected = draft.maybe_day(0.8, signed or date.min)
    shared = {
        "declaration_id": f"{number}",
        "reference": draft.random.choice([*[f"ISLD-{number:04d}"] * 8, "ISLD-0001", None]),
        "declarant": draft.spelling(),
        "is_proprietor": draft.random.choice([*[True] * 16, *[False] * 3, None]),
        "signed_on": signed,
        "reflected_on": reflected,
        "family_id": family,
        "explicit": True,
        "basis": "basis",
    }
    for generation, specification in draft.some(LEAVES, 3):
        draft.add("declarations", **shared, generation=generation, specification=specification)


def _share_rights(draft: Draft) -> None:
    """Put some rights in a second family."""
    families = [row["family_id"] for row in draft.rows("families")]
    for row in list(draft.rows("family_rights")):
        other = draft.random.choice(families)
        if draft.chance(0.1) and other != row["family_id"]:
            draft.add("family_rights", family_id=other, right_id=row["right_id"], basis="member")


def _add_transfer(draft: Draft) -> None:
    rights = draft.rows("rights")
    if not rights:
        return
    by_family = draft.chance(0.4)
    executed = draft.maybe_day(0.9)
    draft.add(
        "transfers",
        right_id=None if by_family else draft.random.choice(rights)["right_id"],
        family_id=draft.random.choice(draft.rows("families"))["family_id"] if by_family else None,
        from_name=draft.spelling(),
        to_name=draft.spelling(),
        executed_on=executed,
        recorded_on=draft.maybe_day(0.7, executed or date.min),
        conveyance="assignment",
        sequence=len(draft.rows("transfers")),
    )


def _add_event(draft: Draft, right: Row, category: str, dated: date, country: str | None) -> None:
    draft.add(
        "status_events",
        right_id=right["right_id"],
        category=category,
        country=country,
        dated_on=dated,
        published_on=draft.maybe_day(0.5, dated),
    )


def _add_events(draft: Draft, right: Row) -> None:
    """Draw a grant event, then ends and revivals: of the right, or in a state of a European one.

    An event of a national right may say its own country or none: both speak of the whole right.
    """
    start = right["granted_on"] or right["filed_on"] or DAYS[0]
    own = right["office"] if right["office"] in ("DE", "US", "CN") and draft.chance(0.5) else None
    if (right["granted"] or draft.chance(0.1)) and right["office"] != "WO" and draft.chance(0.25):
        ended = right["ended_on"]
        granted = draft.day(right["filed_on"] or date.min)
        if ended is None or granted <= ended:
            _add_event(draft, right, "grant", granted, own)
            start = max(start, granted)
    if draft.chance(0.3):
        _add_ends(draft, right, own, start)
    if right["office"] == "EP" and draft.chance(0.2):
        _add_ends(draft, right, draft.random.choice(["DE", "FR"]), start)


def _add_ends(draft: Draft, right: Row, country: str | None, start: date) -> None:
    categories = [
        "lapse",
        "expiry",
        "withdrawal",
        "restoration",
        "restoration",
        "fee",
        "opposition",
    ]
    for category in draft.some(categories, 4):
        _add_event(draft, right, category, draft.day(start), country)


def _add_validations(draft: Draft, right: Row) -> None:
    """Draw states of regional patents, one or two sources for each; a few of national ones."""
    share, states = {
        "EP": (0.5, ["DE", "FR", "GB", "PL", "TR"]),
        "EA": (0.3, ["RU", "KZ"]),
    }.get(right["office"], (0.07, ["HK", "DE", "CN"]))
    if not draft.chance(share):
        return
    bases = draft.random.choice(
        [["recorded"], ["translation"], ["recorded", "translation"], ["event", "unitary"]]
    )
    for country in draft.some(states, 3):
        for basis in draft.some(bases, 2):
            start = draft.maybe_day(0.6)
            end = draft.maybe_day(0.2, start or date.min)
            draft.add(
                "validations",
                right_id=right["right_id"],
                country=country,
                from_on=start,
                to_on=end,
                published_on=draft.maybe_day(0.4, start or date.min),
                basis=basis,
            )


def _add_suit(draft: Draft, number: int) -> None:
    filed = draft.random.choice([None, years_after(AS_OF, -10), *DAYS[1:], *DAYS[2:7]])
    rights = [row["right_id"] for row in draft.rows("rights")]
    draft.add(
        "suits",
        suit_id=f"suit-{number}",
        court="A court",
        country=draft.random.choice(["DE", "DE", "US", "CN", "FR", "IN"]),
        filed_on=filed,
        plaintiffs=[draft.spelling(), draft.spelling()],
        defendants=[
            draft.spelling(),
            draft.spelling(draft.random.choice(["Xeno", "Xeno", "Gamma"])),
        ],
        action=draft.random.choice(["infringement"] * 3 + ["import-stop", "nullity"]),
        basis=draft.random.choice(
            ["declared", "declared", "mixed", "read-on-standard", "unclear", None]
        ),
        right_ids=draft.some(rights, 2) if rights and draft.chance(0.5) else [],
        standards=[],
    )
    if draft.chance(0.5):
        start = draft.day(filed or date.min)
        draft.add(
            "orders",
            suit_id=f"suit-{number}",
            from_on=start,
            to_on=draft.maybe_day(0.4, start),
            kind=draft.random.choice(["injunction", "injunction", "import-stop", "rate"]),
            reaches=draft.random.choice([None, ["smartphone"], ["Phone One"], ["tablet"]]),
            except_suppliers=draft.random.choice([None, ["Gamma"], ["Delta"]]),
        )


def _add_pool_list(draft: Draft) -> None:
    if draft.chance(0.5):
        return
    for right in draft.rows("rights"):
        if draft.chance(0.4):
            start = draft.maybe_day(0.6)
            draft.add(
                "pool_patents",
                pool="Listed pool",
                licensor=draft.spelling(),
                right_id=right["right_id"],
                from_on=start,
                to_on=draft.maybe_day(0.3, start or date.min),
            )


def _add_names(draft: Draft) -> None:
    for company in (*COMPANIES, OUTSIDER):
        for spelling in SPELLINGS.get(company, [company]):
            method = "exact" if spelling == company else "normalized"
            draft.add("names", name=spelling, company_id=company, method=method, score=1.0)


def _own_in_common(draft: Draft) -> None:
    """Let some transfers go to two companies, by draws of its own that leave all others as is."""
    draws = Random(repr(draft.rows("transfers")))
    joint = set()
    for row in draft.rows("transfers"):
        if draws.random() < _SHARED:
            other = draws.choice([*COMPANIES, "Alpha Inc."])
            row["to_name"] = f"{row['to_name']}; {other}"
            joint.add(row["to_name"])
    for name in sorted(joint):
        draft.add("names", name=name, company_id=name, method="joint", score=1.0)


def _add_coverage(draft: Draft) -> None:
    for office in sorted({row["office"] for row in draft.rows("rights")}):
        rights = [row for row in draft.rows("rights") if row["office"] == office]
        filed = [row["filed_on"] for row in rights if row["filed_on"]]
        draft.add(
            "coverage",
            office=office,
            from_on=min(filed, default=None),
            to_on=max(filed, default=None),
            rights=len(rights),
            with_grant_date=sum(row["granted_on"] is not None for row in rights),
            with_events=0,
        )
