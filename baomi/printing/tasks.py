"""Printing that takes longer than a page may wait: many forms, or a long ledger, as jobs."""

from collections.abc import Sequence

from django.http import QueryDict

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.printing import actions, forms
from baomi.printing.forms import PrintForm
from baomi.registers import jobs
from baomi.registers.declarations import Register, registry
from baomi.registers.listing import Listing
from baomi.registers.models import Job

FORMS, LEDGER = "printing.forms", "printing.ledger"
PDF = "application/pdf"


def start_forms(by, form: PrintForm, pks: Sequence[int]) -> Job:
    """Ask for a form of many records. Raises NotPermitted, Refusal for none or for a form without register."""
    if not form.register:
        raise Refusal(f"{form.code} 不能按记录批量打印")
    policy.require(by, registry.get(*form.register).permission("view"))
    if form.permission:
        policy.require(by, form.permission)
    if not pks:
        raise Refusal("没有要打印的记录", how="请先选择记录，或放宽列表的条件")
    return jobs.start(by, FORMS, {"form": form.code, "pks": list(pks)}, f"打印 {form.code} {len(pks)} 份")


def start_ledger(by, register: Register, query: str) -> Job:
    """Ask for the list behind a query string as a ledger. Raises NotPermitted, Refusal for a condition that cannot be."""
    policy.require(by, register.permission("view"))
    Listing(register, by, QueryDict(query)).chosen()
    return jobs.start(by, LEDGER, {"register": register.name, "query": query}, f"打印{register.label}台账")


@jobs.register(FORMS)
def print_forms(job: Job, form: str, pks: list[int]) -> None:
    """One PDF of all records asked for that the person still may see, in the order asked."""
    declared = forms.get(form)
    register = registry.get(*declared.register)
    found = register.visible(job.user).in_bulk(pks)
    if len(found) < len(set(pks)):
        raise Refusal("所选记录中有不存在的", how="请刷新列表后重选")
    pdf, _ = actions.print_many(
        job.user,
        form,
        [found[pk] for pk in pks],
        job=job,
        on_progress=lambda done, total: jobs.progress(job, done, total),
    )
    jobs.keep_result(job, f"{declared.code}-{len(pks)}份-{clock.today():%Y%m%d}.pdf", pdf, PDF)


@jobs.register(LEDGER)
def print_ledger(job: Job, register: str, query: str) -> None:
    """The list behind the query string as a ledger, as the person may see it now."""
    declared = registry.by_name(register)
    rows = Listing(declared, job.user, QueryDict(query)).chosen()
    pdf, _ = actions.print_ledger(job.user, declared, rows)
    jobs.keep_result(job, f"{declared.label}-{clock.today():%Y%m%d}.pdf", pdf, PDF)
