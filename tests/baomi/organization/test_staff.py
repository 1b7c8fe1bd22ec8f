"""People: who may write what of them, portraits, and the logged look at what is encrypted."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization.actions import staff
from baomi.organization.choices import Gender, SecrecyRole
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(kind="JPEG", size=(1200, 1800), **more) -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **more)
    return SimpleUploadedFile("a.jpg", written.getvalue())


def person_values(**more):
    return {
        "number": "20260001",
        "name": "赵𬱖",
        "gender": Gender.FEMALE,
        "department": DepartmentFactory(),
    } | more


@pytest.mark.parametrize("role", [Role.OFFICE, Role.HR])
def test_office_and_hr_enter_people_with_all_they_know(role):
    person = staff.create_staff(
        user_with(role), person_values(secrecy_role=SecrecyRole.PART_TIME, phone="13912345678")
    )
    assert Staff.objects.get(pk=person.pk).phone == "13912345678"


def test_the_system_administrator_enters_people_but_nothing_secret_of_them():
    sysadmin = user_with(Role.SYSADMIN)
    person = staff.create_staff(sysadmin, person_values(secrecy_role=SecrecyRole.NONE, phone=""))
    staff.change_staff(sysadmin, person, {"post": "秘书", "grade": ""})
    with pytest.raises(NotPermitted, match="保密工作身份"):
        staff.change_staff(sysadmin, person, {"post": "主任", "secrecy_role": "leader"})
    with pytest.raises(NotPermitted, match="身份证号"):
        staff.create_staff(sysadmin, person_values(number="2", identity_number="110101199003070011"))
    assert Staff.objects.get(number="20260001").post == "秘书"
    assert not Staff.objects.filter(number="2").exists()


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.HEAD, Role.PERSON, Role.SECADMIN, Role.AUDITOR, Role.MEMBER]
)
def test_others_enter_nobody(role):
    with pytest.raises(NotPermitted):
        staff.create_staff(user_with(role), person_values())


def test_a_reveal_gives_the_text_and_is_logged_without_it(settings):
    settings.SYSTEM_CLASS = "standalone"
    office, person = user_with(Role.OFFICE), StaffFactory(identified=True)
    text = staff.reveal(office, person, "identity_number", "核对政审材料")
    assert text == person.identity_number
    entry = AuditEntry.objects.get(action="organization.person.reveal")
    assert (entry.actor_id, entry.reason, person.name in entry.label) == (office.pk, "核对政审材料", True)
    assert text not in str(entry.__dict__)


def test_a_reveal_without_reason_right_or_encrypted_field_gives_nothing(settings):
    settings.SYSTEM_CLASS = "standalone"
    office, person = user_with(Role.OFFICE), StaffFactory(identified=True)
    with pytest.raises(Refusal, match="没有写明查看事由"):
        staff.reveal(office, person, "identity_number", " ")
    with pytest.raises(Refusal, match="没有这个加密栏目"):
        staff.reveal(office, person, "name", "核对")
    for role in (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR, Role.OFFICER, Role.HEAD, Role.PERSON):
        with pytest.raises((NotPermitted, NotFound)):
            staff.reveal(user_with(role, person.department), person, "identity_number", "核对")
    assert not AuditEntry.objects.exists()


def test_the_page_of_a_reveal_shows_the_text_once_and_asks_why(client):
    person = StaffFactory(identified=True)
    client.force_login(user_with(Role.HR))
    address = f"/organization/staff/{person.pk}/reveal/"
    assert person.phone not in client.get(address).content.decode()
    assert person.phone not in client.post(address, {"field": "phone", "reason": ""}).content.decode()
    assert person.phone in client.post(address, {"field": "phone", "reason": "通知开会"}).content.decode()
    assert AuditEntry.objects.filter(action="organization.person.reveal").count() == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_portrait_is_written_anew_within_its_frame(kind):
    person = staff.set_photo(user_with(Role.OFFICE), StaffFactory(), picture(kind))
    kept = Image.open(person.photo.path)
    assert (kept.format, kept.size) == ("JPEG", (533, 800))
    assert AuditEntry.objects.filter(action="organization.person.set_photo").count() == 1


def test_a_portrait_loses_place_and_camera_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by the camera
    exif[0x010F] = "Camera"
    person = staff.set_photo(user_with(Role.OFFICE), StaffFactory(), picture(size=(800, 400), exif=exif))
    kept = Image.open(person.photo.path)
    assert kept.size == (400, 800)
    assert not kept.getexif()


def tail_of_script() -> bytes:
    return picture(size=(20, 20)).read() + b"<script>alert(1)</script>"


def test_what_hangs_behind_a_picture_is_not_kept():
    person = staff.set_photo(
        user_with(Role.OFFICE), StaffFactory(), SimpleUploadedFile("a.jpg", tail_of_script())
    )
    assert b"<script>" not in person.photo.read()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 30,
        b"PK\x03\x04",
    ],
)
def test_what_is_no_portrait_is_refused_and_nothing_is_kept(content, media):
    person = StaffFactory()
    with pytest.raises(Refusal, match="不是可用的照片"):
        staff.set_photo(user_with(Role.OFFICE), person, SimpleUploadedFile("a.jpg", content))
    assert not any(path.is_file() for path in media.rglob("*"))


def test_a_huge_picture_is_refused():
    with pytest.raises(Refusal, match="太大|尺寸过大"):
        staff.set_photo(user_with(Role.OFFICE), StaffFactory(), picture("PNG", (9000, 9000)))


def test_a_portrait_is_seen_within_the_department_only(client):
    office, person = user_with(Role.OFFICE), StaffFactory()
    staff.set_photo(office, person, picture())
    address = f"/organization/staff/{person.pk}/photo/"
    seen = {}
    for name, user in {
        "own officer": user_with(Role.OFFICER, person.department),
        "foreign officer": user_with(Role.OFFICER, DepartmentFactory()),
        "auditor": user_with(Role.AUDITOR),
    }.items():
        client.force_login(user)
        seen[name] = client.get(address).status_code
    assert seen == {"own officer": 200, "foreign officer": 404, "auditor": 403}


@pytest.mark.parametrize("role", [Role.OFFICE, Role.HR])
def test_nobody_types_a_grade_it_follows_from_the_register_of_cleared_people(role):
    by = user_with(role)
    with pytest.raises(Refusal, match="涉密等级由涉密人员台账带出"):
        staff.create_staff(by, person_values(grade="core"))
    person = staff.create_staff(by, person_values())
    with pytest.raises(Refusal, match="涉密等级由涉密人员台账带出"):
        staff.change_staff(by, person, {"grade": "core"})
    assert Staff.objects.get(pk=person.pk).grade == ""
    assert staff.change_staff(by, person, {"post": "秘书", "grade": ""}).post == "秘书"


def test_the_grade_is_shown_and_is_no_field_of_form_or_sheet(client):
    person = StaffFactory(grade="important")
    client.force_login(user_with(Role.HR))
    assert "重要" in client.get("/organization/staff/").content.decode()
    page = client.get(f"/organization/staff/{person.pk}/edit/")
    assert "grade" not in page.context["form"].fields
