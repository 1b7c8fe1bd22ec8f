"""What a workbook must be before any library opens it: a plain .xlsx of bounded size without active content.

The order is: size, kind of file, zip directory, every XML part. Nothing here trusts the file's name or its declared
sizes alone; what a lying directory might still hide meets the limits of the reading process. Parts are looked
through in pieces and never held whole, so that the server needs no more memory for a bomb than for a page.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from baomi.core.errors import Refusal

MAX_SIZE = 10 * 2**20
MAX_ENTRIES = 200
MAX_UNPACKED = 100 * 2**20
MAX_RATIO = 100
MAX_DIRECTORY = 256 * 2**10
MAX_RELATIONS = 2**22
"""A part of relations is looked at whole, because one relation may be written as long as anybody likes."""
PIECE = 2**18
OVERLAP = 2**12
"""What two pieces have in common: longer than anything that is looked for."""
RATIO_FROM = 2**20
"""Parts below this unpacked size may be packed as tightly as they like: they cannot hurt."""

SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后重新上传"
ZIP_HEAD = b"PK\x03\x04"
ZIP_END, ZIP64_END, ZIP64_PLACE = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
BINARY_PARTS = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bmp", ".tif", ".tiff", ".bin", ".wdp")
ACTIVE_PARTS = (
    (re.compile(r"vbaproject|\.vba|macrosheets/", re.I), "文件含有宏"),
    (re.compile(r"externallinks/", re.I), "文件引用了其他工作簿"),
    (re.compile(r"activex/|embeddings/|ctrlprops/", re.I), "文件嵌有其他程序的对象"),
    (re.compile(r"xl/connections\.xml|querytables/|xl/model/", re.I), "文件连接了外部数据"),
)
EXTERNAL_TARGET = re.compile(rb"<[^<>]*TargetMode\s*=\s*[\"']External[\"'][^<>]*>", re.I)
HARMLESS_EXTERNAL = re.compile(rb"/hyperlink[\"']", re.I)
DECLARED_ENCODING = re.compile(rb"^<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)", re.I)
DOCUMENT_TYPE = re.compile(rb"<!(doctype|entity)", re.I)


def check(content: bytes) -> None:
    """Raise Refusal, in the user's words, unless `content` is a workbook that may be opened."""
    if not content:
        raise Refusal("文件是空的", how="请确认已保存后重新上传")
    if len(content) > MAX_SIZE:
        raise Refusal(
            f"文件有 {len(content) / 2**20:.1f} MB，超过 10 MB", how="请拆成几份，或删去图片后重新上传"
        )
    if not content.startswith(ZIP_HEAD):
        raise _not_a_zip(content)
    check_package(content, _check_kind)


def check_package(content: bytes, check_names: Callable[[set[str]], None]) -> None:
    """Raise Refusal unless `content` is an Office package without active content; `check_names` judges its parts."""
    if _directory_size(content) > MAX_DIRECTORY:
        raise Refusal(f"文件内的部件超过 {MAX_ENTRIES} 个", how=SAVE_AS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive)
            check_names(set(archive.namelist()))
            for entry in archive.infolist():
                _check_part(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refusal("文件不完整或已损坏，打不开", how="请重新保存或重新下载后再上传") from error


def _not_a_zip(content: bytes) -> Refusal:
    head = content[:2048].lstrip(b"\xef\xbb\xbf").lstrip().lower()
    if content.startswith(OLE_HEAD):
        if ENCRYPTED_STREAM in content:
            return Refusal("文件设了打开密码，读不了内容", how="请取消密码后重新上传")
        return Refusal("这是旧格式的 Excel 文件（.xls）", how=SAVE_AS)
    if content.startswith(b"%PDF"):
        return Refusal("这是 PDF 文件，不是 Excel 工作簿", how="请上传由模板填写的 .xlsx 文件")
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return Refusal("这是改了后缀的网页或 XML 表格，不是 Excel 工作簿", how=SAVE_AS)
    if _is_text(content):
        return Refusal("这是改了后缀的文本文件（CSV），不是 Excel 工作簿", how=SAVE_AS)
    return Refusal("这不是 Excel 工作簿", how="请上传由模板填写的 .xlsx 文件")


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # Excel's own "Unicode text"
    if b"\x00" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _check_directory(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refusal(f"文件内有 {len(entries)} 个部件，超过 {MAX_ENTRIES} 个", how=SAVE_AS)
    if any(entry.filename.lower().endswith(".rels") and entry.file_size > MAX_RELATIONS for entry in entries):
        raise Refusal("文件内的引用过多，不能打开", how=SAVE_AS)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refusal("文件展开后超过 100 MB", how="请删去多余的工作表和格式，或拆成几份")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise Refusal("文件内有重名的部件，不是 Excel 保存的工作簿", how=SAVE_AS)
    if archive.comment:
        raise Refusal("文件末尾附有别的内容，不是 Office 保存的文件", how=SAVE_AS)
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith("/") or "\\" in name or "\x00" in name or ":" in name or ".." in name.split("/"):
        raise Refusal("文件内有部件的路径指向文件之外，不能打开", how=SAVE_AS)
    if entry.flag_bits & 1:
        raise Refusal("文件内有加密的部件，读不了内容", how="请取消密码后重新上传")
    if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise Refusal("文件压缩得异常紧，展开后远大于原文件，不能打开", how="请删去多余的空白格式后重新保存")
    for pattern, problem in ACTIVE_PARTS:
        if pattern.search(name):
            raise Refusal(f"{problem}，不能导入", how="请把数据复制到新的工作簿，另存为 .xlsx 后重新上传")


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise Refusal("这是二进制工作簿（.xlsb）", how=SAVE_AS)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Refusal("这是 Word 或 PowerPoint 文件，不是 Excel 工作簿", how="请上传由模板填写的 .xlsx 文件")
    if TYPES not in names or WORKBOOK not in names:
        raise Refusal("这是压缩包，不是 Excel 工作簿", how="请上传由模板填写的 .xlsx 文件")


def _directory_size(content: bytes) -> int:
    """How large the zip's directory says it is, before anything reads it; 0 where there is none to believe."""
    end = content.rfind(ZIP_END, max(0, len(content) - 22 - 2**16))
    if end < 0 or len(content) < end + 22:
        return 0
    (size,) = struct.unpack_from("<L", content, end + 12)
    place = end - 20
    if place >= 0 and content.startswith(ZIP64_PLACE, place):
        (start,) = struct.unpack_from("<Q", content, place + 8)
        if start + 48 <= len(content) and content.startswith(ZIP64_END, start):
            (size,) = struct.unpack_from("<Q", content, start + 40)
    return size


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read the part to its end, so that size and checksum are compared, and look for what may not be in it."""
    name = entry.filename.lower()
    with archive.open(entry) as part:
        before = b""
        while piece := part.read(MAX_RELATIONS if name.endswith(".rels") else PIECE):
            if not name.endswith(BINARY_PARTS):
                _check_piece(name, before + piece, first=not before)
            before = piece[-OVERLAP:]


def _check_piece(name: str, data: bytes, *, first: bool) -> None:
    encoding = DECLARED_ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")) if first else None
    if b"\x00" in data or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        # Another encoding would hide what the searches below look for.
        raise Refusal("文件内部的编码不是 UTF-8，不是 Excel 保存的工作簿", how=SAVE_AS)
    if DOCUMENT_TYPE.search(data):
        raise Refusal("文件内部含有实体定义（DTD），不能打开", how=SAVE_AS)
    if name == TYPES.lower() and b"macroenabled" in data.lower():
        raise Refusal("文件含有宏，不能导入", how="请把数据复制到新的工作簿，另存为 .xlsx 后重新上传")
    if name.endswith(".rels"):
        for found in EXTERNAL_TARGET.findall(data):
            if not HARMLESS_EXTERNAL.search(found):
                raise Refusal(
                    "文件引用了外部文件或数据，不能导入", how="请断开链接，或复制到新的工作簿后重新上传"
                )
