"""Spellings of older versions that are still read; each is told, with what to write now.

`resolution` of a forecast once took any text: `"true: official start in August 2019"`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from clearway.case.findings import Finding, find
from clearway.case.words import RESOLUTIONS, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.case.evidence import Forecast, Resolution

_ONCE = {"true": "yes", "false": "no", **{word: word for word in RESOLUTIONS}}


def once_said(table: str, entry: Mapping[str, Any]) -> str | None:
    """Return the free text that an entry has for its resolution; None where it has a word of now.

    What is nearly a word of now is a slip, and read as the key reads it.
    """
    text = entry.get("resolution") if table == "forecast" else None
    if not isinstance(text, str) or not text.strip() or text in RESOLUTIONS:
        return None
    return None if did_you_mean(text, RESOLUTIONS) else text.strip()


def resolved_as_once(forecast: Forecast, text: str) -> tuple[Forecast, Finding]:
    """Return a forecast with what its old text says, and the warning.

    The text is kept as the reason. It resolves nothing where it begins with no word that we know,
    where its day is missing, or where an absence was told before the time was over.
    """
    first = re.match(r"\w+", text)
    word = _ONCE.get(first[0].casefold()) if first else None
    if word and _can_be(forecast, word):
        kept = replace(
            forecast, resolution=cast("Resolution", word), because=_because(forecast, text)
        )
        now = f'read as "{word}"; write resolution = "{word}", and the words under "because"'
    else:
        kept = replace(forecast, resolved_on=None, because=_because(forecast, text))
        now = (
            'read as not resolved; write "yes", "no" or "void" with resolved_on and evidence, and '
            'the words under "because"'
        )
    message = f"has a text, as older versions wrote it: {now}"
    return kept, find(forecast.place, "resolution", message, "warning")


def _can_be(forecast: Forecast, word: str) -> bool:
    day = forecast.resolved_on
    if day is None or day < forecast.opens:
        return False
    return word != "no" or bool(forecast.evidence) or day > forecast.deadline


def _because(forecast: Forecast, text: str) -> str:
    return f"{text} ({forecast.because})" if forecast.because else text
