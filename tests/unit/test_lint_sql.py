"""The SQL lint lets the rules pass and refuses what the two engines read differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.lint_sql import RULES, lint, main

if TYPE_CHECKING:
    from pathlib import Path

_REFUSED = {
    "QUALIFY": "SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b ASC) = 1",
    "DISTINCT ON": "SELECT DISTINCT ON (a) a, b FROM t",
    "ASOF": "SELECT t.a FROM t ASOF JOIN s ON t.a >= s.a",
    "recursive": "WITH RECURSIVE r AS (SELECT a FROM t UNION ALL SELECT a FROM r) SELECT a FROM r",
    "ordered aggregate": "SELECT array_agg(a ORDER BY b) AS a FROM t",
    "interval": "SELECT d + INTERVAL 1 DAY AS d FROM t",
    "any_value": "SELECT any_value(a) AS a FROM t",
    "NOT IN": "SELECT a FROM t WHERE a NOT IN (SELECT a FROM s)",
    "concat": "SELECT concat(a, b) AS c FROM t",
    "division": "SELECT a / 2 AS a FROM t",
    "text as a date": "SELECT CAST(a || '-01' AS DATE) AS d FROM t",
    "unknown function": "SELECT levenshtein_of(a, b) AS n FROM t",
    "two statements": "SELECT a FROM t; SELECT b FROM t",
    "no query": "CREATE TABLE s AS SELECT a FROM t",
    "no SQL": "SELECT FROM WHERE",
}


@pytest.mark.parametrize("file", sorted(RULES.glob("*.sql")), ids=lambda file: file.stem)
def test_every_rule_lies_in_the_common_subset(file: Path) -> None:
    """No rule uses what DuckDB and Spark read differently."""
    assert lint(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("query", _REFUSED.values(), ids=_REFUSED)
def test_what_the_engines_read_differently_is_refused(query: str) -> None:
    """Each construct on which the engines part is refused with a reason."""
    assert lint(f"-- grain: one a\n{query}") != []


def test_a_rule_states_its_grain() -> None:
    """A rule whose first line does not state the grain is refused."""
    assert lint("SELECT a FROM t") == ["the first line must state `-- grain: ...`"]


def test_a_bad_file_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command names file, reason and remedy, and exits with 1."""
    bad = tmp_path / "01_bad.sql"
    bad.write_text("-- grain: one a\nSELECT concat(a, b) AS c FROM t\n", encoding="utf-8")
    assert main([str(bad)]) == 1
    said = capsys.readouterr().err
    assert "01_bad.sql" in said
    assert "||" in said


def test_the_rules_pass_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Without arguments the command lints all rules and exits with 0."""
    assert main([]) == 0
    assert "rules lie within" in capsys.readouterr().out
