"""Printing as the office checks it: who may, what is written down, and whether the paper still says the truth."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from baomi.audit.models import AppendOnly, AuditEntry
from baomi.core.errors import NotFound, Refusal
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.printing import actions, engine, forms, tasks
from baomi.printing.models import Printout
from baomi.registers.declarations import registry
from baomi.registers.models import Job
from baomi.reminders import runner
from tests.baomi.printing.pdf import page_count, text
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db
LEAK = "阙泄露"


@pytest.fixture
def card(monkeypatch):
    """A form of the staff register, as a domain would declare it."""
    form = forms.PrintForm(
        code="T-01",
        label="人员卡片",
        template="awards/print/f02.html",
        data=lambda person: {"name": person.name, "post": person.post, "department": person.department.name},
        register=("organization", "staff"),
        labels={"name": "姓名", "post": "职务职称"},
    )
    monkeypatch.setitem(forms._forms, form.code, form)
    return form


@pytest.fixture
def person():
    return StaffFactory(name="郑晓堃", post="课题组长")


@pytest.fixture
def officer(person):
    return user_with(Role.OFFICER, person.department)


@pytest.fixture
def stranger(person):
    """Somebody of another department, whose own person exists."""
    return user_with(Role.OFFICER, DepartmentFactory())


def prints():
    return AuditEntry.objects.filter(action=actions.ACTION)


def test_one_print_is_one_row_and_one_entry(card, person, officer):
    pdf, printout = actions.print_form(officer, "t-01", person)
    words = text(pdf)
    assert "郑晓堃" in words
    assert printout.code in words
    assert "".join(forms.Stamp(digest=printout.digest).digest_groups.split()) in words
    assert Printout.objects.get() == printout
    assert printout.number == person.number
    entry = prints().get()
    assert entry.actor_id == officer.pk
    assert printout.code in entry.label


def test_another_department_s_record_is_not_printed(card, person, stranger):
    with pytest.raises(NotFound, match="没有这条记录"):
        actions.print_form(stranger, "T-01", person)
    assert not Printout.objects.exists()
    assert not prints().exists()


def test_one_record_out_of_sight_refuses_the_whole_batch(card, person, officer):
    leak = StaffFactory(name=LEAK)
    with pytest.raises(NotFound):
        actions.print_many(officer, "T-01", [person, leak])
    assert not Printout.objects.exists()


def test_a_record_does_not_print_on_a_form_of_another_register(card, person):
    with pytest.raises(NotFound, match="不用 T-01 打印"):
        actions.print_form(None, "T-01", person.department)


def test_unknown_form_names_those_there_are(card, person):
    with pytest.raises(Refusal, match="没有表格 X-99.*T-01"):
        actions.print_form(None, "X-99", person)


def test_what_did_not_come_out_is_not_written_down(card, person, monkeypatch):
    def broken(documents, total, progress=None):
        raise Refusal("打印程序没有排出这份表")

    monkeypatch.setattr(engine, "render_many", broken)
    with pytest.raises(Refusal):
        actions.print_form(None, "T-01", person)
    assert not Printout.objects.exists()


def test_printouts_are_only_added(card, person):
    _, printout = actions.print_form(None, "T-01", person)
    for change in (
        printout.save,
        printout.delete,
        Printout.objects.all().delete,
        lambda: Printout.objects.update(number="改"),
    ):
        with pytest.raises(AppendOnly):
            change()


def test_the_paper_is_compared_with_the_record(card, person, officer, stranger):
    _, printout = actions.print_form(officer, "T-01", person)
    assert actions.changes_since(officer, printout) == (True, [])
    Staff.objects.filter(pk=person.pk).update(post="院长")
    assert actions.changes_since(officer, printout) == (False, ["职务职称"])
    assert actions.changes_since(stranger, printout) == (False, [])


def test_the_row_keeps_no_data_of_the_sheet(card, person):
    _, printout = actions.print_form(None, "T-01", person)
    assert "课题组长" not in str(Printout.objects.filter(pk=printout.pk).values())


def test_verification_page(card, person, officer, client):
    _, printout = actions.print_form(officer, "T-01", person)
    client.force_login(officer)
    address = f"/verify/{printout.code}/"
    assert "一致" in client.get(address.lower()).content.decode()
    Staff.objects.filter(pk=person.pk).update(post="院长")
    page = client.get(address).content.decode()
    assert "已改动" in page
    assert "职务职称" in page
    assert "院长" not in page


def test_an_unknown_code_is_no_printout(officer, client):
    client.force_login(officer)
    answer = client.get("/verify/ABCDEFGHJK/")
    assert answer.status_code == 404
    assert "没有这份打印件" in answer.content.decode()


def test_verification_is_for_those_signed_in(card, person, client):
    _, printout = actions.print_form(None, "T-01", person)
    assert client.get(f"/verify/{printout.code}/").status_code == 302


def test_page_gives_the_pdf_and_refuses_the_stranger(card, person, officer, stranger, client):
    address = f"/organization/staff/{person.pk}/print/T-01.pdf"
    client.force_login(officer)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_ledger_holds_the_department_s_rows_only(card, person, officer):
    StaffFactory(name=LEAK)
    pdf, _ = actions.print_ledger(officer, registry.get("organization", "staff"), Staff.objects.all())
    assert "郑晓堃" in text(pdf)
    assert LEAK not in text(pdf)


def test_bulk_print_is_a_job_with_one_file(card, person, officer):
    other = StaffFactory(department=person.department)
    job = tasks.start_forms(officer, card, [person.pk, other.pk])
    runner.run(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert job.error == ""
    with open(job.result_path, "rb") as result:
        assert page_count(result.read()) == 2
    assert list(Printout.objects.values_list("job", flat=True)) == [job.pk] * 2


def test_bulk_print_refuses_a_smuggled_record(card, person, officer):
    leak = StaffFactory(name=LEAK)
    job = tasks.start_forms(officer, card, [person.pk, leak.pk])
    runner.run(job.pk)
    assert "所选记录" in Job.objects.get(pk=job.pk).error
    assert not Printout.objects.exists()


def test_list_prints_as_jobs(card, person, officer, client):
    client.force_login(officer)
    for address in ("/organization/staff/print/T-01/", "/organization/staff/print-ledger/"):
        assert client.post(address, {"query": ""})["Location"].startswith("/jobs/")
        assert client.get(address).status_code == 405


def test_a_list_prints_as_a_file_for_each_too(card, person, officer, client):
    other = StaffFactory(department=person.department)
    job = tasks.start_forms(officer, card, [person.pk, other.pk], apart=True)
    runner.run(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.result_name[-4:], job.done) == (".zip", 2)
    with zipfile.ZipFile(job.result_path) as package:
        names = package.namelist()
        assert names == [f"T-01-{person.number}.pdf", f"T-01-{other.number}.pdf"]
        assert person.name in text(package.read(names[0]))
        assert other.name not in text(package.read(names[0]))
    client.force_login(officer)
    page = client.post("/organization/staff/print/T-01/?apart=1", {"query": ""}, follow=True)
    assert Job.objects.latest("pk").params["apart"] is True
    assert page.status_code == 200


def test_command_writes_a_file_per_number(card, person, tmp_path):
    other = StaffFactory()
    call_command("print_form", "T-01", person.number, other.number, "-o", str(tmp_path), stdout=io.StringIO())
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        [f"T-01-{person.number}.pdf", f"T-01-{other.number}.pdf"]
    )
    assert prints().filter(actor_name="系统").count() == 2


def test_command_merges_all_and_prints_blanks(card, person, tmp_path):
    StaffFactory()
    call_command("print_form", "T-01", "-o", str(tmp_path), "--all", "--merge", stdout=io.StringIO())
    assert page_count((tmp_path / "T-01.pdf").read_bytes()) == Staff.objects.count()
    call_command("print_form", "T-01", "-o", str(tmp_path), "--blank", stdout=io.StringIO())
    assert "空白表" in text((tmp_path / "T-01-空白.pdf").read_bytes())
    assert Printout.objects.count() == Staff.objects.count()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["X-99", "--all"], "没有表格 X-99"),
        (["T-01"], "要打印什么不明确"),
        (["T-01", "A1", "--all"], "要打印什么不明确"),
        (["T-01", "查无此号"], "没有编号为 查无此号 的记录"),
    ],
)
def test_command_says_what_is_wrong_and_writes_nothing(card, tmp_path, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("print_form", *arguments, "-o", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()
    assert not Printout.objects.exists()


def test_command_cannot_write_there(card, person, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="不能写入"):
        call_command("print_form", "T-01", person.number, "-o", str(tmp_path / "file"))
    assert not Printout.objects.exists()
