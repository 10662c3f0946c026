"""What the description says of answers: the published schemas, and what may go wrong."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI

from clearway.lookup import CompanySheet, Coverage, FamilySheet, RightSheet
from clearway.web.api.errors import MEDIA_TYPE, PROBLEM

if TYPE_CHECKING:
    from ninja.operation import Operation

ANSWERS = (
    "clear", "diff", "explain", "royalty", "arsenal", "suits", "rank", "plan", "unknowns", "counts",
    "statements", "conflicts", "history", "forecasts", "sightings",
)  # fmt: skip
"""Answers with a published schema, which those of the command line have too."""
SHEETS = {"right": RightSheet, "family": FamilySheet, "company": CompanySheet, "coverage": Coverage}


def answer(name: str, *, status: int = 200) -> dict[str, Any]:
    """Return what an operation says of its response: one of the answers."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"responses": {status: {"content": {"application/json": {"schema": schema}}}}}


class Described(NinjaAPI):
    """An API whose description holds the schemas of the answers, and one shape of errors."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of its function: short, and the same from release to release."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **asked: Any) -> Any:
        """Return the description."""
        found = super().get_openapi_schema(**asked)
        found["components"]["schemas"].update(schemas())
        wrong = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for methods in found["paths"].values():
            for operation in methods.values():
                operation["responses"]["default"] = {
                    "description": "What went wrong", "content": wrong
                }  # fmt: skip
        return found


@cache
def schemas() -> dict[str, Any]:
    """Return the schemas of the answers and of problems, as a description holds them."""
    sheets = {name: _sheet(name, kind) for name, kind in SHEETS.items()}
    published = {name: _published(name) for name in ANSWERS}
    return {
        **published, **_narrowed(published["clear"]), **_steps(published["clear"]), **sheets,
        "Problem": PROBLEM,
    }  # fmt: skip


def _steps(clear: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a waterfall: the same answer, its rows with the steps of a market."""
    found, row = deepcopy(clear), clear["properties"]["results"]["items"]["properties"]
    step = {name: {"type": "integer"} for name in ("families", "cleared", "exposed", "added")}
    step |= {"reason": {"type": "string"}, "label": {"type": "string"}}
    place = {name: row[name] for name in ("product", "market")}
    steps = {"type": "array", "items": _of(step)}
    found["properties"]["results"]["items"] = _of({**place, "steps": steps})
    choices = found["properties"]["recipe"]["properties"]["choices"]
    choices["properties"]["answer"] = {"const": "waterfall"}
    for key in ("unidentified_purchases", "probable_names"):
        found["required"].remove(key)
        del found["properties"][key]
    return {"waterfall": {**found, "title": _title("waterfall")}}


def _of(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "required": [*properties], "additionalProperties": False,
        "properties": properties,
    }  # fmt: skip


def _narrowed(clear: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas of the same answer without its holders, and holder by holder."""
    markets, holders = deepcopy(clear), deepcopy(clear)
    row, place = markets["properties"]["results"]["items"], {}
    row["required"].remove("holders")
    holder = row["properties"].pop("holders")["items"]
    for name in ("product", "market"):
        place[name] = row["properties"][name]
    holders["properties"]["results"]["items"] = {
        **holder,
        "required": [*place, *holder["required"]],
        "properties": {**place, **holder["properties"]},
    }
    return {"markets": markets, "holders": holders}


def _published(name: str) -> dict[str, Any]:
    text = (files("clearway.data") / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(
        text.replace('"#/$defs/', f'"#/components/schemas/{name}/$defs/')
    )
    del found["$schema"]
    return found


def _sheet(name: str, kind: Any) -> dict[str, Any]:
    """Return the schema of a sheet: its keys, each of whatever shape the sheet has there."""
    return {**_of({field.name: {} for field in fields(kind)}), "title": _title(name)}


def _title(name: str) -> str:
    return f"clearway {name} --format json"
