"""S-00B: a register held against an outside list, on paper: what differs and what only one of them has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.printing import actions, forms
from baomi.printing.ledgers import table_data
from baomi.printing.models import Printout
from baomi.printing.tasks import PDF
from baomi.registers import jobs, protocols, urls
from baomi.registers.compare import sheet
from baomi.registers.compare.matching import CHECK, DIFFERS, OURS, THEIRS
from baomi.registers.compare.results import COMPARE, LABELS, Result
from baomi.registers.declarations import Column, Register, registry
from baomi.registers.models import Job, SheetUpload
from baomi.registers.pages.list import RegisterView
from baomi.registers.protocols import PrintOption
from baomi.registers.sheets import uploads

JOB = "printing.comparison"
PRINTED = (DIFFERS, OURS, THEIRS, CHECK)
"""What somebody has to do something about; the rows that agree are only counted."""
COMPARISON = forms.add(
    forms.PrintForm(
        code="S-00B",
        label="名单比对",
        template="print/comparison.html",
        data=lambda record: {},
        orientation="landscape",
    )
)


class PrintComparisonView(RegisterView):
    """POST /<app>/<register>/compare/<uuid>/print/: the result of a comparison, by a job."""

    def post(self, request: HttpRequest, uuid) -> HttpResponse:
        upload = uploads.find(request.user, self.register, uuid, COMPARE)
        job = start(request.user, self.register, upload)
        messages.success(request, "正在打印比对结果，完成后在任务页下载")
        return redirect(f"/jobs/{job.uuid}/")


def start(by, register: Register, upload: SheetUpload) -> Job:
    """Ask for the result on paper. Raises NotPermitted, Refusal when there is none."""
    policy.require(by, register.permission("compare"))
    sheet.require_result(upload)
    params = {"register": register.name, "upload": str(upload.uuid)}
    return jobs.start(by, JOB, params, f"打印{register.label}比对结果")


@jobs.register(JOB)
def print_job(job: Job, register: str, upload: str) -> None:
    """The result as the person may read it now."""
    declared = registry.by_name(register)
    policy.require(job.user, declared.permission("compare"))
    found = uploads.find(job.user, declared, upload, COMPARE)
    pdf, _ = print_comparison(job.user, Result(declared, found))
    jobs.keep_result(job, f"{declared.label}-比对-{clock.today():%Y%m%d}.pdf", pdf, PDF)


def print_comparison(by, result: Result) -> tuple[bytes, Printout]:
    """The PDF of a result. Writes one Printout and one audit entry. Raises Refusal above 5,000 lines."""
    count = sum(result.counts[name] for name in PRINTED)
    if count > actions.LEDGER_ROWS:
        raise Refusal(f"共 {count:,} 行，一次最多打印 {actions.LEDGER_ROWS:,}", how="请改用导出结果")
    label = f"打印{result.register.label}与“{result.upload.name}”的比对结果"
    return actions.print_table(by, data_of(result), label, form=COMPARISON)


def data_of(result: Result) -> dict:
    """The data of S-00B."""
    register, upload = result.register, result.upload
    whole = table_data(register, result.user, (), ())
    return whole | {
        "title": f"{register.label}与外部名单比对表",
        "date": clock.today(),
        "total": "　".join(f"{label} {result.counts[name]}" for name, label in LABELS.items()),
        "tables": [_table(result, name) for name in PRINTED if result.counts[name]],
        "note": f"名单：{upload.name}，{upload.staged['total']} 行，摘要（SM3）{upload.digest[:16]}。"
        f"本系统一方：{upload.staged['conditions']}。",
    }


def _table(result: Result, name: str) -> dict:
    columns = [Column("", label) for label in sheet.headings(result, name)]
    texts = list(sheet.lines(result, name))
    return {
        "title": f"{LABELS[name]}（{result.counts[name]}）",
        **table_data(result.register, result.user, columns, texts),
    }


def routes(register: Register, route) -> list:
    """The address of printing for one register that compares."""
    if not register.compare_by:
        return []
    return [route("compare/<uuid:uuid>/print/", PrintComparisonView, "compare", "compare-print")]


urls.add_routes(routes)
protocols.add_comparison_print(lambda register, user, url: PrintOption("打印结果", f"{url}print/", post=True))
