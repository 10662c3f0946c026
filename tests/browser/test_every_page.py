"""Every page that links lead to, seen by an administrator: accessible, narrow enough, quiet."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from browser.looking import imported
from clearway.web.start import DEMO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from browser.looking import Reader
    from web.running import Running

pytestmark = pytest.mark.slow
_LINKS = "Array.from(document.links, link => link.href?.baseVal ?? link.href)"
LEFT_OUT = ("admin:", "account_logout")
"""The administration is Django's own; signing out would end the walk."""


def _view(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def _walk(reader: Reader, start: str) -> Iterator[str]:
    """Open a page of each view that links lead to, from the start on; yield the view's name."""
    home = urlsplit(start).netloc
    ahead: list[str] = [start]
    seen: set[str | None] = {None}
    while ahead:
        address = ahead.pop(0)
        name = _view(address)
        if name in seen or (name or "").startswith(LEFT_OUT):
            continue
        seen.add(name)
        if not _opened(reader, address) or _view(reader.page.url) != name:
            continue  # a download, or a detour to a page that has its own turn
        if reader.page.evaluate("document.contentType") == "text/html":
            yield name or ""
            ahead += [a for a in reader.page.evaluate(_LINKS) if urlsplit(a).netloc == home]


def _opened(reader: Reader, address: str) -> bool:
    try:
        reader.go(address)
    except Error as error:
        if "Download is starting" in str(error):
            return False
        raise
    return True


def test_every_page_is_accessible_quiet_and_fits_a_phone(
    site: Running, read: Callable[..., Reader], tmp_path: Path
) -> None:
    """No grave finding of axe in light or dark, no error in the console, nothing wider than 360."""
    reader = read()
    reader.sign_in("admin", site.password)
    demo = (files("clearway.data") / "cases" / DEMO).read_text(encoding="utf-8")
    start = imported(reader, tmp_path, demo)
    seen = []
    for name in _walk(reader, start):
        reader.look(name)
        seen.append(name)
    assert {"cases", "case", "new", "import", "edit", "history", "share"} <= set(seen)
