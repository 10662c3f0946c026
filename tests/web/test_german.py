"""The words of the site in German: all there, none lagging behind its compiled form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polib
import pytest

import clearway.web

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from clearway.web.cases.models import Case

SITE = Path(clearway.web.__file__).parent
CATALOGS = sorted(SITE.rglob("locale/de/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.relative_to(SITE).parts[0])
def test_every_word_has_its_german(path: Path) -> None:
    """No text of the site is left in English, or only guessed at."""
    catalog = polib.pofile(str(path))
    assert [entry.msgid for entry in catalog.untranslated_entries()] == []
    assert [entry.msgid for entry in catalog.fuzzy_entries()] == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.relative_to(SITE).parts[0])
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    """The compiled catalog holds the same texts as the one that people edit."""
    written, compiled = polib.pofile(str(path)), polib.mofile(str(path.with_suffix(".mo")))
    texts = [{(e.msgctxt, e.msgid): e.msgstr for e in catalog} for catalog in (compiled, written)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(("language", "word"), [("de", "Antwort"), ("en", "Answer")])
def test_a_reader_gets_the_language_of_the_browser(
    language: str, word: str, case: Case, client_of: Callable[[str], Client]
) -> None:
    """The page of a case is in the language that the browser asks for."""
    page = client_of("viewer").get(f"/cases/{case.pk}/", HTTP_ACCEPT_LANGUAGE=language)
    assert f">{word}</a>" in page.content.decode()
