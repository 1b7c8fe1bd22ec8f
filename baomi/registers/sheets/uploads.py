"""A workbook between upload and decision: private to its owner, kept for a day, encrypted on the disk."""

import base64
import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.text import get_valid_filename

from baomi.core import clock, crypto
from baomi.core.errors import NotFound, Refusal
from baomi.registers.declarations import Register, registry
from baomi.registers.forms import bound_form
from baomi.registers.models import SheetUpload
from baomi.registers.sheets import checks, finding, previews, reader
from baomi.registers.sheets import mapping as headings_mapping
from baomi.registers.sheets.finding import Found, Words
from baomi.registers.sheets.layout import Layout, Repair
from baomi.registers.sheets.mapping import Target
from baomi.registers.sheets.reader import Book, Table

KEPT = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Purpose:
    """What workbooks are brought for.

    `targets(register, user)` is what a column may stand for, `words(register, user, targets)` what the table is found
    by, `stage(upload, register, table, from_1904)` what is kept of it for the pages.
    """

    name: str
    targets: Callable[[Register, Any], list[Target]]
    words: Callable[[Register, Any, list[Target]], Words]
    stage: Callable[[SheetUpload, Register, Table, bool], dict]


_purposes: dict[str, Purpose] = {}


def add_purpose(purpose: Purpose) -> Purpose:
    """Declare a purpose. Raises ValueError for a second one of the name."""
    if purpose.name in _purposes:
        raise ValueError(f"purpose {purpose.name} is declared twice")
    _purposes[purpose.name] = purpose
    return purpose


def targets(register: Register, user) -> list[Target]:
    """What a column of an import may stand for."""
    return headings_mapping.targets(register, bound_form(register, user))


IMPORT = add_purpose(
    Purpose(
        "import",
        targets=targets,
        words=lambda register, user, known: finding.words(bound_form(register, user), known),
        stage=lambda upload, register, table, from_1904: previews.preview(
            register, upload.user, table, upload.mapping, from_1904
        ),
    )
)


def receive(
    user,
    register: Register,
    name: str,
    content: bytes,
    layout: Layout | None = None,
    *,
    purpose: Purpose = IMPORT,
    query: str = "",
) -> SheetUpload:
    """Check, read and stage a workbook for `user`; returns the upload with its preview.

    Raises Refusal, with nothing kept, for a file that cannot be read. A missing key column is no refusal: it is
    kept in the preview, where the user corrects the mapping.
    """
    purge()
    checks.check(content)
    upload = SheetUpload(
        user=user,
        register=register.name,
        purpose=purpose.name,
        query=query,
        name=get_valid_filename(PurePath(name.replace("\\", "/")).name or "未命名.xlsx")[-160:],
        size=len(content),
        digest=crypto.sm3(content),
        uploaded_at=clock.now(),
    )
    _stage(upload, register, content, layout or Layout())
    upload.path = str(_keep(upload, content))
    upload.save()
    return upload


def arrange(
    upload: SheetUpload, register: Register, layout: Layout, choices: list[str] | None = None
) -> None:
    """Stage again as the owner corrected it: sheet, heading, kinds of rows, repairs; `choices` is a field per column.

    Without `choices` the columns are proposed anew when the table is another, else kept. What changes nothing
    stages nothing. Raises Refusal, with the upload as it was, for what cannot be.
    """
    mapping = upload.mapping
    if choices is not None:
        known = _purposes[upload.purpose].targets(register, upload.user)
        mapping = headings_mapping.corrected(upload.staged["headings"], known, choices)
        layout = replace(layout, chosen=layout.chosen or mapping != upload.mapping)
    if mapping == upload.mapping and layout.same_table(Layout.load(upload.layout)):
        upload.layout = layout.dump()
        upload.save(update_fields=["layout"])
        return
    upload.mapping = mapping
    _stage(upload, register, _content(upload), layout)
    upload.save(update_fields=["layout", "signature", "mapping", "staged"])


def remap(upload: SheetUpload, register: Register, choices: list[str]) -> None:
    """Stage again with the owner's own choice of fields, one per column in the order of the file."""
    arrange(upload, register, Layout.load(upload.layout), choices)


def repair(upload: SheetUpload, register: Register, *, kind: str = "", place: str = "") -> int:
    """Take the repairs offered in the preview, all of a kind or the one at a place; returns how many.

    The file stays as it was uploaded; what was changed is kept beside it and shown. Raises Refusal when none is
    offered there.
    """
    layout = Layout.load(upload.layout)
    offered = {
        f"{problem['line']}:{problem['letter']}": problem["repair"]
        for problem in upload.staged["problems"]
        if problem.get("repair")
    }
    chosen = {
        at: Repair(item["kind"], item["old"], item["new"])
        for at, item in offered.items()
        if (at == place if place else item["kind"] == kind)
    }
    if not chosen:
        raise Refusal("这里没有可以代为更正的内容", how="请改好文件后重新上传")
    arrange(upload, register, replace(layout, repairs={**layout.repairs, **chosen}))
    return len(chosen)


def take_back(upload: SheetUpload, register: Register, kind: str) -> None:
    """Undo the repairs of a kind: the cells count again as they stand in the file."""
    layout = Layout.load(upload.layout)
    kept = {place: item for place, item in layout.repairs.items() if item.kind != kind}
    arrange(upload, register, replace(layout, repairs=kept))


def find(user, register: Register, uuid, purpose: Purpose = IMPORT) -> SheetUpload:
    """The user's own upload, open or committed. Raises NotFound for another's, an expired or a dropped one."""
    own = SheetUpload.objects.filter(user=user, register=register.name, purpose=purpose.name)
    found = own.filter(uuid=uuid).first()
    if found is None or (found.committed_at is None and not _open(found)):
        raise NotFound("没有这份上传的文件，或已超过 24 小时", how="请重新上传")
    return found


def drop(upload: SheetUpload, *, remember: bool = True) -> None:
    """Forget the file and its rows; what the owner said the headings stand for stays remembered."""
    path = upload.path
    upload.path, upload.staged, upload.query = "", {}, ""
    upload.layout = {"chosen": remember and upload.layout.get("chosen", False)}
    upload.save(update_fields=["path", "staged", "query", "layout"])
    if path:
        Path(path).unlink(missing_ok=True)


def purge() -> int:
    """Forget every file older than a day; returns how many."""
    old = list(SheetUpload.objects.exclude(path="").filter(uploaded_at__lt=clock.now() - KEPT))
    for upload in old:
        drop(upload)
    return len(old)


def table_of(upload: SheetUpload) -> Table:
    """The rows of the kept file, found and repaired as its owner saw them.

    Raises Refusal when it is not the file that was uploaded.
    """
    register = registry.by_name(upload.register)
    return _found(upload, register, _content(upload), Layout.load(upload.layout))[1].table


def _stage(upload: SheetUpload, register: Register, content: bytes, layout: Layout) -> None:
    """Find the table, settle which column is which field, and preview it; a mapping already chosen is kept."""
    purpose = _purposes[upload.purpose]
    book, found = _found(upload, register, content, layout)
    table = found.table
    signature = headings_mapping.signature(table.headings)
    if signature == upload.signature:
        proposal = headings_mapping.Proposal(upload.mapping)
    else:
        known = purpose.targets(register, upload.user)
        remembered = _remembered(upload.user, register, signature, purpose)
        proposal = headings_mapping.propose(table.headings, known, remembered, kept=upload.mapping)
    layout = replace(layout, sheet=table.sheet, head=found.head)
    upload.signature, upload.mapping, upload.layout = signature, proposal.mapping, layout.dump()
    upload.staged = purpose.stage(upload, register, table, book.whole.from_1904)
    upload.staged["found"] = previews.seen(book, found, proposal)


def _found(upload: SheetUpload, register: Register, content: bytes, layout: Layout) -> tuple[Book, Found]:
    purpose, user = _purposes[upload.purpose], upload.user
    words = purpose.words(register, user, purpose.targets(register, user))
    book = _read(content, layout.sheet)
    if not layout.sheet:
        name = finding.choose_sheet(book, words)
        book = book if name == book.whole.name else _read(content, name)
    grid = layout.repaired(book.whole)
    found = finding.find(grid, words, head=layout.head, kinds=layout.kinds, hidden=layout.hidden)
    if not found.table.rows:
        raise Refusal("只有表头，没有数据行", f"工作表“{grid.name}”", "请在表头下逐行填写后重新上传")
    return book, found


def _open(upload: SheetUpload) -> bool:
    return bool(upload.path) and upload.uploaded_at >= clock.now() - KEPT


def _remembered(
    user, register: Register, signature: str, purpose: Purpose = IMPORT
) -> Mapping[str, str] | None:
    """What was last chosen or imported under just these headings: by the user, or else by another keeper."""
    same = SheetUpload.objects.filter(
        Q(layout__chosen=True) | Q(committed_at__isnull=False),
        register=register.name,
        purpose=purpose.name,
        signature=signature,
    )
    last = same.filter(user=user).first() or same.first()
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


def _content(upload: SheetUpload) -> bytes:
    """The kept file. Raises Refusal when it is not the file that was uploaded."""
    try:
        token = Path(upload.path).read_text("ascii")
        content = base64.b64decode(crypto.decrypt(token, upload.uuid.bytes))
    except (OSError, ValueError, crypto.Undecryptable):
        content = b""
    if crypto.sm3(content) != upload.digest:
        raise Refusal("上传的文件已不在，或不是当时核对的那一份", how="请重新上传")
    return content


def _read(content: bytes, sheet: str = "") -> Book:
    """Rows through a file that lives only while the reading process has it open."""
    with tempfile.NamedTemporaryFile(dir=_folder(), suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        return reader.read(file.name, sheet)
