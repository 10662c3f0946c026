"""The dossier beside the engine: answers that change, sightings, Clearway's own signal."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from published import validator

from clearway.app import Desk
from clearway.case import read_text
from clearway.dossier import board, changes, seen
from clearway.errors import UsageError
from clearway.ingest import ingest_tables
from clearway.record import open_record
from clearway.report import scope_of
from clearway.report.publication import feed_of, page_bytes, publication, write_publication
from clearway.report.updates import ATOM

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.case import Case

CASE = """\
[case]
id = "worked"
company = "X"
as_of = 2018-01-01
markets = ["DE", "US"]

[policy]
ep_validation = "all"

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]

[[product]]
name = "battery"
category = "power-bank"
standards = []

[[deal]]
id = "L1"
kind = "license"
grantors = ["A"]
grantees = ["X"]
status = "reported"
effective = 2017-07-05
sources = ["paper"]

[[source]]
id = "paper"
published = 2017-07-05

[[statement]]
id = "told"
kind = "deal"
speaker = "A paper"
on = 2017-07-05
says = "X has a license of A."
subject = "L1"
property = "status"
value = "signed"
source = "paper"

[[statement]]
id = "taken-back"
kind = "update"
speaker = "A paper"
on = 2017-12-01
says = "Update: it has not."
retracts = ["told"]
source = "paper"

[[sighting]]
id = "in-shop"
product = "phone"
market = "DE"
channel = "operator"
on = 2017-09-01
state = "verified"

[[sighting]]
id = "heard"
product = "phone"
market = "US"
channel = "grey-import"
on = 2017-09-01

[[sighting]]
id = "cell"
product = "battery"
market = "US"
channel = "launch"
on = 2017-09-01
state = "verified"

[[forecast]]
id = "before"
forecaster = "N"
event = "launch"
category = "smartphone"
market = "DE"
opens = 2017-01-01
deadline = 2018-12-31
probability = 0.5
resolution = "yes"
resolved_on = 2017-09-01

[[forecast]]
id = "after"
forecaster = "N"
event = "no-launch"
category = "smartphone"
market = "DE"
opens = 2017-08-01
deadline = 2018-12-31
probability = 0.5
resolution = "no"
resolved_on = 2019-01-01
"""
DECLARATIONS = "declarant,family,generation,signed_on\nA,F1,4G,2010-01-01\nB,F2,4G,2010-01-01\n"
RIGHTS = """\
family,publication,filed_on,granted_on
F1,EP1001001B1,2008-03-01,2012-05-01
F2,DE102008001002B4,2008-03-01,2013-05-01
F2,US9001002B2,2008-03-01,2013-05-01
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A record of two families by two holders, one of them in Europe alone."""
    folder = tmp_path_factory.mktemp("dossier")
    (folder / "forms").mkdir()
    (folder / "forms" / "declarations.csv").write_text(DECLARATIONS)
    (folder / "forms" / "rights.csv").write_text(RIGHTS)
    ingest_tables(folder / "forms", folder / "record")
    return Desk(open_record(folder / "record"))


@pytest.fixture(scope="module")
def case() -> Case:
    """A phone, a battery, and a license that was told and taken back."""
    found, findings = read_text(CASE.encode(), "trial.toml")
    assert found is not None, findings
    return found


def test_a_retraction_changes_the_answers_that_rested_on_it(desk: Desk, case: Case) -> None:
    """Before it one of two families in Germany was cleared, after it none; nothing else differs."""
    found = changes(desk, case, since=date(2017, 11, 30))
    validator("changes").validate(found.to_dict())
    assert [(t.deal, t.written, t.now) for t in found.told] == [("L1", "signed", None)]
    (row,) = found.rows
    assert (row.after.product, row.after.market) == ("phone", "DE")
    assert (row.before.cleared, row.after.cleared) == (1, 0)
    assert (row.before.exposed, row.after.exposed) == (1, 2)
    assert found.asked == 4
    data = found.to_dict()
    assert data["changes"][0]["cleared_before"] == 1
    assert data["recipe"]


def test_what_if_the_retraction_were_taken_back(desk: Desk, case: Case) -> None:
    """The license counts again, and the same answer changes back."""
    found = changes(desk, case, retract=["taken-back"])
    assert [(row.before.cleared, row.after.cleared) for row in found.rows] == [(0, 1)]
    with pytest.raises(UsageError, match="not both"):
        changes(desk, case, retract=["told"], since=date(2017, 1, 1))


def test_on_sale_while_exposed(desk: Desk, case: Case) -> None:
    """A verified phone beside an exposed family is; a battery is not; hearsay is neither."""
    whole = seen(case, desk)
    validator("sightings").validate(whole.to_dict())
    found = {row.label: row for row in whole.rows}
    assert found["in-shop"].is_sold_exposed is True
    assert found["in-shop"].result is not None
    assert (found["in-shop"].result.cleared, found["in-shop"].result.exposed) == (1, 1)
    assert found["cell"].is_sold_exposed is False
    assert found["heard"].is_sold_exposed is None


def test_the_signal_is_what_was_cleared_as_known_when_the_forecast_opened(
    desk: Desk, case: Case
) -> None:
    """Nothing in January 2017, half in August; of no launch it says the rest; scored alike."""
    found = board(case, date(2020, 1, 1), desk)
    validator("forecasts").validate(found.to_dict())
    assert {row.label: row.signal for row in found.rows} == {"before": 0.0, "after": 0.5}
    signal = next(group for group in found.groups if group.kind == "signal")
    assert signal.count == 2
    assert signal.brier == pytest.approx((1 + 0.25) / 2)
    assert found.to_dict()["groups"][-1]["log"] is None, "a certainty that failed has no bound"
    assert found.to_arrow().num_rows == 2


HOSTILE = "<script>alert(1)</script>'onload='x"


@pytest.mark.slow
def test_published_page_has_evidence_forecasts_sightings_and_metadata(
    desk: Desk, case: Case, tmp_path: Path
) -> None:
    """Question, answer, map, evidence, forecasts, sightings; a feed and a PDF beside it."""
    made = publication(scope_of(desk, case), date(2020, 1, 1))
    headings = [part.heading for part in made.report.parts]
    assert headings[0] == "The map"
    assert {"Evidence for", "Evidence against", "What would change our mind", "Forecasts"} <= {
        *headings
    }
    page = page_bytes(made).decode()
    assert f'<meta property="og:title" content="{made.report.title}">' in page
    assert '<link rel="alternate" type="application/atom+xml" href="feed.xml">' in page
    written = list(write_publication(made, tmp_path / "page", "https://a.example/page/"))
    assert [path.name for path in written] == ["index.html", "page.pdf", "feed.xml"]
    assert written[1].read_bytes().startswith(b"%PDF")


def test_feed_is_valid_and_knows_only_what_was_known(desk: Desk, case: Case) -> None:
    """The last first, ids of their own that stay; in 2017 the retraction of December is not in."""
    made = publication(scope_of(desk, case), date(2020, 1, 1))
    assert feed_of(made) == feed_of(made)
    feed = etree.fromstring(feed_of(made, "https://a.example/"))
    days = [node.text for node in feed.iter(f"{{{ATOM}}}updated")]
    assert days == sorted(days, key=str, reverse=True)
    ids = [node.text for node in feed.iter(f"{{{ATOM}}}id")]
    assert len(set(ids)) == len(ids) == 1 + 2 + 1 + 3 + 2 + 2
    early = publication(scope_of(desk, case), date(2017, 8, 1))
    assert [update.title for update in early.updates if "Forecast" not in update.title] == [
        "told: said", "Deal L1: reported",
    ]  # fmt: skip


def test_hostile_words_stay_words(desk: Desk) -> None:
    """A statement that is markup is shown, not run, in page and feed."""
    text = CASE.replace("X has a license of A.", HOSTILE)
    found, findings = read_text(text.encode(), "trial.toml")
    assert found is not None, findings
    made = publication(scope_of(desk, found), date(2020, 1, 1))
    page = page_bytes(made).decode()
    assert "alert(1)" in page
    assert not re.search(r"<script>alert", page)
    assert etree.fromstring(feed_of(made)).tag == f"{{{ATOM}}}feed"
