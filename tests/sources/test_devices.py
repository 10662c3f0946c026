"""Tables of devices: what cells say of standards and suppliers, and what is left open."""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.cli.devices import check, devices
from clearway.errors import CaseError, SourceError
from clearway.model.standards import is_known
from clearway.sources.devices import (
    Device,
    bill_of,
    read_devices,
    read_table,
    rules,
    to_products,
    topics,
)

COLUMNS = (
    "brand", "model", "network_technology", "3G_bands", "4G_bands", "WLAN", "bluetooth", "NFC",
    "GPS", "radio", "USB", "Chipset", "OS", "display_size", "announced", "approx_price_EUR",
)  # fmt: skip
PHONE = {
    "brand": "Acme",
    "model": "One",
    "network_technology": "GSM / HSPA / LTE",
    "WLAN": "Wi-Fi 802.11 a/b/g/NAc| dual-band| hotspot",
    "bluetooth": "4.1| A2DP| LE",
    "NFC": "",
    "GPS": "Yes with A-GPS GLONASS",
    "radio": "FM radio",
    "USB": "Type-C 1.0 reversible connector",
    "Chipset": "Qualcomm MSM8953 Snapdragon 625",
    "OS": "Android 6.0",
    "announced": "2017  January",
    "approx_price_EUR": "180",
}


def _file(folder: Path, *phones: dict[str, str]) -> Path:
    sink = io.StringIO()
    writer = csv.DictWriter(sink, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows([PHONE | phone for phone in phones or ({},)])
    path = folder / "phones.csv"
    path.write_text(sink.getvalue(), encoding="utf-8")
    return path


def _one(folder: Path, **cells: str) -> Device:
    return read_devices(_file(folder, cells))[0]


def test_a_phone(tmp_path: Path) -> None:
    """Each cell gives its standards, by the names of the standards tree."""
    phone = _one(tmp_path)
    assert phone.bill.standards == (
        "2G", "3G", "4G", "IEEE 802.11a", "IEEE 802.11b", "IEEE 802.11g", "IEEE 802.11n",
        "IEEE 802.11ac", "Bluetooth 4.1", "Bluetooth LE", "GNSS", "USB-C",
    )  # fmt: skip
    assert "5G" in phone.bill.lacking
    assert "NFC" in phone.bill.unknown
    assert (phone.category, phone.price_eur) == ("smartphone", 180.0)


@pytest.mark.parametrize(
    ("column", "cell", "standard", "verdict"),
    [
        ("WLAN", "", "Wi-Fi", "unknown"),
        ("WLAN", "No", "Wi-Fi", "lacking"),
        ("WLAN", "Yes| hotspot", "Wi-Fi", "standards"),
        ("WLAN", "Yes| hotspot", "IEEE 802.11", "unknown"),
        ("WLAN", "Wi-Fi 802.11 b/g (optional)", "Wi-Fi", "unknown"),
        ("WLAN", "Wi-Fi 802.11b/g/n", "IEEE 802.11n", "standards"),
        ("WLAN", "WiMAX 802.16 e", "WiMAX", "standards"),
        ("bluetooth", "2", "Bluetooth 2.0", "standards"),
        ("bluetooth", "4.2(Europe)/4.1(India)", "Bluetooth", "unknown"),
        ("bluetooth", "4.0| LE after Amber update", "Bluetooth LE", "unknown"),
        ("bluetooth", "No", "Bluetooth", "lacking"),
        ("NFC", "Yes (Apple Pay only)", "NFC", "standards"),
        ("NFC", "Yes (LTE model only)", "NFC", "unknown"),
        ("NFC", "Yes (L31| L21 only)", "NFC", "unknown"),
        ("NFC", "No", "NFC", "lacking"),
        ("GPS", "A-GPS only; AT&T Navigator", "GNSS", "standards"),
        ("USB", "microUSB 2.0 (charging only)", "USB", "unknown"),
        ("USB", "Pop-Port", "USB", None),
        ("network_technology", "No cellular connectivity", "cellular", "lacking"),
        ("network_technology", "CDMA / EVDO", "3G", "standards"),
        ("network_technology", "CDMA / EVDO", "2G", "lacking"),
        ("network_technology", "", "cellular", "unknown"),
        ("radio", "FM radio", "DAB", None),
        ("codecs", "MP3, AAC+, H.265", "ITU-T H.265", "standards"),
    ],
)
def test_cells(column: str, cell: str, standard: str, verdict: str | None) -> None:
    """What a cell says is had, lacked or open; silence is neither had nor lacked."""
    bill = bill_of({column: cell})
    found = {
        name for name in ("standards", "lacking", "unknown") if standard in getattr(bill, name)
    }
    assert found == ({verdict} if verdict else set())


def test_a_cell_that_no_rule_understands() -> None:
    """Text that no rule knows leaves its column open, and the reasoning shows the text."""
    bill = bill_of({"WLAN": "telepathy"})
    assert "Wi-Fi" in bill.unknown
    assert any("telepathy" in str(reason) for reason in bill.reasons)


def test_cells_that_contradict() -> None:
    """A band of 3G outweighs a list of technologies without 3G, and is named as contradicted."""
    bill = bill_of({"network_technology": "GSM", "3G_bands": "TD-SCDMA"})
    assert "3G" in bill.standards
    assert bill.contradicted == ("3G",)
    assert "3G" not in bill.lacking


def test_rules_name_known_standards() -> None:
    """Every rule names a standard of the tree, every column says what a blank leaves open."""
    named = [rule for some in rules().values() for rule in some if rule.standard]
    assert [rule.standard for rule in named if not is_known(rule.standard)] == []
    assert all(rule.says != "aside" for rule in named)
    assert topics()["WLAN"] == ("Wi-Fi",)


@pytest.mark.parametrize(
    ("chipset", "supplier", "brings"),
    [
        ("Qualcomm MSM8953 Snapdragon 625", "Qualcomm", ("2G", "3G", "4G")),
        ("Qualcomm APQ8064 Snapdragon S4 Pro", "Qualcomm", ()),
        ("Mediatek MT6592", "MediaTek", ("2G", "3G", "4G")),
        ("Exynos 7420 Octa", "Samsung", ()),
        ("HiSilicon Kirin 960", "HiSilicon", ("2G", "3G", "4G")),
        ("Spreadtrum SC8830", "Spreadtrum", ("2G", "3G", "4G")),
        ("Intel Atom Z2560", "Intel", ()),
        ("Apple A10 Fusion", "Apple", ()),
    ],
)
def test_suppliers(tmp_path: Path, chipset: str, supplier: str, brings: tuple[str, ...]) -> None:
    """A chipset names its supplier; it brings the generations only where its series has a modem."""
    (supplied,) = _one(tmp_path, Chipset=chipset).suppliers
    assert (supplied.supplier, supplied.standards) == (supplier, brings)


def test_products_are_read_back(tmp_path: Path) -> None:
    """The TOML is a case file's products: standards, component and price; the rest in comments."""
    found = read_devices(_file(tmp_path, {}, {"model": "Two", "Chipset": "Exynos 8890"}))
    text = to_products(found)
    check(text, found)
    one, two = tomllib.loads(text)["product"]
    assert one["components"] == [
        {"supplier": "Qualcomm", "standards": ["2G", "3G", "4G"], "category": "chipset"}
    ]
    assert one["price"] == {"amount": 180, "currency": "EUR"}
    assert "components" not in two
    assert "# supplier Samsung; what the part brings is not said" in text
    assert "# the source does not say: NFC" in text


def test_suppliers_by_variant(tmp_path: Path) -> None:
    """Two suppliers in one cell are those of variants: neither becomes a component."""
    cell = "Qualcomm MSM8996 (USA)| Exynos 8890 (Global)"
    found = read_devices(_file(tmp_path, {"Chipset": cell}))
    text = to_products(found)
    assert "components" not in tomllib.loads(text)["product"][0]
    assert "supplier Qualcomm or Samsung, by variant" in text


def test_hostile_text_stays_a_comment(tmp_path: Path) -> None:
    """Line breaks and control marks in cells neither end a comment nor a name."""
    bad = 'x"\n[[deal]]\nid = "y"\x1b[31m'
    found = read_devices(_file(tmp_path, {"announced": bad, "model": f"One {bad}"}))
    text = to_products(found, explain=True)
    check(text, found)
    assert list(tomllib.loads(text)) == ["product"]


def test_brand_and_model(tmp_path: Path) -> None:
    """A brand and a model are asked for by their whole names; none found is one error."""
    path = _file(tmp_path, {}, {"model": "One Plus"}, {"brand": "Other"})
    assert [d.model for d in read_devices(path, "acme", "one")] == ["One"]
    with pytest.raises(SourceError, match="no device Acme Three"):
        read_devices(path, "Acme", "Three")


def test_rows_set_aside(tmp_path: Path) -> None:
    """Shifted, short and unnamed rows are set aside with their line."""
    path = tmp_path / "phones.csv"
    path.write_text(
        "brand,model,NFC,\nAcme,One,Yes,\nAcme,Two,x,Yes\nAcme\nAcme,,Yes,\n", encoding="utf-8"
    )
    table = read_table(path)
    assert [line for line, _ in table.rejects] == [3, 4, 5]
    assert "WLAN" in table.absent


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("brand,name\nA,B\n", "column model is missing"),
        ("brand,model\n", "no device in it"),
        ("", "empty"),
    ],
)
def test_refused_tables(tmp_path: Path, text: str, message: str) -> None:
    """A table without brand and model, or without rows, is one error."""
    path = tmp_path / "phones.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_devices(path)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(devices, arguments)


def test_command(tmp_path: Path) -> None:
    """The command gives TOML, a table or CSV; warnings go to standard error."""
    path = str(_file(tmp_path))
    toml = _run(path, "--brand", "Acme")
    assert tomllib.loads(toml.stdout)["product"][0]["name"] == "One"
    assert "no column 5G_bands" in toml.stderr
    rows = list(csv.DictReader(io.StringIO(_run(path, "--format", "csv", "--explain").stdout)))
    assert {"column": "NFC", "says": "unknown"}.items() <= next(
        row for row in rows if row["column"] == "NFC"
    ).items()
    assert "Qualcomm" in _run(path, "--format", "table").stdout


def test_two_products_of_one_name(tmp_path: Path) -> None:
    """Two rows of one name cannot both be products: the command says so."""
    outcome = _run(str(_file(tmp_path, {}, {})))
    assert isinstance(outcome.exception, CaseError)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 400), junk=st.binary(max_size=6))
def test_fuzz(tmp_path: Path, at: int, junk: bytes) -> None:
    """Whatever bytes stand in the table, there is one error or devices that can be written."""
    path = _file(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:at] + junk + content[at + len(junk) // 2 :])
    try:
        found = read_devices(path)
    except SourceError:
        return
    tomllib.loads(to_products(found, explain=True))


def test_real_phones() -> None:
    """The real table: rules understand all but a handful of its cells."""
    shared = Path(__file__).parents[3] / "shared" / "data"
    path = Path(os.environ.get("CLEARWAY_SHARED_DATA", shared)) / "devices" / "phones_2017.csv"
    if not path.exists():
        pytest.skip("real table of phones absent; see CLEARWAY_SHARED_DATA")
    table = read_table(path)
    assert (len(table.devices), len(table.rejects)) == (5614, 3)
    odd = Counter(r.column for d in table.devices for r in d.bill.reasons if "no rule" in r.why)
    assert sum(odd.values()) < 10
    note = next(d for d in table.devices if (d.brand, d.model) == ("Xiaomi", "Redmi Note 4"))
    assert note.suppliers[0].supplier == "Qualcomm"
    assert {"2G", "3G", "4G", "IEEE 802.11n"} <= set(note.bill.standards)
