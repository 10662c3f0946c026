"""Write a chart to a file, or hand it to a notebook: one specification serves them all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearway.charts.drawing import png, svg, write_bytes
from clearway.charts.frame import headline_of, lang_of
from clearway.charts.page import Section, page_html
from clearway.errors import UsageError
from clearway.wording import speaking

if TYPE_CHECKING:
    from collections.abc import Mapping

SUFFIXES = (".png", ".svg", ".html", ".json")
MIME_TYPE = "application/vnd.vegalite.v6+json"


def render(spec: Mapping[str, Any], path: str | Path) -> Path:
    """Write a chart in the form that the file's suffix names.

    Args:
        spec: a Vega-Lite specification.
        path: ends in .png (twice the size in pixels), .svg, .html (self-contained: the script that
            draws it is inside) or .json (the specification).

    Returns:
        The path written.

    Raises:
        UsageError: another suffix.
        StorageError: the file cannot be written.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            f"{target}: a chart cannot be written as '{suffix}'; use one of {', '.join(SUFFIXES)}."
        )
    return write_bytes(target, _rendered(spec, suffix))


def _rendered(spec: Mapping[str, Any], suffix: str) -> bytes:
    """Return the content of the file."""
    if suffix == ".png":
        return png(spec)
    if suffix == ".svg":
        return svg(spec).encode()
    if suffix == ".html":
        with speaking(lang_of(spec)):
            return page_html(headline_of(spec), [Section("", chart=spec)]).encode()
    return (json.dumps(spec, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def notebook(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart for `_repr_mimebundle_`: live, else a picture, else words."""
    return {
        MIME_TYPE: dict(spec),
        "image/svg+xml": svg(spec),
        "text/plain": str(spec.get("description", "A chart")),
    }
