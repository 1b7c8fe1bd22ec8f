"""Printing that takes longer than a page may wait: many forms, or a long ledger, as jobs."""

import io
import zipfile
from collections.abc import Iterable, Sequence

from django.http import QueryDict

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.printing import actions, forms
from baomi.printing.forms import PrintForm
from baomi.printing.models import Printout
from baomi.registers import jobs
from baomi.registers.declarations import Register, registry
from baomi.registers.listing import Listing
from baomi.registers.models import Job

FORMS, LEDGER = "printing.forms", "printing.ledger"
PDF, ZIP = "application/pdf", "application/zip"


def start_forms(by, form: PrintForm, pks: Sequence[int], *, apart: bool = False) -> Job:
    """Ask for a form of many records, as one PDF or, `apart`, as a ZIP with a PDF for each.

    Raises NotPermitted, Refusal for none or for a form without register.
    """
    if not form.register:
        raise Refusal(f"{form.code} 不能按记录批量打印")
    policy.require(by, registry.get(*form.register).permission("view"))
    if form.permission:
        policy.require(by, form.permission)
    if not pks:
        raise Refusal("没有要打印的记录", how="请先选择记录，或放宽列表的条件")
    params = {"form": form.code, "pks": list(pks), "apart": apart}
    return jobs.start(by, FORMS, params, f"打印 {form.code} {len(pks)} 份")


def start_ledger(by, register: Register, query: str) -> Job:
    """Ask for the list behind a query string as a ledger. Raises NotPermitted, Refusal for a condition that cannot be."""
    policy.require(by, register.permission("view"))
    Listing(register, by, QueryDict(query)).chosen()
    return jobs.start(by, LEDGER, {"register": register.name, "query": query}, f"打印{register.label}台账")


@jobs.register(FORMS)
def print_forms(job: Job, form: str, pks: list[int], apart: bool = False) -> None:
    """All records asked for that the person still may see, in the order asked; as one PDF or as a ZIP of single ones."""
    declared = forms.get(form)
    register = registry.get(*declared.register)
    found = register.visible(job.user).in_bulk(pks)
    if len(found) < len(set(pks)):
        raise Refusal("所选记录中有不存在的", how="请刷新列表后重选")
    records = [found[pk] for pk in pks]
    name = f"{declared.code}-{len(pks)}份-{clock.today():%Y%m%d}"

    def tell(done: int, total: int) -> None:
        jobs.progress(job, done, total)

    if apart:
        printed = actions.print_each(job.user, form, records, job=job, on_progress=tell)
        jobs.keep_result(job, f"{name}.zip", packed(printed), ZIP)
    else:
        pdf, _ = actions.print_many(job.user, form, records, job=job, on_progress=tell)
        jobs.keep_result(job, f"{name}.pdf", pdf, PDF)


def packed(printed: Iterable[tuple[bytes, Printout]]) -> bytes:
    """A ZIP of the single PDFs, each under its form and the record's number."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as package:  # a PDF is compressed already
        for pdf, printout in printed:
            package.writestr(printout.file_name, pdf)
    return content.getvalue()


@jobs.register(LEDGER)
def print_ledger(job: Job, register: str, query: str) -> None:
    """The list behind the query string as a ledger, as the person may see it now."""
    declared = registry.by_name(register)
    rows = Listing(declared, job.user, QueryDict(query)).chosen()
    pdf, _ = actions.print_ledger(job.user, declared, rows)
    jobs.keep_result(job, f"{declared.label}-{clock.today():%Y%m%d}.pdf", pdf, PDF)
