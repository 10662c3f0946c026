"""A language model through the plug-in interface of `llm`: trusted as little as the article."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from clearway.cli import clearway
from clearway.errors import EngineError, UsageError
from clearway.reading import read_article
from clearway.reading.language_model import load_model

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLES = Path(__file__).parents[2] / "benchmarks" / "articles"
PAGE = ARTICLES / "dev-en-01-deal-and-talk.html"
QUOTE = "“This removes the last obstacle,” said Tekkori chief executive Mara Lund."
SAYS = {"speaker": "Mara Lund", "says": "This removes the last obstacle"}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: the child has tests of its own, and costs a start each time."""
    monkeypatch.setattr("clearway.reading.apart.read_apart", read_article)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A model registered as a plug-in registers one; what it answers and was asked."""
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path))
    import llm
    from llm.plugins import pm

    told: dict[str, Any] = {}

    class Scripted(llm.Model):
        """Answers as it is told."""

        model_id = "scripted"

        def execute(self, prompt: Any, *_: Any, **_more: Any) -> Iterator[str]:
            told["prompt"], told["system"] = prompt.prompt, prompt.system
            if "error" in told:
                raise llm.ModelError(told["error"])
            yield told["answer"]

    class Plugin:
        """What a package for `llm` is."""

        __name__ = "scripted"

        @llm.hookimpl
        def register_models(self, register: Any) -> None:
            register(Scripted())

    plugin = Plugin()
    pm.register(plugin)
    yield told
    pm.unregister(plugin)


def proposed(told: dict[str, Any], *proposals: object) -> tuple[list[dict[str, Any]], str]:
    """Read the page with that answer; return the model's proposals and what was warned."""
    told["answer"] = f"```json\n{json.dumps({'proposals': proposals})}\n```"
    arguments = ["read", str(PAGE), "--model", "scripted", "--format", "json"]
    done = CliRunner().invoke(clearway, arguments)
    assert done.exit_code == 0, done.exception
    found = json.loads(done.stdout)["proposals"]
    return [each for each in found if each["by"] == "scripted"], done.stderr


def test_what_stands_in_the_text_is_proposed_under_its_name(answering: dict[str, Any]) -> None:
    """A quoted span gets its offsets from the text, and waits like the rules' own."""
    found, warned = proposed(
        answering, {"kind": "statement", "part": "text", "quote": QUOTE, "fields": SAYS}
    )
    assert [(each["kind"], each["quote"]) for each in found] == [("statement", QUOTE)]
    assert found[0]["end"] - found[0]["start"] == len(QUOTE)
    assert "dropped" not in warned


@pytest.mark.parametrize(
    "proposal",
    [
        {"kind": "statement", "quote": "This removes every obstacle", "fields": SAYS},
        {"kind": "statement", "quote": "", "fields": SAYS},
        {"kind": "rumor", "quote": QUOTE, "fields": SAYS},
        {"kind": "statement", "quote": QUOTE, "fields": {**SAYS, "reliability": "A"}},
        {"kind": "statement", "quote": QUOTE, "fields": {"speaker": ["Mara", "Lund"]}},
        {"kind": "statement", "quote": QUOTE, "fields": {"speaker": "x" * 601}},
        {"kind": "statement", "quote": QUOTE, "fields": {"speaker": "\x1b[31mred"}},
        {"kind": "statement", "quote": QUOTE, "fields": None},
        {"kind": "deal", "part": "comments", "quote": "No way.", "fields": {"deal": "license"}},
        "a text",
    ],
)
def test_what_is_not_in_the_text_or_malformed_is_dropped(
    answering: dict[str, Any], proposal: object
) -> None:
    """Invented words, unknown kinds, grades, odd values and readers' deals never reach a person."""
    found, warned = proposed(answering, proposal)
    assert found == []
    assert "dropped 1 proposals of scripted" in warned


def test_the_model_is_given_the_article_and_nothing_of_the_case(
    answering: dict[str, Any],
) -> None:
    """Neither the case's question nor its other companies leave the machine."""
    answering["answer"] = '{"proposals": []}'
    case = str(ARTICLES / "case.toml")
    arguments = ["read", str(PAGE), "--model", "scripted", "--case", case]
    assert CliRunner().invoke(clearway, arguments).exit_code == 0
    asked = answering["prompt"] + answering["system"]
    assert QUOTE in json.loads(answering["prompt"])["text"]
    assert "Which markets can" not in asked
    assert "Brightcell" not in asked


@pytest.mark.parametrize("answer", ["no JSON", "[]", '{"proposals": 3}', "{" * 5000, ""])
def test_an_answer_that_is_none_ends_in_one_error(answering: dict[str, Any], answer: str) -> None:
    """A model that does not answer as asked is named, and nothing is made up."""
    answering["answer"] = answer
    done = CliRunner().invoke(clearway, ["read", str(PAGE), "--model", "scripted"])
    assert isinstance(done.exception, EngineError)
    assert "answered with no list of proposals" in str(done.exception)


def test_a_failing_model_ends_in_one_error(answering: dict[str, Any]) -> None:
    """What a plug-in raises is told, with what works without it."""
    answering["error"] = "quota used up"
    done = CliRunner().invoke(clearway, ["read", str(PAGE), "--model", "scripted"])
    assert isinstance(done.exception, EngineError)
    assert "quota used up; the rules need no model" in str(done.exception)


def test_an_unknown_model_and_a_missing_library_are_told(
    answering: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its remedy: `llm models`, or the extra to install."""
    assert load_model("scripted").model_id == "scripted"
    with pytest.raises(UsageError, match="llm models"):
        load_model("no-such-model-at-all")
    monkeypatch.setitem(sys.modules, "llm", None)
    with pytest.raises(EngineError, match=r"clearway\[llm\]"):
        load_model("scripted")
