"""What a file is by its content, whatever its name says; files that are two things at once are refused (P38)."""

import io
import re
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from baomi.core.errors import Refusal
from baomi.registers.sheets import checks

ACCEPTED = "只收 PDF、JPG、PNG、DOCX、XLSX"
MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|iframe|object|embed)[\s>/]", re.I)
ZIP_END = b"PK\x05\x06"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class FileType:
    label: str
    content_type: str
    extensions: tuple[str, ...]


PDF = FileType("PDF", "application/pdf", ("pdf",))
JPEG = FileType("JPG 图片", "image/jpeg", ("jpg", "jpeg"))
PNG = FileType("PNG 图片", "image/png", ("png",))
WORD = FileType("Word 文档", DOCX, ("docx",))
EXCEL = FileType("Excel 工作簿", XLSX, ("xlsx",))


def identify(content: bytes) -> FileType:
    """The type of `content`, checked to its end. Raises Refusal for anything else, and for active or double content."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _image(content, JPEG, b"\xff\xd9")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _image(content, PNG, b"IEND\xaeB`\x82")
    if content.startswith(checks.ZIP_HEAD):
        return _office(content)
    raise _unknown(content)


def _unknown(content: bytes) -> Refusal:
    if content.startswith(PROGRAMS):
        return Refusal("这是程序或脚本，不能作为附件", how=ACCEPTED)
    if content.startswith(ARCHIVES):
        return Refusal("这是压缩包，不能作为附件", how=f"{ACCEPTED}，请解开后逐个上传")
    if content.startswith(checks.OLE_HEAD):
        return Refusal(
            "这是旧格式的 Office 文件，或设了打开密码", how="请去掉密码，另存为 .docx 或 .xlsx 后重新上传"
        )
    if MARKUP.search(content[:4096]) or content.lstrip().startswith(b"<"):
        return Refusal("这是网页或 SVG 图形，不能作为附件", how=ACCEPTED)
    return Refusal("认不出这个文件的类型", how=ACCEPTED)


def _pdf(content: bytes) -> FileType:
    _, mark, tail = content.rpartition(b"%%EOF")
    if not mark or tail.strip(b"\x00\r\n\t "):
        raise Refusal("PDF 文件不完整，或末尾附有别的内容", how="请重新导出 PDF 后上传")
    _require_single(content)
    if PDF_ACTIVE.search(content):
        raise Refusal("PDF 文件含有脚本、表单程序或内嵌文件", how="请用“打印到 PDF”重新生成后上传")
    return PDF


def _image(content: bytes, kind: FileType, end: bytes) -> FileType:
    if not content.rstrip(b"\x00").endswith(end):
        raise Refusal("图片不完整，或末尾附有别的内容", how="请重新保存图片后上传")
    _require_single(content)
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Refusal("图片已损坏，打不开", how="请重新保存图片后上传") from None
    return kind


def _require_single(content: bytes) -> None:
    if ZIP_END in content or MARKUP.search(content):
        raise Refusal("文件里夹带了网页代码或压缩包", how="请重新生成文件后上传")


def _office(content: bytes) -> FileType:
    found: list[FileType] = []

    def judge(names: set[str]) -> None:
        if checks.TYPES not in names or not names & {"word/document.xml", checks.WORKBOOK}:
            raise Refusal("这是压缩包，不能作为附件", how=f"{ACCEPTED}，请解开后逐个上传")
        found.append(WORD if "word/document.xml" in names else EXCEL)

    checks.check_package(content, judge)
    return found[0]
