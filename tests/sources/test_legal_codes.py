"""Legal codes: what the rules make of a line of the EPO's list, and of the list as a whole."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from clearway.errors import SourceError
from clearway.model.tables import TABLES
from clearway.sources.inpadoc import read_inpadoc
from clearway.sources.inpadoc.categories import categorize
from clearway.sources.inpadoc.codes import bundled_codes, read_codes

SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)


def test_the_bundled_codes_have_categories_of_the_record() -> None:
    """Every code comes to one category that the tables know, and none is `other`."""
    (column,) = [c for c in TABLES["status_events"].columns if c.name == "category"]
    assert all(f"`{category}`" in column.doc for category in set(bundled_codes().values()))
    assert "other" not in bundled_codes().values()
    assert len(bundled_codes()) > 1000


@pytest.mark.parametrize(
    ("letter", "influence", "description", "category"),
    [
        ("H", "-", "LAPSE FOR FAILURE TO PAY MAINTENANCE FEES", "lapse"),
        ("H", "-", "EXPIRED DUE TO FAILURE TO PAY MAINTENANCE FEE", "lapse"),
        ("H", "-", "PATENT EXPIRED AFTER TERMINATION OF 20 YEARS", "expiry"),
        ("H", "-", "REVOCATION IN PART", "other"),
        ("H", "-", "EXPIRY OF A SUPPLEMENTARY PROTECTION CERTIFICATE", "other"),
        ("K", "+", "RESTORATION OF LAPSED RIGHT", "restoration"),
        ("K", " ", "REQUEST FOR RESTORATION", "other"),
        ("K", "-", "APPLICATION FOR RESTORATION REFUSED", "other"),
        ("F", "+", "PATENT GRANT", "grant"),
        ("F", "+", "(EXPECTED) GRANT", "other"),
        ("F", "-", "DECISION OF GRANT WAS REVOKED", "other"),
        ("L", "-", "OPPOSITION ACCEPTED [PATENT REVOKED]", "lapse"),
        ("L", "-", "OPPOSITION FILED", "opposition"),
        ("U", "+", "MAINTENANCE FEE PAYMENT", "fee"),
        ("U", "+", "DESIGNATION FEES PAID", "other"),
        ("U", "-", "NON PAYMENT OF THE ANNUAL FEE", "other"),
        ("B", "-", "REFUSAL", "withdrawal"),
        ("R", " ", "ASSIGNMENT", "other"),
        ("", "-", "PATENT LAPSED", "lapse"),
        ("", "-", "APPLICATION WITHDRAWN", "withdrawal"),
        ("", " ", "PATENT LAPSED", "other"),
        ("Y", " ", "PATENT LAPSED (CORRECTED)", "other"),
        ("Q", "+", "TRANSLATION OF EUROPEAN PATENT SPECIFICATION", "validation"),
    ],
)
def test_class_influence_and_words_decide(
    letter: str, influence: str, description: str, category: str
) -> None:
    """A class holds requests beside decisions: the words tell them apart."""
    assert categorize("AT", "X", letter, influence, description) == category


def test_the_bundled_table_is_what_the_rules_make_of_the_epo_list() -> None:
    """No code of the bundled table says other than the list it was read off."""
    path = SHARED / "epo" / "inpadoc_legal_codes_2024_17.xlsx"
    if not path.exists():
        pytest.skip(f"{path.name} is not among the shared data")
    listed = read_codes(path)
    assert len(listed) == 4397
    bearing = {key: category for key, category in listed.items() if category != "other"}
    assert bearing == dict(bundled_codes())


def test_lists_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """No workbook, and a workbook of something else, are named."""
    path = tmp_path / "codes.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(SourceError, match="no readable spreadsheet"):
        read_codes(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(SourceError, match=r"codes\.xlsx"):
        read_codes(path)
    with pytest.raises(SourceError, match="only a list"):
        read_inpadoc([path], tmp_path)
