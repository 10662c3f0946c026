"""The ways through a discussion, with a browser: written by keyboard, judged, read, voted on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser.looking import Reader
    from web.running import Running

pytestmark = pytest.mark.slow


def test_a_comment_on_a_deal_is_judged_read_and_marked_where_it_belongs(
    site: Running, read: Callable[..., Reader]
) -> None:
    """Sent by keyboard, it waits, is approved, stands at its deal, and a guest may vote on it."""
    writer = read()
    writer.sign_in("admin", site.password)
    writer.go("/cases/")
    writer.page.locator("main li a").first.click()
    writer.page.wait_for_url(re.compile(r"/cases/\d+/$"))
    case = writer.page.url
    writer.go(f"{case}talk/?on=deal:nokia-2017")
    writer.look("talk-empty")
    writer.page.locator("textarea").focus()
    writer.page.keyboard.type("Does it reach *2G* too?")
    writer.page.get_by_role("button", name="Send").press("Enter")
    expect(writer.page.get_by_text("waits for a moderator (new author)")).to_be_visible()
    writer.go(f"{case}talk/queue/")
    writer.look("talk-queue")
    writer.page.get_by_role("button", name="Approve").press("Enter")
    expect(writer.page.get_by_text("Nothing waits.")).to_be_visible()

    guest = read("de")
    guest.go(case)
    guest.page.locator("#sec-talk").scroll_into_view_if_needed()
    mark = guest.page.locator("#talk-deal-nokia-2017 a")
    expect(mark).to_have_text("1")
    mark.click()
    expect(guest.page.locator("em", has_text="2G")).to_be_visible()
    guest.page.get_by_role("button", name="Dafür 0").press("Enter")
    expect(guest.page.get_by_label("Mailadresse")).to_be_visible()
    guest.look("talk-vote")
