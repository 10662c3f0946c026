"""The page to publish: what of a discussion stands on it, and what previews and readers find."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from clearway.case import read_text
from clearway.cli import clearway
from clearway.errors import SourceError
from clearway.report import Part, Report
from clearway.report.discussion import MOST, discussion_of, read_discussion, words_of
from clearway.report.publication import Publication, feed_of, page_bytes, with_discussion
from clearway.report.updates import ATOM, updates

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2018, 1, 1)
HEAD = {"format": "clearway-discussion", "version": 1}
CASE = """
[case]
id = "worked"
company = "X"

[[source]]
id = "agency"
publisher = "Agency"
published = 2017-07-05

[[deal]]
id = "nokia"
kind = "license"
grantors = ["Nokia"]
grantees = ["X"]
status = "reported"
effective = 2017-07-01
sources = ["agency"]

[[statement]]
speaker = "X"
on = 2017-07-06
says = "We have a deal."
source = "agency"

[[forecast]]
forecaster = "Analyst"
event = "launch"
market = "US"
opens = 2017-08-01
deadline = 2018-06-30
probability = 0.2
"""


def _row(uid: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "uid": uid, "at": f"2017-09-{at}T10:00:00+00:00", "state": "shown", "text": uid,
        "markup": "markdown", "target": "case", "author": {"name": "Ann", "kind": "guest"},
    } | more  # fmt: skip


ROWS = [
    _row("a", "01", target="deal:nokia"),
    _row("b", "02", parent="a", state="waiting", text="secret"),
    _row("c", "03", parent="b", text="<script>alert(1)</script>"),
    _row("d", "02", parent="a", author={"name": "Bo </script>", "kind": "member"}),
    _row("e", "01", target="cell:DE/Redmi Note 4", edited_at="2017-09-01T10:05:00+00:00"),
]


@pytest.fixture
def published() -> Publication:
    """A page with one part, and the updates of the case above."""
    case, findings = read_text(CASE.encode(), "case")
    assert case is not None, findings
    assert not findings
    report = Report("May X?", "Not by itself.", (), (Part("Discussion"), Part("Limits", "No.")), ())
    return Publication(report, tuple(updates(case, DAY)), DAY, "Not by itself.", "worked")


def test_only_what_is_shown_stands_there_in_threads() -> None:
    """A hidden comment leaves no word; the reply to it stands under what is shown above it."""
    said = discussion_of(ROWS)
    line = [(r.uid, r.depth, r.is_loose) for r in said.remarks]
    assert line == [("a", 0, False), ("d", 1, False), ("c", 1, True), ("e", 0, False)]
    assert [r.about for r in said.remarks] == [
        "on deal nokia",
        "",
        "",
        "on Redmi Note 4 in Germany",
    ]
    assert "secret" not in repr(said)
    assert "edited 2017-09-01 10:05" in said.remarks[3].heading


def test_of_a_long_discussion_the_last_comments_stand_there() -> None:
    """The oldest are left out and counted; parents that run in a circle end nothing."""
    rows = [_row(f"{n:04}", "01", parent=f"{n - 1:04}" if n else None) for n in range(MOST + 2)]
    rows[0]["parent"] = f"{MOST + 1:04}"
    said = discussion_of(rows)
    assert (len(said.remarks), said.total) == (MOST, MOST + 2)
    assert said.remarks[0].uid == "0002"


@pytest.mark.parametrize(
    ("text", "markup", "words"),
    [
        ("*So* [it is](https://x.example).\n\n> quoted\n\n- one\n- two", "markdown",
         "So it is (https://x.example).\n\n> quoted\n\n\u2022 one\n\n\u2022 two"),
        ("<b>bold</b> &amp; `code`", "markdown", "<b>bold</b> & code"),
        ("<p>one<br>two</p><script>x()</script><p>three", "html", "one\ntwo\n\nthree"),
        ("", "html", ""),
    ],
)  # fmt: skip
def test_words_are_plain(text: str, markup: str, words: str) -> None:
    """Of Markdown and of imported HTML the words stay; HTML within Markdown is words itself."""
    assert words_of(text, markup) == words


def test_the_page_escapes_what_people_said(published: Publication) -> None:
    """Nobody's words become markup or end the block that search engines read."""
    page = page_bytes(with_discussion(published, discussion_of(ROWS))).decode()
    assert "<script>alert" not in page
    assert 'class="remark depth-1" id="comment-c"' in page
    assert "secret" not in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["commentCount"]) == ("Article", 4)
    assert data["comment"][1]["author"]["name"] == "Bo </script>"


def test_the_page_says_what_it_is(published: Publication) -> None:
    """Title, description, author, dates, language; addresses where they are known, else none."""
    named = replace(published, author="A. Reporter")
    page = page_bytes(named, address="https://x.example/p").decode()
    for text in (
        '<html lang="en">', "<title>May X?</title>", 'name="author" content="A. Reporter"',
        'rel="canonical" href="https://x.example/p"', 'property="og:url"',
        'name="twitter:card" content="summary"', 'property="article:modified_time"',
        "script-src 'none'",
    ):  # fmt: skip
        assert text in page
    assert "canonical" not in page_bytes(named).decode()


def test_the_feed_tells_of_deals_forecasts_statements_and_of_comments_if_wanted(
    published: Publication,
) -> None:
    """Entries come the last first; a comment has its author, its moment and its place."""
    said = discussion_of(ROWS)
    titles = [update.title for update in with_discussion(published, said).updates]
    assert titles == ["Forecast: launch in the United States by 2018-06-30", "#1: said",
                      "Deal nokia: reported"]  # fmt: skip
    whole = with_discussion(published, said, is_in_feed=True)
    root = ET.fromstring(feed_of(whole, "https://x.example/p", "https://x.example/f"))  # noqa: S314
    entries = root.findall(f"{{{ATOM}}}entry")
    assert len(entries) == 7
    last = entries[0]
    assert last.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name") == "Ann"
    assert last.findtext(f"{{{ATOM}}}updated") == "2017-09-03T10:00:00Z"
    link = last.find(f"{{{ATOM}}}link")
    assert link is not None
    assert link.get("href") == "https://x.example/p#comment-c"
    assert b"secret" not in feed_of(whole)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no export of a discussion"),
        ("[]\n", "line 1: not a JSON object"),
        ('{"format": "other"}\n', "no export of a discussion"),
        (json.dumps(HEAD) + '\n{"uid": "a", "state": "shown", "at": "never"}\n', "damaged"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """Another file, or a damaged one, is named with what is wrong."""
    file = tmp_path / "d.jsonl"
    file.write_text(text)
    with pytest.raises(SourceError, match=said):
        read_discussion(file)


def test_comments_in_the_feed_need_a_discussion(tmp_path: Path) -> None:
    """Asking for what was not given is an error that names the option; nothing is asked before."""
    case = files("clearway.data") / "cases" / "xiaomi-2017.toml"
    done = CliRunner().invoke(
        clearway, ["publish", str(case), "--record", str(tmp_path), "--feed-comments",
                   "--output", str(tmp_path / "page")],
    )  # fmt: skip
    assert done.exit_code == 2
    assert "goes with --discussion FILE.jsonl" in done.stderr
