"""The main ways through the site, in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.looking import imported
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser.looking import Reader
    from web.running import Running

pytestmark = pytest.mark.slow
KNOWN = CASE.replace('grantors = ["A"]', 'grantors = ["Samsung"]')
TITLE = "Secretly, may X sell the phone in Germany?"


def test_a_first_visit_lands_on_the_demo_with_three_steps(read: Callable[..., Reader]) -> None:
    """No wall: the answer, its guide and its map are there for somebody who is nobody yet."""
    guest = read()
    guest.go("/")
    assert guest.heading().endswith("?")
    assert guest.page.locator(".guide li").count() == 3
    assert guest.page.get_by_role("link", name="Sign in").is_visible()


def test_a_deal_is_switched_off_and_the_address_keeps_it(read: Callable[..., Reader]) -> None:
    """The switch changes what is shown in place; the address alone brings the same view back."""
    guest = read()
    guest.go("/")
    switch = guest.page.get_by_role("switch").first
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.focus()
    guest.page.keyboard.press("Enter")
    expect(guest.page.get_by_role("switch").first).to_have_attribute("aria-checked", "false")
    assert "without=" in guest.page.url
    guest.go(guest.page.url)
    expect(guest.page.get_by_role("switch").first).to_have_attribute("aria-checked", "false")


def test_the_slider_moves_the_day_by_keyboard(read: Callable[..., Reader]) -> None:
    """An arrow key moves the day; the answer and the address follow."""
    guest = read()
    guest.go("/")
    day, before = guest.page.locator("#day"), guest.page.locator("#day").inner_text()
    guest.page.locator("#step").focus()
    guest.page.keyboard.press("ArrowRight")
    expect(day).not_to_have_text(before)
    expect(guest.page).to_have_url(re.compile(f"as_of={re.escape(day.inner_text())}"))


def test_a_wrong_password_is_told_and_the_right_one_lets_in(
    site: Running, read: Callable[..., Reader]
) -> None:
    """Who mistypes stays on the form and reads why; signing out ends on the demo."""
    reader = read()
    reader.go("/accounts/login/")
    reader.page.fill("[name=login]", "admin")
    reader.page.fill("[name=password]", "not this one")
    reader.page.click("main button[type=submit]")
    assert reader.page.locator(".errorlist").inner_text()
    reader.look("sign-in-refused")
    reader.sign_in("admin", site.password)
    assert reader.heading() == "Cases"
    reader.page.get_by_role("button", name="Sign out").click()
    expect(reader.page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_case_is_shared_by_a_link_that_lets_read_and_no_more(
    site: Running, read: Callable[..., Reader], tmp_path: Path
) -> None:
    """A guest sees nothing of a private case until he has the link, and then only reads."""
    owner, guest = read(), read()
    owner.sign_in("admin", site.password)
    address = imported(owner, tmp_path, KNOWN.replace("May X", "Secretly, may X"))
    guest.go("/cases/")
    assert TITLE not in guest.page.content()
    owner.page.get_by_role("link", name="Share", exact=True).click()
    owner.page.get_by_role("button", name="Make a link").click()
    link = owner.page.locator(".guide code").inner_text()
    owner.look("shared")
    guest.go(link)
    assert guest.page.url == address
    assert guest.heading() == TITLE
    assert guest.page.get_by_role("link", name="Share", exact=True).count() == 0


def test_a_case_is_made_changed_and_brought_back(
    site: Running, read: Callable[..., Reader]
) -> None:
    """A form makes it, the text is changed with a reason, and the first text comes back."""
    reader = read()
    reader.sign_in("admin", site.password)
    reader.go("/cases/new/")
    for name, value in {
        "question": "Does it work?", "company": "Xiaomi", "product": "phone", "standards": "4G",
        "as_of": "2018-01-01",
    }.items():  # fmt: skip
        reader.page.fill(f"[name={name}]", value)
    reader.page.get_by_role("button", name="Save").click()
    assert reader.heading() == "Does it work?"
    reader.page.get_by_role("link", name="Case file", exact=True).click()
    text = reader.page.locator("[name=text]")
    text.fill(text.input_value().replace("Does it", "Did it"))
    reader.page.fill("[name=what]", "tense")
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.page.locator("h1")).to_have_text("Did it work?")
    reader.page.get_by_role("link", name="History", exact=True).click()
    assert "tense" in reader.page.locator("table").inner_text()
    reader.page.get_by_role("button", name="Bring back").click()
    expect(reader.page.locator("h1")).to_contain_text("Does it work?")


def test_a_german_reader_is_spoken_to_in_german(read: Callable[..., Reader]) -> None:
    """The browser's language decides; the other one is a button away, and stays chosen."""
    german = read("de-DE")
    german.go("/")
    assert german.page.locator("html").get_attribute("lang") == "de"
    assert "Keine Rechtsberatung" in german.page.locator("footer").inner_text()
    german.look("german")
    german.page.get_by_role("button", name="English").click()
    german.go("/cases/")
    assert german.heading() == "Cases"


def test_a_case_that_the_record_cannot_answer_can_still_be_put_right(
    site: Running, read: Callable[..., Reader], tmp_path: Path
) -> None:
    """A deal with a company that the record does not know is named, and its text is a link away."""
    owner = read()
    owner.sign_in("admin", site.password)
    imported(owner, tmp_path, CASE)
    assert "unknown company 'A'" in owner.page.locator("main").inner_text()
    assert len(owner.complaints) == 1
    assert "422" in owner.complaints.pop()
    owner.page.get_by_role("link", name="Case file", exact=True).click()
    assert "grantors" in owner.page.locator("[name=text]").input_value()
    owner.look("edit")
