"""The case across time: what stood in the way on the day of each entry, as known then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clearway.app import Desk
from clearway.case import read_case
from clearway.charts.history import history_chart
from clearway.charts.render import render
from clearway.errors import SourceError, UsageError
from clearway.history import bundled_entries, entries_of, history, read_entries
from clearway.ingest import ingest_tables
from clearway.record import open_record

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.case import Case

CASE = """\
[case]
id = "worked"
company = "X"
as_of = 2018-01-01
markets = ["DE", "FR", "US"]

[policy]
ep_validation = "all"

[[company]]
name = "X"
aliases = ["X Ltd"]

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]
launched = [{ market = "DE", on = 2014-01-01 }, { market = "FR", on = "2018" }]

[[deal]]
id = "L1"
kind = "license"
grantors = ["A"]
grantees = ["X"]
status = "signed"
effective = 2017-07-05
sources = ["paper"]

[[source]]
id = "paper"
published = 2017-08-01
"""
DECLARATIONS = """\
declarant,family,generation,signed_on
A,F1,4G,2010-01-01
B,F2,4G,2010-01-01
B,F7,4G,2017-12-01
"""
RIGHTS = """\
family,publication,filed_on,granted_on
F1,EP1001001B1,2008-03-01,2012-05-01
F2,DE102008001002B4,2008-03-01,2013-05-01
F2,US9001002B2,2008-03-01,2013-05-01
F7,FR3001007B1,2008-03-01,2013-05-01
"""
HEAD = "company,market,category,event,on\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A record of three families by two holders in Europe and the US."""
    folder = tmp_path_factory.mktemp("history")
    (folder / "forms").mkdir()
    (folder / "forms" / "declarations.csv").write_text(DECLARATIONS)
    (folder / "forms" / "rights.csv").write_text(RIGHTS)
    ingest_tables(folder / "forms", folder / "record")
    return Desk(open_record(folder / "record"))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A phone of X that came to Germany in 2014 and to France in 2018, licensed by A between."""
    (tmp_path / "case.toml").write_text(CASE)
    return read_case(tmp_path / "case.toml")


def test_each_entry_is_answered_on_its_day_as_known_then(desk: Desk, case: Case) -> None:
    """In 2014 no deal is known and nothing cleared; at the end of 2018 the license clears F1."""
    found = history(desk, case, entries_of(case))
    first, second = found.moments
    assert (first.entry.market, first.entry.on) == ("DE", date(2014, 1, 1))
    assert (first.result.families, first.result.cleared, first.deals) == (2, 0, ())
    assert (second.entry.market, second.entry.on) == ("FR", date(2018, 12, 31))
    assert (second.result.families, second.result.cleared) == (2, 1)
    assert second.deals == second.new_deals == ("L1",)


def test_burden_and_arsenals_of_the_day_stand_beside_clearance(
    desk: Desk, case: Case, tmp_path: Path
) -> None:
    """The license takes half of the burden away; a listed rival shows what it could assert."""
    (tmp_path / "rival.toml").write_text(
        CASE + '\n[[company]]\nname = "B"\n\n[[product]]\nname = "B phone"\ncompany = "B"\n'
        'category = "smartphone"\nstandards = ["4G"]\n'
    )
    rival = read_case(tmp_path / "rival.toml")
    first, second = history(desk, rival, entries_of(rival)).moments
    assert first.burden.rate is not None
    assert second.burden.rate is not None
    assert second.burden.rate.high * 2 == first.burden.rate.high
    theirs = next(row for row in first.arsenals if row.owner == "B")
    assert theirs.now is not None
    assert theirs.now.uncleared == 1
    assert not history(desk, case, entries_of(case)).moments[0].arsenals, "no rival is listed"


def test_a_deal_not_yet_public_counts_for_no_entry(desk: Desk, case: Case, tmp_path: Path) -> None:
    """The license took effect in July 2017, was told of in August: an entry of July knows none."""
    (tmp_path / "e.csv").write_text(HEAD + "X,FR,smartphone,entry,2017-07-20\n")
    (moment,) = history(desk, case, read_entries(tmp_path / "e.csv")).moments
    assert (moment.deals, moment.result.cleared) == ((), 0)
    assert moment.result.families == 1, "F7 was declared only in December"


def test_elsewhere_is_what_was_not_entered_by_then(desk: Desk, case: Case) -> None:
    """In 2014 France and the US are elsewhere, at the end of 2018 only the US, nothing cleared."""
    first, second = history(desk, case, entries_of(case)).moments
    assert (first.elsewhere.markets, first.elsewhere.middle) == (2, 0.0)
    assert (second.elsewhere.markets, second.elsewhere.high) == (1, 0.0)


def test_entries_of_other_companies_and_categories_are_left_out(
    desk: Desk, case: Case, tmp_path: Path
) -> None:
    """Another maker's entry does not count, an alias does; a category without product is told."""
    (tmp_path / "e.csv").write_text(
        HEAD
        + "Y,DE,smartphone,entry,2015-01-01\n"
        + "X Ltd,US,smartphone,announced,2015\n"
        + "X,US,tv-box,entry,2016-01-01\n"
    )
    found = history(desk, case, read_entries(tmp_path / "e.csv"))
    assert [(m.entry.market, m.is_stand_in) for m in found.moments] == [("US", True)]
    assert found.left_out == ("2016-01-01 US tv-box (entry)",)


def test_no_entry_at_all_is_an_error_with_its_remedy(desk: Desk, case: Case) -> None:
    """Without any entry there is nothing to show, and the message says what to give."""
    with pytest.raises(UsageError, match="--entries FILE"):
        history(desk, case, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("company,market\n", "columns missing: category, event, on"),
        (HEAD + "X,Germany,smartphone,entry,2015\n", "'Germany' is no ISO 3166-1 code"),
        (HEAD + "X,DE,phone-ish,entry,2015\n", "category 'phone-ish'"),
        (HEAD + "X,DE,smartphone,arrival,2015\n", "event 'arrival'"),
        (HEAD + "X,DE,smartphone,entry,May 2015\n", "write 2017-07-05, 2017-07 or 2017"),
        (HEAD + ",DE,smartphone,entry,2015\n", "no company"),
        (HEAD + "X,DE\n", "category ''"),
        (HEAD + "X,DE,smartphone,entry," + "9" * 200_000 + "\n", "not a CSV file"),
    ],
)
def test_a_wrong_table_of_entries_is_one_error_with_its_line(
    text: str, said: str, tmp_path: Path
) -> None:
    """Every mistake names the file, where there is one its line, and what is allowed."""
    path = tmp_path / "entries.csv"
    path.write_text(text)
    with pytest.raises(SourceError, match=said) as caught:
        read_entries(path)
    assert str(path) in str(caught.value)


def test_a_table_in_another_encoding_says_so(tmp_path: Path) -> None:
    """Latin-1 is not guessed at."""
    path = tmp_path / "entries.csv"
    path.write_bytes((HEAD + "Xäöü,DE,smartphone,entry,2015\n").encode("latin-1"))
    with pytest.raises(SourceError, match="not UTF-8"):
        read_entries(path)


def test_the_bundled_entries_are_read_whole() -> None:
    """All rows of the bundled table are entries, each with its source."""
    entries = bundled_entries()
    assert len(entries) == 58
    assert all(entry.source.startswith("http") for entry in entries)


def test_the_chart_draws_no_entry_without_a_share_at_zero(tmp_path: Path) -> None:
    """A market with nothing on record stands in a strip of its own, and the table says unknown."""
    nowhere = {"low": None, "middle": None, "high": None}
    row = {
        "on": "2016", "day": "2016-12-31", "market": "AE", "event": "entry", "status": "unknown",
        "families": 0, "share": None, "new_deals": [], "elsewhere": nowhere,
    }  # fmt: skip
    known = {**row, "market": "DE", "status": "contested", "families": 9, "share": 0.25}
    spec = history_chart([row, known], [("d", "2015-01-01")], "Title")
    shares, strip = spec["vconcat"][0]["vconcat"]
    drawn = [layer for layer in shares["layer"] if layer["mark"].get("type") == "point"]
    assert [value["market"] for value in drawn[0]["data"]["values"]] == ["DE"]
    assert [value["market"] for value in strip["data"]["values"]] == ["AE"]
    assert spec["usermeta"]["clearway"]["table"]["rows"][0][5] == "unknown"
    assert render(spec, tmp_path / "h.svg").read_text().startswith("<svg")
