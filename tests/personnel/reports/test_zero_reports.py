"""Who is missing, who is told: the zero-report of December, abnormal reports not yet with the bureau."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.approvals.models import Signature
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.roles import Role
from baomi.reminders import deadlines, sweep
from baomi.reminders.models import Notice
from personnel.actions import reports as actions
from personnel.choices.people import PersonStatus
from personnel.deadlines.reports import ABNORMAL, EVENT, ZERO
from personnel.evidence import reports as evidence
from personnel.models import MajorReport
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_reports import ReportFactory

DECEMBER = dt.date(2026, 12, 1)
PAGE = "/personnel/reports/missing/?year=2026"


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9, 0), clock.SHANGHAI)


def told(user, rule: str) -> int:
    return Notice.objects.shown().filter(recipient=user, rule=rule).count()


def test_everybody_bound_owes_it_until_he_has_reported(house):
    people = {status: PersonFactory(department=house.here, status=status) for status in PersonStatus}
    bound = {house.person, *(people[each] for each in (PersonStatus.IN_POST, PersonStatus.LEAVING, PersonStatus.COOLING))}  # fmt: skip
    assert set(evidence.zero_missing(2026)) == bound
    with clock.at(DECEMBER):
        actions.report_nothing(house.account, house.person)
    assert set(evidence.zero_missing(2026)) == bound - {house.person}
    assert house.person in evidence.zero_missing(2025)


def test_an_event_is_no_zero_report_and_a_returned_one_does_not_count(house):
    ReportFactory(person=house.person, department=house.here, reported_on=DECEMBER)
    ReportFactory(person=house.person, department=house.here, kind="zero", happened_on=None)
    assert list(evidence.zero_missing(2026)) == [house.person]


def test_person_and_officer_are_told_on_the_first_of_december_and_once(house):
    for _ in range(2):
        sweep.run(at(DECEMBER))
    assert (told(house.account, f"{ZERO}.own"), told(house.officer, ZERO)) == (1, 1)
    with clock.at(DECEMBER):
        actions.report_nothing(house.account, house.person)
    sweep.run(at(dt.date(2026, 12, 25)))
    assert (told(house.account, f"{ZERO}.own"), told(house.officer, ZERO)) == (1, 1)


def test_his_page_tells_it_also_while_he_cools_off(house):
    with clock.at(DECEMBER):
        for status in (PersonStatus.IN_POST, PersonStatus.COOLING):
            person = PersonFactory(department=house.here, status=status)
            assert ZERO in {rule.key.removesuffix(".own") for rule, _ in deadlines.items_of(person)}
        over = PersonFactory(department=house.here, status=PersonStatus.RELEASED)
        assert not any(rule.key.startswith(ZERO) for rule, _ in deadlines.items_of(over))


def test_who_has_begun_an_event_and_not_sent_it_is_told_and_later_his_officer(house):
    report = ReportFactory(person=house.person, department=house.here)
    for day in (dt.date(2026, 11, 26), dt.date(2026, 11, 26), dt.date(2026, 11, 28)):
        sweep.run(at(day))
    assert (told(house.account, EVENT), told(house.officer, EVENT)) == (3, 1)
    actions.hand_in(house.account, report)
    sweep.run(at(dt.date(2026, 12, 10)))
    assert (told(house.account, EVENT), told(house.office, EVENT)) == (3, 0)


def test_the_office_is_told_of_what_the_bureau_does_not_know(house):
    report = ReportFactory(
        person=house.person,
        department=house.here,
        abnormal=True,
        reported_on=DECEMBER,
        bureau_due_on=DECEMBER,
    )
    sweep.run(at(DECEMBER))
    assert (told(house.office, ABNORMAL), told(house.officer, ABNORMAL)) == (1, 0)
    with clock.at(DECEMBER):
        actions.tell_bureau(house.office, report, DECEMBER, "保〔2026〕9 号")
    sweep.run(at(dt.date(2026, 12, 2)))
    assert told(house.office, ABNORMAL) == 1


def test_the_list_counts_by_department_and_names_who_is_in_reach(house, browser):
    with clock.at(DECEMBER):
        own = PersonFactory(department=house.here)
        other = PersonFactory(department=house.there)
        actions.report_nothing(house.account, house.person)
        text = browser(house.officer).get(PAGE).content.decode()
        assert own.staff.number in text
        assert other.staff.number not in text
        assert f"/personnel/reports/zero/?person={own.staff.number}" in text
        page = browser(house.office).get(f"{PAGE}&department={house.there.pk}")
        assert [row["person"] for row in page.context["people"]] == [other]
        counts = {line["name"]: (line["people"], line["made"]) for line in page.context["departments"]}
    assert counts == {"计算机学院": (2, 1), "机械工程学院": (1, 0)}


def test_the_list_costs_no_more_with_more_people(house, browser):
    client = browser(house.office)
    with clock.at(DECEMBER):
        client.get(PAGE)
        with CaptureQueriesContext(connection) as few:
            client.get(PAGE)
        for _ in range(5):
            PersonFactory(department=house.there)
        with CaptureQueriesContext(connection) as many:
            client.get(PAGE)
    assert len(many) == len(few)


@pytest.mark.parametrize("role", [Role.PERSON, Role.GRAD, Role.IT])
def test_the_list_is_not_for_everybody(house, browser, role):
    assert browser(user_with(role, house.here)).get(PAGE).status_code == 403


# --- read together ---


def sent(house, count: int = 2) -> list[MajorReport]:
    """Zero-reports on paper of people without an account, handed in by their officer."""
    people = [PersonFactory(department=house.here) for _ in range(count)]
    return [actions.report_nothing(house.officer, each, f"LBG-{each.pk}") for each in people]


def marked(client, rows, **more):
    return client.post("/personnel/reports/bulk/read/", {"pk": [row.pk for row in rows], **more})


def test_the_office_reads_the_marked_ones_with_a_signature_each(house, browser):
    with clock.at(DECEMBER):
        rows, client = sent(house), browser(house.office)
        page = marked(client, rows).content.decode()
        assert "已阅 2 份零报告？" in page
        found = re.search(r'name="token" value="([^"]+)"', page)[1]
        for words in ("已阅 2 份零报告", "已经"):
            answer = client.get(marked(client, rows, confirmed="1", token=found).headers.get("Location", "/"))
            assert words in answer.content.decode() or words == "已经"
    for row in rows:
        row.refresh_from_db()
        assert (row.handling, row.handled_on, row.abnormal, row.state) == (
            "已阅",
            DECEMBER,
            False,
            "approved",
        )
        assert Signature.objects.filter(step__approval=row.approval, signer=house.office).count() == 1


def test_an_event_one_not_sent_and_one_read_before_are_named_and_nothing_is_signed(house, browser):
    with clock.at(DECEMBER):
        waiting, read = sent(house)
        actions.read_together(house.office, [read])
        event = ReportFactory(person=house.person, department=house.here)
        actions.hand_in(house.account, event)
        unsent = ReportFactory(
            person=PersonFactory(department=house.here), department=house.here, kind="zero", happened_on=None
        )
        for row, words in ((event, "重大事项报告须逐份阅处"), (unsent, "还没有送出"), (read, "已阅处")):
            client = browser(house.office)
            row.refresh_from_db()
            page = marked(client, [waiting, row]).content.decode()
            assert words in page
            found = re.search(r'name="token" value="([^"]+)"', page)[1]
            answer = marked(client, [waiting, row], confirmed="1", token=found)
            assert answer.status_code == 400
            assert words in answer.content.decode()
            with pytest.raises(Refusal, match=words):
                actions.read_together(house.office, [waiting, row])
    waiting.refresh_from_db()
    assert waiting.handled_on is None


def test_more_than_a_hundred_are_not_read_at_once(house):
    """Each is a signature of its own, and all are one transaction."""
    with clock.at(DECEMBER), pytest.raises(Refusal, match="一次最多阅处 100 份"):
        actions.read_together(house.office, sent(house, 1) * 101)


@pytest.mark.parametrize("name", ["hr", "head", "officer"])
def test_only_the_office_reads(house, browser, name):
    with clock.at(DECEMBER):
        [row] = sent(house, 1)
        assert marked(browser(getattr(house, name)), [row]).status_code == 404
        with pytest.raises((Refusal, NotPermitted)):
            actions.read_together(getattr(house, name), [row])
