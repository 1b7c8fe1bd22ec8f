"""The files of a record: add, download, remove."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baomi.core.errors import NotFound, Refusal
from baomi.core.levels import SecrecyLevel
from baomi.organization import policy
from baomi.registers import attachments, urls
from baomi.registers.models import Attachment
from baomi.registers.pages.exchange import content_disposition
from baomi.registers.pages.list import RegisterView
from baomi.registers.protocols import PanelContent

LEVELS = (SecrecyLevel.PUBLIC, SecrecyLevel.INTERNAL)


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
    """GET /<app>/<register>/<pk>/files/<uuid>/: always as a download, logged; never shown by the browser."""

    def get(self, request: HttpRequest, pk: int, uuid) -> HttpResponse:
        record = self.record(pk)
        row = self.file(record, uuid)
        return download(row, attachments.content_of(request.user, record, row))


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
        messages.success(request, f"已移除“{row.name}”，内容留存备查")
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
    rows = list(attachments.of(record).select_related("uploaded_by__staff"))
    changeable = bool(policy.can(user, register.permission("change"), record)) and bool(
        register.editable(record, user)
    )
    if not rows and not changeable:
        return None
    base = f"{register.record_url(record)}files/"
    context = {
        "files": [
            {"row": row, "url": f"{base}{row.uuid}/", "withdraw_url": f"{base}{row.uuid}/withdraw/"}
            for row in rows
        ],
        "changeable": changeable,
        "add_url": base,
        "levels": [(level.value, level.label) for level in LEVELS],
        "kinds": register.attachment_kinds(record),
    }
    return PanelContent(
        "附件", "register/attachments.html", context, order=80, hint=f"{len(rows)} 份" if rows else ""
    )


urls.add_routes(routes)
