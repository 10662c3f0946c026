"""What is wrong, told in German: every message of a case and of a question has its form."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import clearway
from clearway.wording import complaint, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = Path(clearway.__file__).parent
SAYING = {"Wrong", "find", "_wrong", "Finding", "CaseError", "UsageError", "RecordMissingError"}
ASKED = (
    "case", "clearance", "report/scope.py", "arsenal", "royalty/answer.py", "royalty/stacks.py",
    "planning", "unknowns", "litigation/survey.py", "lookup", "web/pages", "web/whatif", "web/runs",
    "web/talk", "web/look", "web/meaning",
)  # fmt: skip
"""Where what a reader of the site asks may go wrong."""
NOT_OF_THE_SITE = {"case/write.py", "case/former.py", "clearance/diff.py"}
OF_FILES = ("no such case file", "cannot be read", "holds no *.toml")
PUT_TOGETHER = {
    '"X" is X "X"', '"X" is already usedX; give each its own X', "X X? one of X",
    'suit "X" X X; add a [[suit]] entry', "unknown X X; X", 'unknown company "X" at line X: X',
    "the ownership runs in a circleX: X; correct one of the rows",
    "X: policy.aggregate_burden:  stand equally near above X; give X its own",
}  # fmt: skip
"""Messages that only values make whole: those of them that a site shows are told below."""
WHOLE = (
    '"d" is already used at case.toml:8; give each its own id',
    '"d" is already used; give each its own id',
    'suit "s" is neither in the case nor in the record; add a [[suit]] entry',
    "unknown deal 'x'; known: none",
    'unknown company "Foo" at line 3: add a [[company]] entry or an alias',
    'the ownership runs in a circle on 2017-01-01: "A" -> "B"; correct one of the rows',
    "policy.aggregate_burden: 4G and 5G stand equally near above X; give X its own",
)


def _files() -> Iterator[Path]:
    for name in ASKED:
        path = CODE / name
        for each in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if str(each.relative_to(CODE)) not in NOT_OF_THE_SITE:
                yield each


def _message(node: ast.expr) -> str:
    """Return a message with `X` for each value in it, and nothing for what hints at a name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else _value(ast.unparse(part))
        for part in node.values
    )


def _value(code: str) -> str:
    return "" if any(word in code for word in ("near", "did_you_mean", "told}")) else "X"


def _messages() -> Iterator[str]:
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield from (_message(each) for each in node.args if name in SAYING)
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "message":
                yield _message(node.value)


def test_what_may_be_wrong_has_its_german() -> None:
    """Each message that the code gives a case, a question or a search is told, none left."""
    found = {text for text in _messages() if " " in text and text.strip("X:; ")}
    assert found >= PUT_TOGETHER
    told = {text for text in found - PUT_TOGETHER if not any(part in text for part in OF_FILES)}
    assert len(told) > 100
    with speaking("de"):
        assert {text for text in (*told, *WHOLE) if complaint(text) is None} == set()


SOON = 'case.toml:5: [case]: as_of: wants a whole date, not the text "soon"; '
BALD = 'case.toml:5: [case]: as_of: verlangt ein ganzes Datum, nicht Text "soon"; '


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            f"{SOON}write 2017-07-05 without quotes",
            f"{BALD}2017-07-05 ohne Anführungszeichen schreiben",
        ),
        (
            '[[deal]] "d": kind: unknown "licence" (did you mean "license"?); use license',
            '[[deal]] "d": kind: unbekannt: "licence" (gemeint "license"?); möglich sind license',
        ),
        ("the disk is on fire", None),
    ],
)
def test_a_complaint_is_told_behind_its_place(said: str, told: str | None) -> None:
    """Place, names and values stay; English stays as it is; what no form fits is no German."""
    with speaking("de"):
        assert complaint(said) == told
    assert complaint(said) == said
