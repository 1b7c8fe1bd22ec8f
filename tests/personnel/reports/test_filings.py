"""Filings with the bureau (P14): everything since the last one, each matter once, frozen when it is filed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal, StaleRecord
from baomi.core.levels import PersonGrade
from baomi.reminders import sweep
from baomi.reminders.models import Notice
from personnel.actions import filings as actions
from personnel.actions import people
from personnel.choices.yearly import FilingMatter, FilingState
from personnel.deadlines.reports import FILING
from personnel.evidence import filings as evidence
from personnel.models import Filing, FilingLine
from tests.factories.personnel import PersonFactory, PostFactory
from tests.factories.personnel_reports import ReportFactory
from tests.factories.personnel_travel import TripFactory

CHANGED = dt.date(2026, 12, 1)
LEFT = dt.date(2026, 12, 8)
RELEASED = dt.date(2027, 12, 9)


def matters(day: dt.date) -> list[tuple[str, dt.date]]:
    return [(str(item.matter), item.happened_on) for item in evidence.unfiled(day)]


def live(house) -> None:
    """Another post with another grade, leaving, cooling off, released."""
    post = PostFactory(department=house.here, proposed_grade=PersonGrade.IMPORTANT, title="保密秘书")
    with clock.at(CHANGED):
        people.change_post(house.hr, house.person, post, house.here, None, vetting_due_on=None)
    with clock.at(dt.date(2026, 12, 5)):
        people.begin_leaving(house.hr, house.person, None)
    with clock.at(LEFT):
        people.begin_cooling(house.hr, house.person, dt.date(2027, 12, 8), None)
    with clock.at(RELEASED):
        people.release(house.hr, house.person, None)


def test_a_life_gives_each_of_its_matters_once(house):
    live(house)
    assert matters(RELEASED) == [
        ("joined", dt.date(2024, 3, 1)),
        ("changed", CHANGED),
        ("left", LEFT),
        ("released", RELEASED),
    ]
    words = evidence.unfiled(RELEASED)[1].detail
    assert "一般 改为" in words
    assert words.endswith("保密秘书，重要")


def test_leaving_begun_and_given_up_is_no_matter(house):
    with clock.at(CHANGED):
        people.begin_leaving(house.hr, house.person, None)
    with clock.at(LEFT):
        people.stop_leaving(house.hr, house.person, "撤回离岗申请", None)
    assert matters(LEFT) == [("joined", dt.date(2024, 3, 1))]


def test_closed_trips_and_abnormal_reports_are_filed_others_not(house):
    gone = {"stage": "closed", "closed_on": CHANGED, "actual_out": dt.date(2026, 11, 1), "actual_in": dt.date(2026, 11, 9)}  # fmt: skip
    trip = TripFactory(person=house.person, department=house.here, **gone)
    TripFactory(person=house.person, department=house.here, stage="closed", closed_on=CHANGED, not_gone=True)
    TripFactory(person=house.person, department=house.here, stage="returned")
    ReportFactory(person=house.person, department=house.here, abnormal=True)
    told = ReportFactory(
        person=house.person,
        department=house.here,
        abnormal=True,
        bureau_on=CHANGED,
        bureau_number="保〔2026〕9 号",
    )
    found = {item.source: item.detail for item in evidence.unfiled(CHANGED)}
    assert {source for source in found if "period" not in source} == {
        f"personnel.trip:{trip.pk}",
        f"personnel.majorreport:{told.pk}",
    }
    assert found[f"personnel.majorreport:{told.pk}"] == "已上报，文号 保〔2026〕9 号"


def test_what_happens_after_a_filing_is_in_the_next_and_nothing_twice(house):
    first = actions.draw_up(house.office)
    assert [line.matter for line in first.lines.all()] == [FilingMatter.JOINED]
    first = actions.file(house.office, first, dt.date(2026, 11, 30), "保备〔2026〕1 号")
    with pytest.raises(Refusal, match="没有要报备的变化"):
        actions.draw_up(house.office)
    live(house)
    with clock.at(dt.date(2026, 12, 20)):
        second = actions.draw_up(house.office)
    assert [line.matter for line in second.lines.all()] == [FilingMatter.CHANGED, FilingMatter.LEFT]
    assert (second.covers_from, second.covers_until) == (dt.date(2026, 11, 30), dt.date(2026, 12, 19))
    assert first.lines.count() == 1


def test_today_is_left_to_the_next_filing(house):
    actions.file(house.office, actions.draw_up(house.office), dt.date(2026, 11, 30), "保备〔2026〕1 号")
    PersonFactory(department=house.here, entered_on=dt.date(2026, 11, 30))
    with pytest.raises(Refusal, match="没有要报备的变化"):
        actions.draw_up(house.office)
    with clock.at(dt.date(2026, 12, 1)):
        assert actions.draw_up(house.office).lines.count() == 1


def test_what_became_known_late_is_in_the_next_filing(house):
    actions.file(house.office, actions.draw_up(house.office), dt.date(2026, 11, 30), "保备〔2026〕1 号")
    PersonFactory(department=house.here)
    with clock.at(CHANGED):
        assert actions.draw_up(house.office).lines.get().happened_on == dt.date(2024, 3, 1)


def test_the_database_keeps_a_matter_from_a_second_filing(house):
    line = actions.draw_up(house.office).lines.get()
    with pytest.raises(ValidationError):
        FilingLine(
            filing=line.filing, matter=line.matter, person=line.person, happened_on=CHANGED, detail="再报", source=line.source
        ).validate_constraints()  # fmt: skip


def test_there_is_one_draft_and_it_is_drawn_up_anew(house):
    draft = actions.draw_up(house.office)
    with pytest.raises(ValidationError, match="已有一份待报备"):
        actions.draw_up(house.office)
    live(house)
    with clock.at(CHANGED + dt.timedelta(days=1)):
        again = actions.recompute(house.office, draft)
    assert (again.pk, again.version, again.lines.count()) == (draft.pk, draft.version + 1, 2)
    assert Filing.objects.count() == 1


def test_what_is_filed_stays_as_it_was(house):
    filing = actions.file(
        house.office, actions.draw_up(house.office), dt.date(2026, 11, 30), "保备〔2026〕1 号"
    )
    assert filing.state == FilingState.FILED
    for deed in (
        lambda: actions.recompute(house.office, filing),
        lambda: actions.file(house.office, filing, dt.date(2026, 11, 30), "保备〔2026〕2 号"),
    ):
        with pytest.raises(Refusal, match="不能再改"):
            deed()
    filing.refresh_from_db()
    assert (filing.receipt, filing.lines.count()) == ("保备〔2026〕1 号", 1)


def test_the_day_of_filing_lies_between_the_list_s_end_and_today(house):
    draft = actions.draw_up(house.office)
    for day in (dt.date(2026, 11, 28), dt.date(2026, 12, 1)):
        with pytest.raises(Refusal, match="报备日期"):
            actions.file(house.office, draft, day, "保备〔2026〕1 号")


def test_a_filing_seen_before_it_was_drawn_up_anew_is_not_filed(house):
    draft = actions.draw_up(house.office)
    actions.recompute(house.office, draft)
    with pytest.raises(StaleRecord):
        actions.file(house.office, draft, dt.date(2026, 11, 30), "保备〔2026〕1 号", version=draft.version)


def test_filings_are_the_office_s_alone(house, browser):
    filing = actions.draw_up(house.office)
    for user in (house.hr, house.officer, house.head, house.account):
        with pytest.raises(NotPermitted):
            actions.draw_up(user)
        assert browser(user).get(f"/personnel/filings/{filing.pk}/").status_code == 403


def test_the_office_is_told_when_something_waits_for_a_month_and_once(house):
    actions.file(house.office, actions.draw_up(house.office), dt.date(2026, 11, 30), "保备〔2026〕1 号")
    PersonFactory(department=house.here, entered_on=CHANGED)

    def told() -> int:
        return Notice.objects.shown().filter(recipient=house.office, rule=FILING).count()

    def sweep_on(day: dt.date) -> None:
        with clock.at(dt.datetime.combine(day, dt.time(9, 0), clock.SHANGHAI)):
            sweep.run(clock.now())

    sweep_on(dt.date(2026, 12, 20))
    assert told() == 0
    for _ in range(2):
        sweep_on(dt.date(2026, 12, 31))
    known = told()
    assert known >= 1
    with clock.at(dt.date(2027, 1, 1)):
        actions.file(house.office, actions.draw_up(house.office), dt.date(2027, 1, 1), "保备〔2027〕1 号")
    sweep_on(dt.date(2027, 1, 8))
    assert told() == known


def test_draw_up_print_file_and_export_by_the_pages(house, browser):
    client = browser(house.office)
    page = client.get("/personnel/filings/draw-up/")
    assert "共 1 项" in page.content.decode()
    data = {"checked": "on", "token": dict(page.context["hidden"])["token"]}
    answer = client.post("/personnel/filings/draw-up/", data)
    filing = Filing.objects.get()
    assert answer.url == f"/personnel/filings/{filing.pk}/"
    assert client.post("/personnel/filings/draw-up/", data).url == answer.url
    assert house.person.staff.name in client.get(answer.url).content.decode()
    url = f"{answer.url}file/"
    hidden = dict(client.get(url).context["hidden"])
    bad = client.post(url, {**hidden, "day": "2026-13-01", "receipt": ""})
    assert bad.status_code == 422
    given = {**hidden, "day": "2026-11-30", "receipt": "保备〔2026〕1 号"}
    bad = client.post(url, {**given, "version": "一"})
    assert bad.status_code == 422
    assert "这个页面已失效" in bad.content.decode()
    assert not Filing.objects.filter(state=FilingState.FILED).exists()
    client.post(url, given)
    filing.refresh_from_db()
    assert filing.state == FilingState.FILED
    assert "不能再改" in client.get(url).content.decode()
    assert client.post(f"{answer.url}export/").url.startswith("/jobs/")
