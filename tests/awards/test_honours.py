"""From the count to the certificates: 公示 with objections, the decision on paper, the honours register (A6)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from awards.actions import honours as actions
from awards.choices import NominationStage, ObjectionState, RoundState
from awards.models import Decision, Honour, Objection
from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.models import CalendarDay
from baomi.organization.roles import Role
from baomi.registers import attachments
from tests.factories.ballots import NOW, CandidateFactory, Committee, HonourFactory
from tests.factories.organization import DepartmentFactory, user_with

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2026, 12, 18)
LAST_DAY = dt.date(2026, 12, 25)
AFTER = dt.date(2026, 12, 28)


@pytest.fixture
def committee():
    with clock.at(NOW):
        found = Committee(collectives=3, people=1)
        found.voted()
        yield found


@pytest.fixture
def public(committee):
    return actions.start_publicity(committee.office, committee.round, place="学校办公网")


def draft(committee, **changes):
    values = {
        "document_number": "东大保字〔2026〕8号",
        "title": "关于表彰 2026 年度保密工作先进的决定",
        "body": "经研究，决定予以表彰。",
        "decided_on": AFTER,
        **changes,
    }
    return actions.write_decision(committee.office, committee.round, values)


def objection(committee, nomination=None, **changes):
    values = {"received_on": FRIDAY, "raised_by": "材料学院", "content": "事迹与记录不符", **changes}
    return actions.raise_objection(committee.office, nomination or committee.collectives[0], **values)


# 公示


def test_a_round_in_publicity_without_its_period_is_told_so(committee):
    """A row put there by hand: the office reads a sentence, not an error page."""
    committee.round.state = RoundState.PUBLICITY
    committee.round.save()
    with pytest.raises(Refusal, match="没有登记公示期，不能登记异议"):
        objection(committee)
    with pytest.raises(Refusal, match="没有登记公示期，不能作出表彰决定"):
        draft(committee)
    assert not Objection.objects.exists()
    assert not Decision.objects.exists()


def test_publicity_runs_five_working_days_after_its_first(public):
    assert (public.state, public.publicity_from, public.publicity_until) == (
        RoundState.PUBLICITY,
        FRIDAY,
        LAST_DAY,
    )


def test_publicity_steps_over_holidays(committee):
    CalendarDay.objects.create(day=dt.date(2027, 1, 1), working=False, note="元旦")
    found = actions.start_publicity(
        committee.office, committee.round, place="学校办公网", starts=dt.date(2026, 12, 31)
    )
    assert found.publicity_until == dt.date(2027, 1, 8)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"place": " "}, "没有写明公示地点"), ({"starts": dt.date(2026, 12, 17)}, "公示起始日早于今天")],
)
def test_publicity_wants_a_place_and_a_day_to_come(committee, changes, words):
    with pytest.raises(Refusal, match=words):
        actions.start_publicity(committee.office, committee.round, **{"place": "学校办公网", **changes})
    committee.round.refresh_from_db()
    assert committee.round.state == RoundState.VOTED


@pytest.mark.parametrize("state", [state for state in RoundState if state != RoundState.VOTED])
def test_publicity_follows_the_count(committee, state):
    committee.round.state = state
    committee.round.save()
    with pytest.raises(Refusal, match="不能开始公示"):
        actions.start_publicity(committee.office, committee.round, place="学校办公网")


def test_an_open_tie_stops_publicity(committee):
    CandidateFactory(round=committee.round, stage=NominationStage.PROPOSED)
    with pytest.raises(Refusal, match="还有同票没有决定"):
        actions.start_publicity(committee.office, committee.round, place="学校办公网")


def test_only_the_office_runs_it(committee):
    for user in (committee.chair, user_with(Role.OFFICER), user_with(Role.LEADER)):
        with pytest.raises(NotPermitted):
            actions.start_publicity(user, committee.round, place="学校办公网")


# Objections


def test_an_objection_reaches_those_made_public_within_the_period(committee, public):
    found = objection(committee)
    assert (found.number, found.state) == ("YY-2026-01", ObjectionState.OPEN)
    with pytest.raises(Refusal, match="不在公示名单中"):
        objection(committee, committee.collectives[2])  # did not pass the vote
    for day in (FRIDAY - dt.timedelta(days=1), LAST_DAY + dt.timedelta(days=1)):
        with pytest.raises(Refusal, match="不在公示期内"):
            objection(committee, received_on=day)
    with pytest.raises(Refusal, match="晚于今天"):
        objection(committee, received_on=LAST_DAY)
    assert Objection.objects.count() == 1


def test_an_upheld_objection_takes_the_nominee_off_and_leaves_the_seat_empty(committee, public):
    found = objection(committee)
    settled = actions.settle_objection(committee.office, found, upheld=True, finding="记录核实，情况属实")
    assert (settled.state, settled.settled_on) == (ObjectionState.UPHELD, FRIDAY)
    stages = [row.stage for row in committee.round.nominations.order_by("kind", "rank")]
    assert stages == ["not_passed", "passed", "not_passed", "passed"]


def test_a_rejected_objection_changes_nobody(committee, public):
    settled = actions.settle_objection(
        committee.office, objection(committee), upheld=False, finding="查无实据"
    )
    assert settled.state == ObjectionState.REJECTED
    assert committee.round.nominations.filter(stage=NominationStage.PASSED).count() == 3


def test_a_settled_objection_needs_a_finding_and_stays_settled(committee, public):
    found = objection(committee)
    with pytest.raises(Refusal, match="没有写明核实结果"):
        actions.settle_objection(committee.office, found, upheld=True, finding="  ")
    actions.settle_objection(committee.office, found, upheld=False, finding="查无实据")
    with pytest.raises(Refusal, match="已经办结"):
        actions.settle_objection(committee.office, found, upheld=True, finding="改判")


# Decision


def test_no_decision_while_the_period_runs(committee, public):
    for day in (FRIDAY, LAST_DAY):
        with clock.at(day), pytest.raises(Refusal, match="期满前不能作出表彰决定"):
            draft(committee)
    assert not Decision.objects.exists()


def test_no_decision_while_an_objection_is_open(committee, public):
    found = objection(committee)
    with clock.at(AFTER):
        with pytest.raises(Refusal, match="还有 1 件异议没有办结"):
            draft(committee)
        actions.settle_objection(committee.office, found, upheld=False, finding="查无实据")
        assert draft(committee).document_number == "东大保字〔2026〕8号"


def test_the_decision_is_dated_after_the_period(committee, public):
    with clock.at(AFTER), pytest.raises(Refusal, match="决定日期不晚于公示期满日"):
        draft(committee, decided_on=LAST_DAY)


def test_a_draft_is_changed_not_doubled(committee, public):
    with clock.at(AFTER):
        first = draft(committee)
        again = draft(committee, title="关于表彰的决定")
    assert (again.pk, again.title) == (first.pk, "关于表彰的决定")


def test_the_decision_takes_effect_with_its_paper(committee, public):
    with clock.at(AFTER):
        decision = draft(committee)
        with pytest.raises(Refusal, match="还没有盖章件"):
            actions.put_in_force(committee.office, decision)
        assert not Honour.objects.exists()
        made = actions.put_in_force(committee.office, decision, "DA-2026-118")
    assert [(row.recipient, row.number, row.certificate_number) for row in made] == [
        (committee.collectives[0].subject, "HJ-2026-001", "ZS-2026-001"),
        (committee.collectives[1].subject, "HJ-2026-002", "ZS-2026-002"),
        (committee.people[0].subject, "HJ-2026-003", "ZS-2026-003"),
    ]
    assert made[2].award_name == "保密工作先进工作者"
    assert {row.document_number for row in made} == {"东大保字〔2026〕8号"}
    committee.round.refresh_from_db()
    assert committee.round.state == RoundState.DECIDED
    assert committee.round.nominations.filter(stage=NominationStage.HONOURED).count() == 3


def test_a_scan_beside_the_decision_is_paper_enough(committee, public):
    with clock.at(AFTER):
        decision = draft(committee)
        scan = SimpleUploadedFile("决定.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
        attachments.store(committee.office, decision, scan, kind="盖章扫描件")
        assert len(actions.put_in_force(committee.office, decision)) == 3


def test_an_objection_after_the_draft_still_stops_it(committee, public):
    with clock.at(AFTER):
        decision = draft(committee)
        objection(committee, received_on=LAST_DAY)
        with pytest.raises(Refusal, match="异议没有办结"):
            actions.put_in_force(committee.office, decision, "DA-2026-118")
    assert not Honour.objects.exists()


def test_in_force_it_is_final(committee, public):
    with clock.at(AFTER):
        decision = draft(committee)
        actions.put_in_force(committee.office, decision, "DA-2026-118")
        with pytest.raises(Refusal):
            draft(committee, title="改动")
        with pytest.raises(Refusal, match="已生效"):
            actions.put_in_force(committee.office, decision, "DA-2026-119")
    assert Honour.objects.count() == 3


def test_all_or_nothing_when_one_was_honoured_already(committee, public):
    HonourFactory(year=2026, department=committee.collectives[1].department)
    with clock.at(AFTER):
        decision = draft(committee)
        with pytest.raises(ValidationError, match="已经登记"):
            actions.put_in_force(committee.office, decision, "DA-2026-118")
    assert Honour.objects.count() == 1
    committee.round.refresh_from_db()
    assert committee.round.state == RoundState.PUBLICITY


def test_certificate_numbers_step_over_those_brought_in(committee, public):
    HonourFactory(year=2026, department=DepartmentFactory(), certificate_number="ZS-2026-001")
    with clock.at(AFTER):
        made = actions.put_in_force(committee.office, draft(committee), "DA-2026-118")
    assert made[0].certificate_number == "ZS-2026-002"


# The register


def past(**changes):
    department = changes.pop("department", None) or DepartmentFactory(name="信息学院")
    return {
        "year": 2023, "kind": "collective", "award_name": "保密工作先进集体", "department": department, "staff": None,
        "recipient": "信息科学学院", "document_number": "", "certificate_number": None, "received_on": None, **changes,
    }  # fmt: skip


def test_a_past_honour_is_entered_once(committee):
    values = past()
    made = actions.create_honour(committee.office, values)
    assert (made.number, made.recipient) == ("HJ-2023-001", "信息科学学院")
    with pytest.raises(ValidationError, match="这个部门这一年度的集体荣誉已经登记"):
        actions.create_honour(committee.office, past(department=values["department"]))
    with pytest.raises(ValidationError, match="先进工作者须写明获奖人"):
        actions.create_honour(committee.office, past(department=values["department"], kind="individual"))
    with pytest.raises(NotPermitted):
        actions.create_honour(user_with(Role.OFFICER), past(department=values["department"], year=2022))


def test_an_honour_by_decision_keeps_who_was_honoured(committee, public):
    with clock.at(AFTER):
        made = actions.put_in_force(committee.office, draft(committee), "DA-2026-118")[0]
        values = {"recipient": "别的学院", "received_on": AFTER}
        with pytest.raises(Refusal, match="只能登记领取日期"):
            actions.change_honour(committee.office, made, values)
        changed = actions.change_honour(
            committee.office, made, {"recipient": made.recipient, "received_on": AFTER}
        )
    assert changed.received_on == AFTER


def test_receipt_is_noted_once(committee):
    rows = [HonourFactory(), HonourFactory(received_on=dt.date(2025, 1, 8))]
    assert actions.record_receipt(committee.office, rows, FRIDAY) == 1
    assert [Honour.objects.get(pk=row.pk).received_on for row in rows] == [FRIDAY, dt.date(2025, 1, 8)]
    with pytest.raises(Refusal, match="领取日期晚于今天"):
        actions.record_receipt(committee.office, rows, AFTER)
