"""The audit page: who reads what, nothing of the values until two people opened them, verification, sheet."""

import datetime as dt
import html
import io
import re

import pytest
from django.db import connection
from openpyxl import load_workbook

from baomi.audit import ledger, triggers
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.desk import actions, log_sheet, logbook, tasks, wording
from baomi.desk.models import MINUTES_OPEN, Opening
from baomi.organization.roles import Role
from baomi.registers import jobs, paging
from baomi.registers.models import Job, JobState
from baomi.reminders import runner
from tests.factories.organization import DepartmentFactory, user_with

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def text_of(response, status=200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def renamed(by, department=None, before="旧名学院", after="新名学院") -> AuditEntry:
    """One entry with a changed field, by `by`."""
    department = department or DepartmentFactory()
    with ledger.unit(by, reason="更名文件"):
        ledger.record("organization.department.change", department, changes={"name": (before, after)})
    return AuditEntry.objects.order_by("id").last()


def test_the_log_is_closed_to_everybody_but_auditor_and_security_administrator(client):
    entry = renamed(user_with(Role.OFFICE))
    for role in set(Role) - {Role.AUDITOR, Role.SECADMIN}:
        client.force_login(user_with(role))
        for address in ("/audit/", f"/audit/{entry.pk}/", "/audit/openings/"):
            assert client.get(address).status_code == 403, (role, address)
        assert client.post("/audit/export/", {"reason": "看看"}).status_code == 403
        assert client.post("/audit/verify/").status_code == 403
    assert not Job.objects.exists()
    client.logout()
    assert client.get("/audit/").status_code == 302


@pytest.mark.postgres
def test_the_security_administrator_reviews_all_but_security_administrators(client):
    secadmin, colleague, auditor = (user_with(role) for role in (Role.SECADMIN, Role.SECADMIN, Role.AUDITOR))
    by_auditor, by_colleague, by_himself = renamed(auditor), renamed(colleague), renamed(secadmin)
    by_system = renamed(None)
    assert set(logbook.visible(secadmin)) == {by_auditor, by_system}
    assert set(logbook.visible(auditor)) == {by_auditor, by_colleague, by_himself, by_system}
    client.force_login(secadmin)
    assert client.get(f"/audit/{by_himself.pk}/").status_code == 404
    assert client.get(f"/audit/{by_auditor.pk}/").status_code == 200


def test_list_and_entry_name_the_field_and_not_its_value(client):
    auditor = user_with(Role.AUDITOR)
    department = DepartmentFactory(name="材料学院")
    entry = renamed(user_with(Role.SYSADMIN), department, before="旧名甲", after="新名乙")
    client.force_login(auditor)
    for address in ("/audit/", f"/audit/{entry.pk}/"):
        page = text_of(client.get(address))
        assert "部门修改" in page
        assert "部门名称" in page
        assert "更名文件" in page or address == "/audit/"
        assert "旧名甲" not in page
        assert "新名乙" not in page


def test_the_conditions_find_and_leave_out():
    auditor, office, officer = (user_with(role) for role in (Role.AUDITOR, Role.OFFICE, Role.OFFICER))
    with clock.at(NOON - dt.timedelta(days=3)):
        early = renamed(office)
    late = renamed(officer)
    ledger.note("access.refused", by=office, label="GET /audit/", outcome="refused")
    refused = AuditEntry.objects.order_by("id").last()

    def found(**params):
        return set(logbook.Conditions.read(params).filter(logbook.visible(auditor)))

    assert found(since="2026-11-23") == {late, refused}
    assert found(until="2026-11-22") == {early}
    assert found(since="2026-11-20", until="2026-11-20") == {early}
    assert found(actor=office.staff.number) == {early, refused}
    assert found(action="access.") == {refused}
    assert found(object=late.label) == {late}
    assert found(outcome="refused") == {refused}
    assert found(outcome="nonsense") == {early, late, refused}


@pytest.mark.postgres
def test_a_date_that_does_not_exist_is_named(client):
    client.force_login(user_with(Role.AUDITOR))
    page = text_of(client.get("/audit/?since=2026-13-40&until=<script>"))
    assert "日期“2026-13-40”不存在" in page
    assert client.get("/audit/?actor=%00&object=a%00b&action=%00").status_code in (200, 400)


def test_values_open_by_two_for_half_an_hour_and_every_step_is_logged(client):
    auditor, secadmin = user_with(Role.AUDITOR), user_with(Role.SECADMIN)
    entry = renamed(user_with(Role.OFFICE), before="旧名甲", after="新名乙")
    client.force_login(auditor)
    assert "事由还没有写" in text_of(client.post(f"/audit/{entry.pk}/ask/", {"reason": " "}), 400)
    assert client.post(f"/audit/{entry.pk}/ask/", {"reason": "核对更名"}).status_code == 302
    assert "没有开放查阅" in text_of(client.post(f"/audit/{entry.pk}/read/"), 400)

    client.force_login(secadmin)
    opening = Opening.objects.get()
    assert "核对更名" in text_of(client.get("/audit/openings/"))
    assert "还没有选择" in text_of(client.post(f"/audit/openings/{opening.pk}/", {}), 400)
    assert client.post(f"/audit/openings/{opening.pk}/", {"decision": "approve"}).status_code == 302
    assert client.post(f"/audit/{entry.pk}/read/").status_code == 403

    client.force_login(auditor)
    assert "旧名甲" not in text_of(client.get(f"/audit/{entry.pk}/"))
    page = text_of(client.post(f"/audit/{entry.pk}/read/"))
    assert "旧名甲" in page
    assert "新名乙" in page
    with clock.at(NOON + dt.timedelta(minutes=MINUTES_OPEN)), pytest.raises(Refusal, match="没有开放查阅"):
        actions.read_values(auditor, entry)

    steps = AuditEntry.objects.filter(action__startswith="audit.opening").order_by("id")
    assert [(step.action.rpartition(".")[2], step.actor_id) for step in steps] == [
        ("ask", auditor.pk),
        ("approve", secadmin.pk),
        ("read", auditor.pk),
    ]
    assert all("旧名甲" not in str(step.values) + step.label for step in steps)


def test_another_auditor_does_not_read_along():
    auditor, second, secadmin = (user_with(role) for role in (Role.AUDITOR, Role.AUDITOR, Role.SECADMIN))
    entry = renamed(user_with(Role.OFFICE))
    actions.decide_opening(secadmin, actions.ask_opening(auditor, entry.pk, "核对"), approve=True)
    with pytest.raises(Refusal, match="没有开放查阅"):
        actions.read_values(second, entry)


@pytest.mark.postgres
def test_opening_is_refused_with_a_word_once_and_not_by_everybody():
    auditor, secadmin, office = (user_with(role) for role in (Role.AUDITOR, Role.SECADMIN, Role.OFFICE))
    entry = renamed(office)
    opening = actions.ask_opening(auditor, entry.pk, "核对")
    with pytest.raises(Exception, match="已经申请查阅"):
        actions.ask_opening(auditor, entry.pk, "再核对")
    for user in (auditor, office):
        with pytest.raises(NotPermitted):
            actions.decide_opening(user, opening, approve=True)
    with pytest.raises(Refusal, match="事由还没有写"):
        actions.decide_opening(secadmin, opening, approve=False)
    actions.decide_opening(secadmin, opening, approve=False, comment="与审计无关")
    with pytest.raises(Refusal, match="刚由别人办理"):
        actions.decide_opening(secadmin, opening, approve=True)
    with pytest.raises(Refusal, match="没有开放查阅"):
        actions.read_values(auditor, entry)
    with pytest.raises(NotPermitted):
        actions.ask_opening(secadmin, entry.pk, "看看")
    with pytest.raises(NotFound):
        actions.ask_opening(auditor, 10_000, "核对")
    assert Opening.objects.count() == 1


def test_entries_without_values_cannot_be_asked_for():
    auditor = user_with(Role.AUDITOR)
    ledger.note("organization.login", by=auditor)
    with pytest.raises(Refusal, match="没有可查阅的内容"):
        actions.ask_opening(auditor, AuditEntry.objects.get().pk, "核对")


def test_verification_as_a_job_says_that_the_chain_stands(client):
    auditor = user_with(Role.AUDITOR)
    renamed(auditor)
    client.force_login(auditor)
    assert client.post("/audit/verify/").status_code == 302
    job = Job.objects.get()
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    verified = logbook.last_verification()
    assert verified.label.startswith("日志完好，共")
    assert verified.label in text_of(client.get("/audit/"))


@pytest.mark.postgres
def test_a_verification_can_be_stopped_while_it_walks(monkeypatch):
    auditor = user_with(Role.AUDITOR)
    for _ in range(3):
        renamed(auditor)
    monkeypatch.setattr("baomi.audit.verify.CHUNK", 1)
    job = tasks.start_verification(auditor)
    seen = []

    def walk_two(current, done, total):
        seen.append((done, total))
        Job.objects.filter(pk=current.pk).update(done=done, total=total)
        if done == 2:
            raise jobs.Stopped

    monkeypatch.setattr(jobs, "progress", walk_two)
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.STOPPED, 2)
    assert seen == [(0, 4), (1, 4), (2, 4)]
    assert logbook.last_verification() is None


@pytest.mark.postgres
def test_verification_names_the_first_bad_entry(client):
    auditor = user_with(Role.AUDITOR)
    for _ in range(3):
        renamed(auditor)
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET reason = '没有这回事' WHERE id = 2")
    job = tasks.start_verification(auditor)
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "第 2 条" in job.error
    assert logbook.last_verification().outcome == "refused"
    client.force_login(auditor)
    assert "上次校验发现问题" in text_of(client.get("/"))


def test_the_sheet_holds_the_rows_asked_for_without_values_and_is_logged():
    auditor, office = user_with(Role.AUDITOR), user_with(Role.OFFICE)
    renamed(office, before="旧名甲", after="新名乙")
    ledger.note("access.refused", by=office, label="=1+1", outcome="refused")
    with pytest.raises(Refusal, match="事由"):
        tasks.start_export(auditor, "", " ")
    with pytest.raises(NotPermitted):
        log_sheet.export(office, "", "看看")
    name, content = log_sheet.export(auditor, "outcome=refused", "年度审计")
    assert name.endswith("RZ-2026-0001.xlsx")
    book = load_workbook(io.BytesIO(content))
    rows = list(book["操作记录"].iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][2] == "拒绝访问"
    assert book["操作记录"]["F2"].data_type == "s"
    _, everything = log_sheet.export(auditor, "", "年度审计")
    cells = [str(cell) for row in load_workbook(io.BytesIO(everything))["操作记录"].values for cell in row]
    assert not any("旧名甲" in cell for cell in cells)
    logged = AuditEntry.objects.filter(action="audit.log.export").first()
    assert (logged.reason, logged.actor_id) == ("年度审计", auditor.pk)
    assert "条件：结果 被拒" in logged.label


def test_every_action_of_the_log_has_chinese_words():
    for code in (
        "organization.department.change",
        "organization.account.reset_password",
        "access.refused",
        "approvals.approval.submit",
        "audit.opening.ask",
        "organization.login",
    ):
        assert not re.search("[a-z_.]", wording.action(code)), code
    assert wording.action("unheard.of.thing") == "unheard.of.thing"
    assert wording.field("organization.department:1", "name") == "部门名称"
    assert wording.field("gone.model:1", "name") == "name"


def test_paging_counts_no_further_than_it_must(client, django_assert_max_num_queries):
    auditor = user_with(Role.AUDITOR)
    for _ in range(60):
        ledger.note("organization.login", by=auditor)
    client.force_login(auditor)
    assert "共 60 条" in text_of(client.get("/audit/"))
    page = text_of(client.get("/audit/?page=2"))
    assert "第 51–60 条" in page
    assert client.get("/audit/?page=99999999999999999999").status_code == 200
    with django_assert_max_num_queries(25):
        client.get("/audit/")


def test_the_log_goes_on_beyond_what_is_counted(client, monkeypatch):
    auditor = user_with(Role.AUDITOR)
    for _ in range(120):
        ledger.note("organization.login", by=auditor)
    monkeypatch.setattr(paging, "COUNTED", 60)
    client.force_login(auditor)
    assert "10000 条以上" in text_of(client.get("/audit/"))
    assert "第 101–12" in text_of(client.get("/audit/?page=3"))
