"""The files of a record: add, download, remove."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.levels import SecrecyLevel
from baomi.organization import policy
from baomi.registers import attachments, urls
from baomi.registers.models import Attachment
from baomi.registers.pages.exchange import content_disposition
from baomi.registers.pages.list import RegisterView
from baomi.registers.protocols import PanelContent

BAD_INPUT = 422
LEVELS = (SecrecyLevel.PUBLIC, SecrecyLevel.INTERNAL)
LISTED = (
    "uuid", "name", "kind", "level", "size", "uploaded_at", "uploaded_by__username", "uploaded_by__staff__name"
)  # fmt: skip
"""What the card tells of a file."""


class FileView(RegisterView):
    """What the pages of one file share."""

    def file(self, record, uuid) -> Attachment:
        """The record's own file, removed or not. Raises NotFound."""
        found = attachments.of(record, withdrawn=True).filter(uuid=uuid).first()
        if found is None:
            raise NotFound("没有这个附件")
        return found

    def changeable(self, pk: int):
        """The record, when the user may change it now. Raises NotFound, NotPermitted or Refusal."""
        record = self.record(pk)
        policy.require(self.request.user, self.register.permission("change"), record)
        decision = self.register.editable(record, self.request.user)
        if not decision:
            raise Refusal(decision.reason, where=self.register.heading(record))
        return record


class AddFileView(FileView):
    """POST /<app>/<register>/<pk>/files/"""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.changeable(pk)
        upload = request.FILES.get("file")
        if upload is None:
            raise Refusal("还没有选文件", how="请选择一个文件再上传")
        row = attachments.store(
            request.user,
            record,
            upload,
            kind=request.POST.get("kind", ""),
            level=request.POST.get("level", SecrecyLevel.PUBLIC),
        )
        messages.success(request, f"已上传“{row.name}”")
        return redirect(self.register.record_url(record))


class DownloadView(FileView):
    """/<app>/<register>/<pk>/files/<uuid>/: always as a download, logged; never shown by the browser.

    GET gives the file, or asks why where a reason is needed (`Register.attachment_permission`); POST brings it.
    """

    def get(self, request: HttpRequest, pk: int, uuid) -> HttpResponse:
        record = self.record(pk)
        row = self.file(record, uuid)
        if attachments.asks_reason(request.user, record) and row.withdrawn_at is None:
            policy.require(request.user, self.register.attachment_permission, record)
            return self.ask(record, row)
        return download(row, attachments.content_of(request.user, record, row))

    def post(self, request: HttpRequest, pk: int, uuid) -> HttpResponse:
        record = self.record(pk)
        row = self.file(record, uuid)
        try:
            content = attachments.content_of(request.user, record, row, request.POST.get("reason", "")[:200])
        except (NotFound, NotPermitted):
            raise
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.ask(record, row, status=BAD_INPUT)
        return download(row, content)

    def ask(self, record, row: Attachment, *, status: int = 200) -> HttpResponse:
        url, name = self.register.record_url(record), attachments.told_name(record, row)
        context = {
            "page_title": "打开附件",
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": self.register.heading(record), "url": url},
                {"label": "打开附件", "url": ""},
            ],
            "question": f"打开附件“{name}”",
            "explanation": "查看将留下记录：谁、何时、看了什么、为什么。",
            "reason_field": {"label": "查看事由", "name": "reason"},
            "action_url": f"{url}files/{row.uuid}/",
            "button": "下载附件",
            "cancel_url": url,
        }
        return render(self.request, "register/confirm.html", context, status=status)


def download(row: Attachment, content: bytes) -> HttpResponse:
    """The file as a download that the browser neither shows nor runs."""
    response = HttpResponse(content, content_type=row.content_type)
    response.headers["Content-Disposition"] = content_disposition(row.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


class WithdrawView(FileView):
    """POST /<app>/<register>/<pk>/files/<uuid>/withdraw/: the file is marked removed and kept."""

    def post(self, request: HttpRequest, pk: int, uuid) -> HttpResponse:
        record = self.changeable(pk)
        row = self.file(record, uuid)
        attachments.withdraw(request.user, record, row, request.POST.get("reason", "").strip()[:200])
        messages.success(request, f"已移除“{attachments.told_name(record, row)}”，内容留存备查")
        return redirect(self.register.record_url(record))


def routes(register, route) -> list:
    """The routes of this module for one register."""
    return [
        route("<int:pk>/files/", AddFileView, "change", "files"),
        route("<int:pk>/files/<uuid:uuid>/", DownloadView, "view", "file"),
        route("<int:pk>/files/<uuid:uuid>/withdraw/", WithdrawView, "change", "file-withdraw"),
    ]


def panel(register, record, user) -> PanelContent | None:
    """The card 附件 on the record page; nothing where there is no file and the user cannot add one."""
    rows = list(attachments.of(record).select_related("uploaded_by__staff").only(*LISTED))
    changeable = bool(policy.can(user, register.permission("change"), record)) and bool(
        register.editable(record, user)
    )
    if not rows and not changeable:
        return None
    base = f"{register.record_url(record)}files/"
    opens = bool(attachments.may_open(user, record))
    asks = attachments.asks_reason(user, record)
    context = {
        "files": [
            {
                "row": row,
                "name": row.name if opens else attachments.told_name(record, row),
                "url": f"{base}{row.uuid}/",
                "withdraw_url": f"{base}{row.uuid}/withdraw/",
            }
            for row in rows
        ],
        "opens": opens,
        "asks": asks,
        "changeable": changeable,
        "add_url": base,
        "levels": [(level.value, level.label) for level in LEVELS],
        "kinds": register.attachment_kinds(record),
    }
    return PanelContent(
        "附件", "register/attachments.html", context, order=80, hint=f"{len(rows)} 份" if rows else ""
    )


urls.add_routes(routes)
