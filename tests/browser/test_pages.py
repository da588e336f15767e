"""The pages as people meet them: on a phone and at a desk, without JavaScript, without barriers."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Request,
    ViewportSize,
    expect,
)

SIZES = {
    "phone": ViewportSize(width=360, height=740),
    "desk": ViewportSize(width=1280, height=800),
}
PASSWORD = "correct horse battery staple"
# What axe knows of WCAG 2.2 at the levels A and AA, and what it takes for good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDER_THAN_THE_WINDOW = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
)


class Visitor:
    """Somebody in front of a browser, who has an email and no account yet."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.email = f"{uuid4().hex}@example.com"
        self.complaints: list[str] = []
        """What was asked of other sites, or blocked, or broken."""
        self.page = context.new_page()
        self.page.on("request", self.note_request)
        self.page.on("console", self.note_message)

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:")):
            self.complaints.append(request.url)

    def note_message(self, message: ConsoleMessage) -> None:
        refused_as_it_should = "responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not refused_as_it_should:
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def fill(self, **fields: str) -> None:
        """Type into the fields that have these labels."""
        for label, text in fields.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(text)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees(self, title: str, at: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        assert unquote(self.page.url) == self.site + at
        self.page.wait_for_load_state()  # with its style
        assert not self.page.evaluate(WIDER_THAN_THE_WINDOW), f"{at} scrolls sideways"

    def joins(self) -> None:
        """Register, and sign in."""
        self.open("/register")
        self.fill(Email=self.email, Password=PASSWORD)
        self.press("Register")
        self.sees("Sign in", at="/sign-in?registered=1")
        self.fill(Email=self.email, Password=PASSWORD)
        self.press("Sign in")
        self.sees("Sensors", at="/sensors")

    def adds_sensor(self, name: str) -> str:
        """Add one, and answer the path of its page."""
        self.open("/sensors")
        self.fill(Name=name, Unit="°C")
        self.press("Add")
        path = self.page.url.removeprefix(self.site)
        self.sees(name, at=path)
        return path

    def sends_readings(self, sensor: str) -> None:
        """A hundred, by the API, which knows who is signed in on the pages."""
        days = [f"2026-{month:02}-{day:02}" for month in range(1, 5) for day in range(1, 26)]
        values = [{"at": f"{day}T00:00:00Z", "value": 20 + int(day[-1])} for day in days]
        values[70]["value"] = 90
        api, headers = self.context.request, {"Origin": self.site}
        headers["X-CSRF-Token"] = api.get(f"{self.site}/api/v1/auth/csrf").json()["csrf_token"]
        path = f"{self.site}/api/v1{sensor}/readings"
        assert api.post(path, data={"readings": values}, headers=headers).json()["accepted"] == 100


@pytest.fixture(params=SIZES)
def visitor(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """One whose browser runs no scripts, and who has nothing to complain about in the end."""
    size = SIZES[request.param]
    with browser.new_context(viewport=size, java_script_enabled=False) as context:
        visitor = Visitor(context, site)
        yield visitor
        assert visitor.complaints == []


def test_everything_is_done_without_scripts(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/")
    visitor.sees("Sign in", at="/sign-in?next=/sensors")
    visitor.joins()
    sensor = visitor.adds_sensor("cellar")
    visitor.sends_readings(sensor)
    page.reload()
    chart = page.get_by_role("img", name="Latest readings of cellar").bounding_box()
    assert chart
    assert chart["width"] > 250
    assert chart["height"] > 75
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(51)

    visitor.fill(Name="attic")
    visitor.press("Rename")
    visitor.sees("attic", at=sensor)
    visitor.press("Delete")
    visitor.sees("Sensors", at="/sensors")
    expect(page.get_by_text("There are none yet.")).to_be_visible()

    visitor.follow("Account")
    visitor.fill(Current_password=PASSWORD, New_password=PASSWORD[::-1])
    visitor.press("Change password")
    visitor.sees("Account", at="/account?saved=1")
    visitor.press("Sign out")
    visitor.sees("Sign in", at="/sign-in")
    visitor.open("/account")
    visitor.sees("Sign in", at="/sign-in?next=/account")
    visitor.fill(Email=visitor.email, Password=PASSWORD[::-1])
    visitor.press("Sign in")
    visitor.sees("Account", at="/account")


def test_what_is_wrong_is_told_where_it_is(visitor: Visitor) -> None:
    visitor.open("/register")
    visitor.fill(Email=visitor.email, Password="too short")
    visitor.press("Register")
    visitor.sees("Register", at="/register")
    expect(visitor.page).to_have_title("Error: Register – My Backend")
    told = "Use 12 characters or more"
    visitor.page.get_by_role("alert").get_by_role("link", name=told).click()
    field = visitor.page.get_by_label("Password", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(
        f"12 characters or more: several words do well. {told}"
    )
    expect(field).to_have_value("")
    expect(visitor.page.get_by_label("Email", exact=True)).to_have_value(visitor.email)


def test_long_words_and_huge_numbers_fit_in(visitor: Visitor) -> None:
    visitor.joins()
    sensor = visitor.adds_sensor("W" * 100)
    visitor.sees("W" * 100, at=sensor)
    visitor.open("/sensors")
    visitor.sees("Sensors", at="/sensors")


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    visitor.open("/sign-in")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_label("Email", exact=True)).to_be_focused()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_nothing_is_in_the_way_of_anybody(
    browser: Browser, site: str, size: str, scheme: Literal["light", "dark"]
) -> None:
    """As far as axe can see, which needs JavaScript itself."""
    with browser.new_context(viewport=SIZES[size], color_scheme=scheme) as context:
        visitor = Visitor(context, site)
        for path in ("/sign-in", "/nowhere"):
            visitor.open(path)
            assert_no_barrier(visitor)
        visitor.open("/register")
        visitor.fill(Email=visitor.email, Password="too short")
        visitor.press("Register")
        assert_no_barrier(visitor)
        visitor.joins()
        sensor = visitor.adds_sensor("cellar")
        assert_no_barrier(visitor)
        visitor.sends_readings(sensor)
        for path in (sensor, "/sensors", "/account?saved=1"):
            visitor.open(path)
            assert_no_barrier(visitor)
        visitor.fill(Current_password="not mine", New_password="too short")
        visitor.press("Change password")
        assert_no_barrier(visitor)


def assert_no_barrier(visitor: Visitor) -> None:
    visitor.page.wait_for_load_state()  # with its style
    found = Axe().run(visitor.page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
