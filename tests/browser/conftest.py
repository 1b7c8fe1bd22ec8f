"""People at their browsers before one live site, whose clock the test holds in its hand."""

import datetime as dt
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from baomi.core import clock
from baomi.core.clock import SHANGHAI
from baomi.reminders import runner
from tests.factories.organization import PASSWORD

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
REFUSED = "the server responded with a status of 4"
"""What the browser itself notes of a refusal; the page says it in words, which the test reads."""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class House:
    """The site in the browsers of its people: one profile per person, complaints of all of them in one list."""

    def __init__(self, chromium, address: str):
        self.chromium, self.address = chromium, address
        self.pages: dict = {}
        self.complaints: list[str] = []

    def as_person(self, user, size=None):
        """The person's page, signed in at the first call."""
        key = (user.username, bool(size))
        if key not in self.pages:
            self.pages[key] = self.open(size)
            self.log_in(self.pages[key], user.username)
        return self.pages[key]

    def open(self, size=None):
        """A page in a fresh profile, nobody signed in. Script errors, refused content and browser dialogs are noted."""
        page = self.chromium.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport=size or WIDE, base_url=self.address,
            reduced_motion="reduce",
        ).new_page()  # fmt: skip
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.note(page, str(error)))
        page.on("console", lambda message: self.note_console(page, message))
        page.on("dialog", lambda dialog: (self.note(page, f"dialog: {dialog.message}"), dialog.dismiss()))
        return page

    def log_in(self, page, username: str) -> None:
        page.goto("/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit], form button[type=submit]")
        page.wait_for_url(lambda url: "/login/" not in url)

    def note(self, page, words: str) -> None:
        self.complaints.append(f"{page.url}: {words}")

    def note_console(self, page, message) -> None:
        if message.type in ("error", "warning") and REFUSED not in message.text:
            self.note(page, message.text)

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


@pytest.fixture
def house(chromium, live_server) -> Iterator[House]:
    """Fails the test when any page it opened reported a script error, refused content or asked by a browser dialog."""
    found = House(chromium, live_server.url)
    yield found
    found.close()
    assert not found.complaints, "\n".join(found.complaints)


@pytest.fixture
def moved() -> Iterator:
    """moved(month, day, hour, minute, year=2026): the house's clock stands there until it is moved again."""
    held = []

    def move(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> None:
        while held:
            held.pop().__exit__(None, None, None)
        held.append(clock.at(dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)))
        held[-1].__enter__()

    move(11, 9)
    yield move
    while held:
        held.pop().__exit__(None, None, None)


def run_jobs() -> None:
    """What the background process does every second."""
    while runner.run_due():
        pass


def pdf_text(page, address: str) -> str:
    """The words of the PDF behind an address, as the signed-in person gets it, without blanks."""
    answer = page.context.request.get(address)
    assert answer.status == 200, f"{address} answered {answer.status}"
    assert answer.body().startswith(b"%PDF-")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.pdf"
        file.write_bytes(answer.body())
        out = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    return "".join(out.stdout.decode().split())


def says(page, *words: str) -> None:
    """The page's main part shows these words."""
    shown = "".join(page.locator("main").inner_text().split())
    toasts = "".join("".join(page.locator("[data-toast], .toast").all_inner_texts()).split())
    for word in words:
        assert "".join(word.split()) in shown + toasts, f"“{word}” is not on {page.url}:\n{shown[:1500]}"


def fill_all(page, values: dict) -> None:
    """Type or choose by field name; what the registers fill in is left alone."""
    for name, value in values.items():
        field = page.locator(f"main [name='{name}']")
        if field.count() == 0 or field.first.is_disabled():
            continue
        tag = field.first.evaluate("node => node.type || node.tagName")
        if tag == "select-one":
            field.first.select_option(str(value))
        elif tag == "radio":
            page.locator(f"main [name='{name}'][value='{value}']").check()
        else:
            field.first.fill(str(value))
