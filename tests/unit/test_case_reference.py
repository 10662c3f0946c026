"""The reference of the case file names exactly the keys that are read; the bundled case reads."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from case_texts import HEAD

from clearway.case import CATEGORIES, check_case, read_case, read_text
from clearway.case.schema import INNER, LISTS, SINGLES

if TYPE_CHECKING:
    from clearway.case.keys import Keys

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference" / "case-file.md"
BUNDLED = ROOT / "src" / "clearway" / "data" / "cases" / "xiaomi-2017.toml"


def _documented() -> dict[str, dict[str, bool]]:
    """Return the keys of each section, and whether the page calls them needed."""
    sections: dict[str, dict[str, bool]] = {}
    for section in re.split(r"^## ", REFERENCE.read_text(), flags=re.MULTILINE)[1:]:
        heading = re.match(r"`([\w.]+)`", section)
        assert heading, section[:40]
        rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|", section, flags=re.MULTILINE)
        sections[heading[1]] = {key: needed.strip() == "yes" for key, needed in rows}
    return sections


def _accepted() -> dict[str, Keys]:
    return {**SINGLES, **INNER, **{name: kind.keys for name, kind in LISTS.items()}}


def test_reference_names_every_key() -> None:
    """Documented tables and keys are the accepted ones, and the needed ones are marked."""
    accepted = {
        table: {key: spec.needed for key, spec in keys.items()}
        for table, keys in _accepted().items()
    }
    assert _documented() == accepted


def test_reference_names_every_category() -> None:
    """The categories on the page are the known ones, in order."""
    paragraph = REFERENCE.read_text().split("**Categories**", 1)[1].split("\n\n", 1)[0]
    assert tuple(re.findall(r"`([\w-]+)`", paragraph)) == CATEGORIES


def test_the_examples_of_the_evidence_are_a_case() -> None:
    """Source, statements, sighting and forecast of the page read together, without a finding."""
    examples = re.findall(r"```toml\n(\[\[.*?)```", REFERENCE.read_text(), re.DOTALL)
    text = "\n".join(examples) + '[[product]]\nname = "Phone One"\ncategory = "smartphone"\n'
    case, findings = read_text((HEAD + text).encode(), "case.toml")
    assert case is not None, findings
    assert [len(rows) for rows in (case.sources, case.statements, case.sightings)] == [1, 2, 1]
    assert case.forecasts[0].resolution == "no"


def test_bundled_case_reads() -> None:
    """The bundled case is read without error, and its own check finds none."""
    if not BUNDLED.exists():
        pytest.skip("the bundled case is not there yet")
    case = read_case(BUNDLED)
    assert not [found for found in check_case(case) if found.severity == "error"]


def test_reading_is_quick(tmp_path: Path) -> None:
    """A case of 250 suits and 50 deals is read in well under a second."""
    suit = '[[suit]]\nid = "s{}"\nmarket = "DE"\nfiled = "2016"\nplaintiff = "A"\ndefendant = "X"\n'
    deal = (
        '[[deal]]\nid = "d{}"\nkind = "license"\nstatus = "signed"\neffective = 2017-01-01\n'
        'grantors = ["A"]\ngrantees = ["X"]\n'
    )
    parts = [suit.format(n) for n in range(250)] + [deal.format(n) for n in range(50)]
    path = tmp_path / "case.toml"
    path.write_text(HEAD + "".join(parts))
    begun = time.perf_counter()
    assert len(read_case(path).suits) == 250
    assert time.perf_counter() - begun < 1
