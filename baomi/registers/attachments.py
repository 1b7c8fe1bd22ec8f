"""Files beside records: known by content, kept once under their digest outside the web root, never changed or deleted."""

import os
import tempfile
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from baomi.audit import ledger, reasons
from baomi.core import clock, crypto
from baomi.core.decisions import Allowed, Denied
from baomi.core.errors import NotFound, Refusal
from baomi.core.levels import SecrecyLevel
from baomi.core.validators import secrecy_marks
from baomi.organization import policy
from baomi.registers import filetypes
from baomi.registers.declarations import registry
from baomi.registers.models import Attachment

MAX_SIZE = 20 * 2**20
OTHER_KIND = "其他材料"
NO_SECRETS = "本系统是非涉密系统，不存放任何国家秘密；涉密材料请按载体管理办理"


def store(
    by, record, upload: UploadedFile, *, kind: str = "", level: str = SecrecyLevel.PUBLIC
) -> Attachment:
    """Keep `upload` beside `record`, one audit entry; returns its row. The same content is kept on disk once.

    Refused with a sentence: a record out of sight, a level other than 公开 or 内部, a name bearing a level mark,
    more than 20 MiB, and what is not a plain PDF, JPG, PNG, DOCX or XLSX of its own extension.
    """
    _require_sight(by, record)
    name = clean_name(upload.name or "")
    _require_open(level, name)
    content = upload.read(MAX_SIZE + 1)
    if not content:
        raise Refusal(f"“{name}”是空文件", how="请确认已保存后重新上传")
    if len(content) > MAX_SIZE:
        raise Refusal(f"“{name}”超过 20 MB", how="请压缩图片或拆成几份后重新上传")
    found = _identify(name, content)
    digest = crypto.sm3(content)
    _keep(digest, content)
    with ledger.unit(by):
        row = Attachment.objects.create(
            register=key_of(record),
            record_pk=record.pk,
            kind=kind[:40],
            name=name,
            content_type=found.content_type,
            size=len(content),
            digest=digest,
            level=level,
            uploaded_by=by,
            uploaded_at=clock.now(),
        )
        label = f"{told_name(record, row)}（{found.label}，SM3 {digest}）"
        ledger.record("registers.attachment.store", record, label=label)
    return row


def withdraw(by, record, attachment: Attachment, reason: str = "") -> None:
    """Mark the file removed; row and content stay. A file already removed is refused."""
    _require_sight(by, record)
    with ledger.unit(by, reason=reason):
        row = of(record, withdrawn=True).select_for_update().filter(pk=attachment.pk).first()
        if row is None:
            raise NotFound("没有这个附件")
        if row.withdrawn_at is not None:
            raise Refusal("这个附件已移除", where=row.name)
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        ledger.record("registers.attachment.withdraw", record, label=told_name(record, row))


def of(record, *, withdrawn: bool = False) -> QuerySet[Attachment]:
    """The files of a record, oldest first; with `withdrawn` the removed ones too."""
    rows = Attachment.objects.filter(register=key_of(record), record_pk=record.pk)
    return rows if withdrawn else rows.filter(withdrawn_at__isnull=True)


def may_open(user, record) -> Allowed | Denied:
    """Whether the user, who sees the record, may open the files beside it (`Register.attachment_permission`)."""
    guard = _guard(record)
    return policy.can(user, guard, record) if guard else Allowed()


def asks_reason(user, record) -> bool:
    """Whether opening a file needs a reason: guarded files of another person."""
    return bool(_guard(record)) and not policy.is_own(user, record)


def told_name(record, attachment: Attachment) -> str:
    """What the file is called where others than those who may open it read: its kind when it is guarded."""
    return (attachment.kind or OTHER_KIND) if _guard(record) else attachment.name


def content_of(by, record, attachment: Attachment, reason: str = "") -> bytes:
    """The file's bytes for download, compared with their digest; the download is logged before it is given out.

    Guarded files go to those of the register's `attachment_permission` alone, to others than the person himself with
    a `reason`. Raises NotFound, NotPermitted, or Refusal without a reason.
    """
    _require_sight(by, record)
    guard = _guard(record)
    if guard:
        policy.require(by, guard, record)
    if asks_reason(by, record) and attachment.withdrawn_at is None:
        reasons.for_reading(reason)
    return hand_out(by, record, attachment, reason.strip())


def hand_out(by, record, attachment: Attachment, reason: str = "") -> bytes:
    """As `content_of`, for a page that has judged the sight by a line of its own: a notice shows its files to
    those it is addressed to, who do not see the register it stands in.
    """
    if attachment.withdrawn_at is not None:
        raise NotFound("没有这个附件")
    try:
        content = path_of(attachment.digest).read_bytes()
    except OSError:
        content = b""
    if crypto.sm3(content) != attachment.digest:
        raise Refusal("附件的内容与登记的摘要不符，不予提供", where=attachment.name, how="请告诉系统管理员")
    label = told_name(record, attachment)
    ledger.note("registers.attachment.download", by=by, obj=record, label=label, reason=reason)
    return content


def key_of(record) -> str:
    """What a record's files are filed under: the name of its register, or its model without one."""
    register = registry.of(record)
    return register.name if register else record._meta.label_lower


def path_of(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def clean_name(name: str) -> str:
    """The file's own name without any path. Raises Refusal for control characters."""
    plain = PurePath(name.replace("\\", "/")).name.strip()
    if not plain or not plain.isprintable():
        raise Refusal("文件名是空的，或含有看不见的字符", how="请改名后重新上传")
    stem, dot, extension = plain.rpartition(".")
    return plain if len(plain) <= 160 else f"{stem[: 159 - len(extension)]}{dot}{extension}"


def _require_sight(by, record) -> None:
    register = registry.of(record)
    if register is None:
        return
    policy.require(by, register.permission("view"), record)
    if not register.visible(by).filter(pk=record.pk).exists():
        raise NotFound("没有这条记录")


def _guard(record) -> str:
    register = registry.of(record)
    return register.attachment_permission if register else ""


def _require_open(level: str, name: str) -> None:
    if level not in (SecrecyLevel.PUBLIC, SecrecyLevel.INTERNAL):
        raise Refusal("附件只能是公开或内部材料", how=NO_SECRETS)
    if secrecy_marks(name):
        raise Refusal(f"文件名“{name}”带有密级标志", how=NO_SECRETS)


def _identify(name: str, content: bytes) -> filetypes.FileType:
    extension = name.rpartition(".")[2].lower()
    try:
        found = filetypes.identify(content)
    except Refusal as refusal:
        raise Refusal(f"“{name}”没有收：{refusal.what}", refusal.where, refusal.how) from None
    if extension not in found.extensions:
        raise Refusal(
            f"“{name}”的内容是 {found.label}，与后缀不符",
            how=f"请把后缀改为 .{found.extensions[0]} 后重新上传",
        )
    return found


def _keep(digest: str, content: bytes) -> None:
    """Write the content under its digest, whole or not at all; what is there already stays."""
    path = path_of(digest)
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
