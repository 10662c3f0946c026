"""The fuzzed targets: one at least for every reader, and each accepts its sound files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clearway.readers import READERS
from clearway.sources.plain_forms import FORMS
from fuzz.targets import TARGETS, Target, check

if TYPE_CHECKING:
    from pathlib import Path


def test_every_reader_is_fuzzed() -> None:
    """No reader is without a target: those of sources, plain forms, and what people write."""
    others = {"etsi", "tables", "devices", "case", "names-review", "market-entries"}
    assert {target.reader for target in TARGETS.values()} == {*READERS, *others}
    assert {f"tables-{form}" for form in FORMS} <= set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_read_whole(tmp_path: Path, name: str) -> None:
    """A sound file is neither refused nor set aside, so that fuzzing starts behind the header."""
    for seed in TARGETS[name].seeds:
        counts = check(TARGETS[name], seed, tmp_path)
        assert counts is not None
        assert counts[0] == counts[1] > 0


def test_a_reader_that_loses_rows_is_caught(tmp_path: Path) -> None:
    """Counts that do not add up, or differ from what stands in the file, are a finding."""
    lossy = Target("x", "x.csv", (), lambda *_: (2, 1, 0))
    short = Target("x", "x.csv", (), lambda *_: (1, 1, 0), lambda _: 2)
    for target in (lossy, short):
        with pytest.raises(AssertionError, match="rows"):
            check(target, b"", tmp_path)
