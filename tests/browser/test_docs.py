"""The documentation's page, from which calls are tried."""

import json
from uuid import uuid4

from playwright.sync_api import Browser, expect


def test_a_call_that_changes_something_can_be_tried(browser: Browser, site: str) -> None:
    """It carries the token against forgery, which the page gets by itself."""
    account = {"email": f"{uuid4().hex}@example.com", "password": "correct horse battery staple"}
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site}/docs")
        call = page.locator(".opblock-post", has_text="/api/v1/auth/register")
        call.click()
        call.get_by_role("button", name="Try it out").click()
        call.locator("textarea").fill(json.dumps(account))
        call.get_by_role("button", name="Execute").click()
        answered = call.locator(".live-responses-table .response-col_status").last
        expect(answered).to_contain_text("201")
