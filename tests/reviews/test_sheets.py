"""X3: incidents come in from a sheet and go out to come back unchanged; summaries only go out."""

import io

import openpyxl
import pytest

from baomi.organization import policy
from baomi.registers import tokens
from baomi.registers.declarations import registry
from baomi.registers.sheets import commit, export, uploads
from reviews.models import Incident
from tests.factories.reviews import IncidentFactory

HEADINGS = ("部门", "性质", "发生日期", "发现时间", "责任人", "简要情况（脱敏）")


@pytest.fixture
def incidents():
    return registry.get("reviews", "incidents")


def book(*rows) -> bytes:
    workbook = openpyxl.Workbook()
    for row in (HEADINGS, *rows):
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def counts(office, register, content) -> dict:
    return uploads.receive(office, register, "事件.xlsx", content).staged["counts"]


def test_what_went_out_comes_back_without_a_change(round, incidents):
    incident = IncidentFactory(department=round.college)
    incident.responsible.add(round.officer.staff)
    _, content = export.export(round.office, incidents)
    found = counts(round.office, incidents, content)
    assert (found["same"], found["changed"], found["new"], found["wrong"]) == (1, 0, 0, 0)


def test_incidents_come_in_numbered_with_their_responsible_people(round, incidents):
    row = ("计算机学院", "失泄密", "2026-11-03", "2026-11-04 09:00", round.officer.staff.number, "外发文件")
    upload = uploads.receive(round.office, incidents, "事件.xlsx", book(row))
    commit.confirm(round.office, incidents, upload, tokens.fresh())
    incident = Incident.objects.get()
    assert incident.number == "SJ-2026-001"
    assert list(incident.responsible.all()) == [round.officer.staff]


def test_wrong_rows_are_named_and_nothing_comes_in(round, incidents):
    good = ("计算机学院", "失泄密", "2026-11-03", "2026-11-04 09:00", "", "外发文件")
    bad = ("没有的部门", "失泄密", "2026-02-30", "昨天", "没有的工号", "外发文件")
    assert counts(round.office, incidents, book(good, bad))["wrong"] == 1
    assert not Incident.objects.exists()


def test_summaries_and_campaigns_go_out_and_not_in(round):
    round.full_summary()
    for slug in ("summaries", "campaigns"):
        register = registry.get("reviews", slug)
        assert export.export(round.office, register)
        assert not policy.can(round.office, register.permission("import"))


def test_an_officer_takes_out_only_his_own_department(round):
    mine, theirs = round.full_summary(), round.full_summary(round.other)
    register = registry.get("reviews", "summaries")
    _, content = export.export(round.officer, register, rows=[mine.pk, theirs.pk])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    values = {cell.value for row in sheet.iter_rows(min_row=2) for cell in row}
    assert "计算机学院" in values
    assert "机械学院" not in values
