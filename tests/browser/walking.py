"""How people go about in the house: by the menu, by what a page offers, by the inbox; never by an address."""

import re

from playwright.sync_api import Page

from tests.browser.deeds import A_PDF

TO_SIGN = re.compile("^(审批|办理)$")


def menu(page: Page, label: str) -> None:
    """An entry of the menu, whose group is unfolded when it is shut."""
    entry = page.locator("a.menu-entry", has_text=exactly(label))
    fold = page.locator(".menu details:not([open])", has=entry)
    if fold.count():
        fold.locator("summary").click()
    with page.expect_navigation(wait_until="domcontentloaded"):
        entry.click()


def press(page: Page, label: str) -> None:
    """A link, button or tab with exactly these words; it leads to another page or sends the form."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main :is(a, button):visible", has_text=exactly(label)).first.click()


def exactly(label: str) -> re.Pattern:
    """These words, perhaps with the number that a tab or an entry of the menu counts."""
    return re.compile(rf"^\s*{re.escape(label)}\s*\d*\s*$")


def row(page: Page, words: str) -> None:
    """The record that the list shows in the row with these words."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main tbody tr", has_text=words).locator("a[href]").first.click()


def fill(page: Page, values: dict) -> None:
    """Type by field name; options and radios are chosen by their words, True ticks."""
    for name, value in values.items():
        field = page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("node => node.type || node.tagName")
        if value is True:
            field.check()
        elif kind == "select-one":
            field.select_option(label=value)
        elif kind in ("radio", "checkbox"):
            for words in [value] if isinstance(value, str) else value:
                label = page.locator("main label", has=page.locator(f"[name='{name}']"), has_text=words)
                label.locator("input").first.check()
        else:
            field.fill(value)


def tick_all(page: Page, name: str) -> None:
    """Every box of the group."""
    for box in page.locator(f"main [name={name}]").all():
        box.check()


def offered(page: Page, label: str) -> bool:
    """Whether the page has such a link or button that can be used."""
    found = page.locator("main :is(a, button):visible:not([aria-disabled=true])", has_text=exactly(label))
    return found.count() > 0


def waits(page: Page, words: str):
    """The links of the inbox to what waits for the person and has these words."""
    menu(page, "待办")
    return page.locator("main tbody tr", has_text=words).locator("a", has_text=TO_SIGN)


def open_waiting(page: Page, words: str) -> None:
    """From the inbox to what waits for the person's opinion, found by its words."""
    found = waits(page, words)
    with page.expect_navigation(wait_until="domcontentloaded"):
        found.click()


def sign(page: Page, words: str, comment: str = "") -> None:
    """同意 to what waits, found by its words; conditions left to the signer are met."""
    open_waiting(page, words)
    opine(page, comment)
    assert page.url.endswith("/inbox/"), page.locator("main").inner_text()[:400]


def opine(page: Page, comment: str = "") -> None:
    """The decision box of the open approval: 同意, and signed."""
    for judged in page.locator("[name^=judge-][value=met]").all():
        judged.check()
    page.check("[name=decision][value=agree]")
    if comment:
        page.fill("[name=comment]", comment)
    press(page, "签署意见")


def attach(page: Page, kind: str) -> None:
    """A paper of the kind, put beside the open record."""
    page.set_input_files(
        "[name=file]", {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
    )
    page.select_option("main [name=kind]", label=kind)
    press(page, "上传附件")
    assert page.locator("main", has_text=f"{kind}.pdf").count()


def record_paper(page: Page, words: str, number: str) -> None:
    """The paper that came back signed: found among the papers waited for, recorded by its archive number."""
    menu(page, "承诺书、责任书")
    press(page, "待登记纸质件")
    row(page, words)
    press(page, "登记纸质件")
    fill(page, {"archive_number": number})
    press(page, "登记纸质件")
