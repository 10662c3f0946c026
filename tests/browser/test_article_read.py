"""An article read, decided about and written into a case, in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.looking import imported

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser.looking import Reader
    from web.running import Running

pytestmark = pytest.mark.slow
ARTICLES = Path(__file__).parents[2] / "benchmarks" / "articles"


def test_an_article_is_read_and_a_deal_and_a_statement_of_it_enter(
    site: Running, read: Callable[..., Reader], tmp_path: Path
) -> None:
    """Upload, look, follow a span to its proposal, accept it, and find it in file and evidence."""
    editor = read()
    page = editor.page
    editor.sign_in("admin", site.password)
    case = imported(editor, tmp_path, (ARTICLES / "case.toml").read_text(encoding="utf-8"))
    page.get_by_role("link", name="Read an article").click()
    page.set_input_files("[name=file]", ARTICLES / "dev-de-01-lizenz.html")
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url(re.compile(r"/read/\d+/$"))
    editor.look("read-decide")
    page.locator("a.span.deal").first.click()
    deal = page.locator("fieldset.deal")
    expect(deal).to_contain_text("Orvanta")
    assert page.url.endswith(f"#{deal.get_attribute('id')}")
    page.locator("fieldset.source").get_by_label("Accept").check()
    deal.get_by_label("Accept").check()
    statement = page.locator("fieldset.statement").first
    statement.get_by_label("Accept").check()
    speaker = statement.locator("strong").first.inner_text()
    page.get_by_role("button", name="Write what is accepted").click()
    expect(page.get_by_role("status")).to_contain_text("Written into the case.")
    expect(page.locator("fieldset.deal")).to_contain_text("In the case.")
    editor.go(f"{case}evidence/")
    expect(page.locator("main")).to_contain_text(f"stands{speaker}")
    editor.go(f"{case}edit/")
    text = page.locator("textarea").input_value()
    assert 'grantors = ["Orvanta"]' in text
    assert 'publisher = "Netzbote"' in text
    assert "[[forecast]]" not in text
