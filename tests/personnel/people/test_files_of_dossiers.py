"""Copies beside a dossier (户口簿, 结婚证, a signed report): who opens them, who only knows that they are there."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization import realtime
from baomi.organization.models import User
from baomi.organization.roles import Role
from baomi.registers import attachments
from baomi.registers.declarations import registry
from personnel.choices.people import PersonKind, PersonStatus
from personnel.rules.vetting import HOUSEHOLD
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_reports import ReportFactory
from tests.factories.personnel_vetting import VettingFactory

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
NAME = "周大海全家户口.pdf"
"""A file's own name says what its copy says."""
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def november():
    with clock.at(NOW):
        yield


@pytest.fixture
def here(db):
    return DepartmentFactory(name="计算机学院", classified=True)


@pytest.fixture
def account(here):
    return user_with(Role.PERSON, here)


@pytest.fixture
def vetting(here, account):
    person = PersonFactory(department=here, staff=account.staff, status=PersonStatus.CANDIDATE)
    return VettingFactory(department=here, person=person)


@pytest.fixture
def report(here, account):
    return ReportFactory(department=here, person=PersonFactory(department=here, staff=account.staff))


def laid_beside(record, by, kind: str = HOUSEHOLD):
    return attachments.store(by, record, SimpleUploadedFile(NAME, PDF), kind=kind)


def browser(user) -> Client:
    User.objects.filter(pk=user.pk).update(password_changed_at=realtime.instant())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def url_of(record, row=None) -> str:
    base = registry.of(record).record_url(record)
    return f"{base}files/{row.uuid}/" if row else base


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD])
@pytest.mark.parametrize("which", ["vetting", "report"])
def test_the_unit_knows_that_a_copy_lies_there_and_opens_none(request, here, account, which, role):
    record = request.getfixturevalue(which)
    row = laid_beside(record, account)
    user = user_with(role, here)
    client = browser(user)
    text = client.get(url_of(record)).content.decode()
    assert HOUSEHOLD in text and "1 份" in text
    assert NAME not in text and str(row.uuid) not in text.replace(f"{row.uuid}/withdraw/", "")
    assert client.get(url_of(record, row)).status_code == 403
    assert client.post(url_of(record, row), {"reason": "核对材料"}).status_code == 403
    with pytest.raises(NotPermitted):
        attachments.content_of(user, record, row, "核对材料")
    assert not AuditEntry.objects.filter(action="registers.attachment.download").exists()


@pytest.mark.parametrize("role", [Role.OFFICE, Role.OFFICE_HEAD, Role.HR])
@pytest.mark.parametrize("which", ["vetting", "report"])
def test_the_keepers_open_it_with_a_reason_that_is_logged(request, account, which, role):
    record = request.getfixturevalue(which)
    row = laid_beside(record, account)
    user = user_with(role)
    client = browser(user)
    asked = client.get(url_of(record, row))
    assert asked.status_code == 200 and "查看事由" in asked.content.decode()
    refused = client.post(url_of(record, row), {"reason": " "})
    assert refused.status_code == 422 and "没有写明查看事由" in refused.content.decode()
    assert not AuditEntry.objects.filter(action="registers.attachment.download").exists()
    assert client.post(url_of(record, row), {"reason": "2026 年任用审查"}).content == PDF
    entry = AuditEntry.objects.get(action="registers.attachment.download")
    assert (entry.actor_id, entry.reason) == (user.pk, "2026 年任用审查")


def test_a_removed_copy_is_not_there_any_more_whatever_the_reason(report, account):
    row = laid_beside(report, account)
    attachments.withdraw(account, report, row, "传错了")
    client = browser(user_with(Role.HR))
    assert client.get(url_of(report, row)).status_code == 404
    assert client.post(url_of(report, row), {"reason": "2026 年报告"}).status_code == 404
    assert not AuditEntry.objects.filter(action="registers.attachment.download").exists()


@pytest.mark.parametrize("which", ["vetting", "report"])
def test_the_person_opens_his_own_without_a_reason(request, account, which):
    record = request.getfixturevalue(which)
    row = laid_beside(record, account)
    client = browser(account)
    assert NAME in client.get(url_of(record)).content.decode()
    assert client.get(url_of(record, row)).content == PDF
    assert AuditEntry.objects.filter(action="registers.attachment.download").count() == 1


def test_the_graduate_school_opens_students_copies_alone(here, vetting, account):
    grad = user_with(Role.GRAD)
    row = laid_beside(vetting, account)
    assert browser(grad).get(url_of(vetting, row)).status_code == 404
    with pytest.raises(NotFound):
        attachments.content_of(grad, vetting, row, "研究生保密审查")
    student = PersonFactory(department=here, kind=PersonKind.STUDENT, status=PersonStatus.CANDIDATE)
    of_student = VettingFactory(department=here, person=student)
    copy = laid_beside(of_student, user_with(Role.OFFICE))
    assert attachments.content_of(grad, of_student, copy, "研究生保密审查") == PDF
    with pytest.raises(Refusal, match="没有写明查看事由"):
        attachments.content_of(grad, of_student, copy)


def test_an_officer_lays_copies_beside_the_form_of_one_without_account_and_does_not_open_them(here):
    officer = user_with(Role.OFFICER, here)
    person = PersonFactory(
        department=here, staff=StaffFactory(department=here), status=PersonStatus.CANDIDATE
    )
    vetting = VettingFactory(department=here, person=person)
    client = browser(officer)
    sent = {"file": SimpleUploadedFile(NAME, PDF), "kind": HOUSEHOLD, "level": "internal"}
    assert client.post(f"{url_of(vetting)}files/", sent).status_code == 302
    row = attachments.of(vetting).get()
    assert client.get(url_of(vetting, row)).status_code == 403
    client.get(url_of(vetting))
    assert NAME not in client.get(url_of(vetting)).content.decode()
    assert client.post(f"{url_of(vetting, row)}withdraw/").status_code == 302
    assert not attachments.of(vetting).exists()


def test_the_log_names_the_kind_not_the_file(vetting, account):
    row = laid_beside(vetting, account)
    attachments.content_of(user_with(Role.OFFICE), vetting, row, "任用审查")
    attachments.withdraw(account, vetting, row, "传错了")
    labels = AuditEntry.objects.filter(action__startswith="registers.attachment.").values_list(
        "label", flat=True
    )
    assert len(labels) == 3 and all(HOUSEHOLD in label and NAME not in label for label in labels)


def test_papers_of_journeys_documents_and_the_cooling_off_period_are_guarded_too():
    guarded = {register.name for register in registry.all() if register.attachment_permission}
    assert {"personnel.people", "personnel.trips", "personnel.documents", "personnel.cooling"} <= guarded
