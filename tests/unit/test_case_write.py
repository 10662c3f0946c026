"""Writing a case: unchanged bytes, or a fresh layout that reads the same."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from case_texts import HEAD, LICENSE, WHOLE

from clearway.case import (
    Case,
    Deal,
    PartialDate,
    Product,
    case_text,
    date_text,
    parse_date,
    read_case,
    write_case,
)
from clearway.errors import CaseError, StorageError

if TYPE_CHECKING:
    from pathlib import Path


def test_unchanged_case_is_byte_for_byte(tmp_path: Path) -> None:
    """Comments, order, spacing and line ends come back as they were."""
    source, target = tmp_path / "in.toml", tmp_path / "out.toml"
    source.write_bytes(WHOLE.replace("\n", "\r\n").encode())
    write_case(read_case(source), target)
    assert target.read_bytes() == source.read_bytes()


def test_folder_is_written_as_a_folder(tmp_path: Path) -> None:
    """A case of several files comes back as those files."""
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.toml").write_text(HEAD)
    (source / "b.toml").write_text(LICENSE)
    write_case(read_case(source), target)
    assert [path.name for path in sorted(target.iterdir())] == ["a.toml", "b.toml"]
    assert (target / "b.toml").read_text() == LICENSE


def test_changed_case_reads_the_same(tmp_path: Path) -> None:
    """A changed case is laid out anew, and reads back equal in every part."""
    source = tmp_path / "in.toml"
    source.write_text(WHOLE)
    case = read_case(source)
    changed = replace(case, question="Another?", deals=case.deals[:2])
    write_case(changed, source)
    assert read_case(source) == changed
    assert read_case(source) != case


def test_partial_dates_stay_partial(tmp_path: Path) -> None:
    """A year that only was known is written as that year."""
    source = tmp_path / "in.toml"
    source.write_text(WHOLE)
    text = case_text(read_case(source))
    assert 'effective = "2016"' in text
    assert 'from = "2014-04"' in text


def test_case_made_in_memory(tmp_path: Path) -> None:
    """A case that no file holds can be written and read."""
    deal = Deal("d", "license", "signed", date(2017, 1, 1), grantors=("A",), grantees=("X",))
    case = Case("memory", "X", products=(Product("p", "tv", ()),), deals=(deal,))
    write_case(case, tmp_path / "out.toml")
    assert read_case(tmp_path / "out.toml") == case
    assert case.deal("d") is deal
    assert case.deal("e") is None


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder in the way and a missing folder are each said in a sentence."""
    case = Case("memory", "X")
    with pytest.raises(CaseError, match="is a folder"):
        write_case(case, tmp_path)
    with pytest.raises(StorageError, match="cannot be written"):
        write_case(case, tmp_path / "none" / "out.toml")


def test_partial_date_is_a_date() -> None:
    """A partial date compares as its latest day and survives copying and pickling."""
    day = parse_date("2016-02")
    assert isinstance(day, PartialDate)
    assert day == date(2016, 2, 29)
    for again in (pickle.loads(pickle.dumps(day)), copy.deepcopy(day)):  # noqa: S301
        assert date_text(again) == "2016-02"
    assert date_text(day.replace(day=1)) == "2016-02-01"
    assert date_text(date(2016, 2, 1)) == "2016-02-01"


@pytest.mark.parametrize("text", ["2016-13", "0000", "2016-1", "16", "2016-02-30", "", "\uff12016"])
def test_no_dates(text: str) -> None:
    """What is no date is refused."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_date(text)
