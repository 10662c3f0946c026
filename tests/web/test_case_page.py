"""The page of a case: what it says, and that its address holds what it shows."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest
from django.http import QueryDict

from clearway.app import Desk
from clearway.charts.palette import STATUSES
from clearway.clearance.question import ask
from clearway.record import open_record
from clearway.web.cases.keeping import parse
from clearway.web.pages.outlines import outlines
from clearway.web.pages.state import state_of
from clearway.web.pages.view import slider_days
from clearway.web.pages.worldmap import patterns
from clearway.wording import figure, speaking
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from clearway.web.cases.models import Case

IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def look(case: Case, client_of: Callable[[str], Client]) -> Callable[..., str]:
    """Return the page of the case as its viewer gets it for a query."""

    def page(query: str = "", path: str = "", headers: dict[str, str] | None = None) -> str:
        answer = client_of("viewer").get(f"/cases/{case.pk}/{path}?{query}", headers=headers)
        assert answer.status_code == 200
        return answer.content.decode()

    return page


def test_the_answer_stands_with_what_it_rests_on(look: Callable[..., str]) -> None:
    """Day, knowledge, record, estimates, deals and recipe are named beneath the sentence."""
    page = look("market=DE")
    assert "50% of the declared families in force in Germany are cleared for the phone" in page
    for word in ("As of", "As known on", "Record", "Share of estimates", "Deals counted", "Recipe"):
        assert f"<dt>{word}</dt>" in page
    assert "<dd>2018-01-01</dd>" in page
    assert "<dd>1</dd>" in page


def test_every_market_is_a_link_on_the_map_and_in_the_list(look: Callable[..., str]) -> None:
    """Whoever cannot hit a small country finds it in the list; the chosen one is marked in both."""
    page = look("market=DE")
    assert re.search(r'<a id="m1w-DE"[^>]*aria-current="true"', page)
    assert re.search(r'<a id="at-DE"[^>]*aria-current="true"', page)
    assert re.search(r'<a id="at-US" href="\?[^"]*market=US"', page)
    assert "Germany: exposed, 50.0" in page


def test_a_map_is_read_without_color(look: Callable[..., str]) -> None:
    """Each status but plain ones has a pattern of its own, drawn over its country."""
    named = {p.name for p in patterns()}
    assert named == {n for n, s in STATUSES.items() if s.hatching} | {"switched"}
    assert len({(p.line, p.angle, p.step, p.is_crossed) for p in patterns()}) == len(named)
    page = look("market=DE")
    assert '<pattern id="hatch-exposed"' in page
    assert re.search(r'#w-DE" fill="url\(#hatch-exposed\)"', page)


def test_before_after_and_change_stand_side_by_side(look: Callable[..., str]) -> None:
    """A deal set against shows three maps, and the clause that clears what it clears."""
    page = look("market=DE&against=summer")
    assert page.count('<figure class="panel">') == 3
    assert look("market=DE").count('<figure class="panel">') == 1
    assert "id = &quot;L1&quot;" in page
    flip = re.search(r'id="sec-flips".*?</table>', page, re.DOTALL)
    assert flip is not None
    assert re.search(
        r'Germany</th>.*?<td class="number">1</td><td><a href="#deal-L1">L1</a> 1', flip[0]
    )


def test_what_a_case_is_about_stands_before_and_after_by_itself() -> None:
    """The deals a case is about are set before against after unless the address says otherwise."""
    said = parse(CASE.replace('company = "X"', 'about = "summer"\ncompany = "X"', 1).encode())
    plain = state_of(QueryDict("market=DE"), said)
    assert plain.against == ("summer",)
    assert plain.address() == "market=DE"
    none = state_of(QueryDict("market=DE&against="), said)
    assert none.against == ()
    assert state_of(QueryDict(none.address()), said) == none
    one = state_of(QueryDict("against=L1"), said)
    assert state_of(QueryDict(one.address()), said) == one


def test_a_deal_is_switched_off_by_its_switch_and_on_again(look: Callable[..., str]) -> None:
    """The switch leads to the view without the deal, and from there back."""
    on = re.search(r'id="switch-L1" role="switch" aria-checked="true" href="\?([^"]*)"', look())
    assert on is not None
    assert on[1] == "without=L1"
    page = look(on[1] + "&market=DE")
    assert "0% of the declared families in force in Germany" in page
    off = re.search(r'id="switch-L1" role="switch" aria-checked="false" href="\?([^"]*)"', page)
    assert off is not None
    assert off[1] == "market=DE"


def test_the_slider_moves_the_day_and_the_address_follows(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A step of the slider is a day; the answer in place tells the address that reproduces it."""
    client = client_of("viewer")
    page = client.get(f"/cases/{case.pk}/").content.decode()
    step = re.search(r'<input id="step" type="range"[^>]*value="(\d+)"', page)
    assert step is not None
    later = client.get(
        f"/cases/{case.pk}/?market=DE&as_of=2018-01-01&step={int(step[1]) + 1}", headers=IN_PLACE
    )
    assert later["HX-Replace-Url"] == f"/cases/{case.pk}/?market=DE&as_of=2018-02-01"
    assert 'id="slider"' not in later.content.decode(), "the hand that slides keeps its slider"
    whole = client.get(later["HX-Replace-Url"]).content.decode()
    assert "<dd>2018-02-01</dd>" in whole
    assert "<dd>2018-02-01</dd>" in later.content.decode()


@pytest.mark.parametrize(
    ("tab", "word"),
    [
        ("table", "Declared families in force that touch the phone, by market"),
        ("time", "The figures as a table"),
        ("holders", "each judged on its own rights"),
        ("sources", "The case names no source."),
        ("download", "Case file</a>"),
    ],
)
def test_each_tab_shows_its_content_and_is_in_the_address(
    tab: str, word: str, look: Callable[..., str]
) -> None:
    """A tab is a link of its own, marked where it is open."""
    page = look(f"tab={tab}")
    assert word in page
    assert re.search(rf'<a id="tab-{tab}" [^>]*aria-current="true"', page)


def test_figures_of_the_table_are_those_of_the_record(look: Callable[..., str]) -> None:
    """Two families in force in Germany, one cleared; no office speaks of the United States."""
    page = look("tab=table&market=DE")
    row = re.search(r'<a id="row-DE".*?</tr>', page, re.DOTALL)
    assert row is not None
    figures = re.findall(r'class="number">(?:<a [^>]*>)?([^<]*)<', row[0])
    assert figures[:4] == ["2", "1", "1", "50.0\u00a0%"]
    assert re.search(r'<a id="row-US".*?unknown</td>', page, re.DOTALL)


def test_time_is_drawn_and_listed_from_one_series(look: Callable[..., str]) -> None:
    """The chart's specification holds the counts that the table lists."""
    page = look("tab=time&market=DE")
    assert re.search(r"2018-01-01</th><td[^>]*>2</td><td[^>]*>1</td>", page)
    spec = look("market=DE", "charts/time.json")
    assert '"day": "2018-01-01", "part": "Cleared", "order": 0, "count": 1' in spec
    assert "<svg" in look("market=DE", "charts/time.svg")


def test_holders_who_remain_are_told_with_suits_answer_and_cost(look: Callable[..., str]) -> None:
    """B remains in Germany; nothing is known of suits or prices, and the page says so."""
    page = look("market=DE", "remaining/", IN_PLACE)
    assert re.search(r'<th scope="row">B</th><td class="number">(<a [^>]*>)?1', page)
    assert "unknown: no source on suits here" in page
    assert "<html" not in page
    assert "<html" in look("market=DE", "remaining/"), "without htmx it is a page of its own"


def test_steps_add_up_to_what_is_cleared(look: Callable[..., str]) -> None:
    """Own rights clear nothing, L1 one of two; one stays exposed."""
    page = look("market=DE", "steps/", IN_PLACE)
    assert re.search(r'own rights</th><td class="number">0</td><td class="number">0</td>', page)
    assert re.search(r'L1</th><td class="number">1</td><td class="number">1</td>', page)
    assert re.search(r'still exposed</th><td class="number">(<a [^>]*>)?1', page)


def test_a_page_that_did_not_change_is_not_sent_again(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The browser that has it gets 304; another view, or another reader, gets the page."""
    client = client_of("viewer")
    first = client.get(f"/cases/{case.pk}/")
    again = client.get(f"/cases/{case.pk}/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"/cases/{case.pk}/?market=US", headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200
    owner = client_of("owner").get(f"/cases/{case.pk}/", headers={"If-None-Match": first["ETag"]})
    assert owner.status_code == 200
    assert first["Cache-Control"] == "private, no-cache"


def test_the_outlines_are_one_file_for_ever(client_of: Callable[[str], Client]) -> None:
    """Every map points into it; it is packed once and named by its digest."""
    answer = client_of("nobody").get(f"/assets/outlines.{outlines().digest}.svg")
    assert answer["Content-Encoding"] == "gzip"
    assert "immutable" in answer["Cache-Control"]
    content = gzip.decompress(answer.content).decode()
    assert 'id="w-DE"' in content
    assert 'id="e-LU"' in content
    assert client_of("nobody").get("/assets/outlines.0.svg").status_code == 404


def test_a_german_reader_gets_german_words_and_figures(look: Callable[..., str]) -> None:
    """Sentence, statuses and numbers are German, down to the comma."""
    page = look("market=DE&tab=table&against=summer", headers={"Accept-Language": "de"})
    assert "Nicht allein: Mit summer sind 50\u00a0% der deklarierten Familien, die" in page
    assert "offen angreifbar" in page
    assert "50,0\u00a0%" in page


def test_days_counted_together_answer_as_days_asked_one_by_one(record_dir: Path) -> None:
    """The slider's neighbors cost no exactness: before, on and after the deal, all rows alike."""
    desk, said = Desk(open_record(record_dir)), parse(CASE.encode())
    days = slider_days(said)
    counted = desk.count(said, ask(said), days)
    cleared = set()
    for day in days:
        question = ask(said, as_of=day)
        together = desk.answer_on(said, question, counted)
        assert together.to_dict() == desk.clear(said, question).to_dict()
        cleared.add(together.at("phone", "DE").cleared)
    assert cleared == {0, 1}


@pytest.mark.parametrize(("language", "expected"), [("en", "14%"), ("de", "14 %")])
def test_a_share_is_rounded_and_not_cut(language: str, expected: str) -> None:
    """13.8 percent are 14 without decimals, in either language, as a reader would round by hand."""
    with speaking(language):
        assert figure(0.138, ".0%").replace("\N{NO-BREAK SPACE}", " ") == expected


def test_going_back_asks_the_site_and_no_copy_in_the_browser(look: Callable[..., str]) -> None:
    """Htmx would keep pages in the browser's storage, where they outlive signing out."""
    page = look()
    assert '"historyCacheSize": 0' in page
    assert '"refreshOnHistoryMiss": true' in page
