"""Company names: spellings meet, hands that changed stay apart."""

from __future__ import annotations

import csv
import os
from itertools import pairwise
from pathlib import Path

import pytest

from clearway.model.names import (
    BUNDLED_OWNERSHIP,
    bundled_company,
    is_control,
    merge_names,
    normalize_name,
)
from clearway.model.vocabulary import read_vocabulary

SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Huawei Technologies Co., Ltd", "huawei technologies"),
        ("Huawei Technologies Co. Ltd.", "huawei technologies"),
        ("Xiaomi Communications CoLtd", "xiaomi communications"),
        ("SHENZHEN TRANSSION HOLDINGS CO.,LTD.", "shenzhen transsion holdings"),
        ("Core Wireless Licensing S.a.r.l", "core wireless licensing"),
        ("Koninklijke KPN N.V.", "koninklijke kpn"),
        ("IPCom GmbH & Co.KG", "ipcom"),
        ("Société Générale S.A.", "societe generale"),
        ("Kabushiki Kaisha Toshiba", "toshiba"),
        ("Novo A/S", "novo"),
        ("Spółka Sp. z o.o.", "społka"),
        ("AT&T", "at and t"),
        ("AG", "ag"),
        ("...", "..."),
        ("", "-"),
    ],
)
def test_normalized_keys(name: str, key: str) -> None:
    """Case, accents, marks and legal forms go; something always stays."""
    assert normalize_name(name) == key


def test_bundled_spellings_come_to_their_company() -> None:
    """Renamings are aliases, wholly owned vehicles ownership, the display name itself exact."""
    found = {
        match.name: (match.company_id, match.method)
        for match in merge_names(
            ["Research in Motion Limited", "Nokia Technologies Oy", "Nokia", "BlackBerry LTD"]
        )
    }
    assert found["Research in Motion Limited"] == ("BlackBerry", "alias")
    assert found["BlackBerry LTD"] == ("BlackBerry", "alias")
    assert found["Nokia Technologies Oy"] == ("Nokia", "ownership")
    assert found["Nokia"] == ("Nokia", "exact")


def test_unknown_spellings_meet_under_the_first() -> None:
    """The alphabetically first spelling names the cluster; the others are 'normalized'."""
    matches = merge_names(["Zyx GmbH", "ZYX", "Other", "Zyx GmbH"])
    assert [(match.name, match.company_id, match.method) for match in matches] == [
        ("Other", "Other", "exact"),
        ("ZYX", "ZYX", "exact"),
        ("Zyx GmbH", "ZYX", "normalized"),
    ]
    assert [match.score for match in matches] == [1.0, 1.0, 0.9]


def test_what_changed_hands_is_not_merged() -> None:
    """A company with a dated parent stays a company of its own in the name table."""
    for row in BUNDLED_OWNERSHIP:
        assert bundled_company(row.child) == row.child
        assert bundled_company(row.parent) == row.parent


def test_dated_parents_do_not_overlap() -> None:
    """No child has two parents in control on one day, and no interval is empty."""
    for child in {row.child for row in BUNDLED_OWNERSHIP}:
        rows = [
            row
            for row in BUNDLED_OWNERSHIP
            if row.child == child and is_control(row.share, control=row.control, above=0.5)
        ]
        assert all(not row.from_on or not row.to_on or row.from_on < row.to_on for row in rows)
        for before, after in pairwise(rows):
            assert before.to_on is not None
            assert after.from_on is not None
            assert before.to_on <= after.from_on


def test_days_that_nobody_could_confirm_are_marked() -> None:
    """A bound whose source gives no exact day says so, and no row marks a bound it leaves open."""
    marked = {(row.child, row.unconfirmed) for row in BUNDLED_OWNERSHIP if row.unconfirmed}
    assert marked == {
        ("3COM", "from"),
        ("Gemplus", "from"),
        ("Motorola Mobility", "to"),
        ("Nokia Shanghai Bell", "from"),
        ("Nokia Solutions and Networks", "from"),
        ("Nokia Solutions and Networks", "to"),
        ("Sharp", "from"),
    }
    bounds = [{"from": r.from_on, "to": r.to_on, "": True} for r in BUNDLED_OWNERSHIP]
    assert all(b[r.unconfirmed] for b, r in zip(bounds, BUNDLED_OWNERSHIP, strict=True))


def test_every_row_names_its_source() -> None:
    """No spelling and no parent is bundled without a public source."""
    for name in ("company_names", "ownership", "memberships"):
        assert all(row["source"].strip() for row in read_vocabulary(name))


def test_no_spelling_names_two_companies() -> None:
    """A key stands for one company in the bundled table."""
    companies: dict[str, set[str]] = {}
    for row in read_vocabulary("company_names"):
        for name in (row["name"], row["company"]):
            companies.setdefault(normalize_name(name), set()).add(row["company"])
    assert {key: found for key, found in companies.items() if len(found) > 1} == {}


def test_figures_of_the_register() -> None:
    """Merged declarants hold at least what the export of February 2026 shows under one spelling."""
    path = SHARED / "etsi" / "families_by_declarant_4g.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        counts = {row["label"]: int(row["count"]) for row in csv.DictReader(lines)}
    companies = {match.name: match.company_id for match in merge_names(counts)}
    totals: dict[str, int] = {}
    for name, count in counts.items():
        totals[companies[name]] = totals.get(companies[name], 0) + count
    largest = sorted(totals, key=lambda company: -totals[company])[:6]
    assert largest == ["Huawei", "Samsung", "ZTE", "LG Electronics", "Qualcomm", "Nokia"]
    assert totals["Qualcomm"] == 2449
    assert totals["Nokia"] == 2174
