"""Excel in and out: upload, preview, confirm; the blank sheet; the export that answers with a job."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat

from baomi.core.errors import Refusal
from baomi.core.validators import whole_numbers
from baomi.registers import tokens, urls
from baomi.registers.models import Job, SheetUpload
from baomi.registers.pages.list import RegisterView
from baomi.registers.sheets import commit, export, repairs, uploads
from baomi.registers.sheets.layout import Layout

SHOWN_ROWS = 50
SHOWN_PROBLEMS = 100
STEPS = ("上传文件", "检查文件", "核对内容", "确认导入")
RESULTS = (("", "全部"), ("new", "新增"), ("changed", "有变化"), ("same", "无变化"), ("wrong", "有错误"))
URGENCY = {"wrong": 0, "changed": 1, "new": 2, "same": 3}


class ImportView(RegisterView):
    """GET and POST /<app>/<register>/import/: choose a file, have it checked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Refusal("还没有选文件", how="请选择一个 .xlsx 文件")
            # One byte beyond the limit is enough to refuse; nobody's gigabyte is read into memory.
            content = file.read(uploads.checks.MAX_SIZE + 1)
            upload = uploads.receive(request.user, self.register, file.name, content)
        except Refusal as refusal:
            return self._show([f"{refusal}台账未改动。"], status=422)
        return redirect(f"{commit.upload_url(self.register, upload)}columns/")

    def _show(self, problems: list[str] | None = None, *, status: int = 200) -> HttpResponse:
        context = {
            **frame(self.register, 1),
            "stage": "upload",
            "upload_errors": problems or [],
            "template_url": f"{self.register.url}import/template.xlsx",
        }
        return render(self.request, "register/import.html", context, status=status)


class PreviewView(RegisterView):
    """GET /<app>/<register>/import/<uuid>/: the preview, or what became of it; POST: repair, confirm, drop."""

    def get(self, request: HttpRequest, uuid) -> HttpResponse:
        return self._show(uploads.find(request.user, self.register, uuid))

    def post(self, request: HttpRequest, uuid) -> HttpResponse:
        upload = uploads.find(request.user, self.register, uuid)
        if request.POST.get("commit") == "1":
            return self._commit(upload)
        if upload.committed_at is not None:
            return redirect(request.path)
        if request.POST.get("drop") == "1":
            uploads.drop(upload)
            messages.info(request, "已放弃这份导入，台账未改动")
            return redirect(self.register.url)
        try:
            self._repair(upload)
        except Refusal as refusal:
            return self._show(upload, str(refusal), status=409)
        return redirect(request.path)

    def _repair(self, upload: SheetUpload) -> None:
        """Take or take back repairs that the preview offers."""
        posted = self.request.POST
        if posted.get("take-back"):
            uploads.take_back(upload, self.register, posted["take-back"])
            return
        uploads.repair(
            upload, self.register, kind=posted.get("repair", ""), place=posted.get("repair-place", "")
        )

    def _commit(self, upload: SheetUpload) -> HttpResponse:
        try:
            done = commit.confirm(
                self.request.user, self.register, upload, self.request.POST.get("token", "")
            )
        except tokens.AlreadyDone as again:
            return redirect(again.url or self.request.path)
        except Refusal as refusal:
            # Read again: the other of two clicks may have finished it meanwhile.
            return self._show(
                uploads.find(self.request.user, self.register, upload.uuid), str(refusal), status=409
            )
        return redirect(f"/jobs/{done.uuid}/" if isinstance(done, Job) else self.request.path)

    def _show(self, upload: SheetUpload, problem: str = "", *, status: int = 200) -> HttpResponse:
        context = (
            {**frame(self.register, 4), **_finished(upload)} if upload.committed_at else self._preview(upload)
        )
        if problem:
            context["commit_problem"] = problem
        return render(self.request, "register/import.html", context, status=status)

    def _preview(self, upload: SheetUpload) -> dict:
        staged = upload.staged
        wanted = self.request.GET.get("result", "")
        rows = [row for row in staged["rows"] if wanted in ("", row["result"])]
        rows.sort(key=lambda row: (URGENCY[row["result"]], row["line"]))
        return {
            **frame(self.register, 3),
            "stage": "preview",
            "file": {
                "name": upload.name,
                "sheet": staged["sheet"],
                "rows": staged["total"],
                "size": filesizeformat(upload.size),
            },
            "mapping": self._mapping(upload),
            "mapping_hint": _mapping_hint(upload),
            "columns_url": f"{self.request.path}columns/",
            "repair_kinds": _repair_kinds(staged),
            "repaired": _repaired(upload),
            "refusal": staged["refusal"],
            "hidden_lines": staged["hidden"],
            "counts": self._counts(staged, wanted),
            "errors": [_problem(problem) for problem in staged["problems"][:SHOWN_PROBLEMS]],
            "errors_left": max(0, len(staged["problems"]) - SHOWN_PROBLEMS),
            "annotated_url": f"{self.request.path}annotated.xlsx" if staged["problems"] else "",
            "preview_columns": staged["columns"],
            "preview_rows": [_row(row, staged["columns"]) for row in rows[:SHOWN_ROWS]],
            "preview_range": f"第 1–{min(len(rows), SHOWN_ROWS)} 行，共 {len(rows)} 行" if rows else "",
            **self._foot(upload),
        }

    def _foot(self, upload: SheetUpload) -> dict:
        counts = upload.staged["counts"]
        writes = counts.get("new", 0) + counts.get("changed", 0)
        reason = ""
        if commit.under_way(upload):
            reason = "这份导入已交给后台办理，请到“任务”中查看进度。"
        elif upload.staged["refusal"]:
            reason = "整份暂不导入，台账未改动。请先改列的对应，或改好文件后重新上传。"
        elif counts["wrong"]:
            here = (
                "可在此页直接更正，或"
                if any(problem["repair"] for problem in upload.staged["problems"])
                else "请"
            )
            reason = f"有 {counts['wrong']} 行错误，整份暂不导入，台账未改动。{here}改好文件后重新上传。"
        elif not writes:
            reason = "文件与台账相同，没有可导入的行。"
        return {
            "commit_label": f"导入 {writes} 行",
            "commit_reason": reason,
            "hidden": [("token", tokens.fresh())],
            "upload_url": f"{self.register.url}import/",
        }

    def _mapping(self, upload: SheetUpload) -> list[dict]:
        labels = {target.name: target.label for target in uploads.targets(self.register, self.request.user)}
        return [
            {"letter": letter, "heading": heading, "field": labels.get(upload.mapping.get(heading, ""), "")}
            for letter, heading in zip(upload.staged["letters"], upload.staged["headings"], strict=True)
            if heading
        ]

    def _counts(self, staged: dict, wanted: str) -> list[dict]:
        return [
            {
                "label": label,
                "count": staged["counts"].get(result, 0) if result else staged["total"],
                "url": f"?result={result}" if result else self.request.path,
                "current": result == wanted,
                "alert": result == "wrong" and bool(staged["counts"].get("wrong")),
            }
            for result, label in RESULTS
        ]


class AnnotatedView(RegisterView):
    """GET /<app>/<register>/import/<uuid>/annotated.xlsx: the rows with what is wrong as comments."""

    def get(self, request: HttpRequest, uuid) -> HttpResponse:
        from baomi.registers.sheets import blank

        upload = uploads.find(request.user, self.register, uuid)
        if upload.committed_at is not None:
            raise Refusal("这份导入已完成，没有批注", how="请到台账中查看")
        return workbook(f"批注-{upload.name.rpartition('.')[0] or upload.name}.xlsx", blank.annotated(upload))


class TemplateView(RegisterView):
    """GET /<app>/<register>/import/template.xlsx: the blank sheet with its explanations."""

    def get(self, request: HttpRequest) -> HttpResponse:
        from baomi.registers.sheets import blank

        return workbook(f"{self.register.label}-空白表.xlsx", blank.template(self.register, request.user))


class ExportView(RegisterView):
    """POST /<app>/<register>/export/: the list as filtered, or the rows chosen, as a job."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(self.register.url)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = [] if request.POST.get("everything") == "1" else request.POST.getlist("pk")
        rows = whole_numbers(chosen)
        if chosen and not rows:
            raise Refusal(f"没有找到所选的{self.register.label}", how="请先在列表中勾选")
        job = export.request_export(
            request.user,
            self.register,
            query=request.POST.get("query", ""),
            columns=request.POST.getlist("columns"),
            reason=request.POST.get("reason", ""),
            rows=rows,
        )
        return redirect(f"/jobs/{job.uuid}/")


def routes(register, route) -> list:
    """The routes of this module for one register."""
    found = [route("export/", ExportView, "export", "export")]
    if register.form_fields:
        found += [
            route("import/", ImportView, "import", "import"),
            route("import/template.xlsx", TemplateView, "import", "import-template"),
            route("import/<uuid:uuid>/", PreviewView, "import", "import-preview"),
            route("import/<uuid:uuid>/annotated.xlsx", AnnotatedView, "import", "import-annotated"),
        ]
    return found


def workbook(name: str, content: bytes) -> HttpResponse:
    """A workbook as a download."""
    response = HttpResponse(content, content_type=export.XLSX)
    response.headers["Content-Disposition"] = content_disposition(name)
    return response


def content_disposition(name: str) -> str:
    """A header that offers a download under a Chinese name and never shows it in the page."""
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name)


def frame(register, now: int) -> dict:
    """What every step of the import page shows."""
    states = [
        "done" if number < now else "now" if number == now else "todo" for number in range(1, len(STEPS) + 1)
    ]
    return {
        "page_title": f"导入{register.label}",
        "register": register,
        "crumbs": [{"label": register.label, "url": register.url}, {"label": "导入", "url": ""}],
        "steps": [{"label": label, "state": state} for label, state in zip(STEPS, states, strict=True)],
    }


def _finished(upload: SheetUpload) -> dict:
    outcome = upload.outcome
    return {
        "stage": "done",
        "done_text": f"已导入 {outcome['new'] + outcome['changed']} 行",
        "done_detail": f"{upload.name}：新增 {outcome['new']} 行，变化 {outcome['changed']} 行，无变化 {outcome['same']} 行。",
    }


def _mapping_hint(upload: SheetUpload) -> str:
    headings = [heading for heading in upload.staged["headings"] if heading]
    left_out = sum(1 for heading in headings if not upload.mapping.get(heading))
    return f"{len(headings)} 列，{left_out} 列未用" if left_out else f"{len(headings)} 列"


def _problem(problem: dict) -> dict:
    offer = problem["repair"]
    shown = {**problem, "row": problem["line"], "column": problem["letter"]}
    if offer:
        shown |= {"repair_label": offer["label"], "repair_place": f"{problem['line']}:{problem['letter']}"}
    return shown


def _repair_kinds(staged: dict) -> list[dict]:
    """What can be put right for all cells of a kind at once."""
    offered = Counter(problem["repair"]["kind"] for problem in staged["problems"] if problem["repair"])
    return [{"kind": kind, "label": repairs.KINDS[kind], "count": count} for kind, count in offered.items()]


def _repaired(upload: SheetUpload) -> list[dict]:
    """What was put right, by kind, with every place and the text that stood there."""
    by_kind: dict[str, list[dict]] = {}
    for place, item in Layout.load(upload.layout).repairs.items():
        line, _, letter = place.partition(":")
        by_kind.setdefault(item.kind, []).append(
            {"line": int(line), "letter": letter, "old": item.old, "new": item.new}
        )
    return [
        {"kind": kind, "label": repairs.KINDS[kind], "count": len(cells), "cells": cells[:SHOWN_ROWS]}
        for kind, cells in by_kind.items()
    ]


def _row(row: dict, columns: list[dict]) -> dict:
    changes = row["changes"]
    return {
        "line": row["line"],
        "result": row["result"],
        "cells": [
            {
                "old": changes[column["name"]][0] if column["name"] in changes else None,
                "new": changes[column["name"]][1]
                if column["name"] in changes
                else row["texts"].get(column["name"], ""),
                "wrong": column["name"] in row["wrong"],
            }
            for column in columns
        ],
    }


urls.add_routes(routes)
