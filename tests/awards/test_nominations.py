"""Nominating: who may put forward whom, what the form must contain, and what signing and returning do (A2)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from awards.actions import nominations
from awards.choices import AwardKind, Category, NominationStage, RoundState
from awards.models import Nomination
from baomi.approvals import actions as approvals
from baomi.approvals import queries
from baomi.audit.models import AuditEntry
from baomi.core import clock, year_facts
from baomi.core.clock import SHANGHAI
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.core.levels import PersonGrade
from baomi.organization.choices import SecrecyRole
from baomi.organization.roles import Role
from baomi.registers import attachments
from baomi.registers.declarations import registry
from tests.factories.awards import (
    DEEDS,
    AwardRoundFactory,
    complete_collective,
    complete_individual,
    nominated,
    portrait_file,
    sign,
    with_photo,
)
from tests.factories.organization import StaffFactory, user_with

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
COLLECTIVE, INDIVIDUAL = AwardKind.COLLECTIVE, AwardKind.INDIVIDUAL


def stage_of(nomination) -> str:
    nomination.refresh_from_db()
    return nomination.stage


def test_a_classified_department_is_nominated_signed_and_received(house):
    nomination = nominated(house.officer, house.round, house.computing)
    assert (nomination.stage, nomination.number) == (NominationStage.WITH_HEAD, "SB-2026-001")
    assert nomination.handed_in_at is None
    sign(house.head, nomination.approval)
    assert stage_of(nomination) == NominationStage.WITH_HEAD
    assert list(Nomination.objects.waiting_for_office()) == [nomination]
    sign(house.office, nomination.approval)
    assert stage_of(nomination) == NominationStage.RECEIVED
    assert nomination.handed_in_at == clock.now()
    assert not nomination.late


def test_an_unclassified_department_is_refused_with_the_clause(house):
    officer = user_with(Role.OFFICER, house.arts)
    with pytest.raises(Refusal, match="艺术学院不是涉密部门.*评选通知第二条第（一）项"):
        nominated(officer, house.round, house.arts)
    assert not Nomination.objects.exists()


def test_a_department_of_others_does_not_exist_for_an_officer(house):
    with pytest.raises((NotFound, NotPermitted)):
        nominated(house.other_officer, house.round, house.computing)
    with pytest.raises((NotFound, NotPermitted)):
        nominated(house.other_officer, house.round, house.cleared, INDIVIDUAL)
    assert not Nomination.objects.exists()


def test_the_officer_of_a_college_nominates_its_research_group(house):
    assert nominated(house.officer, house.round, house.group).department == house.group


def test_a_head_alone_does_not_nominate(house):
    with pytest.raises(NotPermitted):
        nominated(house.head, house.round, house.computing)


@pytest.mark.parametrize(
    ("role", "grade", "category"),
    [
        (SecrecyRole.LEADER, "", Category.LEADER),
        (SecrecyRole.FULL_TIME, "", Category.OFFICER),
        (SecrecyRole.PART_TIME, "", Category.OFFICER),
        (SecrecyRole.CLEARED, "", Category.CLEARED),
        (SecrecyRole.NONE, PersonGrade.IMPORTANT, Category.CLEARED),
    ],
)
def test_a_category_that_the_ledger_bears_out_is_in_scope(house, role, grade, category):
    staff = with_photo(StaffFactory(department=house.computing, secrecy_role=role, grade=grade))
    assert nominated(house.officer, house.round, staff, INDIVIDUAL, category=category).staff == staff


@pytest.mark.parametrize("category", [Category.LEADER, Category.OFFICER])
def test_a_category_that_the_ledger_contradicts_is_refused(house, category):
    with pytest.raises(Refusal, match="陈堃在台账中不是"):
        nominated(house.officer, house.round, house.cleared, INDIVIDUAL, category=category)


def test_somebody_outside_the_three_groups_is_refused(house):
    staff = with_photo(StaffFactory(name="李䶮", department=house.computing))
    with pytest.raises(Refusal, match="李䶮不是保密工作负责人"):
        nominated(house.officer, house.round, staff, INDIVIDUAL)


def test_somebody_who_has_left_is_refused(house):
    house.cleared.active = False
    house.cleared.save()
    with pytest.raises(Refusal, match="不在职"):
        nominated(house.officer, house.round, house.cleared, INDIVIDUAL)


def test_what_the_form_lacks_is_named(house):
    values = {**complete_collective(), "self_checks": None, "deeds": "很好。"}
    with pytest.raises(Refusal, match="还差 2 项：自查次数、主要事迹"):
        nominations.nominate(house.officer, house.round, COLLECTIVE, house.computing, values)
    assert not Nomination.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="awards.nomination").exists()


def test_deeds_have_a_longest_length(house):
    with pytest.raises(Refusal, match="主要事迹"):
        nominated(house.officer, house.round, house.cleared, INDIVIDUAL, deeds="长" * 1001)
    assert nominated(house.officer, house.round, house.computing, deeds="长" * 1500).pk


def test_a_person_without_photo_is_refused_until_one_is_uploaded(house):
    staff = StaffFactory(department=house.computing, grade=PersonGrade.CORE)
    with pytest.raises(Refusal, match="照片"):
        nominated(house.officer, house.round, staff, INDIVIDUAL)
    made = nominations.nominate(
        house.officer, house.round, INDIVIDUAL, staff, complete_individual(), photo=portrait_file()
    )
    assert made.staff.photo


def test_one_nomination_per_department_and_person(house):
    nominated(house.officer, house.round, house.computing)
    with pytest.raises(ValidationError, match="这个部门本年度的集体申报已经建立"):
        nominated(house.officer, house.round, house.computing)
    nominated(house.officer, house.round, house.cleared, INDIVIDUAL)
    with pytest.raises(ValidationError, match="这个人本年度的申报已经建立"):
        nominated(house.officer, house.round, house.cleared, INDIVIDUAL)
    assert Nomination.objects.count() == 2


def test_after_a_refusal_the_department_may_be_nominated_again(house):
    first = nominated(house.officer, house.round, house.computing)
    sign(house.head, first.approval)
    sign(house.office, first.approval, "refuse", "材料不实。")
    assert stage_of(first) == NominationStage.REFUSED
    assert nominated(house.officer, house.round, house.computing).pk != first.pk


def test_a_figure_of_a_register_takes_the_place_of_the_typed_one(house, monkeypatch):
    def answer(year, keys):
        return {key: {"training_hours": year_facts.Fact(12, "培训台账")} for key in keys}

    monkeypatch.setattr(year_facts.person_year_facts, "_answers", [answer])
    typed = {"training_hours": 99, "secrecy_since": dt.date(2001, 1, 1)}
    nomination = nominated(house.officer, house.round, house.cleared, INDIVIDUAL, **typed)
    assert (nomination.training_hours, nomination.secrecy_since) == (12, dt.date(2019, 3, 1))
    assert nomination.sources == {"training_hours": "培训台账", "secrecy_since": "人员台账"}


def test_returned_it_is_corrected_and_handed_in_again_and_keeps_its_time(house):
    nomination = nominated(house.officer, house.round, house.computing)
    sign(house.head, nomination.approval)
    in_time = clock.now()
    sign(house.office, nomination.approval, "return", "请补自查次数。")
    assert stage_of(nomination) == NominationStage.RETURNED
    with clock.at(dt.datetime(2026, 12, 12, 9, 0, tzinfo=SHANGHAI)):
        values = {**complete_collective(), "self_checks": 12}
        nominations.change_nomination(house.officer, nomination, values, nomination.version)
        nomination.refresh_from_db()
        nominations.hand_in_again(house.officer, nomination)
        sign(house.head, nomination.approval)
        sign(house.office, nomination.approval)
    assert stage_of(nomination) == NominationStage.RECEIVED
    assert (nomination.self_checks, nomination.handed_in_at, nomination.late) == (12, in_time, False)
    assert nomination.approval.round == 2


def test_signed_after_the_deadline_it_is_late_but_taken(house):
    nomination = nominated(house.officer, house.round, house.computing)
    with clock.at(house.round.deadline + dt.timedelta(minutes=1)):
        sign(house.head, nomination.approval)
        sign(house.office, nomination.approval)
    nomination.refresh_from_db()
    assert nomination.late


def test_withdrawn_its_time_counts_anew(house):
    nomination = nominated(house.officer, house.round, house.computing)
    sign(house.head, nomination.approval)
    approvals.withdraw(house.officer, nomination.approval, "补充材料")
    assert stage_of(nomination) == NominationStage.WITHDRAWN
    with clock.at(house.round.deadline + dt.timedelta(days=1)):
        nominations.hand_in_again(house.officer, nomination)
        sign(house.head, nomination.approval)
        sign(house.office, nomination.approval)
    nomination.refresh_from_db()
    assert nomination.late


def test_while_it_is_signed_nobody_changes_it(house):
    nomination = nominated(house.officer, house.round, house.computing)
    with pytest.raises(Refusal, match="正在审批"):
        nominations.change_nomination(house.officer, nomination, {"deeds": DEEDS + "又"})


def test_a_stale_form_changes_nothing(house):
    nomination = nominated(house.officer, house.round, house.computing)
    sign(house.head, nomination.approval, "return", "请改。")
    with pytest.raises(StaleRecord):
        nominations.change_nomination(house.officer, nomination, {"deeds": DEEDS + "又"}, version=1)


def test_the_office_recommends_any_department_and_its_head_signs(house):
    nomination = nominated(house.office, house.round, house.mechanics)
    assert nomination.recommended
    assert nomination.approval.waiting_for == "保密办主任"
    assert not queries.inbox(house.other_head).exists()
    sign(house.office_head, nomination.approval)
    assert stage_of(nomination) == NominationStage.RECEIVED


def test_the_office_does_not_write_in_a_department_s_nomination(house):
    nomination = nominated(house.officer, house.round, house.computing)
    sign(house.head, nomination.approval, "return", "请改。")
    nomination.refresh_from_db()
    with pytest.raises(NotPermitted):
        nominations.change_nomination(house.office, nomination, {"deeds": DEEDS + "又"})
    with pytest.raises(NotPermitted):
        approvals.submit(house.office, nominations.PROCEDURE, nomination)
    assert stage_of(nomination) == NominationStage.RETURNED


def test_nobody_recommends_himself(house):
    staff = house.office.staff
    staff.secrecy_role = SecrecyRole.FULL_TIME
    staff.save()
    with pytest.raises(Refusal, match="不能推荐自己"):
        nominated(house.office, house.round, staff, INDIVIDUAL, category=Category.OFFICER)


def test_a_nominated_head_does_not_sign_his_own(house):
    staff = house.head.staff
    staff.secrecy_role = SecrecyRole.LEADER
    staff.save()
    with_photo(staff)
    nomination = nominated(house.officer, house.round, staff, INDIVIDUAL, category=Category.LEADER)
    assert nomination.approval.waiting_for == "分管校领导"
    sign(house.leader, nomination.approval)
    sign(house.office, nomination.approval)
    assert stage_of(nomination) == NominationStage.RECEIVED


def test_with_a_second_head_the_other_one_signs(house):
    staff = house.head.staff
    staff.secrecy_role = SecrecyRole.LEADER
    staff.save()
    with_photo(staff)
    second = user_with(Role.HEAD, house.computing)
    nomination = nominated(house.officer, house.round, staff, INDIVIDUAL, category=Category.LEADER)
    assert nomination.approval.waiting_for == "部门负责人"
    assert queries.step_to_sign(house.head, nomination.approval) is None
    sign(second, nomination.approval)


def test_a_round_beyond_screening_takes_no_more(house):
    nomination = nominated(house.officer, house.round, house.computing)
    sign(house.head, nomination.approval)
    house.round.state = RoundState.PROPOSED
    house.round.save()
    with pytest.raises(Refusal, match="不再接收申报"):
        nominated(house.officer, house.round, house.cleared, INDIVIDUAL)
    with pytest.raises(Refusal, match="不再接收申报"):
        sign(house.office, nomination.approval)
    assert stage_of(nomination) == NominationStage.WITH_HEAD


def test_a_draft_round_takes_none(house):
    draft = AwardRoundFactory(year=2027, state=RoundState.DRAFT)
    with pytest.raises(Refusal, match="还没有开始"):
        nominated(house.officer, draft, house.computing)


def test_files_of_a_returned_nomination_are_its_department_s_own_affair(client, house):
    nomination = nominated(house.officer, house.round, house.computing)
    sign(house.head, nomination.approval, "return", "请改。")
    address = f"/awards/nominations/{nomination.pk}/files/"
    for user, status in ((house.office, 400), (house.officer, 302)):
        client.force_login(user)
        assert client.post(address, {"file": SimpleUploadedFile("材料.pdf", PDF)}).status_code == status
    assert [row.uploaded_by for row in attachments.of(nomination)] == [house.officer]


def test_the_register_shows_a_department_its_own(house):
    own = nominated(house.officer, house.round, house.computing)
    other = nominated(house.other_officer, house.round, house.mechanics)
    person = nominated(house.officer, house.round, house.cleared, INDIVIDUAL)
    register = registry.get("awards", "nominations")
    assert set(register.visible(house.officer)) == {own, person}
    assert set(register.visible(house.other_head)) == {other}
    assert set(register.visible(house.office)) == {own, other, person}
    himself = user_with(Role.PERSON, staff=house.cleared)
    assert set(register.visible(himself)) == {person}
    assert not register.visible(user_with(Role.SYSADMIN)).exists()
