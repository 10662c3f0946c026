"""Checking a case: names resolve, orders have their suits, doubtful things are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from case_texts import HEAD, LICENSE, WHOLE

from clearway.case import Companies, Finding, check_case, read_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COMPANIES = '[[company]]\nname = "X"\n[[company]]\nname = "Alpha"\naliases = ["A"]\n'
PRODUCT = '[[product]]\nname = "p"\ncategory = "tv"\nstandards = ["4G"]\n'


def _check(
    folder: Path, text: str, resolve: Callable[[str], str | None] | None = None
) -> list[Finding]:
    path = folder / "case.toml"
    path.write_text(text)
    return check_case(read_case(path), resolve)


def _said(findings: list[Finding], severity: str) -> str:
    return "\n".join(str(finding) for finding in findings if finding.severity == severity)


def test_unknown_company_is_an_error_with_a_record(tmp_path: Path) -> None:
    """A name that neither the case nor the record knows is an error with place and remedy."""
    text = HEAD + LICENSE.replace('["A"]', '["Alfa"]') + COMPANIES
    errors = _said(_check(tmp_path, text, lambda _: None), "error")
    assert 'case.toml:11: [[deal]] "lic": grantors: unknown company "Alfa" at line 11' in errors
    assert '(did you mean "Alpha"?): add a [[company]] entry or an alias' in errors


def test_unknown_company_is_a_warning_alone(tmp_path: Path) -> None:
    """Without a record a name that the case lacks is a warning."""
    findings = _check(tmp_path, HEAD + LICENSE)
    assert '"A" has no [[company]] entry' in _said(findings, "warning")
    assert not _said(findings, "error")


def test_says_what_a_name_matched(tmp_path: Path) -> None:
    """An alias, another spelling and a match of the record are each said in a note."""
    text = HEAD + COMPANIES + LICENSE.replace('["X"]', '["ALPHA, Inc.", "Beta Oy"]')
    notes = _said(_check(tmp_path, text, {"Beta Oy": "Beta"}.get), "note")
    assert '"A" is an alias or spelling of "Alpha"' in notes
    assert '"ALPHA, Inc." is an alias or spelling of "Alpha"' in notes
    assert '"Beta Oy" is by the record, "Beta"' in notes


def test_every_place_of_a_name_is_looked_at(tmp_path: Path) -> None:
    """Companies of deals, pools, components, products, ownership, suits and orders all resolve."""
    asked: list[str] = []
    _check(tmp_path, WHOLE, asked.append)
    assert set(asked) == {"A Technologies", "Q", "B", "Y"}


def test_alias_of_two_companies(tmp_path: Path) -> None:
    """One spelling cannot stand for two companies."""
    text = HEAD + COMPANIES + '[[company]]\nname = "Other"\naliases = ["alpha ltd"]\n'
    errors = _said(_check(tmp_path, text), "error")
    assert 'aliases: "alpha ltd" also stands for "Alpha"' in errors


def test_circle_through_an_alias(tmp_path: Path) -> None:
    """A circle of ownership that only shows once the names are resolved is found."""
    row = '[[ownership]]\nchild = "{}"\nparent = "{}"\n'
    text = HEAD + COMPANIES + row.format("A", "X") + row.format("X", "Alpha")
    assert "in a circle" in _said(_check(tmp_path, text), "error")


def test_orders_and_pools_of_the_record(tmp_path: Path) -> None:
    """An order on a suit, or a license of a pool, not in the case: the record must have it."""
    text = (
        HEAD
        + '[[order]]\nsuit = "s-1"\nfrom = 2016-01-01\nreaches = ["phones"]\n'
        + LICENSE.replace('"license"', '"pool-license"')
    )
    path = tmp_path / "case.toml"
    path.write_text(text)
    case = read_case(path)
    warnings = _said(check_case(case), "warning")
    assert 'suit "s-1" is not in the case; add a [[suit]] entry' in warnings
    assert 'unknown pool "A"; add a [[pool]] entry' in warnings
    assert '"phones" is no product of the case and no category' in warnings
    assert not _said(check_case(case, None, {"s-1"}, {"A"}), "error")
    errors = _said(check_case(case, None, {"s-2"}, {"B"}), "error")
    assert 'suit "s-1" is neither in the case nor in the record' in errors
    assert 'unknown pool "A"' in errors


def test_doubtful_deals(tmp_path: Path) -> None:
    """A purchase without a list, and keys without effect in it, are warned of."""
    warnings = _said(_check(tmp_path, WHOLE), "warning")
    assert '"bought": lists no families or rights, so it clears nothing' in warnings
    text = (
        HEAD
        + PRODUCT
        + LICENSE.replace('"license"', '"purchase"')
        .replace('grantors = ["A"]', 'seller = "A"')
        .replace(
            'grantees = ["X"]', 'buyer = "X"\nstandards = ["4G"]\nterritory = {include=["DE"]}'
        )
    )
    warnings = _said(_check(tmp_path, text), "warning")
    assert "standards: has no effect in a purchase" in warnings
    assert "territory: has no effect in a purchase" in warnings


def test_products_without_standards(tmp_path: Path) -> None:
    """A product that forgets its standards is warned of; one that says it has none is not."""
    forgot = '[[product]]\nname = "p"\ncategory = "tv"\n'
    assert "names no standards" in _said(_check(tmp_path, HEAD + forgot), "warning")
    says = _said(_check(tmp_path, HEAD + forgot + "standards = []\n"), "warning")
    assert "names no standards" not in says
    assert "the case lists no product" in _said(_check(tmp_path, HEAD), "warning")


def test_companies_find(tmp_path: Path) -> None:
    """A name is found exactly, by alias or spelling, by the record, or not at all."""
    path = tmp_path / "case.toml"
    path.write_text(HEAD + COMPANIES)
    companies = Companies(read_case(path), {"Z": "Zed"}.get)
    assert companies.find("Alpha") == ("Alpha", "exact")
    assert companies.find("A") == ("Alpha", "alias")
    assert companies.find("Z") == ("Zed", "record")
    assert companies.find("Nobody") == (None, "unknown")
    assert companies.company_of("Nobody") == "Nobody"


def test_aggregates_that_speak_for_nothing(tmp_path: Path) -> None:
    """A burden of a standard that no product implements, or of a misspelled one, is warned of."""
    policy = (
        '[policy.aggregate_burden]\nWi-Fi = { low = 0, high = 0.1, source = "s" }\n'
        'LTE = { low = 0, high = 0.1, source = "s" }\n[[source]]\nid = "s"\n'
    )
    warnings = _said(_check(tmp_path, HEAD + PRODUCT + policy), "warning")
    assert "aggregate_burden.Wi-Fi: speaks for no standard of a product" in warnings
    assert "aggregate_burden.LTE" not in warnings


def test_a_stake_without_control_is_noted(tmp_path: Path) -> None:
    """A share not above the threshold makes no group; a note says so until control is said."""
    stake = (
        '[case]\nid = "x"\ncompany = "A"\n[[ownership]]\nchild = "B"\nparent = "A"\nshare = 0.5\n'
    )
    assert "not above control_share (50%)" in _said(_check(tmp_path, stake), "note")
    for said in ("control = true\n", "control = false\n"):
        assert "control_share" not in _said(_check(tmp_path, stake + said), "note")


def test_a_standard_that_nobody_knows_is_told_wherever_it_stands(tmp_path: Path) -> None:
    """In a deal, a product or a component it covers nothing: a warning names the nearest one."""
    text = HEAD + COMPANIES + LICENSE + 'standards = ["LTE-Advnced"]\n'
    text += PRODUCT.replace('"4G"', '"4G", "36.211", "6 Gigs"')
    text += 'components = [{ supplier = "Alpha", standards = ["Blutooth"] }]\n'
    warnings = _said(_check(tmp_path, text), "warning")
    assert '[[deal]] "lic": standards: "LTE-Advnced" is no standard' in warnings
    assert 'did you mean "LTE-Advanced"' in warnings
    assert 'standards: "6 Gigs" is no standard' in warnings
    assert 'components.standards: "Blutooth" is no standard' in warnings
    assert "36.211" not in warnings
    told = check_case(read_case(tmp_path / "case.toml"), standards=("6 Gigs", "Blutooth"))
    assert sum("is no standard" in found.message for found in told) == 1
