"""A made-up world of the size that a plan must bear: 300 holders, 60 markets, 10 products.

Nothing in it is about anybody. Portfolios fall off as those of a register do (a few large, a long
tail), holders file where they use to file, families of one office have effect in one market but
those of the EPO in many, and some holders sue in some markets. It is written as plain forms and a
case, and read in as real ones are.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.ingest import ingest_tables
from clearway.model.territory import designated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

HOLDERS, POOLS, ENFORCERS = 300, 8, 40
LARGEST = 1_500
"""Families of the largest holder; the others have so many divided by a power of their rank."""
NATIONAL = {
    "US": 0.9, "CN": 0.7, "JP": 0.4, "KR": 0.35, "IN": 0.25, "TW": 0.2, "CA": 0.16, "AU": 0.13,
    "BR": 0.12, "MX": 0.1, "RU": 0.1, "HK": 0.08, "ZA": 0.06, "ID": 0.06, "SG": 0.06, "MY": 0.05,
    "IL": 0.04, "AR": 0.03, "VN": 0.03, "PH": 0.03, "UA": 0.03, "NZ": 0.03, "CL": 0.02, "CO": 0.02,
}  # fmt: skip
"""How often a holder that files anywhere files at an office."""
EUROPE = 0.7
MARKETS = 60
LEAVES = (
    "2G|", "3G|", "4G|", "5G|", "|IEEE 802.11n", "|IEEE 802.11ac", "|ITU-T H.264", "|ITU-T H.265",
)  # fmt: skip
FIELDS = ((0, 1, 2, 3), (1, 2, 3), (2, 3), (4, 5), (6, 7), (2, 3, 4, 5), (0, 1, 2, 3, 4, 5, 6, 7))
"""What a holder works on: places of leaves."""
PRODUCTS = {
    "phone 5G": range(8), "phone 4G": (0, 1, 2, 4, 5, 6, 7), "phone 3G": (0, 1, 4, 6),
    "phone 2G": (0,), "tablet": (4, 5, 6, 7), "tablet 4G": (2, 4, 5, 6, 7), "watch": (2, 4),
    "router": (4, 5), "modem": (2, 3), "TV box": (5, 6, 7),
}  # fmt: skip
DAY = "2024-01-01"
MAKER = "Maker"
CURRENCY = "USD"


@dataclass(frozen=True)
class Holder:
    """A made-up holder: its families, leaves, and where it files."""

    name: str
    families: int
    leaves: tuple[int, ...]
    habits: dict[str, float]


def markets() -> list[str]:
    """Return the 60 markets: those of the national offices, then states of the EPO."""
    states = sorted(designated("EP", None))
    return sorted([*NATIONAL, *states[: MARKETS - len(NATIONAL)]])


def make_world(folder: Path, seed: int = 2024) -> Path:
    """Write the world and read it into a record.

    Returns:
        The folder, which holds `record` and `case.toml`.
    """
    dice = random.Random(seed)
    holders = [_holder(dice, rank) for rank in range(HOLDERS)]
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    rights: list[tuple[Any, ...]] = []
    declarations: list[tuple[Any, ...]] = []
    for holder in holders:
        for number in range(holder.families):
            family = f"{holder.name}-{number}"
            rights += _rights(dice, holder, family, len(rights))
            leaf = LEAVES[dice.choice(holder.leaves)].split("|")
            whose = dice.choice(holders[:60]).name if dice.random() < 0.03 else holder.name
            declarations.append((whose, "2015-01-01", family, *leaf))
    _write(tables / "rights.csv", "family office application filed_on granted_on", rights)
    _write(tables / "declarations.csv", "declarant signed_on family generation specification",
           declarations)  # fmt: skip
    _write(tables / "suits.csv", "suit country filed_on plaintiff defendant action basis",
           _suits(dice, holders))  # fmt: skip
    sizes = [(m, 2022, "gdp_usd", round(2e13 / (i + 1) ** 1.1)) for i, m in enumerate(markets())]
    _write(tables / "markets.csv", "country year measure value", sizes)
    ingest_tables(tables, folder / "record")
    (folder / "case.toml").write_text(_case(dice, holders), encoding="utf-8")
    return folder


def _holder(dice: random.Random, rank: int) -> Holder:
    breadth = min(1.0, dice.uniform(0.3, 1.0) + 0.5 / (1 + rank / 20))
    habits = {office: min(1.0, odds * breadth * dice.uniform(0.2, 1.8))
              for office, odds in {"EP": EUROPE, **NATIONAL}.items()}  # fmt: skip
    habits = {office: odds for office, odds in habits.items() if odds > 0.02}
    families = max(2, round(LARGEST / (rank + 1) ** 0.9))
    return Holder(f"Holder {rank:03}", families, dice.choice(FIELDS), habits)


def _rights(dice: random.Random, holder: Holder, family: str, first: int) -> list[tuple[Any, ...]]:
    """One right per office; a family in none would touch nobody, so the first choice stays."""
    offices = [office for office, odds in holder.habits.items() if dice.random() < odds]
    filed = f"{dice.randint(2006, 2018)}-0{dice.randint(1, 9)}-15"
    granted = f"{int(filed[:4]) + dice.randint(3, 7)}-06-01"
    return [
        (family, office, f"{office}{first + i:010}", filed, granted)
        for i, office in enumerate(offices or [max(holder.habits, key=holder.habits.__getitem__)])
    ]


def _suits(dice: random.Random, holders: Sequence[Holder]) -> list[tuple[Any, ...]]:
    """Enforcers are of every size; each sues in some markets, the large ones more often."""
    rows: list[tuple[Any, ...]] = []
    for holder in dice.sample(holders, ENFORCERS):
        for i, market in enumerate(markets_by_size()):
            if dice.random() < 0.5 / (1 + i / 6):
                rows.append((f"suit-{len(rows)}", market, "2019-05-01", holder.name, "Somebody",
                             "infringement", "declared"))  # fmt: skip
    return rows


def markets_by_size() -> list[str]:
    """Return the markets, those where suits are brought most often first."""
    first = ["US", "DE", "CN", "GB", "IN", "FR", "JP", "NL", "IT", "KR", "BR", "ES"]
    return first + [market for market in markets() if market not in first]


def _write(path: Path, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split())
        writer.writerows(rows)


def _case(dice: random.Random, holders: Sequence[Holder]) -> str:
    lines = [f'[case]\nid = "world"\ncompany = "{MAKER}"\nas_of = {DAY}']
    lines.append(f"markets = {_list(markets())}")
    lines.append(f'\n[[company]]\nname = "{MAKER}"')
    for name, leaves in PRODUCTS.items():
        standards = [LEAVES[leaf].strip("|") for leaf in leaves]
        lines.append(f'\n[[product]]\nname = "{name}"\ncategory = "smartphone"')
        lines.append(f"standards = {_list(standards)}")
    for holder in holders:
        price = round(holder.families * dice.uniform(2_000, 8_000) + 50_000, -3)
        lines += _candidate(holder.name.replace(" ", "-"), "license", holder.name, price)
    for number in range(POOLS):
        members = dice.sample(holders, dice.randint(8, 40))
        leaves = dice.choice(FIELDS)
        worth = sum(m.families for m in members if set(m.leaves) & set(leaves))
        lines.append(f'\n[[pool]]\nname = "Pool {number}"')
        lines.append(f"standards = {_list([LEAVES[leaf].strip('|') for leaf in leaves])}")
        told = ", ".join(f'{{ company = "{member.name}" }}' for member in members)
        lines.append(f"members = [{told}]")
        price = round(worth * dice.uniform(1_000, 4_000) + 50_000, -3)
        lines += _candidate(f"Pool-{number}", "pool-license", f"Pool {number}", price)
    return "\n".join(lines) + "\n"


def _candidate(name: str, kind: str, grantor: str, price: float) -> list[str]:
    key = f'pool = "{grantor}"' if kind == "pool-license" else f'grantors = ["{grantor}"]'
    return [f'\n[[candidate]]\nid = "{name}"\nkind = "{kind}"\n{key}\ngrantees = ["{MAKER}"]',
            f'cost = {{ amount = {price:.0f}, currency = "{CURRENCY}" }}']  # fmt: skip


def _list(words: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"
