"""A workbook between upload and decision: private to its owner, kept for a day, encrypted on the disk."""

import base64
import datetime as dt
import tempfile
from pathlib import Path, PurePath

from django.conf import settings
from django.utils.text import get_valid_filename

from baomi.core import clock, crypto
from baomi.core.errors import NotFound, Refusal
from baomi.registers.declarations import Register
from baomi.registers.forms import bound_form
from baomi.registers.models import SheetUpload
from baomi.registers.sheets import checks, reader
from baomi.registers.sheets import mapping as headings_mapping
from baomi.registers.sheets.mapping import Target
from baomi.registers.sheets.reader import Table
from baomi.registers.sheets.staging import Staging

KEPT = dt.timedelta(hours=24)


def receive(user, register: Register, name: str, content: bytes) -> SheetUpload:
    """Check, read and stage a workbook for `user`; returns the upload with its preview.

    Raises Refusal, with nothing kept, for a file that cannot be read. A missing key column is no refusal: it is
    kept in the preview, where the user corrects the mapping.
    """
    purge()
    checks.check(content)
    table = _read(content)
    known = targets(register, user)
    signature = headings_mapping.signature(table.headings)
    upload = SheetUpload(
        user=user,
        register=register.name,
        name=get_valid_filename(PurePath(name.replace("\\", "/")).name or "未命名.xlsx")[-160:],
        size=len(content),
        digest=crypto.sm3(content),
        signature=signature,
        mapping=headings_mapping.propose(table.headings, known, _remembered(user, register, signature)),
        uploaded_at=clock.now(),
    )
    upload.staged = preview(register, user, table, upload.mapping)
    upload.path = str(_keep(upload, content))
    upload.save()
    return upload


def remap(upload: SheetUpload, register: Register, choices: list[str]) -> None:
    """Stage again with the user's own choice of fields, one per column in the order of the file."""
    table = table_of(upload)
    known = targets(register, upload.user)
    upload.mapping = headings_mapping.corrected(table.headings, known, choices)
    upload.staged = preview(register, upload.user, table, upload.mapping)
    upload.save(update_fields=["mapping", "staged"])


def find(user, register: Register, uuid) -> SheetUpload:
    """The user's own upload, open or committed. Raises NotFound for another's, an expired or a dropped one."""
    found = SheetUpload.objects.filter(user=user, register=register.name, uuid=uuid).first()
    if found is None or (found.committed_at is None and not _open(found)):
        raise NotFound("没有这份导入，或已超过 24 小时", how="请重新上传文件")
    return found


def drop(upload: SheetUpload) -> None:
    """Forget the file and its rows; what the headings stood for stays remembered."""
    path = upload.path
    upload.path, upload.staged = "", {}
    upload.save(update_fields=["path", "staged"])
    if path:
        Path(path).unlink(missing_ok=True)


def purge() -> int:
    """Forget every file older than a day; returns how many."""
    old = list(SheetUpload.objects.exclude(path="").filter(uploaded_at__lt=clock.now() - KEPT))
    for upload in old:
        drop(upload)
    return len(old)


def table_of(upload: SheetUpload) -> Table:
    """The rows of the kept file. Raises Refusal when it is not the file that was uploaded."""
    try:
        token = Path(upload.path).read_text("ascii")
        content = base64.b64decode(crypto.decrypt(token, upload.uuid.bytes))
    except (OSError, ValueError, crypto.Undecryptable):
        content = b""
    if crypto.sm3(content) != upload.digest:
        raise Refusal("上传的文件已不在，或不是当时核对的那一份", how="请重新上传")
    return _read(content)


def targets(register: Register, user) -> list[Target]:
    return headings_mapping.targets(register, bound_form(register, user))


def preview(register: Register, user, table: Table, mapping: dict[str, str]) -> dict:
    """The staging as the upload keeps it: texts, changes and seals, personal data behind its mask."""
    frame = {
        "sheet": table.sheet,
        "heading_line": table.heading_line,
        "headings": table.headings,
        "hidden": table.hidden,
        "total": len(table.rows),
    }
    try:
        staging = Staging(register, user, table, mapping)
    except Refusal as refusal:
        return {**frame, "refusal": str(refusal), "columns": [], "rows": [], "problems": [], "counts": {}}
    return {
        **frame,
        "refusal": "",
        "columns": [{"name": use.target.name, "label": use.target.label} for use in staging.used],
        "rows": [
            {
                "line": plan.line,
                "result": plan.result,
                "texts": plan.texts,
                "changes": {name: list(pair) for name, pair in plan.changes.items()},
                "wrong": [problem.name for problem in plan.problems],
                "seal": plan.seal(),
            }
            for plan in staging.rows
        ],
        "problems": [vars(problem) for problem in staging.problems],
        "counts": staging.counts(),
    }


def _open(upload: SheetUpload) -> bool:
    return bool(upload.path) and upload.uploaded_at >= clock.now() - KEPT


def _remembered(user, register: Register, signature: str) -> dict[str, str] | None:
    last = SheetUpload.objects.filter(user=user, register=register.name, signature=signature).first()
    return last.mapping if last else None


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _keep(upload: SheetUpload, content: bytes) -> Path:
    path = _folder() / str(upload.uuid)
    path.write_text(crypto.encrypt(base64.b64encode(content).decode("ascii"), upload.uuid.bytes), "ascii")
    path.chmod(0o600)
    return path


def _read(content: bytes) -> Table:
    """Rows through a file that lives only while the reading process has it open."""
    with tempfile.NamedTemporaryFile(dir=_folder(), suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        return reader.read(file.name)
