"""A running site, a browser, and pages that fail the test when the browser complains."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from browser.looking import CHROMIUM, Reader
from web.running import make_small_record, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from web.running import Running

PATIENCE = 60_000
"""Milliseconds; the machine may be busy with other tests."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The site after its first start."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    folder = tmp_path_factory.mktemp("browser")
    with serving(folder / "home", make_small_record(folder)) as running:
        yield running


@pytest.fixture(scope="package")
def browser(site: Running) -> Iterator[Browser]:
    """Chromium; ended with the package, for its loop and Django's database do not go together."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def read(site: Running, browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Make readers, each with a browser profile of its own; none may have heard a complaint."""
    pictures = os.environ.get("CLEARWAY_SCREENSHOTS")
    readers: list[Reader] = []

    def make(language: str = "en") -> Reader:
        context = browser.new_context(
            base_url=site.address, locale=language, viewport={"width": 1280, "height": 900}
        )
        readers.append(Reader(context, Path(pictures) if pictures else None))
        return readers[-1]

    yield make
    for reader in readers:
        reader.page.context.close()
    assert [line for reader in readers for line in reader.complaints] == []
