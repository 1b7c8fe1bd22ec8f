"""Handing in and signing: who may, who may not, in which order, and what a signature sets in motion."""

from dataclasses import replace

import pytest

from baomi.approvals import actions, procedures, queries, rules
from baomi.approvals.choices import Decision, Phase, State, StepState
from baomi.approvals.declarations import Step
from baomi.approvals.models import Approval, ApprovalStep, Signature
from baomi.audit.models import AuditEntry
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.organization.roles import Role
from tests.factories.approvals import CODE, STEPS, procedure, told
from tests.factories.organization import GrantFactory, ResearchGroupFactory, user_with


def step(approval, slug):
    return ApprovalStep.objects.get(
        approval=approval, round=Approval.objects.get(pk=approval.pk).round, slug=slug
    )


def hand_in(people, **values):
    """An application that its person has handed in; it waits for the head."""
    record = people.request(**values)
    return record, actions.submit(people.person, CODE, record, "按期归还")


def test_the_person_s_handing_in_is_his_signature(people):
    record, approval = hand_in(people)
    own = Signature.objects.get(step=step(approval, "person"))
    assert (own.signer, own.comment) == (people.person, "按期归还")
    assert approval.waiting_for == "部门负责人"
    record.refresh_from_db()
    assert record.approval == approval
    assert record.state == State.RUNNING
    assert record.tone == ("wait", "待部门负责人")
    assert record.log == ["submitted"]


def test_an_officer_handing_in_does_not_sign_for_the_person(people):
    approval = actions.submit(people.officer, CODE, people.request())
    assert approval.waiting_for == "本人"
    assert queries.inbox(people.officer).count() == 0
    actions.sign(people.person, step(approval, "person"), "agree")
    approval.refresh_from_db()
    assert approval.waiting_for == "部门负责人"


def test_all_signatures_bring_the_effect_and_then_the_follow_up(people):
    record, approval = hand_in(people)
    actions.sign(people.head, step(approval, "head"), "agree", "行程已核")
    record.refresh_from_db()
    assert record.granted == 0
    approval = actions.sign(people.office, step(approval, "office"), "agree")
    record.refresh_from_db()
    assert (record.granted, approval.state, approval.finished_at) == (1, State.APPROVED, None)
    assert approval.waiting_for == "交回确认"
    # The same office person may confirm the return: that is no second judgement.
    approval = actions.sign(people.office, step(approval, "back"), "agree")
    record.refresh_from_db()
    assert record.log == ["submitted", "closed"]
    assert approval.finished_at
    assert approval.waiting_for == ""


def test_a_step_conditional_on_the_level_is_there_only_for_that_level(people):
    _, public = hand_in(people)
    _, secret = hand_in(people, level="secret")
    assert not ApprovalStep.objects.filter(approval=public, slug="leader").exists()
    assert ApprovalStep.objects.filter(approval=secret, slug="leader").exists()


def test_only_the_head_of_the_record_s_department_signs_for_it(people):
    _, approval = hand_in(people)
    for outsider in (people.officer, people.office, people.leader):
        with pytest.raises(Refusal, match="这一步由部门负责人办理"):
            actions.sign(outsider, step(approval, "head"), "agree")
    with pytest.raises(NotFound):
        actions.sign(people.other_head, step(approval, "head"), "agree")
    assert not Signature.objects.filter(step=step(approval, "head")).exists()
    actions.sign(people.head, step(approval, "head"), "agree")


def test_a_head_granted_for_the_college_signs_for_its_research_group(people):

    people.department = ResearchGroupFactory(parent=people.department)
    record = people.request()
    approval = actions.submit(people.office, CODE, record)
    actions.sign(people.person, step(approval, "person"), "agree")
    assert people.head in queries.waiting_for(Approval.objects.get(pk=approval.pk))
    assert people.other_head not in queries.waiting_for(Approval.objects.get(pk=approval.pk))


def test_a_step_to_come_cannot_be_signed(people):
    _, approval = hand_in(people)
    with pytest.raises(Refusal, match="还没有轮到“保密办”。现在待部门负责人"):
        actions.sign(people.office, step(approval, "office"), "agree")


def test_nobody_judges_his_own_application(people):
    GrantFactory(user=people.person, role=Role.HEAD, department=people.department)
    record, approval = hand_in(people)
    with pytest.raises(Refusal, match="不能审批自己提出的或关于自己的事项"):
        actions.sign(people.person, step(approval, "head"), "agree")
    assert people.person not in queries.waiting_for(approval)


def test_who_handed_in_for_another_does_not_judge_it(people):
    approval = actions.submit(people.office, CODE, people.request())
    actions.sign(people.person, step(approval, "person"), "agree")
    actions.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match="不能审批自己"):
        actions.sign(people.office, step(approval, "office"), "agree")
    assert queries.inbox_count(people.office) == 0
    actions.sign(people.second_office, step(approval, "office"), "agree")


def test_one_person_signs_once_in_a_round_even_with_two_roles(people):
    GrantFactory(user=people.head, role=Role.OFFICE)
    _, approval = hand_in(people)
    actions.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match="同一份表一人只签一次"):
        actions.sign(people.head, step(approval, "office"), "agree")
    assert queries.inbox_count(people.head) == 0


def test_a_second_click_changes_nothing_and_a_colleague_hears_who_was_first(people):
    _, approval = hand_in(people)
    actions.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(rules.AlreadySigned):
        actions.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match=f"这份表已由{people.head}于 .* 办理（同意）"):
        actions.sign(people.deputy, step(approval, "head"), "refuse", "不妥")
    assert Signature.objects.filter(step=step(approval, "head")).count() == 1


def test_two_signers_are_two_people(people):

    two = [replace(item, signers=2) if item.slug == "head" else item for item in STEPS]
    procedures.add(procedure("testapp.two", steps=two))
    approval = actions.submit(people.person, "testapp.two", people.request())
    approval = actions.sign(people.head, step(approval, "head"), "agree")
    assert approval.waiting_for == "部门负责人"
    with pytest.raises(rules.AlreadySigned):
        actions.sign(people.head, step(approval, "head"), "agree")
    approval = actions.sign(people.deputy, step(approval, "head"), "agree")
    assert approval.waiting_for == "保密办"


def test_steps_of_one_order_run_side_by_side(people):

    steps = (
        Step("office", "保密办", Role.OFFICE, order=1),
        Step("leader", "分管校领导", Role.LEADER, order=1),
    )
    procedures.add(procedure("testapp.side", steps=steps))
    approval = actions.submit(people.person, "testapp.side", people.request())
    assert approval.waiting_for == "保密办、分管校领导"
    approval = actions.sign(people.leader, step(approval, "leader"), "agree")
    assert approval.waiting_for == "保密办"
    approval = actions.sign(people.office, step(approval, "office"), "agree")
    assert approval.state == State.APPROVED
    assert approval.finished_at


def test_a_refusing_effect_undoes_the_signature(people):
    record, approval = hand_in(people, purpose="禁止")
    actions.sign(people.head, step(approval, "head"), "agree")
    entries = AuditEntry.objects.count()
    with pytest.raises(Refusal, match="名下还有 3 项未清退"):
        actions.sign(people.office, step(approval, "office"), "agree")
    approval.refresh_from_db()
    assert (approval.state, approval.waiting_for) == (State.RUNNING, "保密办")
    assert not Signature.objects.filter(step=step(approval, "office")).exists()
    assert AuditEntry.objects.count() == entries


def test_a_return_begins_a_new_round_and_keeps_the_old(people):
    record, approval = hand_in(people)
    with pytest.raises(Refusal, match="选择“退回修改”须写明意见"):
        actions.sign(people.head, step(approval, "head"), "return")
    approval = actions.sign(people.head, step(approval, "head"), "return", "请补交证明")
    record.refresh_from_db()
    assert approval.state == State.RETURNED
    assert record.log[-1] == "returned"
    assert rules.editable(record)
    assert queries.inbox_count(people.head) == 0
    again = actions.submit(people.person, CODE, record, "已补交")
    assert (again.pk, again.round, again.state) == (approval.pk, 2, State.RUNNING)
    assert Signature.objects.filter(approval=approval, round=1).count() == 2
    assert list(again.rounds.values_list("number", "outcome")) == [(1, State.RETURNED), (2, "")]
    # The head signed in round one; round two is a new sheet.
    actions.sign(people.head, step(again, "head"), "agree")


def test_a_refusal_ends_it_for_good(people):
    record, approval = hand_in(people)
    approval = actions.sign(people.head, step(approval, "head"), "refuse", "不符合规定")
    record.refresh_from_db()
    assert (approval.state, record.log[-1]) == (State.REFUSED, "refused")
    assert set(approval.steps.filter(state=StepState.SKIPPED).values_list("slug", flat=True)) == {
        "office",
        "back",
    }
    with pytest.raises(Refusal, match="不能再送审"):
        actions.submit(people.person, CODE, record)
    assert not rules.editable(record)


def test_the_follow_up_is_done_or_not_yet_but_never_refused(people):
    _, approval = hand_in(people)
    actions.sign(people.head, step(approval, "head"), "agree")
    actions.sign(people.office, step(approval, "office"), "agree")
    with pytest.raises(Refusal, match="审批已经通过"):
        actions.sign(people.office, step(approval, "back"), "refuse", "未交回")


def test_overruling_an_unmet_condition_needs_a_reason_which_is_kept(people):
    _, approval = hand_in(people, hours=12)
    with pytest.raises(Refusal, match="有 1 项未满足：年度学时达标.*须在意见中写明理由"):
        actions.sign(people.head, step(approval, "head"), "agree")
    actions.sign(people.head, step(approval, "head"), "agree", "已报名培训")
    assert Signature.objects.get(step=step(approval, "head")).overruled == ["年度学时达标"]


def test_what_is_left_to_a_person_must_be_judged_by_the_judging_step(people):
    _, approval = hand_in(people, purpose="出访")
    actions.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match="还差 1 项判断：事由适当"):
        actions.sign(people.office, step(approval, "office"), "agree", "同意")
    with pytest.raises(Refusal, match="未满足：事由适当"):
        actions.sign(people.office, step(approval, "office"), "agree", judgements={"事由适当": "not_met"})
    judged = {"事由适当": "met", "无未结事件": "not_met"}
    actions.sign(people.office, step(approval, "office"), "agree", judgements=judged)
    kept = Signature.objects.get(step=step(approval, "office"))
    # What the books answer is not for a person to answer.
    assert kept.judgements == {"事由适当": "met"}


def test_a_form_changed_after_it_was_opened_is_not_signed_blindly(people):
    record, approval = hand_in(people)
    with pytest.raises(StaleRecord):
        actions.sign(people.head, step(approval, "head"), "agree", version=record.version + 1)
    actions.sign(people.head, step(approval, "head"), "agree", version=record.version)


def test_an_unknown_decision_is_answered_in_words(people):
    _, approval = hand_in(people)
    with pytest.raises(Refusal, match="还没有选择意见"):
        actions.sign(people.head, step(approval, "head"), "maybe")


def test_handing_in_is_for_who_may_change_the_record(people):
    record = people.request()
    stranger = user_with(Role.PERSON, people.department)
    with pytest.raises(NotFound):
        actions.submit(stranger, CODE, record)
    with pytest.raises(NotPermitted):
        actions.submit(people.head, CODE, record)
    assert not Approval.objects.exists()


def test_a_form_is_handed_in_once(people):
    record, _ = hand_in(people)
    with pytest.raises(Refusal, match="已在审批中，没有重复送审"):
        actions.submit(people.officer, CODE, record)
    assert Approval.objects.count() == 1


def test_a_form_that_is_not_ready_is_not_handed_in(people):
    with pytest.raises(Refusal, match="事由还没有写"):
        actions.submit(people.person, CODE, people.request(purpose=""))
    assert not Approval.objects.exists()


def test_only_the_starter_withdraws_and_only_before_the_end(people):
    record, approval = hand_in(people)
    with pytest.raises(Refusal, match="撤回须写明原因"):
        actions.withdraw(people.person, approval, " ")
    with pytest.raises(Refusal, match="只有送审人"):
        actions.withdraw(people.officer, approval, "换一份")
    with pytest.raises(NotFound):
        actions.withdraw(people.other_head, approval, "换一份")
    approval = actions.withdraw(people.person, approval, "改日期")
    record.refresh_from_db()
    assert (approval.state, record.log[-1]) == (State.WITHDRAWN, "withdrawn")
    again = actions.submit(people.person, CODE, record)
    assert again.round == 2
    actions.sign(people.head, step(again, "head"), "agree")
    actions.sign(people.office, step(again, "office"), "agree")
    again.refresh_from_db()
    with pytest.raises(Refusal, match="不能撤回"):
        actions.withdraw(people.person, again, "晚了")


def test_every_signature_leaves_one_entry_with_its_reason(people):
    _, approval = hand_in(people)
    before = AuditEntry.objects.count()
    actions.sign(people.head, step(approval, "head"), "return", "请补交证明")
    entries = list(AuditEntry.objects.order_by("id")[before:])
    assert [(entry.action, entry.reason) for entry in entries] == [
        ("approvals.signature.return", "请补交证明")
    ]


def test_what_happens_when_a_step_is_signed_and_each_callback_finds_what_the_last_one_wrote(people):
    order = {"on_signed": {"head": told("head signed")}, "effects": {Phase.APPROVE: told("approved")}}
    procedures.add(procedure("testapp.told", **order))
    record = people.request()
    approval = actions.submit(people.person, "testapp.told", record)
    actions.sign(people.head, step(approval, "head"), "agree")
    record.refresh_from_db()
    assert record.log == ["submitted", "head signed"]
    actions.sign(people.office, step(approval, "office"), "agree")
    record.refresh_from_db()
    assert record.log == ["submitted", "head signed", "approved"]


def test_a_report_that_is_owed_is_returned_and_never_refused(people):
    procedures.add(procedure("testapp.owed", decisions=(Decision.AGREE, Decision.RETURN)))
    approval = actions.submit(people.person, "testapp.owed", people.request())
    with pytest.raises(Refusal, match="这类表不能签“不同意”。可选：同意、退回修改"):
        actions.sign(people.head, step(approval, "head"), "refuse", "不妥")
    approval = actions.sign(people.head, step(approval, "head"), "return", "请补正")
    assert approval.state == State.RETURNED


def test_words_too_long_are_refused_not_cut(people):
    with pytest.raises(Refusal, match="最多 300 字"):
        actions.submit(people.person, CODE, people.request(), "长" * 301)
    _, approval = hand_in(people)
    with pytest.raises(Refusal, match="最多 300 字"):
        actions.sign(people.head, step(approval, "head"), "agree", "长" * 301)
