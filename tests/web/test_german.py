"""The words of the site in German: all there, none lagging behind its compiled form."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import allauth
import django
import polib
import pytest

import clearway.web
from clearway.wording import CATALOGS as ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from clearway.web.cases.models import Case

SITE = Path(clearway.web.__file__).parent
CATALOGS = sorted(SITE.rglob("locale/de/LC_MESSAGES/django.po"))
OTHERS = (ANSWERS, Path(django.__file__).parent, Path(allauth.__file__).parent)
"""Where other catalogs lie that the site speaks from."""
_SAID = re.compile(r"""{%-?\s*translate\s+(["'])(.+?)\1""")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*(?:plural|endblock)", re.DOTALL)
_VARIABLE = re.compile(r"{{\s*([\w.]+)[^}]*}}")


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


def test_no_text_is_missing_from_the_catalogs() -> None:
    """Each text that a module or a template marks for translation stands in a catalog."""
    every = [*CATALOGS, *(path for at in OTHERS for path in at.rglob("de/LC_MESSAGES/*.po"))]
    known = {entry.msgid for path in every for entry in polib.pofile(str(path))}
    used = [*_in_modules(), *_in_templates()]
    assert len(used) > 500
    assert [said for said in used if said not in known] == []


def _in_modules() -> Iterator[str]:
    for path in SITE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name("_" | "gettext" | "gettext_lazy" | "ngettext"),
                    args=[ast.Constant(str(said)), *_],
                ):
                    yield said


def _in_templates() -> Iterator[str]:
    for path in SITE.rglob("*.html"):
        text = path.read_text()
        yield from (found[2] for found in _SAID.finditer(text))
        for found in _BLOCK.finditer(text):
            yield _VARIABLE.sub(r"%(\1)s", found[1])


@pytest.mark.parametrize(("language", "word"), [("de", "Antwort"), ("en", "Answer")])
def test_a_reader_gets_the_language_of_the_browser(
    language: str, word: str, case: Case, client_of: Callable[[str], Client]
) -> None:
    """The page of a case is in the language that the browser asks for."""
    page = client_of("viewer").get(f"/cases/{case.pk}/", HTTP_ACCEPT_LANGUAGE=language)
    assert f">{word}</a>" in page.content.decode()
