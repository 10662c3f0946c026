"""The guide of the API says what the API does: its addresses, its body, its example of an error."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.test import Client

from clearway.web.accounts.models import Token, User
from clearway.web.api.access import A_MINUTE
from clearway.web.api.operations import api
from clearway.web.runs.keeping import MOST_OPEN

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "api.md").read_text(encoding="utf-8")
ROOT = "/api/v1"


def _described() -> set[str]:
    found = api.get_openapi_schema()["paths"]
    return {path.removeprefix(ROOT).replace("{pk}", "1") for path in found}


def test_the_guide_names_every_operation_and_no_other() -> None:
    """Each address of the description stands in the guide, and each address there is described."""
    listed = GUIDE.split("| operation |")[1].split("```")[0]
    named = set(re.findall(r"(/[a-z/0-9]+)(?:\?[a-z=]+)?[`?&A-Z=]", listed))
    whole = {
        word if word.startswith(("/cases", "/record")) else f"/cases/1{word}" for word in named
    }
    assert whole | {"/runs/1"} == _described()


def test_the_commands_of_the_guide_work(case: Case) -> None:
    """Each address that the guide asks with its token answers, sent as it says."""
    _, text = Token.issue(User.objects.get(username="owner"), "guide")
    client = Client(headers={"Authorization": f"Bearer {text}"})
    [plan] = re.findall(r"-d '(\{.*?\})'", GUIDE)
    asked = client.post(f"{ROOT}/cases/{case.pk}/plan", plan, content_type="application/json")
    run = json.loads(asked.content)["id"]
    addresses = re.findall(r"http://127\.0\.0\.1:8000(/[^\s\"]+)", GUIDE)
    assert len(addresses) == 5
    for address in addresses:
        here = address.replace("/cases/1", f"/cases/{case.pk}").replace("/runs/7", f"/runs/{run}")
        if not here.endswith("/plan"):
            answer = client.get(here.replace("nokia-2017", "L1"))
            assert answer.status_code == 200, here
    assert client.delete(f"{ROOT}/runs/{run}").json()["state"] == "stopped"


def test_the_error_of_the_guide_is_the_one_that_comes(case: Case) -> None:
    """The example of a problem is what the API answers to a day that is none."""
    [example] = re.findall(r"```json\n(\{.*\})\n```", GUIDE)
    client = Client()
    client.force_login(User.objects.get(username="viewer"))
    answer = client.get(f"{ROOT}/cases/{case.pk}/clear?as_of=yesterday")
    assert answer.json() == json.loads(example)


def test_the_limits_of_the_guide_are_those_that_hold() -> None:
    """How often and how much one may ask is said as it is."""
    assert f"more than {A_MINUTE} requests a minute" in GUIDE
    assert MOST_OPEN == 3
    assert "or three runs open" in GUIDE
