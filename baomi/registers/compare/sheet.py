"""The result of a comparison as a workbook: a sheet for each list, a line for each difference, all of it text."""

import io
from collections.abc import Iterator, Sequence

from django.utils import timezone

from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers import jobs, numbering
from baomi.registers.compare import results
from baomi.registers.compare.matching import CHECK, DIFFERS, OURS, SAME, THEIRS
from baomi.registers.compare.results import LABELS, Entry, Result
from baomi.registers.declarations import Register, registry
from baomi.registers.models import Job, SheetUpload
from baomi.registers.sheets import export, uploads

JOB = "registers.comparison_export"
AT_ONCE = 500
BEHIND_MASK = "（遮盖的部分不同）"


def request_export(by, register: Register, upload: SheetUpload) -> Job:
    """Ask for the result as a workbook. Raises NotPermitted, or Refusal for a list that could not be compared."""
    policy.require(by, register.permission("compare"))
    require_result(upload)
    params = {"register": register.name, "upload": str(upload.uuid)}
    return jobs.start(by, JOB, params, f"导出{register.label}比对结果")


def require_result(upload: SheetUpload) -> None:
    """Raise Refusal where there is no result to take away."""
    if upload.staged["refusal"]:
        raise Refusal("名单还没有比对出结果", how="请先选定对应的列")


@jobs.register(JOB)
def export_comparison(job: Job, register: str, upload: str) -> None:
    """Make the workbook from the result as its owner may read it now, and hang it on the job; numbered and logged."""
    declared = registry.by_name(register)
    policy.require(job.user, declared.permission("compare"))
    found = uploads.find(job.user, declared, upload, results.COMPARE)
    result = Result(declared, found)
    with ledger.unit(job.user):
        serial = numbering.next_label(export.SERIES, clock.today().year, "DC-{year}-{n:05}")
        label = f"导出{declared.label}与“{found.name}”的比对结果，流水号 {serial}"
        ledger.record("registers.sheet_export", f"{declared.name}/{serial}", label=label)
    content = workbook(result, serial)
    jobs.keep_result(job, f"{declared.label}-比对-{clock.today():%Y%m%d}-{serial}.xlsx", content, export.XLSX)


def workbook(result: Result, serial: str) -> bytes:
    """A sheet for each list and one that says what was compared with what."""
    from openpyxl import Workbook

    from baomi.registers.sheets.text_cells import text_cell

    book = Workbook(write_only=True)
    for name, label in LABELS.items():
        page = book.create_sheet(label)
        page.freeze_panes = "A2"
        page.append([text_cell(page, word, bold=True) for word in headings(result, name)])
        for texts in lines(result, name):
            page.append([text_cell(page, text) for text in texts])
    notes = book.create_sheet(export.NOTES)
    for label, text in _about(result, serial):
        notes.append([text_cell(notes, label, bold=True), text_cell(notes, text)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def headings(result: Result, name: str) -> list[str]:
    """What stands over the columns of a list on paper and sheet."""
    shown = [column.label for column in result.shown(name)]
    if name == OURS:
        return [result.register.label, *shown]
    if name == THEIRS:
        return ["名单的行", *shown]
    more = {DIFFERS: ["项目", "本系统", "名单"], CHECK: ["说明"], SAME: []}[name]
    return ["名单的行", *shown, *([] if name == CHECK else [result.register.label]), *more]


def lines(result: Result, name: str) -> Iterator[list[str]]:
    """The texts of a list, one line for each difference, read in pieces."""
    kept = result.lines(name)
    for start in range(0, len(kept), AT_ONCE):
        for entry in result.entries(name, kept[start : start + AT_ONCE]):
            yield from _lines(result.register, name, entry)


def _lines(register: Register, name: str, entry: Entry) -> Sequence[list[str]]:
    line = str(entry.line or "")
    who = [register.heading(record) for record in entry.records]
    if name == OURS:
        return [[who[0], *entry.texts]]
    if name == THEIRS:
        return [[line, *entry.texts]]
    if name == CHECK:
        return [[line, *entry.texts, entry.said]]
    head = [line, *entry.texts, who[0]]
    if name == SAME:
        return [head]
    return [
        [*head, item.column.label, item.ours, item.theirs + (BEHIND_MASK if item.behind_mask else "")]
        for item in entry.differences
    ]


def _about(result: Result, serial: str) -> list[tuple[str, str]]:
    upload, staff = result.upload, result.user.staff
    return [
        ("台账", result.register.label),
        ("条件", upload.staged["conditions"]),
        ("名单", f"{upload.name}，工作表“{upload.staged['sheet']}”，{upload.staged['total']} 行"),
        ("名单摘要（SM3）", upload.digest),
        ("按此对应", "、".join(column.label for column in result.key)),
        ("比对的项目", "、".join(column.label for column in result.columns)),
        *((label, str(result.counts[name])) for name, label in LABELS.items()),
        ("比对时间", f"{timezone.localtime(result.at):%Y-%m-%d %H:%M}"),
        ("流水号", serial),
        ("导出人", f"{result.user}（{staff.number if staff else result.user.username}）"),
        ("注意", "内部资料，按岗位需要使用，用毕删除。"),
    ]
