"""How a vetting ends (P2, P9): what bars the person, what its conclusion sets."""

import datetime as dt

import pytest

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.approvals.queries import inbox
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.core.levels import PersonGrade
from baomi.organization.models import Parameter, User
from personnel.actions import people as person_actions
from personnel.actions import vetting as actions
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import Obstacle
from personnel.models import Vetting
from personnel.parameters import REVIEW_MONTHS
from personnel.rules import dossier
from personnel.rules import vetting as rules
from tests.factories.personnel import PostFactory
from tests.factories.personnel_vetting import (
    TABLES,
    VettingFactory,
    judged_all,
    sign_next,
    signed_through,
    up_to_last,
    with_papers,
)

DAY = dt.date(2026, 11, 2)


def ready(house, **values) -> Vetting:
    """A form that may be handed in, of somebody without an account unless `staff` has one."""
    return with_papers(VettingFactory(department=house.here, person=house.candidate(**values)))


# What bars


def test_hr_answers_every_condition_before_agreeing(house):
    approval = up_to_last(ready(house), house.officer)
    step = inbox(house.hr).get(approval=approval)
    with pytest.raises(Refusal, match="还差 6 项判断"):
        approvals.sign(house.hr, step, "agree")
    assert (
        approvals.sign(house.hr, step, "agree", judgements=judged_all(Vetting.objects.get())).state
        == State.APPROVED
    )


def test_one_circumstance_found_bars_the_person_whatever_hr_writes(house):
    vetting = ready(house)
    approval = up_to_last(vetting, house.officer)
    step = inbox(house.hr).get(approval=approval)
    judged = judged_all(vetting) | {rules.CONDITIONS[Obstacle.SPEECH]: "not_met"}
    with pytest.raises(Refusal, match="有不得任（聘）用的情形：公开发表过反对党和国家的言论.*请签“不同意”"):
        approvals.sign(house.hr, step, "agree", "情况特殊，建议任用", judgements=judged)
    approvals.sign(house.hr, step, "refuse", "不宜任用", judgements=judged)
    vetting.refresh_from_db()
    assert (vetting.passed, vetting.obstacles, vetting.concluded_on) == (False, ["speech"], DAY)
    vetting.person.refresh_from_db()
    assert (vetting.person.status, vetting.person.vetted_on) == (PersonStatus.CANDIDATE, None)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"nationality": "加拿大"}, "不具有中华人民共和国国籍"),
        ({"foreign_residence": True, "residence_number": "AB1"}, "取得国（境）外永久居留权"),
        ({"tables": dossier.written({**TABLES, "family": [
            {"relation": "配偶", "name": "甲", "nationality": "中国", "foreign": "是"}]})}, "配偶取得国（境）外居留权"),
        ({"tables": dossier.written({**TABLES, "family": [
            {"relation": "妻子", "name": "甲", "nationality": "美国", "foreign": ""}]})}, "配偶取得国（境）外居留权"),
    ],
)  # fmt: skip
def test_what_the_form_itself_shows_bars_without_exception(house, values, words):
    vetting = with_papers(VettingFactory(department=house.here, person=house.candidate(), **values))
    approval = up_to_last(vetting, house.officer)
    step = inbox(house.hr).get(approval=approval)
    with pytest.raises(Refusal, match=words):
        approvals.sign(house.hr, step, "agree", "建议任用", judgements=judged_all(vetting))
    vetting.refresh_from_db()
    assert vetting.passed is None


def test_a_father_abroad_is_no_bar_by_itself(house):
    family = [{"relation": "父亲", "name": "甲", "nationality": "加拿大", "foreign": "是"}]
    tables = dossier.written({**TABLES, "family": family})
    vetting = with_papers(VettingFactory(department=house.here, person=house.candidate(), tables=tables))
    assert signed_through(vetting, house.officer).passed


# What its end sets


@pytest.mark.parametrize(
    ("grade", "due"),
    [
        (PersonGrade.CORE, dt.date(2027, 11, 2)),
        (PersonGrade.IMPORTANT, dt.date(2029, 11, 2)),
        (PersonGrade.ORDINARY, dt.date(2031, 11, 2)),
    ],
)
def test_the_next_vetting_is_due_by_the_grade(house, grade, due):
    person = house.in_post(post=PostFactory(department=house.here, proposed_grade=grade), grade=grade)
    vetting = signed_through(VettingFactory(department=house.here, person=person), house.officer)
    person.refresh_from_db()
    assert (vetting.next_due_on, person.vetting_due_on, person.vetted_on) == (due, due, DAY)


def test_the_month_end_is_clipped_and_the_day_stays_when_the_parameter_changes(house):
    person, key = house.in_post(), REVIEW_MONTHS[PersonGrade.ORDINARY]
    Parameter.objects.create(key=key, value=6, effective_from=dt.date(2027, 1, 1), source="校内")
    with clock.at(dt.date(2027, 8, 31)):
        vetting = signed_through(VettingFactory(department=house.here, person=person), house.officer)
    assert vetting.next_due_on == dt.date(2028, 2, 29)
    Parameter.objects.create(key=key, value=48, effective_from=dt.date(2027, 8, 1), source="校内")
    vetting.refresh_from_db()
    assert vetting.next_due_on == dt.date(2028, 2, 29)


def test_a_person_who_has_left_meanwhile_is_not_vetted_any_more(house):
    person = house.in_post()
    approval = up_to_last(VettingFactory(department=house.here, person=person), house.officer)
    person_actions.begin_leaving(house.office, person, None)
    person_actions.begin_cooling(house.office, person, dt.date(2027, 11, 2), None)
    with pytest.raises(Refusal, match="现为“脱密期”，不再审查"):
        sign_next(approval)


def test_a_returned_form_is_corrected_and_sent_again_with_the_old_round_kept(house):
    vetting = ready(house, staff=house.account.staff)
    approval = actions.hand_in(house.account, vetting)
    with pytest.raises(Refusal, match="正在审批，不能修改"):
        actions.fill(house.account, vetting, {"education": "本科"}, TABLES)
    sign_next(approval, "return", "请补学历")
    assert actions.fill(house.account, vetting, {"education": "研究生"}, TABLES).education == "研究生"
    again = actions.hand_in(house.account, vetting)
    assert (again.round, again.waiting_for) == (2, "所在单位负责人")


def test_nobody_has_an_account_whose_account_is_closed(house):
    User.objects.filter(pk=house.account.pk).update(is_active=False)
    vetting = ready(house, staff=house.account.staff)
    assert actions.hand_in(house.officer, vetting).waiting_for == "所在单位负责人"


def test_the_form_of_somebody_who_has_left_is_filled_in_no_more(house):
    vetting = VettingFactory(department=house.here, person=house.in_post())
    type(vetting.person).objects.update(status=PersonStatus.LEAVING)
    with pytest.raises(Refusal, match="不再审查"):
        actions.fill(house.officer, vetting, {"education": "改写"}, {})
    vetting.refresh_from_db()
    assert vetting.education != "改写"
