"""The commands that answer, in the exact forms that others build on, and their answers' shape."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import clearway as cw
from e2e.command import run
from e2e.forms import WORKED_CASE, write_worked_example

ROOT = Path(__file__).parents[2]
HEADER = [
    "case", "company", "as_of", "known_at", "record", "rules_version", "deal_statuses", "with",
    "without", "essentiality", "recipe",
]  # fmt: skip
ROW = [
    "product", "market", "status", "enforcers", "families", "cleared", "exposed", "pending",
    "pending_exposed", "groups", "estimated", "share", "standards_without_record", "cleared_by",
    "holders",
]  # fmt: skip
HOLDER = ["holder", "families", "cleared", "exposed", "cleared_by"]
COUNTS = ("families", "cleared", "exposed", "pending", "pending_exposed", "groups", "estimated")


def _answer(case: Path, record: Path, *options: str) -> Any:
    return run("clear", case, "--record", record, *options, "--format", "json").json()


def test_clear_json_has_the_published_keys(case: Path, record: Path) -> None:
    """`clear --format json` prints one object with exactly the keys of the reference."""
    answer = _answer(case, record)
    assert [key for key in answer if key in HEADER] == HEADER
    assert set(answer) == {*HEADER, "unidentified_purchases", "probable_names", "results"}
    assert answer["record"]["snapshot"] == (record / "CURRENT").read_text().strip()
    assert set(answer["record"]["sources"]) == {"etsi", "tables:forms"}
    assert answer["record"]["sources"]["tables:forms"] is None
    assert (answer["as_of"], answer["known_at"]) == ("2018-01-01", None)
    for row in answer["results"]:
        assert list(row) == ROW
        assert all(list(holder) == HOLDER for holder in row["holders"])


def test_clear_json_is_sorted_and_exact(case: Path, record: Path) -> None:
    """Rows are sorted by product then market, holders by exposed, families, name; shares exact."""
    rows = _answer(case, record)["results"]
    places = [(row["product"], row["market"]) for row in rows]
    assert places == [("bank", "DE"), ("bank", "IN"), ("phone", "DE"), ("phone", "IN")]
    for row in rows:
        assert all(type(row[name]) is int for name in COUNTS)
        assert row["cleared"] + row["exposed"] == row["families"]
        share = row["cleared"] / row["families"] if row["families"] else None
        assert row["share"] == share
        order = [(-h["exposed"], -h["families"], h["holder"]) for h in row["holders"]]
        assert order == sorted(order)
        assert set(row["cleared_by"]) <= {"own", "nokia", "huawei"}
    assert rows[0]["status"] == "not_touched"
    assert rows[0]["share"] is None
    assert rows[2]["families"] > 0


def test_a_suit_of_the_forms_contests_india(case: Path, record: Path) -> None:
    """A suit read from a plain form makes its plaintiff an enforcer in its market."""
    india = _answer(case, record, "--market", "IN", "--product", "phone")["results"][0]
    assert india["status"] == "contested"
    assert any("InterDigital" in name for name in india["enforcers"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--as-of", "2017-07-01"), {"as_of": "2017-07-01"}),
        (("--known-at", "2017-07-01"), {"known_at": "2017-07-01"}),
        (("--without", "nokia", "--without", "huawei"), {"without": ["huawei", "nokia"]}),
        (("--with", "samsung-idea"), {"with": ["samsung-idea"]}),
        (("--company", "Samsung"), {"company": "Samsung"}),
        (("--essentiality", "assessed"), {"essentiality": "assessed"}),
    ],
)
def test_options_are_stated_in_the_answer(
    case: Path, record: Path, options: tuple[str, ...], expected: dict[str, Any]
) -> None:
    """Each option of the question is taken and stated in the answer."""
    answer = _answer(case, record, *options)
    assert {key: answer[key] for key in expected} == expected


@pytest.mark.slow
def test_deals_are_switched_by_name(case: Path, record: Path) -> None:
    """A deal left out clears nothing, and a hypothetical one clears only when named."""

    def reasons(*options: str) -> set[str]:
        rows = _answer(case, record, "--market", "DE", "--product", "phone", *options)["results"]
        assert len(rows) == 1
        return set(rows[0]["cleared_by"]) - {"own"}

    assert reasons() == {"nokia", "huawei"}
    assert reasons("--without", "nokia") == {"huawei"}
    assert reasons("--with", "samsung-idea") == {"nokia", "huawei", "samsung-idea"}


@pytest.mark.slow
def test_the_rules_answer_as_the_kernel(case: Path, record: Path) -> None:
    """`--engine duckdb` runs the rules themselves and prints the same bytes."""
    words = ("clear", case, "--record", record, "--format", "json")
    assert run(*words, "--engine", "duckdb").ok().out == run(*words).ok().out


def test_csv_is_the_json_as_rows(case: Path, record: Path) -> None:
    """`--format csv` has a line per product and market with the counts of the JSON."""
    printed = run("clear", case, "--record", record, "--format", "csv").ok().text
    rows = list(csv.DictReader(io.StringIO(printed)))
    for line, row in zip(rows, _answer(case, record)["results"], strict=True):
        assert [line["product"], line["market"]] == [row["product"], row["market"]]
        assert [int(line[name]) for name in COUNTS] == [row[name] for name in COUNTS]
        assert (float(line["share"]) if line["share"] else None) == row["share"]


def test_parquet_goes_to_a_file(case: Path, record: Path, tmp_path: Path) -> None:
    """`--format parquet --output PATH` writes the rows, prints nothing and says so beside."""
    output = tmp_path / "new" / "answer.parquet"
    done = run("clear", case, "--record", record, "--format", "parquet", "--output", output).ok()
    assert done.out == b""
    assert str(output) in done.err
    table = pq.read_table(output)
    assert table.column("market").to_pylist() == ["DE", "IN", "DE", "IN"]
    assert [path.name for path in output.parent.iterdir()] == [output.name]


def test_parquet_goes_to_standard_output(case: Path, record: Path) -> None:
    """Without `--output` the Parquet bytes themselves are printed, and nothing else."""
    printed = run("clear", case, "--record", record, "--format", "parquet").ok().out
    assert pq.read_table(io.BytesIO(printed)).num_rows == 4


def test_json_goes_to_a_file_alike(case: Path, record: Path, tmp_path: Path) -> None:
    """`--output` gets the very bytes that would have been printed."""
    words = ("clear", case, "--record", record, "--format", "json")
    printed = run(*words).ok().out
    run(*words, "--output", tmp_path / "answer.json").ok()
    assert (tmp_path / "answer.json").read_bytes() == printed


@pytest.mark.parametrize("command", ["clear", "diff", "explain"])
def test_tables_are_the_default(case: Path, record: Path, command: str) -> None:
    """Without `--format` a table without control codes says that the record is a sample."""
    more = {
        "clear": (),
        "diff": ("--bundle", "summer"),
        "explain": ("--market", "DE", "--holder", "Huawei", "--product", "phone"),
    }[command]
    printed = run(command, case, "--record", record, *more).ok().text
    assert "DE" in printed
    assert "sample" in printed.casefold()
    assert "\x1b" not in printed


def test_diff_of_deals_and_of_a_bundle(case: Path, record: Path) -> None:
    """Two deals named one by one change what their bundle changes; the changes add up."""
    words = ("diff", case, "--record", record, "--format", "json")
    both = run(*words, "--deal", "nokia", "--deal", "huawei").json()
    bundle = run(*words, "--bundle", "summer").json()
    assert both["results"] == bundle["results"]
    assert (bundle["bundle"], bundle["deals"]) == ("summer", ["huawei", "nokia"])
    row = next(r for r in bundle["results"] if (r["product"], r["market"]) == ("phone", "DE"))
    assert row["change"]["cleared"] == row["after"]["cleared"] - row["before"]["cleared"] > 0
    assert row["families"]


def test_explain_a_holder_and_a_family(case: Path, record: Path) -> None:
    """`explain` opens a holder, and each of its families, to the clause that clears it."""
    words = ("explain", case, "--record", record, "--market", "DE", "--format", "json")
    holder = run(*words, "--holder", "Huawei", "--product", "phone").json()
    family = run(*words, "--family", "given-1").json()
    assert "huawei" in json.dumps(holder)
    shown = json.dumps(family)
    assert "given-1" in shown
    assert "EP-1002001" in shown


def test_check_a_case(case: Path, record: Path) -> None:
    """A sound case is said to be one, with or without a record to resolve its companies."""
    for more in ((), ("--record", record)):
        done = run("case", "check", case, *more).ok()
        assert "two-products: 2 products, 3 deals" in done.text


@pytest.mark.parametrize(
    ("sold_on", "cleared", "exposed", "share"),
    [("2016-05-01", 2, 2, 0.5), ("2017-09-01", 3, 1, 0.75)],
)
def test_the_worked_example(
    tmp_path: Path, sold_on: str, cleared: int, exposed: int, share: float
) -> None:
    """The worked example of the rules page comes out of plain forms, before and after the sale."""
    write_worked_example(tmp_path / "forms", sold_on=sold_on)
    path = tmp_path / "case.toml"
    path.write_text(WORKED_CASE)
    said = run("ingest", "tables", tmp_path / "forms", "--record", tmp_path / "record").ok().text
    assert "rights.csv: 6 rows in, 6 loaded, 0 set aside" in said
    (row,) = _answer(path, tmp_path / "record")["results"]
    assert {name: row[name] for name in ("families", "cleared", "exposed", "share")} == {
        "families": 4, "cleared": cleared, "exposed": exposed, "share": share,
    }  # fmt: skip
    assert (row["pending"], row["pending_exposed"]) == (1, 0)
    assert row["cleared_by"] == {"L1": cleared - 1, "own": 1}
    assert row["holders"][0]["holder"] == "B"


def test_the_nearest_miss_of_the_worked_example(worked: Path, tmp_path: Path) -> None:
    """What was sold before the license is shown with the condition that failed: capture."""
    path = tmp_path / "case.toml"
    path.write_text(WORKED_CASE)
    words = ("explain", path, "--record", worked, "--market", "DE", "--format", "json")
    shown = json.dumps(run(*words, "--family", "F3").json())
    assert "capture" in shown
    assert "L1" in shown
    assert '"N"' in shown


def test_python_answers_as_the_command(case: Path, record: Path) -> None:
    """The Python calls of the README give the same answer, and frames and a notebook view of it."""
    rec = cw.open_record(record)
    answer = cw.clear(cw.read_case(case), rec)
    assert answer.to_dict() == _answer(case, record)
    assert "<table" in answer._repr_html_()
    frames = (answer.to_arrow().num_rows, answer.to_polars().height, len(answer.to_pandas()))
    assert frames == (4, 4, 4)
    change = cw.diff(cw.read_case(case), rec, bundle="summer")
    assert change.to_dict()["bundle"] == "summer"


def test_the_notebook_of_the_guide_runs(worked: Path, tmp_path: Path) -> None:
    """The lines of the guide run as they stand, and each answer shows itself as a table."""
    path = tmp_path / "case.toml"
    path.write_text(WORKED_CASE)
    text = (ROOT / "docs" / "guides" / "notebooks.md").read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    lines = lines.replace("demo-output/record", str(worked))
    names: dict[str, Any] = {}
    exec(lines.replace("demo-output/xiaomi-2017.toml", str(path)), names)  # noqa: S102 - our own
    assert "<caption>X, 2018-01-01" in names["answer"]._repr_html_()
    assert "with L1" in names["change"]._repr_html_()
    assert "demand open" in names["plan"]._repr_html_()
    (row,) = names["worst"].to_dicts()
    assert (row["market"], row["exposed"]) == ("DE", names["answer"].at("phone", "DE").exposed)
    assert names["without"]["L1"].at("phone", "DE").exposed > row["exposed"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days(worked: Path, tmp_path: Path, day: str) -> None:
    """A question about the first or the last day there is has an answer: nothing is in force."""
    path = tmp_path / "case.toml"
    path.write_text(WORKED_CASE)
    (row,) = _answer(path, worked, "--as-of", day, "--known-at", day)["results"]
    assert (row["families"], row["enforcers"]) == (0, [])
