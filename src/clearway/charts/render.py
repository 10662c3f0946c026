"""Write a chart to a file, or hand it to a notebook: one specification serves them all.

The renderer (vl-convert: Vega in a sealed JavaScript engine, nothing fetched) is imported when
first used, for it is large.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearway.errors import StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

PNG_SCALE = 2.0
SUFFIXES = (".png", ".svg", ".html", ".json")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
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


def write_bytes(target: Path, content: bytes) -> Path:
    """Write a file, folder included; errors of the disk become StorageError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise StorageError(
            f"{target}: cannot be written ({error.strerror}); "
            "choose another folder or free some space."
        ) from error
    return target


def _rendered(spec: Mapping[str, Any], suffix: str) -> bytes:
    """Return the content of the file."""
    if suffix == ".json":
        return (json.dumps(spec, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    if suffix == ".svg":
        return svg(spec).encode()
    import vl_convert  # noqa: PLC0415  (large, and most commands draw nothing)

    if suffix == ".png":
        png: bytes = vl_convert.vegalite_to_png(
            printable(spec), scale=PNG_SCALE, allowed_base_urls=[]
        )
        return png
    html: str = vl_convert.vegalite_to_html(printable(spec), bundle=True, renderer="svg")
    return html.encode()


def printable(spec: Any) -> Any:
    """Return a copy without the control characters that no SVG may hold (names come from files)."""
    if isinstance(spec, str):
        return spec if spec.isprintable() else CONTROL.sub("", spec)
    if isinstance(spec, dict):
        return {key: printable(value) for key, value in spec.items()}
    if isinstance(spec, (list, tuple)):
        return [printable(value) if not _is_number(value) else value for value in spec]
    return spec


def _is_number(value: object) -> bool:
    """Say whether a value is a number: outlines hold many thousands."""
    return type(value) in {int, float}


def svg(spec: Mapping[str, Any]) -> str:
    """Return a chart as an SVG document."""
    import vl_convert  # noqa: PLC0415  (large, and most commands draw nothing)

    drawn: str = vl_convert.vegalite_to_svg(printable(spec), allowed_base_urls=[])
    return drawn


def notebook(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart for `_repr_mimebundle_`: live, else a picture, else words."""
    return {
        MIME_TYPE: dict(spec),
        "image/svg+xml": svg(spec),
        "text/plain": str(spec.get("description", "A chart")),
    }
