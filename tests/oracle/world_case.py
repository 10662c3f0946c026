"""Random cases over a random record: deals of every kind that overlap and miss."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from oracle.world import Row, World, latest_day
from oracle.world_record import AS_OF, COMPANIES, DAYS, MARKETS, UMBRELLA, Draft

STANDARDS = [
    ["4G"],
    ["4G"],
    ["3G", "4G"],
    ["3G", "4G"],
    ["3GPP TS 36.211"],
    ["ITU-T H.265", "4G"],
    ["IEEE 802.11n", "3G"],
    [UMBRELLA],
]
KINDS = [
    "license",
    "license",
    "cross-license",
    "covenant",
    "standstill",
    "pool-license",
    "pool-license",
]
STATUSES = ["signed", "signed", "signed", "signed", "signed", "reported", "rumored", "hypothetical"]
KNOWN_GROUPS: list[list[Row]] = [
    [],
    [],
    [
        {"name": "Gamma", "aliases": ["Google"]},
        {"name": "Alpha Labs", "aliases": ["Motorola Mobility"]},
    ],
    [{"name": "Beta", "aliases": ["Nokia"]}, {"name": "Delta", "aliases": ["Alcatel-Lucent"]}],
]
"""Other names, for some, that stand in the bundled corporate tree."""
AFFILIATES = ["subsidiaries", "group", "none"]


def draw_case(random: Random, world: World) -> Row:
    """Return a random case, as parsed from TOML."""
    draft = Draft(random)
    case: Row = {
        "case": {
            "id": "random",
            "company": "Xeno",
            "as_of": random.choice([*[AS_OF] * 6, *DAYS[5:]]),
        },
        "policy": _policy(draft),
        "company": [
            {"name": "Alpha Group", "aliases": ["Alpha", "Alpha Inc"]},
            {"name": "Xeno"},
            *random.choice(KNOWN_GROUPS),
        ],
        "ownership": _ownership(draft),
        "product": [_product(draft, name) for name in ["Phone One", "Hub"][: random.randint(1, 2)]],
        "pool": _pools(draft),
        "source": [
            {"id": f"s{number}", "published": published}
            for number, published in enumerate([*DAYS[3:9], "2016", "2017-07"])
        ],
        "deal": [
            _deal(draft, world, f"d{number}") for number in range(random.choice([0, 3, 4, 5, 5]))
        ],
        "suit": [],
        "order": [],
    }
    if draft.chance(0.4):
        case["case"]["known_at"] = random.choice(DAYS[5:])
    if draft.chance(0.5):
        case["case"]["markets"] = draft.some(MARKETS, 4)
    if draft.chance(0.4):
        candidate = {**_deal(draft, world, "candidate"), "status": "hypothetical"}
        for key in ("status", "effective"):
            if draft.chance(0.2) and not {"ends", "captured_until"} & set(candidate):
                del candidate[key]
        case["candidate"] = [candidate]
    if draft.chance(0.6):
        _add_suit(draft, world, case)
    return {key: value for key, value in case.items() if value}


def _policy(draft: Draft) -> Row:
    policy: Row = {
        "ep_validation": draft.random.choice(["all", ["DE", "FR"], ["GB"]]),
        "statuses": draft.random.choice(
            [["signed", "reported"], ["signed"], ["signed", "reported", "rumored", "hypothetical"]]
        ),
        "family": draft.random.choice(["etsi", "etsi", "docdb", "inpadoc"]),
        "covered_share": draft.random.choice([0.95, 0.5, 1.0]),
        "enforcer_years": draft.random.choice([10, 2]),
        "unknown_estimated_share": draft.random.choice([1.0, 0.4]),
        "bundled_ownership": draft.chance(0.8),
    }
    if draft.chance(0.3):
        policy["grant_lag_days"] = {"default": 1000, "US": 900}
        policy["term_years"] = {"default": 20, "DE": 10}
        policy["pending_max_years"] = 8
    return policy if draft.chance(0.8) else {}


def _ownership(draft: Draft) -> list[Row]:
    rows = []
    for place, child in enumerate(COMPANIES):
        if place == 0 or draft.chance(0.6):
            continue
        if draft.chance(0.15) and place > 1:
            rows += _two_parents(draft, child, COMPANIES[:place])
            continue
        cuts = sorted(draft.random.sample(DAYS, draft.random.randint(1, 3)))
        for start, end in zip([None, *cuts], [*cuts, None], strict=True):
            if draft.chance(0.5):
                rows.append(
                    _dated(
                        {
                            "child": child,
                            "parent": draft.random.choice(COMPANIES[:place]),
                            **_stake(f"{child} {start} {end}"),
                        },
                        **{"from": start, "to": end},
                    )
                )
    return rows


def _stake(holding: str) -> Row:
    """Draw nothing, a share, what is said of control, or both; the world's other draws stay."""
    dice = Random(holding)
    share: Row = {"share": dice.choice([0.3, 0.5, 0.51, 1.0])} if dice.random() < 0.4 else {}
    control: Row = {"control": dice.random() < 0.5} if dice.random() < 0.15 else {}
    return {**share, **control}


def _two_parents(draft: Draft, child: str, above: list[str]) -> list[Row]:
    one, other = draft.random.sample(above, 2)
    start = draft.maybe_day(0.5)
    return [
        _dated({"child": child, "parent": one, "share": 0.5, "control": True}, **{"from": start}),
        _dated({"child": child, "parent": other, "share": 0.5}, **{"from": start}),
    ]


def _dated(row: Row, **days: Any) -> Row:
    """Return the row with the days that are known; TOML has no null."""
    return {**row, **{key: day for key, day in days.items() if day is not None}}


def _after(draft: Draft, share: float, start: date | None) -> date | None:
    """Return a day after `start` in this share of the draws: no interval of a case is empty."""
    return draft.maybe_day(share, start + timedelta(days=1) if start else date.min)


def _product(draft: Draft, name: str) -> Row:
    product: Row = {
        "name": name,
        "category": draft.random.choice(["smartphone", "tablet"]),
        "standards": [] if draft.chance(0.04) else draft.random.choice(STANDARDS),
    }
    if draft.chance(0.7):
        product["components"] = [_component(draft) for _ in range(draft.random.randint(1, 2))]
    if draft.chance(0.1):
        makers = ["Xeno", "Xeno Corporation", "Alpha" if name == "Hub" else "Xeno"]
        product["company"] = draft.random.choice(makers)
    if draft.chance(0.5):
        product["made_in"] = draft.some(["CN", "IN"], 2)
    return product


def _component(draft: Draft) -> Row:
    component: Row = {
        "supplier": draft.random.choice(["Gamma", "Delta", "Alpha"]),
        "standards": draft.random.choice(STANDARDS),
    }
    if draft.chance(0.3):
        component["category"] = draft.random.choice(["chipset", "iot-module"])
    if draft.chance(0.6):
        component["own_rights"] = draft.random.choice(["exhausted", "reserved"])
    if draft.chance(0.4):
        component["sold_in"] = draft.random.choice(["CN", "US"])
    return component


def _pools(draft: Draft) -> list[Row]:
    members = []
    for company in draft.some(COMPANIES, 3):
        start = draft.maybe_day(0.6)
        end = _after(draft, 0.3, start)
        members.append(_dated({"company": company}, **{"from": start, "to": end}))
    pools: list[Row] = [
        {"name": "Listed pool", "standards": draft.random.choice(STANDARDS)},
        {"name": "Member pool", "members": members},
    ]
    if draft.chance(0.7):
        pools[1]["standards"] = draft.random.choice(STANDARDS[:2])
    return [{"members": members[:1], **pools[0]}, pools[1]]


def _deal(draft: Draft, world: World, name: str) -> Row:
    effective: Any = draft.random.choice([*DAYS[:5], *DAYS[:5], *DAYS[:9], "2016", "2017-07"])
    deal: Row = {
        "id": name,
        "kind": "purchase" if draft.chance(0.2) else draft.random.choice(KINDS),
        "status": draft.random.choice(STATUSES),
        "effective": effective,
    }
    if draft.chance(0.5):
        deal["sources"] = draft.some([f"s{number}" for number in range(8)], 2)
    if deal["kind"] == "purchase":
        return {**deal, **_bought(draft, world)}
    deal |= _parties(draft, deal["kind"])
    return deal | _terms(draft, latest_day(effective) or AS_OF) | _scope(draft, world)


def _bought(draft: Draft, world: World) -> Row:
    buyer = draft.random.choice([*COMPANIES, "Xeno", "Xeno"])
    seller = draft.random.choice([company for company in COMPANIES if company != buyer])
    row: Row = {"seller": seller, "buyer": buyer}
    rights = [number for right in world.rows("rights") for number in right["publication_numbers"]]
    if draft.chance(0.3):
        return {**row, "count": 1500}
    if draft.chance(0.5) and rights:
        return {**row, "rights": [text.replace("-", "") for text in draft.some(rights, 3)]}
    return {**row, "families": _families(draft, world)}


def _families(draft: Draft, world: World) -> list[str]:
    return draft.some([row["family_id"] for row in world.rows("families")], 3)


def _parties(draft: Draft, kind: str) -> Row:
    others = [*(company for company in COMPANIES if company != "Xeno"), "Alpha", "Beta"]
    if kind == "cross-license":
        first = draft.random.choice(["Xeno", "Xeno", "Xeno Mobile"])
        return {"parties": [first, *draft.some(["Alpha", "Beta", "Gamma", "Delta"], 2)]}
    grantee = draft.random.choice(["Xeno"] * 4 + ["Xeno Mobile", "Gamma", "Alpha"])
    if kind == "pool-license":
        pools = draft.some(["Listed pool", "Member pool"], 2)
        if len(pools) == 1 and draft.chance(0.5):
            return {"pool": pools[0], "grantees": [grantee]}
        return {"grantors": pools, "grantees": [grantee]}
    return {"grantors": draft.some([c for c in others if c != grantee], 4), "grantees": [grantee]}


def _terms(draft: Draft, effective: date) -> Row:
    row: Row = {}
    later = [day for day in DAYS if day > effective]
    if draft.chance(0.3) and later:
        row["ends"] = draft.random.choice([*later, "2020"])
    if draft.chance(0.3) and later:
        row["captured_until"] = draft.random.choice([*later, "2020"])
    if draft.chance(0.4):
        row["grantee_affiliates"] = draft.random.choice(AFFILIATES)
    if draft.chance(0.4):
        row["grantor_affiliates"] = draft.random.choice(AFFILIATES)
    if draft.chance(0.5):
        row["exhausts"] = draft.chance(0.9)
    return row


def _scope(draft: Draft, world: World) -> Row:
    row: Row = {}
    if draft.chance(0.25):
        row["standards"] = draft.random.choice(STANDARDS)
    if draft.chance(0.1):
        row["families"] = _families(draft, world)
    if draft.chance(0.15):
        row["field"] = draft.random.choice([["smartphone"], ["Phone One"], ["chipset"], ["tablet"]])
    if draft.chance(0.2):
        keys = draft.some(["include", "exclude"], 2)
        row["territory"] = {key: draft.some(MARKETS, 5) for key in keys}
        include, exclude = (set(row["territory"].get(key, ())) for key in ("include", "exclude"))
        if include and include <= exclude:
            del row["territory"]["exclude"]
    return row


def _add_suit(draft: Draft, world: World, case: Row) -> None:
    filed = draft.random.choice([*DAYS[:8], "2016"])
    suit: Row = {
        "id": "case-suit",
        "market": draft.random.choice(["DE", "US", "CN", "IN"]),
        "filed": filed,
        "plaintiff": draft.random.choice(COMPANIES),
        "defendant": draft.random.choice(["Xeno", "Xeno Mobile", "Gamma"]),
    }
    if draft.chance(0.6):
        suit["standards"] = ["3G"]
    if draft.chance(0.4) and (rights := world.rows("rights")):
        suit["patents"] = [draft.random.choice(rights)["publication_numbers"][0].replace("-", " ")]
    if draft.chance(0.2):
        suit["action"] = draft.random.choice(["nullity", "import-stop"])
    if draft.chance(0.2):
        suit["basis"] = draft.random.choice(["declared", "unclear"])
    case["suit"] = [suit]
    if draft.chance(0.6):
        start = draft.day(latest_day(filed) or AS_OF)
        order = {"suit": "case-suit", "from": start, "reaches": ["smartphone"]}
        if draft.chance(0.5):
            order["except_suppliers"] = ["Gamma"]
        case["order"] = [_dated(order, to=_after(draft, 0.4, start))]
