"""The published schemas, as tests hold answers against them."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from tools.reference import REFERENCE


def validator(name: str) -> Draft202012Validator:
    """Return what checks an answer against a published schema, dates included."""
    schema = json.loads((REFERENCE / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
