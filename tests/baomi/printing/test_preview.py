"""The preview: the sheet as it would come out, marked as none, seen by who may print it, written down nowhere."""

import pytest

from baomi.audit.models import AuditEntry
from baomi.core.decisions import Allowed, Denied
from baomi.organization.roles import Role
from baomi.printing import forms
from baomi.printing.models import Printout
from tests.baomi.printing.pdf import text
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return StaffFactory(name="郑晓堃", post="课题组长")


@pytest.fixture
def url(person, monkeypatch):
    """The preview of a form of the staff register, as a domain would declare it: for people with a post."""
    form = forms.PrintForm(
        code="T-01",
        label="人员卡片",
        template="awards/print/f02.html",
        data=lambda record: {"name": record.name, "post": record.post},
        register=("organization", "staff"),
        ready=lambda record: Allowed() if record.post else Denied("还没有登记职务"),
    )
    monkeypatch.setitem(forms._forms, form.code, form)
    return f"/organization/staff/{person.pk}/print/T-01/"


@pytest.fixture
def officer(client, person):
    user = user_with(Role.OFFICER, person.department)
    client.force_login(user)
    return user


def test_the_page_shows_the_sheet_inside_and_leads_to_printing(client, url, officer):
    answer = client.get(url)
    page = answer.content.decode()
    assert f'src="{url}sheet.pdf#' in page
    assert f'href="{url.rstrip("/")}.pdf"' in page
    assert "本系统为非涉密系统" in page  # the strip is on the print preview, too
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_sheet_says_that_it_is_a_preview_and_nothing_is_written(client, url, officer):
    before = AuditEntry.objects.count()
    answer = client.get(f"{url}sheet.pdf")
    words = text(answer.content)
    assert "郑晓堃" in words
    assert "预览，没有登记，不作签字用" in words
    assert "核验码" not in words
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not Printout.objects.exists()
    assert AuditEntry.objects.count() == before


def test_printing_itself_carries_no_such_mark(client, url, officer):
    words = text(client.get(f"{url.rstrip('/')}.pdf").content)
    assert "预览" not in words
    assert "核验码" in words
    assert Printout.objects.count() == 1


@pytest.mark.parametrize("tail", ["", "sheet.pdf"])
def test_another_departments_sheet_does_not_exist(client, url, tail):
    client.force_login(user_with(Role.OFFICER, DepartmentFactory()))
    answer = client.get(f"{url}{tail}")
    assert answer.status_code == 404
    assert "郑晓堃" not in answer.content.decode()


def test_what_is_not_ready_says_why_and_offers_no_print(client, url, officer, person):
    person.post = ""
    person.save()
    page = client.get(url).content.decode()
    assert "还没有登记职务" in page
    assert f'href="{url.rstrip("/")}.pdf"' not in page
    assert client.get(f"{url}sheet.pdf").status_code == 400
