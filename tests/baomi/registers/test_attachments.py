"""P38: files are known by content, kept once outside the web root, given out as downloads after a permission check."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotFound, Refusal
from baomi.core.levels import SecrecyLevel
from baomi.organization.roles import Role
from baomi.registers import attachments
from baomi.registers.models import Attachment
from tests.baomi.registers.sheets.books import book, rebuilt
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(stream, kind)
    return stream.getvalue()


def document() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return stream.getvalue()


def png_with_page_inside() -> bytes:
    """A valid PNG whose text chunk is a web page."""
    page = b"Comment\0<html><script>alert(1)</script></html>"
    chunk = struct.pack(">I", len(page)) + b"tEXt" + page + struct.pack(">I", zlib.crc32(b"tEXt" + page))
    content = picture("PNG")
    return content[:33] + chunk + content[33:]


GOOD = {
    "材料.pdf": PDF,
    "照片.jpg": picture("JPEG"),
    "照片.JPEG": picture("JPEG"),
    "截图.png": picture("PNG"),
    "说明.docx": document(),
    "名单.xlsx": book(["1", "王"]),
}
BAD = {
    "page": ("a.pdf", b"<html><script>alert(1)</script></html>", "网页或 SVG"),
    "svg": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "网页或 SVG"),
    "program": ("a.pdf", b"MZ\x90\x00" + b"\0" * 100, "程序"),
    "script": ("a.pdf", b"#!/bin/sh\nrm -rf /\n", "程序"),
    "zip": ("a.docx", rebuilt(book(), leave_out=("xl/workbook.xml",)), "压缩包"),
    "rar": ("a.docx", b"Rar!\x1a\x07\x00", "压缩包"),
    "old word": ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "旧格式"),
    "text": ("a.pdf", "你好".encode(), "认不出"),
    "nothing": ("a.pdf", b"", "空文件"),
    "png with a page inside": ("a.png", png_with_page_inside(), "夹带"),
    "jpeg and zip at once": ("a.jpg", picture("JPEG") + document(), "末尾附有"),
    "pdf and zip at once": ("a.pdf", PDF + document(), "末尾附有"),
    "pdf hiding a zip": ("a.pdf", b"%PDF-1.7\n" + document() + b"\n%%EOF", "夹带"),
    "pdf with a script": (
        "a.pdf",
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"),
        "脚本",
    ),
    "pdf cut short": ("a.pdf", PDF[:30], "不完整"),
    "png cut short": ("a.png", picture("PNG")[:-20], "不完整"),
    "jpeg of two bytes": ("a.jpg", b"\xff\xd8\xff\xd9", "已损坏"),
    "workbook with macros": ("a.xlsx", rebuilt(book(), add={"xl/vbaProject.bin": b"x"}), "含有宏"),
    "another extension": ("a.pdf", picture("PNG"), "与后缀不符"),
    "a page's extension": ("a.html", PDF, "与后缀不符"),
    "two extensions": ("a.pdf.exe", PDF, "与后缀不符"),
    "invisible name": ("a\x00.pdf", PDF, "看不见的字符"),
    "marked name": ("机密★10年 方案.pdf", PDF, "密级标志"),
}


@pytest.fixture
def office():
    return user_with(Role.OFFICE)


@pytest.fixture
def person():
    return StaffFactory(name="林晓喆")


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # Django would clean it; a client need not go through Django's test client
    return upload


@pytest.mark.parametrize("name", GOOD)
def test_the_five_kinds_are_kept(office, person, name):
    row = attachments.store(office, person, sent(name, GOOD[name]), kind="证明", level=SecrecyLevel.INTERNAL)
    assert list(attachments.of(person)) == [row]
    assert attachments.content_of(office, person, row) == GOOD[name]
    assert AuditEntry.objects.get(action="registers.attachment.store").label.startswith(name)


@pytest.mark.parametrize("case", BAD)
def test_anything_else_is_refused_and_not_kept(office, person, case):
    name, content, words = BAD[case]
    before = set(Path(settings.MEDIA_ROOT).rglob("*"))
    with pytest.raises(Refusal, match=words):
        attachments.store(office, person, sent(name, content))
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == before
    assert not Attachment.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("level", ["confidential", "secret", "top_secret", "", "else"])
def test_no_classified_material_is_taken(office, person, level):
    with pytest.raises(Refusal, match="不存放任何国家秘密"):
        attachments.store(office, person, sent("a.pdf", PDF), level=level)
    assert not Attachment.objects.exists()


def test_too_large_a_file_is_refused(office, person, monkeypatch):
    monkeypatch.setattr(attachments, "MAX_SIZE", 100)
    with pytest.raises(Refusal, match="超过 20 MB"):
        attachments.store(office, person, sent("a.pdf", PDF + b" " * 200))


@pytest.mark.parametrize("name", ["../../etc/a.pdf", "..\\..\\a.pdf", "/etc/a.pdf", "C:\\x\\a.pdf"])
def test_a_path_in_the_name_is_dropped_and_the_place_is_ours(office, person, name):
    row = attachments.store(office, person, sent(name, PDF))
    assert row.name == "a.pdf"
    assert attachments.path_of(row.digest).is_relative_to(settings.MEDIA_ROOT)
    assert attachments.path_of(row.digest).name == row.digest


def test_the_same_content_is_kept_once_with_a_row_for_each_record(office, person):
    other = StaffFactory()
    first = attachments.store(office, person, sent("a.pdf", PDF))
    second = attachments.store(office, other, sent("b.pdf", PDF))
    assert attachments.path_of(first.digest) == attachments.path_of(second.digest)
    assert (attachments.of(person).get().name, attachments.of(other).get().name) == ("a.pdf", "b.pdf")


def test_a_removed_file_is_kept_but_not_given_out(office, person):
    row = attachments.store(office, person, sent("a.pdf", PDF))
    attachments.withdraw(office, person, row, "传错了")
    row.refresh_from_db()
    assert not attachments.of(person).exists()
    assert attachments.path_of(row.digest).read_bytes() == PDF
    with pytest.raises(NotFound):
        attachments.content_of(office, person, row)
    with pytest.raises(Refusal, match="已移除"):
        attachments.withdraw(office, person, row)
    assert AuditEntry.objects.get(action="registers.attachment.withdraw").reason == "传错了"


def test_a_file_altered_on_disk_is_not_given_out(office, person):
    row = attachments.store(office, person, sent("a.pdf", PDF + b"\n"))
    path = attachments.path_of(row.digest)
    path.chmod(0o600)
    path.write_bytes(PDF + b" ")
    with pytest.raises(Refusal, match="摘要不符"):
        attachments.content_of(office, person, row)
    path.unlink()


def test_a_file_is_withdrawn_from_its_own_record_only(office, person):
    row = attachments.store(office, person, sent("a.pdf", PDF))
    with pytest.raises(NotFound):
        attachments.withdraw(office, StaffFactory(), row)
    assert attachments.of(person).exists()


def test_the_page_takes_shows_and_gives_the_file(client, office, person):
    client.force_login(office)
    url = f"/organization/staff/{person.pk}/"
    answer = client.post(
        f"{url}files/", {"file": SimpleUploadedFile("证明材料.pdf", PDF), "level": "internal"}
    )
    assert answer.url == url
    assert "证明材料.pdf" in client.get(url).content.decode()
    row = Attachment.objects.get()
    download = client.get(f"{url}files/{row.uuid}/")
    assert download.content == PDF
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        AuditEntry.objects.filter(action="registers.attachment.download", label="证明材料.pdf").count() == 1
    )
    client.post(f"{url}files/{row.uuid}/withdraw/")
    assert client.get(f"{url}files/{row.uuid}/").status_code == 404
    assert "证明材料.pdf" not in client.get(url).content.decode().partition('class="toasts"')[0]


def test_another_departments_files_do_not_exist(client, office, person):
    row = attachments.store(office, person, sent("a.pdf", PDF))
    own = StaffFactory(department=DepartmentFactory())
    client.force_login(user_with(Role.OFFICER, own.department))
    assert client.get(f"/organization/staff/{own.pk}/").status_code == 200
    assert client.get(f"/organization/staff/{person.pk}/files/{row.uuid}/").status_code == 404
    assert client.get(f"/organization/staff/{own.pk}/files/{row.uuid}/").status_code == 404


def test_who_only_reads_neither_adds_nor_removes(client, office):
    department = DepartmentFactory()
    person = StaffFactory(department=department)
    row = attachments.store(office, person, sent("a.pdf", PDF))
    client.force_login(user_with(Role.OFFICER, department))
    base = f"/organization/staff/{person.pk}/files/"
    assert client.get(f"{base}{row.uuid}/").status_code == 200
    assert client.post(base, {"file": SimpleUploadedFile("b.pdf", PDF)}).status_code in (403, 404)
    assert client.post(f"{base}{row.uuid}/withdraw/").status_code in (403, 404)
    assert attachments.of(person).count() == 1


def test_a_refused_file_is_answered_in_words(client, office, person):
    client.force_login(office)
    base = f"/organization/staff/{person.pk}/files/"
    answer = client.post(base, {"file": SimpleUploadedFile("a.pdf", b"<html></html>")})
    assert answer.status_code >= 400
    assert "网页或 SVG" in answer.content.decode()
    assert client.post(base, {}).status_code >= 400
    assert not Attachment.objects.exists()
