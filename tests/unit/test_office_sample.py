"""What the sample's offices say: published proportions, real layouts, rights that join."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from clearway.errors import StorageError
from clearway.ingest import ingest_etsi, ingest_source
from clearway.lookup import look_up_right
from clearway.record import open_record
from clearway.record.audits import verify
from clearway.sample import write_office_sample, write_sample
from clearway.sample.families import draw_units
from clearway.sample.numbering import TRANSLATION
from clearway.sample.offices import FILES
from clearway.sample.offices.grants import UNGRANTED, draw_grants
from clearway.sample.offices.states import FEE, NO_TRANSLATION, draw_state_events
from clearway.sample.offices.us_fees import CODES, draw_us_fees
from clearway.sample.offices.us_titles import INVENTORS, draw_conveyances
from clearway.sample.rights import CODES as OFFICES
from clearway.sample.rights import EDITION, EP, US, draw_rights
from clearway.sample.tables import FULL_ROWS, declarants, read_rows
from clearway.small_facts import read_facts

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.record import Record

ROWS = 400_000
SEED = 7


class Drawn:
    """The rights of a sample and what offices say of them, not written."""

    def __init__(self) -> None:
        self.units = draw_units(ROWS, SEED)
        self.rights = draw_rights(self.units, ROWS, SEED)
        self.granted = draw_grants(self.rights, SEED)
        self.states = draw_state_events(self.rights, self.granted, SEED)
        self.fees = draw_us_fees(self.rights, self.granted, SEED)
        self.conveyances = draw_conveyances(self.units, self.rights, ROWS, SEED)


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """One draw for all tests."""
    return Drawn()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A small sample and all its offices, ingested."""
    folder = tmp_path_factory.mktemp("offices")
    write_sample(folder / "sample.zip", 20_000, SEED)
    write_office_sample(folder, 20_000, SEED)
    ingest_etsi(folder / "sample.zip", folder / "record")
    for source, file in FILES.items():
        summary = ingest_source(source, [folder / file], folder / "record")
        assert sum(f.rows_rejected for f in summary.files) == 0
    return open_record(folder / "record")


def test_the_same_rows_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    """Files are equal to the byte, and another seed gives others."""
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        write_office_sample(tmp_path / name, 5_000, seed)
    for file in FILES.values():
        one, two, three = (tmp_path / name / file for name in ("one", "two", "three"))
        assert one.read_bytes() == two.read_bytes() != three.read_bytes()


def test_what_was_written_is_counted_and_told(tmp_path: Path) -> None:
    """The figures are those of the files, and progress ends below them."""
    told: list[tuple[int, int]] = []
    figures = write_office_sample(tmp_path, 60_000, SEED, lambda *done: told.append(done))
    text = {source: gzip.decompress((tmp_path / f).read_bytes()) for source, f in FILES.items()}
    assert figures.documents == text["docdb"].count(b"<exch:exchange-document ")
    assert figures.state_events == text["inpadoc"].count(b"<ops:legal ")
    assert figures.fee_events == text["uspto-fees"].count(b"\n")
    assert figures.conveyances == text["uspto-assignments"].count(b"<patent-assignment>")
    total = figures.documents + figures.fee_events + figures.conveyances
    total += text["inpadoc"].count(b"<ops:family-member>")
    assert told == [(done, total) for done in range(5_000, total + 1, 5_000)]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file where the folder should be is one clear error."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match="taken"):
        write_office_sample(tmp_path / "taken", 1_000, SEED)


def test_every_right_joins(record: Record) -> None:
    """Offices name no right that the register does not have, and the audits pass."""
    assert verify(record) == []
    with record.connect() as connection:
        new = "SELECT count(*) FROM rights WHERE source NOT LIKE '%etsi%'"
        assert connection.execute(new).fetchone() == (0,)
        dated = "SELECT count(*), count(granted_on) FROM rights WHERE granted"
        granted, with_day = connection.execute(dated).fetchone()
    assert granted > 900
    assert with_day == granted


def test_offices_alone_are_marked_as_a_sample(tmp_path: Path) -> None:
    """A record of one of the files alone says that it is made up."""
    write_office_sample(tmp_path, 1_000, SEED)
    ingest_source("uspto-fees", [tmp_path / FILES["uspto-fees"]], tmp_path / "record")
    assert read_facts(open_record(tmp_path / "record")).is_sample


def test_a_right_has_a_whole_sheet(record: Record) -> None:
    """A US patent of the sample has a day of grant, fees, an applicant and its inventors' paper."""
    with record.connect() as connection:
        (right,) = connection.execute(
            "SELECT min(right_id) FROM status_events WHERE category = 'fee' AND right_id LIKE 'US%'"
        ).fetchone()
    sheet = look_up_right(record, right, date(2026, 1, 1))
    assert (sheet.evidence, sheet.bounds.granted.basis) == ("fees", "recorded")
    assert sheet.applicants
    assert sheet.owners.transfers[0].giver in INVENTORS
    assert sheet.owners.breaks == ()


def test_grants_come_after_filing_and_before_the_edition(drawn: Drawn) -> None:
    """Every granted right has a day of grant, no other has, and all lie within its life."""
    is_granted = drawn.granted != UNGRANTED
    assert np.array_equal(is_granted, drawn.rights.state == 2)
    lag = (drawn.granted - drawn.rights.filed)[is_granted]
    assert lag.min() > 0
    assert (drawn.granted <= EDITION).all()
    assert np.median(lag[drawn.rights.office[is_granted] == US]) == pytest.approx(1000, rel=0.1)


@pytest.mark.parametrize(("stage", "kept"), [(0, 0.84), (1, 0.63), (2, 0.49)])
def test_us_patents_are_kept_as_published(drawn: Drawn, stage: int, kept: float) -> None:
    """Of patents old enough for all fees the published shares are paid for at each stage."""
    old = np.flatnonzero(
        (drawn.rights.office == US)
        & (drawn.granted != UNGRANTED)
        & (drawn.granted < EDITION - 13 * 366)
        & (drawn.rights.text == np.arange(len(drawn.rights)))
    )
    paid = drawn.fees.right[drawn.fees.code == stage]
    assert np.isin(old, paid).mean() == pytest.approx(kept, abs=0.03)
    expired = drawn.fees.right[drawn.fees.code == len(CODES)]
    assert np.isin(old, expired).mean() == pytest.approx(1 - 0.49, abs=0.03)


@pytest.mark.parametrize("state", ["DE", "SE", "GR", "IS"])
def test_european_patents_are_validated_as_listed(drawn: Drawn, state: str) -> None:
    """Each state has its listed share of patents, translations apart; patents differ in breadth."""
    listed = {row["state"]: int(row["patents"]) / 477 for row in read_rows("validations.csv")}
    patents = np.unique(drawn.states.right)
    old = patents[drawn.granted[patents] < EDITION - 500]
    of_state = drawn.states.state == drawn.states.states.index(state)
    lapsed = drawn.states.right[of_state & (drawn.states.kind == NO_TRANSLATION)]
    late = drawn.rights.filed[old] >= np.datetime64("2004-11-01", "D").astype(np.int64)
    assert 1 - np.isin(old[late], lapsed).mean() == pytest.approx(listed[state], abs=0.05)


def test_the_number_of_states_spreads_as_listed(drawn: Drawn) -> None:
    """Owners validate widely or narrowly: the spread is far wider than by chance, as counted."""
    patents = np.unique(drawn.states.right)
    old = patents[drawn.granted[patents] < EDITION - 500]
    gone = drawn.states.right[drawn.states.kind == NO_TRANSLATION]
    counts = np.array([(gone == right).sum() for right in old[:300]])
    assert 6 < counts.std() < 13


def test_a_translation_is_a_validation(drawn: Drawn) -> None:
    """A state in which the register lists a translation never lapses on the grant."""
    rights = drawn.rights
    for place in np.flatnonzero(rights.state == TRANSLATION)[:200].tolist():
        code = OFFICES[rights.office[place]]
        ours = rights.unit[drawn.states.right] == rights.unit[place]
        there = drawn.states.state == drawn.states.states.index(code)
        assert not (ours & there & (drawn.states.kind == NO_TRANSLATION)).any()


def test_states_lapse_after_the_grant_and_are_told_later(drawn: Drawn) -> None:
    """No state lapses before the grant, none is told before it happened or after the edition."""
    states = drawn.states
    assert (drawn.rights.office[states.right] == EP).all()
    ends = states.kind != FEE
    assert (states.on[ends] >= drawn.granted[states.right[ends]]).all()
    assert (states.public > states.on).all()
    assert (states.public <= EDITION).all()
    pairs = Counter(zip(states.right[ends].tolist(), states.state[ends].tolist(), strict=True))
    assert max(pairs.values()) == 1


def test_portfolios_go_in_their_numbers(drawn: Drawn) -> None:
    """Each sale moves its families, in proportion, from a spelling of the seller to the buyer."""
    holders = {item.name: item.holder for item in declarants()}
    sold: dict[str, set[int]] = {}
    for row in drawn.conveyances:
        if row.giver not in INVENTORS:
            sold.setdefault(f"{holders[row.giver]} {row.taker}", set()).update(
                drawn.rights.unit[row.rights].tolist()
            )
    for told in read_rows("portfolios.csv"):
        families = len(sold.get(f"{told['seller']} {told['buyer']}", ()))
        if told["families"]:
            assert families == pytest.approx(float(told["families"]) * ROWS / FULL_ROWS, abs=1.5)
        else:
            assert families > 2
        assert told["source"].startswith("http")
    every = [unit for units in sold.values() for unit in units]
    assert len(every) == len(set(every))
