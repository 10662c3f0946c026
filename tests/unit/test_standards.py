"""The standards tree: one name for each standard, and what covers what."""

from __future__ import annotations

import pytest

from clearway.errors import SourceError
from clearway.model.standards import (
    GENERATIONS,
    StandardsTree,
    canonical,
    generation_of_specification,
    is_known,
    known_names,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LTE", "4G"),
        ("lte-a", "4G"),
        ("GPRS", "2G"),
        ("TD-SCDMA", "3G"),
        ("CDMA2000", "3G"),
        ("NR", "5G"),
        ("TS 36.211", "3GPP TS 36.211"),
        ("36.211", "3GPP TS 36.211"),
        ("3GPP  TS 36.211", "3GPP TS 36.211"),
        ("TR 36.800", "3GPP TR 36.800"),
        ("34.123-1", "3GPP TS 34.123-1"),
        ("ETSI TS 136 211", "3GPP TS 36.211"),
        ("ETSI TS 136 211 V8.2.0", "3GPP TS 36.211"),
        ("36 series", "3GPP 36 series"),
        ("HEVC", "ITU-T H.265"),
        ("h.265", "ITU-T H.265"),
        ("ITU-T Rec. H.264", "ITU-T H.264"),
        ("AVC", "ITU-T H.264"),
        ("VVC", "ITU-T H.266"),
        ("G.722.2", "AMR-WB"),
        ("802.11N", "IEEE 802.11n"),
        ("IEEE 802.11ax-2021", "IEEE 802.11ax"),
        ("WLAN", "Wi-Fi"),
        ("Bluetooth v5.0", "Bluetooth 5.0"),
        ("BLE", "Bluetooth LE"),
        ("USB Power Delivery", "USB-PD"),
        ("  no such  thing ", "no such thing"),
    ],
)
def test_names_become_one(name: str, expected: str) -> None:
    """Aliases and numbers in any spelling come to one name, which stays itself."""
    assert canonical(name) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    ("name", "generation", "specification", "covered"),
    [
        ("LTE", "4G", "3GPP TS 23.401", True),
        ("LTE", "3G", "3GPP TS 23.401", False),
        ("4G", None, "3GPP TS 36.211", False),
        ("36.211", "4G", "3GPP TS 36.211", True),
        ("36 series", None, "3GPP TS 36.211", True),
        ("3GPP", None, "3GPP TS 36.211", True),
        ("cellular", "4G", None, True),
        ("Wi-Fi", None, "IEEE 802.11ax", True),
        ("802.11", None, "IEEE 802.11ax", True),
        ("Wi-Fi 6", None, "IEEE 802.11ax", True),
        ("Wi-Fi 6", None, "IEEE 802.11ac", False),
        ("IEEE 802.11ax", None, "Wi-Fi", False),
        ("EVS", "4G", "3GPP TS 26.445", True),
        ("AMR", "4G", "3GPP TS 26.445", False),
        ("Bluetooth", None, "Bluetooth 4.2", True),
        ("HEVC", None, "H.265", True),
        ("AAC", None, "HE-AAC v2", True),
        ("4G", None, None, False),
    ],
)
def test_covering(
    name: str, generation: str | None, specification: str | None, covered: bool
) -> None:
    """A name covers a leaf that it names or stands above; a generation only where declared."""
    tree = StandardsTree.bundled()
    assert tree.covers(name, generation, specification) is covered


def test_rows_of_the_record_join_the_tree() -> None:
    """Rows add nodes and parents; a name that is in no tree covers itself alone."""
    tree = StandardsTree.bundled([("X1", "X"), ("X", "Wi-Fi"), ("Y", None)])
    assert tree.covers("Wi-Fi", None, "X1")
    assert tree.ancestors("Y") == {"Y"}
    assert tree.covers("unheard of", None, "unheard of")


def test_a_long_chain_is_no_trouble() -> None:
    """A chain of thousands of nodes is walked without recursion."""
    tree = StandardsTree.bundled((f"n{i}", f"n{i + 1}") for i in range(3000))
    assert tree.covers("n3000", None, "n0")


@pytest.mark.parametrize(
    ("rows", "members"),
    [
        ([("A", "B"), ("B", "C"), ("C", "A")], "A < B < C < A"),
        ([("A", "A")], "A < A"),
        ([("Wi-Fi", "802.11ax")], "IEEE 802.11"),
    ],
)
def test_a_cycle_is_an_error_that_names_its_members(
    rows: list[tuple[str, str | None]], members: str
) -> None:
    """A standard cannot stand above itself."""
    with pytest.raises(SourceError, match=members):
        StandardsTree.bundled(rows)


def test_generation_of_a_specification() -> None:
    """Series 36 is LTE, 38 NR, 25 UTRA, GSM's are 2G; shared series say nothing."""
    found = [
        generation_of_specification(spec)
        for spec in ("45.005", "25.331", "36.211", "38.211", "23.401", "HEVC")
    ]
    assert found == [*GENERATIONS, None, None]


def test_known_names() -> None:
    """Bundled names and numbered specifications are known; the list serves suggestions."""
    assert is_known("wi-fi")
    assert is_known("36.211")
    assert not is_known("Wifi9000")
    assert {"Wi-Fi", "LTE", "HEVC"} <= set(known_names())
    assert all(is_known(name) for name in known_names())
