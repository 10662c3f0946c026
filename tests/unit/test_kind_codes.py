"""Kind codes: granted or not, by office and era; translations of European patents."""

from __future__ import annotations

from datetime import date

import pytest

from clearway.model.kind_codes import (
    GRANTED_KINDS,
    KIND_RULES,
    TRANSLATION_KINDS,
    is_granted,
    is_translation,
)
from clearway.model.territory import COUNTRIES, REGIONAL


@pytest.mark.parametrize(
    "pair",
    [
        "EP-B1",
        "EP-B2",
        "EP-B3",
        "EP-B9",
        "CA-C",
        "RU-C1",
        "RU-C2",
        "JP-B1",
        "JP-B2",
        "IN-B",
        "MX-B",
        "US-A",
        "US-B1",
        "US-B2",
        "US-E1",
        "CN-B",
        "CN-C",
        "KR-B1",
        "TW-B",
        "AU-B2",
        "AU-C1",
        "DE-B4",
        "DE-C2",
        "GB-B",
        "AP-A",
        "EA-B1",
    ],
)
def test_granted_kinds(pair: str) -> None:
    """The kinds under which the offices publish grants say 'granted'."""
    assert is_granted(pair[:2], pair[3:])


@pytest.mark.parametrize(
    "pair",
    [
        "EP-A1",
        "EP-B8",
        "WO-A1",
        "CA-A1",
        "CA-A",
        "CN-A",
        "JP-A",
        "US-A1",
        "KR-A",
        "AU-A1",
        "IN-A",
        "MX-A",
        "TW-A",
        "RU-A",
        "HK-A",
        "ES-T3",
        "AT-T",
        "XX-B",
    ],
)
def test_other_kinds_are_not_grants(pair: str) -> None:
    """Applications, corrections of a title page, translations and unknown offices do not."""
    assert not is_granted(pair[:2], pair[3:])


def test_kinds_are_read_by_era() -> None:
    """Canada's A and Britain's A once meant a grant; China's B did not before 1993."""
    assert is_granted("CA", "A", date(1985, 1, 1))
    assert not is_granted("CA", "A", date(1995, 1, 1))
    assert is_granted("GB", "A", date(1978, 5, 31))
    assert not is_granted("CN", "B", date(1990, 1, 1))
    assert is_granted("CN", "B", date(2008, 1, 1))
    assert is_granted("EP", "B1", date(2008, 1, 1))


@pytest.mark.parametrize(
    "pair", ["AT-T", "ES-T3", "PT-T", "PT-E", "DK-T3", "SI-T1", "DE-T2", "HU-T2", "PL-T3"]
)
def test_translations(pair: str) -> None:
    """These publications show that a European patent was validated there."""
    assert is_translation(pair[:2], pair[3:])


def test_claims_of_an_application_are_no_translation() -> None:
    """Translated claims of an application (DE T1, ES T1, DK T1) show no validation."""
    assert not any(is_translation(office, "T1") for office in ("DE", "ES", "DK"))


def test_tables_are_sound() -> None:
    """Offices exist, no kind is both a grant and a translation, and translators joined the EPC."""
    assert {rule.office for rule in KIND_RULES} <= COUNTRIES | set(REGIONAL) | {"SU"}
    states = {entry.country for entry in REGIONAL["EP"]}
    assert set(TRANSLATION_KINDS) <= states
    for office, kinds in TRANSLATION_KINDS.items():
        assert not kinds & GRANTED_KINDS.get(office, frozenset())
