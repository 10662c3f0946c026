"""Draw a specification, and put a file in its place.

The renderer (vl-convert: Vega in a sealed JavaScript engine, nothing fetched) is imported when
first used, for it is large.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clearway.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PNG_SCALE = 2.0
OUTLINE = re.compile(r' d="[^"]{200,}"')
DECIMALS = re.compile(r"(\.\d)\d+")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
    """Return a chart as an SVG document, outlines to a tenth of a pixel (half the size)."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(printable(spec), allowed_base_urls=[])
    return OUTLINE.sub(lambda path: DECIMALS.sub(r"\1", path[0]), drawn)


def png(spec: Mapping[str, Any]) -> bytes:
    """Return a chart as a PNG picture, at twice its size in pixels."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(
        printable(spec), scale=PNG_SCALE, allowed_base_urls=[]
    )
    return drawn


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
