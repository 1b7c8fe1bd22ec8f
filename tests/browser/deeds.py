"""What the people of the year's round do again and again, at their pages and behind them."""

from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.core import clock
from reviews.actions import summaries
from reviews.choices import ItemAnswer
from reviews.models import Summary
from reviews.models.summaries import PARTS
from tests.factories.reviews import TEXT

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def confirm(page) -> None:
    """The page that asks before a deed: its one main button."""
    page.click("main .confirm button.primary")
    page.wait_for_load_state("networkidle")


def submit(page) -> None:
    page.locator("main button.primary[type=submit], main button.primary:not([type])").last.click()
    page.wait_for_load_state("networkidle")


def decide(page, record, decision: str) -> None:
    """From the inbox to the decision box, as the mouse goes; nothing is signed yet."""
    record = type(record).objects.get(pk=record.pk)
    page.goto("/inbox/")
    page.click(f"main a[href*='/approvals/{record.approval_id}/'] >> nth=0")
    page.check(f"[name=decision][value={decision}]")


def sign(page, record, decision: str, comment: str = "情况属实") -> None:
    """As `decide`, with words, and signed."""
    decide(page, record, decision)
    page.fill("[name=comment]", comment)
    page.click("button:has-text('签署意见')")
    page.wait_for_load_state("networkidle")


def send_nomination(page) -> None:
    page.wait_for_selector("#nomination-send button.primary")
    page.click("#nomination-send button.primary")
    page.wait_for_url("**/awards/nominations/*/")


def answer_items(page) -> None:
    """The list ticked: 已提交 with a quantity."""
    for select in page.locator("select[name^=item-]").all():
        select.select_option(ItemAnswer.SUBMITTED)
    for field in page.locator("[name^=item-][name$=-quantity]").all():
        field.fill("2 份")


def attach(page, name: str) -> None:
    page.set_input_files("[name=file]", {"name": name, "mimeType": "application/pdf", "buffer": A_PDF})
    page.click("button:has-text('上传附件')")
    page.wait_for_selector(f"a:has-text('{name}')")


def upload_sheet(page, address: str, content: bytes) -> None:
    page.goto(address)
    page.set_input_files(
        "[name=file]",
        {"name": "往年荣誉.xlsx", "mimeType": "application/octet-stream", "buffer": content},
    )
    page.click("button:has-text('检查文件')")
    page.click("button:has-text('核对内容')")
    page.wait_for_load_state("networkidle")


def by_action(user, record) -> None:
    approval = type(record).objects.get(pk=record.pk).approval
    approvals.sign(user, queries.step_to_sign(user, approval), "agree", "同意")


def written(officer, campaign, department) -> Summary:
    """A complete summary sent to the head."""
    summary = summaries.begin(officer, campaign, department)
    ticked = {
        item.pk: {"answer": ItemAnswer.SUBMITTED, "quantity": "2 份", "submitted_on": clock.today()}
        for item in summary.items.all()
    }
    summary = summaries.change_summary(officer, summary, dict.fromkeys(PARTS, TEXT), items=ticked)
    summaries.hand_in(officer, summary)
    return summary


def played(officer, head, office, campaign, department) -> Summary:
    """Written, signed and received."""
    summary = written(officer, campaign, department)
    by_action(head, summary)
    by_action(office, summary)
    return summary
