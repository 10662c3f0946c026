"""From an article to the case by way of a person: only what was accepted enters."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clearway.case import check_case, read_case, seal_of
from clearway.case.dates import date_text
from clearway.cli import clearway
from clearway.dossier.settling import settled
from clearway.errors import ClearwayError, SourceError, UsageError
from clearway.reading import read_article
from clearway.reading.enter import enter
from clearway.reading.review import COLUMNS, read_review

ARTICLES = Path(__file__).parents[2] / "benchmarks" / "articles"
PAGE = ARTICLES / "dev-de-01-lizenz.html"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: the child has tests of its own, and costs a start each time."""
    monkeypatch.setattr("clearway.reading.apart.read_apart", read_article)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A copy of the case of the benchmark's articles, with a comment at its end."""
    target = tmp_path / "case.toml"
    shutil.copy(ARTICLES / "case.toml", target)
    with target.open("a") as stream:
        stream.write("# the last word\n")
    return target


def run(*arguments: str | Path) -> Result:
    """Run a command; an error of ours is the result's exception."""
    return CliRunner().invoke(clearway, list(map(str, arguments)))


def review(case: Path, page: Path = PAGE, *more: str) -> Path:
    """Read an article into a review file beside the case."""
    target = case.with_name("review.csv")
    done = run("read", page, "--case", case, "--review", target, *more)
    assert done.exit_code == 0, done.exception
    return target


def decide(path: Path, decisions: dict[str, str], **cells: str) -> None:
    """Set the decision of rows by kind, and cells of the rows that are corrected."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows:
        row["decision"] = decisions.get(row["kind"], "proposed")
        row.update(cells if row["decision"] == "correct" else {})
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def test_nothing_enters_undecided_or_rejected(case: Path) -> None:
    """A review that nobody read, and one in which all is rejected, leave the case byte for byte."""
    before = case.read_bytes()
    path = review(case)
    assert "nothing is accepted" in run("read", "--apply", path, "--case", case).stderr
    decide(path, dict.fromkeys(("source", "deal", "statement", "forecast"), "reject"))
    assert run("read", "--apply", path, "--case", case).exit_code == 0
    assert case.read_bytes() == before


def test_what_is_accepted_enters_with_its_source(case: Path) -> None:
    """Deal, statement and forecast stand at the end of the file, and all before it stays."""
    before = case.read_bytes()
    path = review(case)
    decide(path, dict.fromkeys(("source", "deal", "statement", "forecast", "party"), "accept"))
    done = run("read", "--apply", path, "--case", case, "--by", "A. Analyst")
    assert done.exit_code == 0, done.exception
    assert case.read_bytes().startswith(before)
    found = read_case(case)
    assert not [each for each in check_case(found) if each.severity == "error"]
    (deal,) = found.deals
    assert (deal.kind, deal.grantors, deal.grantees) == ("license", ("Orvanta",), ("Tekkori",))
    assert (deal.effective, deal.standards) == (date(2017, 9, 21), ("4G",))
    source = found.sources[0]
    assert (source.publisher, source.published) == ("Netzbote", date(2017, 9, 21))
    assert (source.language, source.sha256) == ("de", hashlib.sha256(PAGE.read_bytes()).hexdigest())
    assert deal.sources == (source.id,)
    (told,) = [said for said in found.statements if said.subject == deal.id]
    assert (told.property, told.value, told.source) == ("status", deal.status, source.id)
    assert (told.kind, told.speaker, told.on) == ("deal", "Netzbote", source.published)
    withdrawn = replace(found, sources=(replace(source, withdrawn=date(2017, 10, 1)),))
    assert not settled(withdrawn, date(2017, 10, 1))[0].deals, "when the source falls, so does it"
    assert {said.speaker for said in found.statements} == {"Netzbote", "Mara Lund"}
    assert {(f.market, f.deadline) for f in found.forecasts if f.source == source.id} == {
        ("DE", date(2018, 12, 31)), ("FR", date(2018, 12, 31)),
    }  # fmt: skip
    forecast = found.forecasts[0]
    assert (forecast.company, forecast.voice, forecast.scale) == ("Tekkori", "speaker", "dated")
    assert forecast.seal == seal_of(forecast)
    assert {forecast.entered_by, *(s.entered_by for s in found.statements)} == {"A. Analyst"}
    lund = next(said for said in found.statements if said.speaker == "Mara Lund")
    assert lund.as_written == "Jetzt ist der Weg frei"
    assert len(found.companies) == len(read_case(ARTICLES / "case.toml").companies)


def test_what_readers_wrote_comes_from_a_source_that_cannot_be_judged(case: Path) -> None:
    """A reader's sighting enters as new, by a reader, from a source of reliability F."""
    path = review(case)
    decide(path, {"source": "accept", "sighting": "accept", "question": "accept"})
    assert run("read", "--apply", path, "--case", case).exit_code == 0
    found = read_case(case)
    (seen,) = found.sightings
    assert (seen.product, seen.market, seen.channel) == ("Tekkori T4", "AE", "operator")
    assert (seen.by, seen.state, date_text(seen.on)) == ("a reader", "new", "2017-08")
    source = next(each for each in found.sources if each.id == seen.sources[0])
    assert source.reliability == "F"
    assert source.publisher == "readers of Netzbote"
    assert found.questions[0].text == "Wann kommt das T4 nach Polen?"


def test_a_correction_enters_as_corrected(case: Path) -> None:
    """Cells that a person changed go before what the rules made of the words."""
    path = review(case)
    decide(path, {"source": "accept", "deal": "correct"}, grantor="Halvard", start="2017-09")
    assert run("read", "--apply", path, "--case", case).exit_code == 0
    (deal,) = read_case(case).deals
    assert (deal.grantors, date_text(deal.effective)) == (("Halvard",), "2017-09")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"grantor": ""}, "line 5, deal: grantor is empty; fill it in, or reject the row"),
        ({"start": "spring"}, "'spring' is not a date"),
        ({"deal": "gift"}, "line 5, deal: .*gift"),
        ({"territory": "Europe"}, "line 5, deal: .*Europe"),
        ({"status": "sure"}, "line 5, deal: .*sure"),
        ({"count": "many"}, "'many' is not a whole number"),
    ],
)
def test_a_row_that_cannot_enter_is_named(case: Path, cells: dict[str, str], message: str) -> None:
    """The line, the column and the remedy are said, and the case is not touched."""
    before = case.read_bytes()
    path = review(case)
    decide(path, {"source": "accept", "deal": "correct"}, **cells)
    with pytest.raises(SourceError, match=message):
        enter(case, read_review(path), "review.csv")
    assert case.read_bytes() == before


def test_a_deal_that_the_case_may_have_is_told(case: Path) -> None:
    """The same kind, companies and year once more is written, and said: a person keeps one."""
    path = review(case)
    decide(path, {"source": "accept", "deal": "accept"})
    first = run("read", "--apply", path, "--case", case)
    second = run("read", "--apply", path, "--case", case)
    assert "maybe the same deal" not in first.stderr
    assert "orvanta-tekkori-2017-2: the case has orvanta-tekkori-2017" in second.stderr


def test_nothing_enters_without_the_article_itself(case: Path) -> None:
    """A deal whose source nobody accepted has none, and is refused."""
    path = review(case)
    decide(path, {"deal": "accept"})
    with pytest.raises(SourceError, match="accept the row of kind source too"):
        enter(case, read_review(path), "review.csv")


def test_the_same_article_twice_is_one_source(tmp_path: Path, case: Path) -> None:
    """An article entered before is found by its address, and cited, not copied."""
    page = tmp_path / "page.html"
    link = b'<link rel="canonical" href="https://netzbote.example/lizenz">'
    page.write_bytes(PAGE.read_bytes().replace(b"<head>", b"<head>" + link))
    path = review(case, page)
    for kind in ("deal", "statement"):
        decide(path, {"source": "accept", kind: "accept"})
        assert run("read", "--apply", path, "--case", case).exit_code == 0
    found = read_case(case)
    assert len(found.sources) == 1
    assert found.sources[0].url == "https://netzbote.example/lizenz"
    assert found.statements[0].source == found.deals[0].sources[0] == found.sources[0].id


def test_a_case_of_several_files_gets_one_more(tmp_path: Path, case: Path) -> None:
    """In a folder nothing that is there changes; the same article is not entered twice."""
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.copy(case, folder / "case.toml")
    path = review(case)
    decide(path, {"source": "accept", "deal": "accept"})
    enter(folder, read_review(path), "review.csv")
    assert (folder / "case.toml").read_bytes() == case.read_bytes()
    assert len(read_case(folder).deals) == 1
    assert [p.name for p in folder.iterdir() if p.name.startswith("read-")] == [
        "read-netzbote-2017-09-21.toml"
    ]


def test_cells_that_a_spreadsheet_would_run_are_kept_from_it(tmp_path: Path) -> None:
    """A headline that is a formula stands behind an apostrophe, and is read back without."""
    page = tmp_path / "a.txt"
    page.write_text('=HYPERLINK("http://x","y")\nLumora hat 332 Patente von Intel erworben.\n')
    out = tmp_path / "out.csv"
    told = ("--published", "2017-07-06", "--publisher", "@cmd")
    assert run("read", page, "--review", out, *told).exit_code == 0
    assert "'=HYPERLINK" in out.read_text()
    first = read_review(out)[0]
    assert first["title"].startswith("=HYPERLINK")
    assert first["publisher"] == "@cmd"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "no column 'kind'"),
        ("kind,decision\ndeal,maybe\n", "line 2, decision: 'maybe' is none of"),
        ("kind,decision\nrumor,accept\n", "line 2, kind: 'rumor' is none of"),
        ("kind,decision\ndeal,accept,more\n", "line 2: more cells than columns"),
        ('kind,decision\ndeal,"acc\n', "line 2: "),
    ],
)
def test_a_damaged_review_file_is_named_by_line(tmp_path: Path, text: str, message: str) -> None:
    """What is no review file, or has words that are none, is refused with line and remedy."""
    path = tmp_path / "review.csv"
    path.write_text(text)
    with pytest.raises(SourceError, match=message):
        read_review(path)


def test_json_holds_the_article_and_its_proposals() -> None:
    """`--format json` gives the text that offsets count in, and each span of it."""
    done = run("read", PAGE, "--case", ARTICLES / "case.toml", "--format", "json")
    told = json.loads(done.stdout)
    text, comments = told["article"]["text"], told["article"]["comments"]
    for each in told["proposals"]:
        part = comments if each["part"] == "comments" else text
        assert part[each["start"] : each["end"]] == each["quote"]
    assert {each["kind"] for each in told["proposals"]} >= {"deal", "forecast", "sighting"}


def test_a_missing_day_is_warned_of(tmp_path: Path) -> None:
    """Where nobody says when a text appeared, the command says what stays open."""
    page = tmp_path / "a.txt"
    page.write_text("Lumora launched a phone in Spain yesterday.\n")
    assert "no day of publication" in run("read", page).stderr


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["read"], UsageError),
        (["read", "no-such.html"], SourceError),
        (["read", "--apply", "no-such.csv", "--case", "case.toml"], SourceError),
        (["read", "--apply", "review.csv"], UsageError),
        (["read", PAGE, "--apply", "review.csv", "--case", "case.toml"], UsageError),
    ],
)
def test_wrong_use_gets_one_clear_error(
    arguments: list[str | Path], kind: type[ClearwayError]
) -> None:
    """What is missing or does not go together is said, with its exit code."""
    assert isinstance(run(*arguments).exception, kind)


def test_a_review_with_decisions_is_not_overwritten(case: Path) -> None:
    """Reading again does not throw away what a person decided."""
    path = review(case)
    done = run("read", PAGE, "--case", case, "--review", path)
    assert isinstance(done.exception, UsageError)
