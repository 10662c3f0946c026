"""A reader with a browser: goes to pages, signs in, and looks at each page with axe and eyes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, ConsoleMessage

CHROMIUM = "chromium"
GRAVE = ("serious", "critical")
NARROW = 360
NOT_OURS = {"exclude": [["#swagger"]]}
"""The page to try the API is Swagger's own drawing, inside ours."""
SUPERSEDED = ("htmx:afterRequest", "htmx:sendAbort")
"""What htmx says of a request that it ended itself because a later one takes its place."""
_WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Reader:
    """One person at one browser.

    Attributes:
        page: the open page.
        complaints: errors of scripts, of the console and of the policy, so far.
    """

    def __init__(self, context: BrowserContext, pictures: Path | None) -> None:
        context.set_default_timeout(60_000)
        context.add_init_script(_WATCH_POLICY)
        self.page = context.new_page()
        self.complaints: list[str] = []
        self._pictures = pictures
        self.page.on("pageerror", lambda error: self._complain(f"{error}"))
        self.page.on("console", self._listen)

    def _listen(self, said: ConsoleMessage) -> None:
        # A document that is no page, JSON say, names no icon, and the browser asks for one.
        if said.type == "error" and not said.location["url"].endswith("/favicon.ico"):
            self._complain(said.text)

    def _complain(self, text: str) -> None:
        if not text.startswith(SUPERSEDED):
            self.complaints.append(f"{self.page.url}: {text}")

    def go(self, address: str) -> None:
        """Open a page, and wait for what it fetches."""
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")

    def sign_in(self, name: str, password: str) -> None:
        """Sign in by the form."""
        self.go("/accounts/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def heading(self) -> str:
        """Return the page's first heading."""
        return self.page.locator("h1").first.inner_text()

    def look(self, name: str) -> None:
        """Hold the open page to axe, light and dark, and to the width of a phone; keep pictures."""
        self._axe(name, None)
        self._picture(f"{name}.png")
        self.page.emulate_media(color_scheme="dark")
        self._axe(f"{name}, dark", ["color-contrast"])
        self._picture(f"{name}-dark.png")
        self.page.emulate_media(color_scheme="light")
        wide = self.page.viewport_size
        self.page.set_viewport_size({"width": NARROW, "height": 740})
        self._picture(f"{name}-360.png")
        self._fits(name)
        if wide:
            self.page.set_viewport_size(wide)

    def _fits(self, name: str) -> None:
        """Hold the page to the width of the window."""
        if self.page.evaluate(_TOO_WIDE) > 0:  # a live chart keeps the width it was drawn at
            self.go(self.page.url)
        assert self.page.evaluate(_TOO_WIDE) <= 0, f"{name} is wider than a phone"

    def _axe(self, name: str, rules: list[str] | None) -> None:
        options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        found = Axe().run(self.page, NOT_OURS, options).response["violations"]
        grave = [
            (one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]])
            for one in found
            if one["impact"] in GRAVE
        ]
        assert grave == [], name

    def _picture(self, name: str) -> None:
        if self._pictures:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self._pictures / name, full_page=True)


def imported(reader: Reader, folder: Path, text: str) -> str:
    """Import a case file as whoever is signed in, and return the case's address."""
    file = folder / "case.toml"
    file.write_text(text)
    reader.go("/cases/import/")
    reader.page.set_input_files("[name=file]", file)
    reader.page.get_by_role("button", name="Save").click()
    reader.page.wait_for_url(re.compile(r"/cases/\d+/$"))
    return reader.page.url
