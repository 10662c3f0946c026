"""Tools for language models, asked by the client of the official SDK over standard input."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.question import ask
from clearway.ingest import ingest_tables
from clearway.record import open_record

pytestmark = pytest.mark.skipif(find_spec("mcp") is None, reason="the SDK is in the extra mcp")

CASE = """\
[case]
id = "small"
question = "May X sell phones?"
company = "X"
as_of = 2018-01-01
markets = ["DE"]

[policy]
ep_validation = "all"

[[company]]
name = "X"

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]

[[deal]]
id = "L1"
kind = "license"
grantors = ["A"]
grantees = ["X"]
status = "signed"
effective = 2017-07-05
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A record, a folder with a case and a wrong one, and a secret beside it."""
    (tmp_path / "declarations.csv").write_text("declarant,family,generation\nA,F1,4G\nB,F2,4G\n")
    (tmp_path / "rights.csv").write_text(
        "family,publication,filed_on,granted_on\n"
        "F1,EP1001001B1,2008-03-01,2012-05-01\n"
        "F2,DE102008001002B4,2008-03-01,2013-05-01\n"
    )
    ingest_tables(tmp_path, tmp_path / "record")
    cases = tmp_path / "cases"
    (cases / "below").mkdir(parents=True)
    (cases / "below" / "small.toml").write_text(CASE)
    (cases / "wrong.toml").write_text("[case]\nid = 1\n")
    (tmp_path / "secret.toml").write_text(CASE.replace("phones", "the secret"))
    (cases / "way-out.toml").symlink_to(tmp_path / "secret.toml")
    return tmp_path


async def _talk(folder: Path, calls: list[tuple[str, dict[str, Any]]]) -> tuple[Any, list[Any]]:
    from mcp import Client, StdioServerParameters

    command = [
        "-m", "clearway", "mcp", "--record", str(folder / "record"),
        "--cases", str(folder / "cases"), "--site", "https://example.org/",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    server = StdioServerParameters(command=sys.executable, args=command, env=environment)
    async with Client(server) as client:
        tools = (await client.list_tools()).tools
        return tools, [await client.call_tool(name, asked) for name, asked in calls]


GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "language-models.md").read_text("utf-8")
SMALL = {"case": "below/small.toml"}
OUT = ["../secret.toml", "way-out.toml", "/etc/passwd", "below/../../secret.toml", "nothing.toml"]


def test_a_language_model_gets_the_answers_of_the_command_line(folder: Path) -> None:
    """Same JSON, recipe and places; errors are the tools'; nothing outside the folder is read."""
    calls: list[tuple[str, dict[str, Any]]] = [
        ("list_cases", {}),
        ("clear", SMALL),
        ("explain", {**SMALL, "market": "DE", "holder": "A"}),
        ("right", {"number": "EP1001001", "on": "2018-01-01"}),
        ("clear", {**SMALL, "question": {"markets": ["QQ"]}}),
        ("clear", {"case": "wrong.toml"}),
        *(("read_case", {"case": name}) for name in OUT),
    ]
    tools, answers = asyncio.run(_talk(folder, calls))
    assert all(tool.annotations.read_only_hint for tool in tools)
    rows = [line.split("|")[1] for line in GUIDE.split("\n") if line.startswith("| `")]
    assert {tool.name for tool in tools} == set(re.findall(r"`(\w+)`", " ".join(rows)))
    listed, cleared, explained, right, no_market, wrong, *outside = answers

    assert [case["case"] for case in _data(listed)["cases"]] == ["below/small.toml", "wrong.toml"]
    case = read_case(folder / "cases" / "below" / "small.toml")
    expected = Desk(open_record(folder / "record")).clear(case, ask(case)).to_dict()
    assert _data(cleared)["answer"] == json.loads(json.dumps(expected))
    line = CASE.split("\n").index("[[deal]]") + 1
    links = _data(cleared)["links"]
    assert links["command"] == (
        f"clearway clear {folder}/cases/below/small.toml --record {folder}/record"
    )
    assert links["page"].startswith("https://example.org/cases/named/?title=")
    assert _data(right)["links"]["page"] == (
        "https://example.org/right/?of=EP1001001&on=2018-01-01"
    )
    assert _data(cleared)["places"] == {"L1": f"below/small.toml:{line}"}
    [family] = _data(explained)["answer"]["results"][0]["families"]
    [right_of_family] = family["rights"]
    assert right_of_family["publication_numbers"] == ["EP-1001001-B1"]
    assert right_of_family["pairs"][0]["reasons"][0]["where"] == f"small.toml:{line}"
    assert _data(right)["right"] == "EP-1001001"

    assert "unknown market 'QQ'" in _error(no_market)
    assert "wrong.toml:2" in _error(wrong)
    for answer in outside:
        assert "there is no case" in _error(answer)
        assert "secret?" not in _error(answer)


def _data(answer: Any) -> Any:
    assert not answer.is_error, answer.content
    return answer.structured_content


def _error(answer: Any) -> str:
    assert answer.is_error
    return str(answer.content[0].text)
