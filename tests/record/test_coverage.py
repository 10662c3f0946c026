"""What a record says that it covers."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from click.testing import CliRunner

from clearway.cli import clearway
from clearway.record.coverage import Evidence, Spoken, coverage, evidence
from record.given import made

if TYPE_CHECKING:
    from pathlib import Path

FORMS = {
    "rights": "family,publication,application,filed_on,granted_on\n"
    "F1,EP2081234 B1,EP20080101234,2008-02-04,2012-05-09\n"
    "F1,EP2081235 A1,EP20080101235,2009-02-04,\n"
    "F2,US7654321 B2,US20060123456,2006-03-01,2010-02-02\n"
    "F2,US7654322 B2,US20060123457,2007-03-01,2010-02-02\n",
    "status": "publication,category,country,dated_on\n"
    "US 7654321 B2,opposition,,2016-02-02\n"
    "US 7654322 B2,fee,,2014-02-02\nUS 7654322 B2,opposition,,2015-02-02\n",
}


def test_coverage_tells_filings_grants_and_events(tmp_path: Path) -> None:
    """Each office and source has its first and last filing and its counts."""
    source = "tables:forms"
    assert [row for row in coverage(made(tmp_path, FORMS)) if row.source.startswith("tables")] == [
        Spoken("EP", source, date(2008, 2, 4), date(2009, 2, 4), 2, 1, 0),
        Spoken("US", source, date(2006, 3, 1), date(2007, 3, 1), 2, 2, 2),
    ]


def test_a_right_counts_under_its_strongest_evidence(tmp_path: Path) -> None:
    """A fee goes before other events, these before a grant, that before dates."""
    assert evidence(made(tmp_path, FORMS)) == [
        Evidence("EP", fees=0, events=0, grant=1, dates=1),
        Evidence("US", fees=1, events=1, grant=0, dates=0),
    ]


def test_the_command_gives_both_as_json(tmp_path: Path) -> None:
    """`clearway record coverage --format json` gives dates as ISO text, null where unknown."""
    record = made(tmp_path, FORMS)
    done = CliRunner().invoke(
        clearway, ["record", "coverage", "--record", str(record.path), "--format", "json"]
    )
    told = json.loads(done.output)
    assert told["coverage"][0]["from_on"] == "2008-02-04"
    assert told["evidence"][1] == {"office": "US", "fees": 1, "events": 1, "grant": 0, "dates": 0}
