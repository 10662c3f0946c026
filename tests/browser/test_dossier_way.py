"""The way through the dossier in a browser: seen, sent, verified, resolved, scored."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from browser.looking import imported
from browser.test_ways import KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser.looking import Reader
    from web.running import Running

pytestmark = pytest.mark.slow
FORECAST = """
[[forecast]]
id = "in-germany"
forecaster = "N. N."
event = "launch"
category = "smartphone"
market = "DE"
opens = 2017-08-01
deadline = 2017-12-31
probability = 0.8
"""
RESOLVED = 'resolution = "yes"\nresolved_on = 2018-01-01\nbecause = "seen on sale"\n'


def _send(guest: Reader, picture: Path, log: Path) -> None:
    """Send a sighting, and open the link of the mail that asks whether the address is one's own."""
    page = guest.page
    page.get_by_role("link", name="Sightings", exact=True).click()
    page.get_by_role("link", name="Send a sighting").click()
    for name, value in {
        "product": "phone", "on": "2017-09-01", "place": "Berlin", "by_name": "a reader",
        "mail": "reader@example.org",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.select_option("[name=market]", "DE")
    page.select_option("[name=channel]", "launch")
    page.set_input_files("[name=picture]", picture)
    page.get_by_role("button", name="Send, and confirm by mail").click()
    expect(page.locator("main")).to_contain_text("A mail is on its way")
    guest.go(_mailed(log))
    page.locator("main form button").first.click()
    expect(page.get_by_role("status")).to_contain_text("once a moderator has looked at it")


def _mailed(log: Path) -> str:
    """Return the address in the mail that the site wrote to its log."""
    for _ in range(100):
        found: list[str] = re.findall(r"/talk/confirm/\S+/", log.read_text(encoding="utf-8"))
        if found:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError("no mail asked for the address")


def test_what_a_guest_saw_is_verified_set_beside_clearance_and_resolves_a_forecast(
    site: Running, read: Callable[..., Reader], tmp_path: Path
) -> None:
    """A guest sends it with a picture, the owner verifies it, and the forecast gets its score."""
    owner, guest = read(), read()
    owner.sign_in("admin", site.password)
    case = imported(owner, tmp_path, KNOWN.replace("May X", "Was it seen: may X") + FORECAST)
    owner.go(f"{case}talk/terms/")
    owner.page.get_by_role("checkbox").check()
    owner.page.get_by_role("button", name="Save").click()
    owner.page.get_by_role("link", name="Share", exact=True).click()
    owner.page.get_by_role("button", name="Make a link").click()
    guest.go(owner.page.locator(".guide code").inner_text())
    Image.new("RGB", (640, 400), "steelblue").save(tmp_path / "seen.png")
    _send(guest, tmp_path / "seen.png", site.log)

    owner.go(f"{case}sightings/queue/")
    expect(owner.page.get_by_role("img", name=re.compile("phone, DE"))).to_be_visible()
    owner.page.select_option("[name=state]", "verified")
    owner.page.get_by_role("button", name="Decide").click()
    expect(owner.page.get_by_role("status")).to_contain_text("Decided.")

    guest.go(f"{case}sightings/")
    guest.page.get_by_role("button", name="Set beside clearance").click()
    sold = re.compile(r"verified.*\d\s*yes", re.DOTALL)
    expect(guest.page.locator("#run table")).to_contain_text(sold)
    expect(guest.page.get_by_role("img", name=re.compile("phone, DE"))).to_be_visible()
    guest.look("sightings-beside-clearance")

    owner.go(f"{case}forecasts/")
    expect(owner.page.locator("main")).to_contain_text("yes by sighting")
    owner.go(f"{case}edit/")
    text = owner.page.locator("[name=text]")
    text.fill(text.input_value().replace("probability = 0.8\n", "probability = 0.8\n" + RESOLVED))
    owner.page.fill("[name=what]", "resolved")
    owner.page.get_by_role("button", name="Save").click()
    owner.page.wait_for_url(lambda url: "/edit/" not in url)
    owner.go(f"{case}forecasts/")
    expect(owner.page.locator("main")).to_contain_text("0.04")
    owner.look("forecasts-scored")
