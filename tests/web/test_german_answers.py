"""What answers say in German: every text has its German, and nothing else depends on it."""

from __future__ import annotations

import ast
import html
import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import polib
import pytest
from django.urls import reverse

import clearway
from clearway.complaints import COMPLAINTS
from clearway.phrases import PHRASES
from clearway.report.figures import Kind
from clearway.web.meaning.subjects import SUBJECTS
from clearway.web.meaning.told import Versions
from clearway.web.pages.answers import ANSWERS
from clearway.wording import CATALOGS, figure, long_day, retold, speaking
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from clearway.web.cases.models import Case

CODE = Path(clearway.__file__).parent
ENGLISH = re.compile(r"\b(the|of|and|is|are|with|which|by|unknown|exposed|cleared|families)\b")
"""Words that no German text of ours holds."""
KINDS = get_args(Kind)
TABLES = {"figures", "_markets"}
"""What makes a table of its name, headings and rows."""
OPTIONS: dict[str, dict[str, Any]] = {"arsenal": {"rivals": "B"}}


def _catalog() -> dict[str, str]:
    file = polib.pofile(str(CATALOGS / "de/LC_MESSAGES/answers.po"))
    return {entry.msgid: entry.msgstr for entry in file}


def _texts_of_the_code() -> Iterator[str]:
    """Yield every text that the code asks the catalog for, and names and headings of tables."""
    for path in sorted(CODE.rglob("*.py")):
        text = path.read_text()
        if "clearway.wording import" not in text or "web" in path.relative_to(CODE).parts:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                yield from (str(a.value) for a in node.args if isinstance(a, ast.Constant))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TABLES:
                yield from (str(a.value) for a in node.args[:1] if isinstance(a, ast.Constant))
            if isinstance(node, ast.Tuple) and len(node.elts) == 2:  # a heading and its kind
                heading, kind = (getattr(each, "value", None) for each in node.elts)
                if kind in KINDS and isinstance(heading, str) and heading not in KINDS:
                    yield heading


def test_every_text_of_an_answer_has_its_german() -> None:
    """Sentences, headings and phrases of the engine stand in the catalog, with their values."""
    german = _catalog()
    texts = {*_texts_of_the_code(), *PHRASES, *COMPLAINTS}
    assert len(texts) > 200
    assert {text for text in texts if not german.get(text)} == set()
    places = re.compile(r"%\(\w+\)s")
    assert all(set(places.findall(en)) == set(places.findall(de)) for en, de in german.items())


def test_what_is_compiled_is_what_is_written() -> None:
    """The compiled catalog of answers holds the texts that people edit."""
    compiled = polib.mofile(str(CATALOGS / "de/LC_MESSAGES/answers.mo"))
    assert {entry.msgid: entry.msgstr for entry in compiled} == _catalog()


def _said(versions: Versions, language: str) -> list[str]:
    told = versions[language]
    said = [*told.said, *told.notes]
    for part in told.parts:
        said += [part.heading, part.text, *(_of_chart(part.chart) if part.chart else ())]
        if part.figures:
            said += [part.figures.caption, *(column.heading for column in part.figures.columns)]
    return [text for text in said if text]


def _of_chart(chart: Any) -> list[str]:
    own = chart["usermeta"]["clearway"]
    return [chart["description"], own["summary"], *own["table"]["columns"]]


@pytest.mark.parametrize("name", SUBJECTS)
def test_an_answer_is_told_in_both_languages(name: str, case: Case) -> None:
    """No English sentence, heading or summary is left; the answer itself is the same."""
    said = ANSWERS.case(CASE.encode())[1]
    options = OPTIONS.get(name, {})
    versions = Versions.of(SUBJECTS[name].ask(ANSWERS.desk(), said, options, lambda *_: None))
    assert versions["en"].answer == versions["de"].answer
    german = [re.sub(r"\([^()]*\)|`[^`]*`", "", text) for text in _said(versions, "de")]
    assert [text for text in german if ENGLISH.search(text) and "Quellen" not in text] == []
    assert _said(versions, "en") != _said(versions, "de")


def test_plain_data_does_not_know_of_languages(case: Case) -> None:
    """An answer as JSON is the same byte for byte, whatever is spoken while it is asked."""
    said = ANSWERS.case(CASE.encode())[1]
    written = []
    for language in ("en", "de"):
        with speaking(language):
            telling = SUBJECTS["burden"].ask(ANSWERS.desk(), said, {}, lambda *_: None)
            written.append(json.dumps(telling().answer))
    assert written[0] == written[1]


def test_a_page_is_in_the_language_of_each_reader(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Two readers of one answer, kept once, read it each in their language."""
    viewer, address = client_of("viewer"), f"/cases/{case.pk}/burden/"
    for language, heading, note in (
        ("de", "Gebührenlast nach Inhaber", "Deklariert heißt nicht essenziell."),
        ("en", "Burden by holder", "Declared is not essential."),
        ("de", "Gebührenlast nach Inhaber", "Deklariert heißt nicht essenziell."),
    ):
        page = viewer.get(address, HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert heading in page
        assert note in page
    place = reverse("meaning-chart", args=[case.pk, "burden", 1, "json"])
    chart = viewer.get(place, HTTP_ACCEPT_LANGUAGE="de").json()
    assert chart["usermeta"]["clearway"]["lang"] == "de"


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    """German has thin spaces, a decimal comma, a space before the percent sign, months by name."""
    with speaking("de"):
        assert figure(12345.5, ",.2f") == "12\u202f345,50"
        assert figure(0.125, ".1%") == "12,5\u00a0%"
        assert long_day(date(2018, 3, 1)) == "1. März 2018"
    assert figure(12345.5, ",.2f") == "12,345.50"
    assert figure(0.125, ".1%") == "12.5%"
    assert long_day(date(2018, 3, 1)) == "01 March 2018"


def test_a_phrase_of_the_engine_is_told_with_the_names_in_it() -> None:
    """What is in a phrase is told too; a name stays; English stays as it is."""
    told = "Nokia in DE, 3 rights: no validation is on record, look into the national register; "
    told += "2 families that nothing clears hang on it"
    with speaking("de"):
        assert retold(told) == (
            "Nokia (DE), 3 Schutzrechte: keine Validierung ist verzeichnet, im nationalen "
            "Register nachsehen; 2 Familien, die nichts deckt, hängen daran"
        )
        assert retold("unknown (declared by Nokia) owns it; A did not own it in [2017, open)") == (
            "Eigentümer ist unbekannt (deklariert von Nokia); A war es nicht in [2017, offen)"
        )
        assert retold("Nokia Corporation") == "Nokia Corporation"
        assert retold("2,536 families that nothing clears hang on it").startswith("2\u202f536 ")
    assert retold(told) == told


SHOWN = (
    "", "?market=DE&against=summer", "?tab=table", "?tab=holders", "?tab=time", "?tab=sources",
    "remaining/?market=DE", "steps/?market=DE", "explain/?market=DE&state=exposed", "what-if/",
    "burden/", "arsenal/?rivals=B", "suits/", "ranking/", "evidence/", "forecasts/", "sightings/",
)  # fmt: skip


@pytest.mark.parametrize("address", SHOWN)
def test_no_english_is_left_on_a_german_page(
    address: str, case: Case, client_of: Callable[[str], Client]
) -> None:
    """What a reader sees or hears of a case is German, but for the case's own text and sources."""
    answer = client_of("viewer").get(f"/cases/{case.pk}/{address}", HTTP_ACCEPT_LANGUAGE="de")
    assert answer.status_code == 200
    page = re.sub(r"(?s)<(pre|script|code)\b.*?</\1>", "", answer.content.decode())
    heard = re.findall(r'(?:alt|aria-label|aria-valuetext|placeholder)="([^"]*)"', page)
    seen = [html.unescape(text) for text in (*re.findall(r">([^<]+)<", page), *heard)]
    own = re.compile(r"May X sell the phone in Germany\?|\([^()]*\)")
    left = [text.strip() for text in seen if ENGLISH.search(own.sub("", text))]
    assert [text for text in left if not text.startswith("Quellen")] == []


def test_markets_to_choose_from_have_german_names(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The controls of a page name markets as the page does, in the order of these names."""
    page = client_of("viewer").get(f"/cases/{case.pk}/burden/", HTTP_ACCEPT_LANGUAGE="de")
    names = re.findall(r'<option value="(?:DE|US)">([^<]+)<', page.content.decode())
    assert names == ["Deutschland", "Vereinigte Staaten"]


def test_tables_for_other_programs_stay_english(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A table as CSV is the same byte for byte, whichever language the reader's browser asks."""
    viewer = client_of("viewer")
    address = reverse("meaning-chart", args=[case.pk, "burden", 0, "csv"])
    german, english = (
        viewer.get(address, HTTP_ACCEPT_LANGUAGE=language).content for language in ("de", "en")
    )
    assert b"Market" in english
    assert german == english


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("market=FR", "FR ist keiner der Märkte des Falls"),
        ("as_of=soon", "&#x27;soon&#x27; ist kein Datum; als 2017-07-05 schreiben"),
        ("product=watch", "der Fall nennt kein Produkt &#x27;watch&#x27;"),
    ],
)
def test_what_is_wrong_is_said_in_the_reader_s_language(
    query: str, told: str, case: Case, client_of: Callable[[str], Client]
) -> None:
    """An address that asks for what is not there is answered in German, and not marked English."""
    page = client_of("viewer").get(f"/cases/{case.pk}/?{query}", HTTP_ACCEPT_LANGUAGE="de")
    assert page.status_code == 400
    assert f"<p>{told}" in page.content.decode()
