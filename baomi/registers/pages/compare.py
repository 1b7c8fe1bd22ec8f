"""A register held against a list from outside: upload, columns, result; the result as a workbook."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat

from baomi.core.errors import Refusal
from baomi.registers import protocols, urls
from baomi.registers.compare import offer, results, sheet
from baomi.registers.compare.matching import CHECK, DIFFERS, NAMED
from baomi.registers.compare.results import LABELS, Result
from baomi.registers.listing import Listing
from baomi.registers.models import SheetUpload
from baomi.registers.pages.columns import ColumnsView
from baomi.registers.pages.list import RegisterView
from baomi.registers.paging import NumberedPaginator, addresses
from baomi.registers.sheets import export, uploads
from baomi.registers.sheets.layout import Layout

STEPS = ("上传名单", "核对列", "比对结果")
SHOWN_ROWS = 50


class CompareView(RegisterView):
    """GET and POST /<app>/<register>/compare/: choose the list; the address carries the register's conditions."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request.GET)

    def post(self, request: HttpRequest) -> HttpResponse:
        file, query = request.FILES.get("file"), request.POST.get("query", "")
        try:
            if file is None:
                raise Refusal("还没有选文件", how="请选择一个 .xlsx 文件")
            Listing(self.register, request.user, QueryDict(query)).chosen()
            content = file.read(uploads.checks.MAX_SIZE + 1)
            upload = uploads.receive(
                request.user, self.register, file.name, content, purpose=results.COMPARE, query=query
            )
        except Refusal as refusal:
            return self._show(QueryDict(query), str(refusal), status=422)
        results.note(upload, self.register)
        return redirect(f"{result_url(self.register, upload)}columns/")

    def _show(self, query: QueryDict, problem: str = "", *, status: int = 200) -> HttpResponse:
        asked = query.copy()
        asked.pop("page", None)
        ways = offer.keys(self.register, self.request.user)
        context = {
            **frame(self.register, 1),
            "problem": problem,
            "query": asked.urlencode(),
            "conditions": export.describe(Listing(self.register, self.request.user, query)),
            "ways": ["、".join(column.label for column in columns) for columns in ways],
            "back_url": f"{self.register.url}?{asked.urlencode()}",
        }
        return render(self.request, "register/compare_upload.html", context, status=status)


class CompareColumnsView(ColumnsView):
    """/<app>/<register>/compare/<uuid>/columns/: the list as found; POST: corrected, then on to the result."""

    purpose = results.COMPARE
    template = "register/compare_columns.html"
    word = "比对"

    def next_url(self, upload: SheetUpload) -> str:
        return result_url(self.register, upload)

    def frame(self, upload: SheetUpload) -> dict:
        again = f"{self.register.url}compare/?{upload.query}"
        return {**frame(self.register, 2), "upload_url": again, "tally": tally(upload.staged["counts"])}

    def _arrange(self, upload: SheetUpload) -> bool:
        """What was compared anew is logged anew."""
        mapping, layout = upload.mapping, Layout.load(upload.layout)
        stays = super()._arrange(upload)
        if upload.mapping != mapping or not layout.same_table(Layout.load(upload.layout)):
            results.note(upload, self.register)
        return stays


class ResultView(RegisterView):
    """GET /<app>/<register>/compare/<uuid>/: the lists of the result, ?list= and ?column=; POST: drop it."""

    def get(self, request: HttpRequest, uuid) -> HttpResponse:
        upload = uploads.find(request.user, self.register, uuid, results.COMPARE)
        return render(request, "register/compare_result.html", self._context(upload))

    def post(self, request: HttpRequest, uuid) -> HttpResponse:
        upload = uploads.find(request.user, self.register, uuid, results.COMPARE)
        uploads.drop(upload)
        messages.info(request, "已删除上传的名单和比对结果，台账未改动")
        return redirect(self.register.url)

    def _context(self, upload: SheetUpload) -> dict:
        url, staged = result_url(self.register, upload), upload.staged
        context = {
            **frame(self.register, 3),
            "file": _file(upload),
            "refusal": staged["refusal"],
            "columns_url": f"{url}columns/",
            "upload_url": f"{self.register.url}compare/?{upload.query}",
        }
        return context if staged["refusal"] else {**context, **self._lists(upload, url)}

    def _lists(self, upload: SheetUpload, url: str) -> dict:
        result = Result(self.register, upload)
        name, column = self._chosen(result)
        lines = result.lines(name, column)
        page = NumberedPaginator(lines, SHOWN_ROWS).get_page(self.request.GET.get("page"))
        address = {"list": name, **({"column": column} if column else {})}
        return {
            "conditions": upload.staged["conditions"],
            "at": result.at,
            "tabs": [
                {
                    "label": label,
                    "count": result.counts[key],
                    "url": f"?list={key}",
                    "current": key == name,
                    "alert": key == CHECK and result.counts[key],
                }
                for key, label in LABELS.items()
            ],
            "list_label": LABELS[name],
            "by_column": self._by_column(result, column) if name == DIFFERS else [],
            "columns": result.shown(name),
            "name": name,
            "entries": [self._entry(entry) for entry in result.entries(name, list(page.object_list))],
            "page": page,
            "total": len(lines),
            "page_urls": addresses(page, lambda number: f"?{urlencode({**address, 'page': number})}"),
            "export_url": f"{url}export/",
            "print_options": protocols.comparison_prints(self.register, self.request.user, url),
        }

    def _chosen(self, result: Result) -> tuple[str, str]:
        """(list, column) asked for; without one the first list that has something."""
        asked = self.request.GET.get("list", "")
        first = next((name for name in LABELS if result.counts[name]), DIFFERS)
        name = asked if asked in LABELS else first
        columns = {column.name for column, _ in result.differing()} if name == DIFFERS else set()
        column = self.request.GET.get("column", "")
        return name, column if column in columns else ""

    def _by_column(self, result: Result, chosen: str) -> list[dict]:
        return [
            {
                "label": column.label,
                "count": count,
                "current": column.name == chosen,
                "url": "?" + urlencode({"list": DIFFERS, "column": column.name}),
            }
            for column, count in result.differing()
        ]

    def _entry(self, entry: results.Entry) -> dict:
        return {
            "line": entry.line,
            "records": [
                {"label": self.register.heading(record), "url": self.register.record_url(record)}
                for record in entry.records[:NAMED]
            ],
            "more": max(0, len(entry.records) - NAMED),
            "texts": entry.texts,
            "differences": entry.differences,
            "said": entry.said,
        }


class CompareExportView(RegisterView):
    """POST /<app>/<register>/compare/<uuid>/export/: the result as a workbook, by a job."""

    def post(self, request: HttpRequest, uuid) -> HttpResponse:
        upload = uploads.find(request.user, self.register, uuid, results.COMPARE)
        job = sheet.request_export(request.user, self.register, upload)
        return redirect(f"/jobs/{job.uuid}/")


def frame(register, now: int) -> dict:
    """What every step shows."""
    return {
        "page_title": f"{register.label}与外部名单比对",
        "register": register,
        "crumbs": [{"label": register.label, "url": register.url}, {"label": "与外部名单比对", "url": ""}],
        "steps": [
            {"label": label, "state": "done" if number < now else "now" if number == now else "todo"}
            for number, label in enumerate(STEPS, 1)
        ],
    }


def tally(counts: dict[str, int]) -> str:
    """The counts in one line."""
    return "，".join(f"{label} {counts[name]}" for name, label in LABELS.items()) if counts else ""


def result_url(register, upload: SheetUpload) -> str:
    return f"{register.url}compare/{upload.uuid}/"


def _file(upload: SheetUpload) -> dict:
    staged = upload.staged
    return {
        "name": upload.name,
        "sheet": staged["sheet"],
        "rows": staged["total"],
        "size": filesizeformat(upload.size),
    }


def routes(register, route) -> list:
    """The routes of this module for one register that compares."""
    if not register.compare_by:
        return []
    return [
        route("compare/", CompareView, "compare", "compare"),
        route("compare/<uuid:uuid>/columns/", CompareColumnsView, "compare", "compare-columns"),
        route("compare/<uuid:uuid>/", ResultView, "compare", "compare-result"),
        route("compare/<uuid:uuid>/export/", CompareExportView, "compare", "compare-export"),
    ]


urls.add_routes(routes)
