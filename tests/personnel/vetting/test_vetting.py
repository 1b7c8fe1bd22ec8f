"""Vetting (P2): who begins it, who fills it in, what it lacks, who signs."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.approvals.queries import signers_of
from baomi.audit.models import AuditEntry
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.core.levels import PersonGrade
from baomi.organization.roles import Role
from personnel.actions import vetting as actions
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.vetting import Marital, VettingPurpose
from personnel.models import Vetting
from personnel.rules import dossier
from personnel.rules import vetting as rules
from tests.factories.organization import GrantFactory, StaffFactory, user_with
from tests.factories.personnel import PostFactory
from tests.factories.personnel_vetting import (
    TABLES,
    VettingFactory,
    sign_next,
    signed_through,
    with_papers,
)

ENTRY, PERIODIC = VettingPurpose.ENTRY, VettingPurpose.PERIODIC
DAY = dt.date(2026, 11, 2)


def ready(house, **values) -> Vetting:
    """A form that may be handed in, of somebody without an account unless `staff` has one."""
    return with_papers(VettingFactory(department=house.here, person=house.candidate(**values)))


def signers(vetting: Vetting) -> list[str]:
    """The labels of the steps that the running form has."""
    return list(vetting.approval.steps.filter(round=vetting.approval.round).values_list("label", flat=True))


def open_step(approval):
    return approval.steps.filter(round=approval.round, state="open").order_by("pk").first()


# Beginning


def test_the_officer_begins_the_vetting_of_a_candidate_of_the_department(house):
    vetting = actions.begin(house.officer, house.candidate(), ENTRY)
    assert (vetting.number, vetting.post, vetting.passed) == ("SC-2026-001", house.post, None)
    entry = AuditEntry.objects.get(action="personnel.vetting.create")
    assert entry.actor_id == house.officer.pk


def test_a_person_of_another_department_does_not_exist_for_the_officer(house):
    with pytest.raises(NotFound):
        actions.begin(house.other_officer, house.candidate(), ENTRY)
    with pytest.raises(NotPermitted):
        actions.begin(house.head, house.candidate(), ENTRY)
    assert not Vetting.objects.exists()


def test_the_graduate_school_begins_for_students_alone(house):
    with pytest.raises(NotFound):
        actions.begin(house.grad, house.candidate(), ENTRY)
    student = house.candidate(staff=StaffFactory(department=house.here), kind=PersonKind.STUDENT)
    assert actions.begin(house.grad, student, ENTRY).person == student


def test_nobody_is_vetted_twice_at_a_time(house):
    person = house.candidate()
    actions.begin(house.officer, person, ENTRY)
    with pytest.raises(Refusal, match="已有一份审查正在办理"):
        actions.begin(house.office, person, ENTRY)
    with pytest.raises(ValidationError, match="已有一份审查正在办理"):
        Vetting(
            person=person, purpose=ENTRY, post=person.post, department=house.here, number="X"
        ).full_clean()


@pytest.mark.parametrize(
    ("status", "purpose", "words"),
    [
        (PersonStatus.IN_POST, ENTRY, "现为“在岗”，不能办理任用前审查"),
        (PersonStatus.CANDIDATE, PERIODIC, "现为“拟任”，不能办理定期复审"),
        (PersonStatus.COOLING, PERIODIC, "现为“脱密期”"),
    ],
)
def test_entry_is_for_candidates_and_reviews_for_those_in_post(house, status, purpose, words):
    with pytest.raises(Refusal, match=words):
        actions.begin(house.office, house.candidate(status=status), purpose)


def test_a_change_of_post_is_vetted_for_the_new_post(house):
    person = house.in_post()
    with pytest.raises(Refusal, match="须选拟任的新岗位"):
        actions.begin(house.office, person, VettingPurpose.POST_CHANGE)
    with pytest.raises(Refusal, match="须用本人现"):
        actions.begin(house.office, person, PERIODIC, post=PostFactory(department=house.here))
    with pytest.raises(Refusal, match="未批准或已撤销"):
        actions.begin(
            house.office,
            person,
            VettingPurpose.POST_CHANGE,
            post=PostFactory(department=house.here, draft=True),
        )
    higher = PostFactory(department=house.here, proposed_grade=PersonGrade.IMPORTANT)
    assert actions.begin(house.office, person, VettingPurpose.GRADE_CHANGE, post=higher).post == higher


def test_a_personal_change_is_told_in_words(house):
    person = house.in_post()
    with pytest.raises(Refusal, match="须写明变化情况"):
        actions.begin(house.office, person, VettingPurpose.PERSONAL_CHANGE)
    assert actions.begin(house.office, person, VettingPurpose.PERSONAL_CHANGE, reason="再婚").reason == "再婚"


def test_a_temporary_hand_is_not_vetted(house):
    with pytest.raises(Refusal, match="不得使用临时聘用人员"):
        actions.begin(house.office, house.candidate(kind=PersonKind.TEMPORARY), ENTRY)


def test_a_review_begins_with_what_the_last_vetting_said(house):
    person = house.in_post()
    VettingFactory(person=person, department=house.here, passed=True, concluded_on=DAY, education="本科")
    again = actions.begin(house.office, person, PERIODIC)
    assert (again.education, dossier.read(again)["family"]) == ("本科", TABLES["family"])
    assert again.promised is False
    assert again.concluded_on is None


# Filling in


def test_the_person_fills_in_his_own_form_and_nobody_else(house):
    vetting = actions.begin(house.officer, house.candidate(staff=house.account.staff), ENTRY)
    filled = actions.fill(house.account, vetting, {"education": "研究生"}, TABLES, vetting.version)
    assert (filled.education, dossier.read(filled)["experience"]) == ("研究生", TABLES["experience"])
    with pytest.raises(Refusal, match="由周翀本人填写、送审"):
        actions.fill(house.officer, vetting, {"education": "本科"}, TABLES)
    with pytest.raises(NotFound):
        actions.fill(user_with(Role.PERSON, house.here), vetting, {"education": "本科"}, TABLES)
    filled.refresh_from_db()
    assert filled.education == "研究生"


def test_the_officer_fills_in_for_somebody_without_an_account(house):
    vetting = actions.begin(house.officer, house.candidate(), ENTRY)
    assert actions.fill(house.officer, vetting, {"education": "研究生"}, {}).education == "研究生"
    with pytest.raises(NotFound):
        actions.fill(house.other_officer, vetting, {"education": "本科"}, {})
    with pytest.raises(NotPermitted):
        actions.fill(house.hr, vetting, {"education": "本科"}, {})


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("experience", {"starts": "2015年", "place": "某校"}, "学习及工作经历第 1 行“起（年月）”"),
        ("family", {"relation": "配偶", "name": ""}, "家庭成员及主要社会关系第 1 行“姓名”"),
        ("family", {"relation": "配偶", "name": "周" * 21, "nationality": "中国"}, "最多 20 字"),
        ("trips", {"starts": "2019-13", "place": "日本", "purpose": "旅游"}, "不是年月"),
    ],
)
def test_a_wrong_cell_of_a_table_is_named_and_nothing_is_written(house, table, row, words):
    vetting = actions.begin(house.officer, house.candidate(), ENTRY)
    with pytest.raises(Refusal, match=words):
        actions.fill(house.officer, vetting, {"education": "本科"}, {**TABLES, table: [row]})
    vetting.refresh_from_db()
    assert (vetting.education, vetting.tables, vetting.version) == ("", "", 1)


def test_a_row_in_which_nothing_was_typed_is_no_row(house):
    vetting = actions.begin(house.officer, house.candidate(), ENTRY)
    empty = {"relation": "", "name": "", "nationality": "中国"}
    vetting = actions.fill(house.officer, vetting, {}, {"family": [empty, *TABLES["family"], empty]})
    assert dossier.read(vetting)["family"] == TABLES["family"]


def test_more_rows_than_the_form_takes_are_refused(house):
    vetting = actions.begin(house.officer, house.candidate(), ENTRY)
    with pytest.raises(Refusal, match="最多 30 行"):
        actions.fill(house.officer, vetting, {}, {"experience": TABLES["experience"] * 16})


def test_an_old_page_does_not_overwrite(house):
    vetting = actions.begin(house.officer, house.candidate(), ENTRY)
    actions.fill(house.officer, vetting, {"education": "本科"}, {}, 1)
    with pytest.raises(StaleRecord):
        actions.fill(house.office, vetting, {"education": "研究生"}, {}, 1)


def test_the_dossier_is_not_in_the_clear_in_the_database(house, django_db_blocker):
    from django.db import connection

    VettingFactory(department=house.here, person=house.candidate())
    with connection.cursor() as cursor:
        cursor.execute("SELECT tables, household_address, home_address FROM personnel_vetting")
        kept = cursor.fetchone()
    assert all(text.startswith("sm4.") for text in kept)


# Handing in


def test_what_the_form_lacks_is_named_down_to_the_papers(house):
    person = house.candidate()
    vetting = VettingFactory(
        department=house.here, person=person, marital=Marital.MARRIED, promised=False, education="",
        tables=dossier.written({"experience": TABLES["experience"], "trips": [
            {"starts": "2018-07", "ends": "2018-07", "place": "日本", "purpose": "旅游"}]}),
    )  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        actions.hand_in(house.officer, vetting)
    for words in (
        "还差 8 项", "学历学位", "家庭成员及主要社会关系", "本人承诺", "户口簿", "无犯罪记录证明", "结婚证",
        "配偶单位证明", "境外学习工作经历说明",
    ):  # fmt: skip
        assert words in str(refusal.value)
    vetting.refresh_from_db()
    assert vetting.approval is None


def test_a_single_person_who_was_never_abroad_needs_two_papers(house):
    vetting = VettingFactory(department=house.here, person=house.candidate())
    assert rules.required_attachments(vetting) == ["户口簿", "无犯罪记录证明"]
    with pytest.raises(Refusal, match="还差 2 项：户口簿、无犯罪记录证明"):
        actions.hand_in(house.officer, vetting)
    assert actions.hand_in(house.officer, with_papers(vetting)).state == State.RUNNING


def test_the_person_hands_in_himself_and_this_is_his_signature(house):
    vetting = ready(house, staff=house.account.staff)
    with pytest.raises(Refusal, match="由周翀本人填写、送审"):
        actions.hand_in(house.officer, vetting)
    approval = actions.hand_in(house.account, vetting)
    assert [signature.signer for signature in approval.signatures.all()] == [house.account]
    assert approval.waiting_for == "所在单位负责人"


# The route


def test_an_entry_goes_past_leader_head_office_and_hr_in_this_order(house):
    vetting = ready(house, staff=house.account.staff, leader=house.pi.staff)
    approval = actions.hand_in(house.account, vetting)
    vetting.refresh_from_db()
    assert signers(vetting) == [
        "本人承诺", "项目（课题）组负责人", "所在单位负责人", "保密工作办公室", "人事处", "上岗确认",
    ]  # fmt: skip
    for user in (house.pi, house.head, house.office, house.hr):
        assert signers_of(open_step(approval)) == [user]
        approval = sign_next(approval)
    vetting.refresh_from_db()
    assert (vetting.passed, approval.state, approval.waiting_for) == (True, State.APPROVED, "上岗确认")


def test_a_student_goes_to_the_graduate_school(house):
    vetting = ready(house, kind=PersonKind.STUDENT, leader=house.pi.staff)
    actions.hand_in(house.officer, vetting)
    vetting.refresh_from_db()
    assert signers(vetting) == [
        "项目（课题）组负责人",
        "所在单位负责人",
        "保密工作办公室",
        "研究生院",
        "上岗确认",
    ]


def test_another_leader_of_the_department_does_not_sign_for_the_named_one(house):
    vetting = ready(house, leader=house.pi.staff)
    approval = actions.hand_in(house.officer, vetting)
    with pytest.raises(NotFound):
        approvals.sign(house.other_pi, open_step(approval), "agree")


def test_who_leads_himself_is_not_asked_as_his_own_leader(house):
    actions.hand_in(house.officer, vetting := ready(house, staff=house.pi.staff, leader=house.pi.staff))
    vetting.refresh_from_db()
    assert signers(vetting)[0] == "所在单位负责人"


def test_an_account_without_the_role_of_a_cleared_person_fills_in_nothing(house):
    """Many a candidate has an account for other work; until he has the role the unit types what he signed."""
    vetting = ready(house, staff=house.other_pi.staff)
    with pytest.raises(NotPermitted):
        actions.fill(house.other_pi, vetting, {"education": "本科"}, TABLES)
    assert actions.fill(house.officer, vetting, {"education": "本科"}, TABLES).education == "本科"
    GrantFactory(user=house.other_pi, role=Role.PERSON, department=house.here)
    with pytest.raises(Refusal, match="本人填写、送审"):
        actions.hand_in(house.officer, vetting)


def test_a_worker_goes_from_the_unit_to_hr(house):
    vetting = ready(house, kind=PersonKind.WORKER)
    actions.hand_in(house.officer, vetting)
    vetting.refresh_from_db()
    assert signers(vetting) == ["所在单位负责人", "人事处", "上岗确认"]


def test_a_review_is_signed_by_leader_head_and_hr_and_ends_there(house):
    person = house.in_post(staff=house.account.staff, leader=house.pi.staff)
    vetting = signed_through(VettingFactory(department=house.here, person=person), house.account)
    assert signers(vetting) == ["本人承诺", "项目（课题）组负责人", "所在单位负责人", "人事处"]
    person.refresh_from_db()
    assert (vetting.approval.waiting_for, person.status) == ("", PersonStatus.IN_POST)
    assert vetting.approval.finished_at is not None


def test_nobody_signs_his_own_vetting(house):
    """The only head of a department is vetted: the leader in charge signs in his place."""
    GrantFactory(user=house.head, role=Role.PERSON, department=house.here)
    vetting = ready(house, staff=house.head.staff)
    approval = actions.hand_in(house.head, vetting)
    assert approval.waiting_for == "分管校领导"
    with pytest.raises(Refusal, match="不能审批自己提出的或关于自己的事项|由分管校领导办理"):
        approvals.sign(house.head, open_step(approval), "agree")


def test_nobody_signs_two_steps_of_one_form(house):
    """The head who is named as leader of the group has signed as such; another head signs for the unit."""
    deputy = user_with(Role.HEAD, house.here)
    vetting = ready(house, leader=house.head.staff)
    approval = sign_next(actions.hand_in(house.officer, vetting))
    assert signers_of(open_step(approval)) == [deputy]
    with pytest.raises(Refusal, match="同一份表一人只签一次"):
        approvals.sign(house.head, open_step(approval), "agree")


def test_who_typed_the_form_does_not_sign_it(house):
    vetting = ready(house)
    approval = sign_next(actions.hand_in(house.office, vetting))
    assert approval.waiting_for == "保密工作办公室"
    assert signers_of(open_step(approval)) == []
    with pytest.raises(Refusal, match="不能审批自己提出的"):
        approvals.sign(house.office, open_step(approval), "agree")
