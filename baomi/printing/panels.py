"""What printing hangs on the registers' pages: addresses, the papers of a record, the list's 打印 menu, bulk print."""

from django.utils import timezone

from baomi.organization import policy
from baomi.printing import (
    comparisons,  # noqa: F401 - importing it adds its form, routes and button
    forms,
)
from baomi.printing.models import Printout
from baomi.printing.pages import (
    BlankView,
    PreviewSheetView,
    PreviewView,
    PrintDifferenceView,
    PrintLedgerView,
    PrintListView,
    PrintPastView,
    PrintView,
)
from baomi.printing.tasks import start_forms
from baomi.registers import protocols, urls
from baomi.registers.declarations import Register
from baomi.registers.protocols import BulkAction, PanelContent, PrintOption


def routes(register: Register, route) -> list:
    """The addresses of printing for every register; a form that is not the register's is refused there."""
    return [
        route("print-ledger/", PrintLedgerView, "view", "print-ledger"),
        route("<int:pk>/print/<slug:code>.pdf", PrintView, "view", "print"),
        route("<int:pk>/print/<slug:code>/", PreviewView, "view", "preview"),
        route("<int:pk>/print/<slug:code>/sheet.pdf", PreviewSheetView, "view", "preview-sheet"),
        route("print/<slug:code>.pdf", BlankView, "view", "print-blank"),
        route("print/<slug:code>/", PrintListView, "view", "print-list"),
    ]


def papers(register: Register, record, user) -> PanelContent | None:
    """The forms a record prints on, with the last time each was printed; a template of the registers shows them."""
    own = _own(register, record, user)
    if not own:
        return None
    last: dict[str, Printout] = {}
    for printout in Printout.objects.of(record).only("form", "printed_at", "printed_by"):
        last.setdefault(printout.form, printout)
    url = register.record_url(record)
    rows = []
    for form in own:
        answer = form.printable(record)
        rows.append(
            {
                "code": form.code,
                "label": form.label,
                "url": f"{url}print/{form.code}.pdf",
                "preview_url": f"{url}print/{form.code}/",
                "state": _state(last.get(form.code)),
                "not_yet": "" if answer else answer.reason,
                "parts": form.parts.of(record) if form.parts and answer else (),
            }
        )
    return PanelContent("表格", "printing/papers.html", {"papers": rows}, order=60, hint="打印后手签")


def record_prints(register: Register, record, user) -> list[PrintOption]:
    """The forms the user may print of the record as it stands: what whoever signs it reads as paper."""
    url = register.record_url(record)
    return [
        PrintOption(f"打印 {form.code}", f"{url}print/{form.code}.pdf")
        for form in _own(register, record, user)
        if form.printable(record)
    ]


def _own(register: Register, record, user) -> list[forms.PrintForm]:
    """The forms this record prints on, of those that the user may print of it."""
    return [
        form
        for form in _offered(register, user)
        if form.fits(record) and (not form.permission or policy.can(user, form.permission, record))
    ]


def _offered(register: Register, user) -> list[forms.PrintForm]:
    """The register's forms that the user may print."""
    own = forms.of_register(register.app, register.slug)
    return [form for form in own if not form.permission or policy.can(user, form.permission)]


def _state(printout: Printout | None) -> str:
    return f"{timezone.localtime(printout.printed_at):%m-%d %H:%M} {printout.printed_by}" if printout else ""


def print_options(register: Register, user) -> list[PrintOption]:
    """The list's 打印 menu: the list as a ledger, then each form of all rows shown, then the blank forms."""
    if not policy.can(user, register.permission("view")):
        return []
    own = _offered(register, user)
    return [
        PrintOption("打印台账", f"{register.url}print-ledger/", post=True),
        *[
            PrintOption(
                f"{form.code} {form.label}（所列全部{words}）",
                f"{register.url}print/{form.code}/{query}",
                True,
            )
            for form in own
            for words, query in (("，合成一个文件", ""), ("，每份一个文件", "?apart=1"))
        ],
        *[PrintOption(f"{form.code} 空白表", f"{register.url}print/{form.code}.pdf") for form in own],
    ]


def bulk_print(form: forms.PrintForm) -> BulkAction:
    """Print the selected records on one form, as one file."""

    def run(by, records: list, data) -> tuple[str, str]:
        job = start_forms(by, form, [record.pk for record in records])
        return f"/jobs/{job.uuid}/", f"正在打印 {form.code} {len(records)} 份，完成后在任务页下载"

    return BulkAction(
        slug=f"print-{form.code.lower()}",
        label=f"打印 {form.code}",
        applies=lambda register, user: (
            (register.app, register.slug) == form.register and form in _offered(register, user)
        ),
        check=lambda user, record: form.printable(record),
        run=run,
        question=lambda register, count: f"打印 {form.code} {form.label} {count} 份？",
        explanation="合成一个文件，每份各自编页。",
    )


def past_routes(register: Register, route) -> list:
    """The addresses of printing the past, for registers whose rows keep their history."""
    if not hasattr(register.model, "history"):
        return []
    return [
        route("past/print/", PrintPastView, "view", "past-print"),
        route("difference/print/", PrintDifferenceView, "view", "difference-print"),
    ]


def past_print(register: Register, page: str) -> PrintOption:
    """The button of a past page."""
    label = {"past": "打印台账", "difference": "打印变动"}[page]
    return PrintOption(label, f"{register.url}{page}/print/", post=True)


urls.add_routes(routes)
urls.add_routes(past_routes)
protocols.add_past_print(past_print)
protocols.add_panel(papers)
protocols.add_print_options(print_options)
protocols.add_record_prints(record_prints)
for declared in forms.all_forms():
    if declared.register:
        protocols.add_bulk_action(bulk_print(declared))
