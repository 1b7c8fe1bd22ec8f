"""Between upload and preview: which sheet, which rows are the heading, which column is which field, which rows are no data."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat

from baomi.core.errors import Refusal
from baomi.registers import urls
from baomi.registers.models import SheetUpload
from baomi.registers.pages.exchange import frame
from baomi.registers.pages.list import RegisterView
from baomi.registers.sheets import commit, uploads
from baomi.registers.sheets.kinds import Kind
from baomi.registers.sheets.layout import Layout, heading_lines, known_kinds, lines_named

KINDS = (
    (Kind.DATA, "数据，{}"),
    (Kind.GROUP, "部门分组"),
    (Kind.TOTAL, "合计，不{}"),
    (Kind.NOTE, "说明，不{}"),
    (Kind.HEADING, "重复的表头，不{}"),
    (Kind.EXAMPLE, "示例，不{}"),
)
"""What a row may be, with the word for what is done with the data: 导入."""


class ColumnsView(RegisterView):
    """GET /<app>/<register>/import/<uuid>/columns/: the table as found; POST: corrected, then on to the preview."""

    purpose = uploads.IMPORT
    template = "register/import.html"
    word = "导入"

    def get(self, request: HttpRequest, uuid) -> HttpResponse:
        upload = uploads.find(request.user, self.register, uuid, self.purpose)
        if upload.committed_at is not None:
            return redirect(self.next_url(upload))
        return self._show(upload)

    def post(self, request: HttpRequest, uuid) -> HttpResponse:
        upload = uploads.find(request.user, self.register, uuid, self.purpose)
        if upload.committed_at is not None:
            return redirect(self.next_url(upload))
        try:
            stays = self._arrange(upload)
        except Refusal as refusal:
            return self._show(upload, str(refusal), status=422)
        return redirect(request.path if stays else self.next_url(upload))

    def next_url(self, upload: SheetUpload) -> str:
        """Where one goes on to when the columns are right."""
        return commit.upload_url(self.register, upload)

    def frame(self, upload: SheetUpload) -> dict:
        """Title and steps, and where to begin again."""
        return {
            **frame(self.register, 2),
            "missing": self._missing(upload),
            "upload_url": f"{self.register.url}import/",
        }

    def _arrange(self, upload: SheetUpload) -> bool:
        """Take the corrections; True when another table was asked for, whose columns are to be looked at first."""
        posted, layout = self.request.POST, Layout.load(upload.layout)
        sheet = posted.get("sheet", layout.sheet)
        typed = posted.get("head", "").strip()
        head = heading_lines(typed) if typed else layout.head
        if sheet != layout.sheet or head != layout.head:
            wanted = head if head != layout.head else None
            uploads.arrange(upload, self.register, layout.elsewhere(sheet, wanted))
            return True
        choices = [posted.get(f"column-{letter}", "") for letter in upload.staged["letters"]]
        corrected = replace(
            layout,
            kinds=known_kinds(self._kinds(upload, layout)),
            hidden=posted.get("hidden", "1") == "1",
        )
        uploads.arrange(upload, self.register, corrected, choices)
        return posted.get("stay") == "1"

    def _kinds(self, upload: SheetUpload, layout: Layout) -> dict[int, str]:
        """The rows that the user calls something else than was found, this time or before."""
        kinds = dict(layout.kinds)
        for line, kind, _, _ in upload.staged["found"]["odd"]:
            chosen = self.request.POST.get(f"row-{line}", kind)
            if chosen != kind:
                kinds[line] = chosen
        return kinds | dict.fromkeys(lines_named(self.request.POST.get("skip", "")), Kind.NOTE)

    def _show(self, upload: SheetUpload, problem: str = "", *, status: int = 200) -> HttpResponse:
        staged, layout = upload.staged, Layout.load(upload.layout)
        found, posted = staged["found"], self.request.POST
        columns = self._columns(upload, posted)
        context = {
            **self.frame(upload),
            "stage": "columns",
            "word": self.word,
            "file": {
                "name": upload.name,
                "sheet": staged["sheet"],
                "rows": staged["total"],
                "size": filesizeformat(upload.size),
            },
            "columns_problem": problem,
            "columns": columns,
            "columns_hint": self._hint(columns),
            "sheets": found["sheets"],
            "sheet": posted.get("sheet", layout.sheet),
            "hidden_sheets": found["hidden_sheets"],
            "head": posted.get("head") or "-".join(str(line) for line in dict.fromkeys(found["head"])),
            "found": found,
            "hidden_lines": staged["hidden"],
            "takes_hidden": layout.hidden,
            "above": found["above"],
            "odd": self._odd(found, posted),
            "skip": posted.get("skip", ""),
            "counts": staged["counts"],
            "refusal": staged["refusal"],
            "preview_url": self.next_url(upload),
        }
        return render(self.request, self.template, context, status=status)

    def _columns(self, upload: SheetUpload, posted: Mapping[str, str]) -> list[dict]:
        known = self.purpose.targets(self.register, self.request.user)
        staged = upload.staged
        found = staged["found"]
        columns = []
        for letter, heading, samples in zip(
            staged["letters"], staged["headings"], found["samples"], strict=True
        ):
            if not heading:
                continue
            chosen = posted.get(f"column-{letter}", upload.mapping.get(heading, ""))
            columns.append(
                {
                    "letter": letter,
                    "heading": heading,
                    "samples": samples,
                    "chosen": chosen,
                    "hidden": letter in found["hidden_columns"],
                    "unnamed": letter in found["unnamed"],
                    "doubt": found["doubts"].get(heading, ""),
                    "choices": [{"value": target.name, "label": target.label} for target in known],
                }
            )
        return columns

    def _missing(self, upload: SheetUpload) -> list[str]:
        """Labels of what a new row must have and no column gives."""
        given = set(upload.mapping.values())
        fields = self.register.model._meta
        return [
            target.label
            for target in uploads.targets(self.register, self.request.user)
            if target.required
            and target.name not in given
            and not fields.get_field(target.name).has_default()
        ]

    def _odd(self, found: Mapping, posted: Mapping[str, str]) -> list[dict]:
        return [
            {
                "line": line,
                "text": text,
                "doubtful": doubtful,
                "choices": [
                    {
                        "value": value,
                        "label": label.format(self.word),
                        "selected": value == posted.get(f"row-{line}", kind),
                    }
                    for value, label in KINDS
                    if value in (kind, Kind.DATA, Kind.GROUP, Kind.TOTAL, Kind.NOTE)
                ],
            }
            for line, kind, text, doubtful in found["odd"]
        ]

    def _hint(self, columns: list[dict]) -> str:
        unused = sum(1 for column in columns if not column["chosen"])
        doubtful = sum(1 for column in columns if column["doubt"])
        said = [f"{len(columns)} 列"]
        said += [f"{unused} 列不{self.word}"] if unused else []
        said += [f"{doubtful} 列请核对"] if doubtful else []
        return "，".join(said)


def routes(register, route) -> list:
    """The routes of this module for one register."""
    if not register.form_fields:
        return []
    return [route("import/<uuid:uuid>/columns/", ColumnsView, "import", "import-columns")]


urls.add_routes(routes)
