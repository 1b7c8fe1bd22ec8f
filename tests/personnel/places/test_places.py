"""P17: a place is designated by the committee, confirmed by the bureau, checked in its cycle, withdrawn with all permissions."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.core import clock
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.levels import SecrecyLevel
from baomi.organization.models import Parameter
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from baomi.reminders import sweep
from baomi.reminders.models import Notice
from personnel.actions import places as actions
from personnel.deadlines.places import CHECK
from personnel.models import KeyPlace, PlaceCheck, PlaceWithdrawal
from personnel.parameters import PLACE_CHECK_MONTHS
from personnel.procedures.places import PLACE, WITHDRAWAL
from tests.factories.organization import GrantFactory, StaffFactory, user_with
from tests.factories.personnel_posts import AccessFactory, CheckFactory, KeyPlaceFactory, WithdrawalFactory

REGISTER = registry.get("personnel", "places")
TODAY = dt.date(2026, 11, 20)


def values(people, **changes):
    return {
        "department": people.college,
        "name": "1 号档案室",
        "kind": "spot",
        "location": "行政楼 3 层",
        "level": SecrecyLevel.SECRET,
        "head": StaffFactory(department=people.college),
        "reason": "集中存放涉密载体",
        "guards": "专人值守",
        "physical": "防盗门",
        "technical": "门禁",
    } | changes


def sign_all(people, approval, step):
    for user, slug in ((people.head, "head"), (people.office, "office"), (people.chair, "chair")):
        approvals.sign(user, step(approval, slug), "agree")


def tab(slug, user):
    view = next(view for view in REGISTER.views if view.slug == slug)
    return set(view.filter(REGISTER.visible(user), user))


def test_a_place_is_designated_by_three_signatures_and_confirmed_by_the_bureau(people, step):
    place = actions.create_place(people.officer, values(people))
    approval = approvals.submit(people.officer, PLACE, place)
    sign_all(people, approval, step)
    place.refresh_from_db()
    assert (place.number, place.designated_on, place.check_due_on) == (
        "YB-2026-001",
        TODAY,
        dt.date(2027, 11, 20),
    )
    assert tab("unconfirmed", people.office) == {place}
    with pytest.raises(Refusal, match="还没有登记确认文号"):
        approvals.sign(people.office, step(approval, "bureau"), "agree")
    with pytest.raises(NotPermitted):
        actions.confirm(people.officer, place, "保确〔2026〕7 号", TODAY)
    for day in (dt.date(2026, 11, 19), dt.date(2026, 11, 21)):
        with pytest.raises(Refusal, match="与今天之间"):
            actions.confirm(people.office, place, "保确〔2026〕7 号", day)
    actions.confirm(people.office, place, "保确〔2026〕7 号", TODAY)
    place.refresh_from_db()
    assert (place.bureau_number, place.approval.finished_at is not None) == ("保确〔2026〕7 号", True)
    with pytest.raises(Refusal, match="确认文号已登记"):
        actions.confirm(people.office, place, "另一号", TODAY)


@pytest.mark.postgres
def test_a_refused_designation_leaves_its_name_to_another_application(people, step):
    place = actions.create_place(people.officer, values(people))
    approval = approvals.submit(people.officer, PLACE, place)
    with pytest.raises(ValidationError, match="已有同名的要害部门部位"):
        actions.create_place(people.officer, values(people))
    approvals.sign(people.head, step(approval, "head"), "refuse", "先改造门禁")
    place.refresh_from_db()
    assert (place.refused_on, place.designated_on) == (TODAY, None)
    another = actions.create_place(people.officer, values(people))
    sign_all(people, approvals.submit(people.officer, PLACE, another), step)
    assert set(KeyPlace.objects.in_force()) == {another}
    with pytest.raises(ValidationError, match="已有同名的要害部门部位"):
        actions.create_place(people.officer, values(people))


def test_nobody_signs_two_lines_of_a_designation_nor_his_own(people, step):
    place = actions.create_place(people.officer, values(people))
    GrantFactory(user=people.officer, role=Role.HEAD, department=people.college)
    approval = approvals.submit(people.officer, PLACE, place)
    with pytest.raises(Refusal, match="不能审批自己提出的"):
        approvals.sign(people.officer, step(approval, "head"), "agree")
    GrantFactory(user=people.head, role=Role.OFFICE)
    approvals.sign(people.head, step(approval, "head"), "agree")
    with pytest.raises(Refusal, match="一人只签一次"):
        approvals.sign(people.head, step(approval, "office"), "agree")


def test_a_department_applies_for_its_own_places_alone(people):
    with pytest.raises(NotFound):
        actions.create_place(people.officer, values(people, department=people.other))
    with pytest.raises(NotPermitted):
        actions.create_place(people.it, values(people))


@pytest.mark.parametrize("level", [SecrecyLevel.INTERNAL, SecrecyLevel.PUBLIC])
def test_a_key_place_has_a_level_of_state_secrets(people, level):
    with pytest.raises(ValidationError, match="只能是绝密、机密或秘密"):
        actions.create_place(people.officer, values(people, level=level))


def test_a_name_is_used_once_until_its_place_is_withdrawn(people):
    KeyPlaceFactory(name="1 号档案室", withdrawn_on=dt.date(2025, 1, 1))
    actions.create_place(people.officer, values(people))
    with pytest.raises(ValidationError, match="已有同名的要害部门部位"):
        actions.create_place(people.officer, values(people))


def test_what_was_designated_is_not_edited_but_its_protection_is_kept_up_to_date(people):
    place = KeyPlaceFactory(department=people.college)
    with pytest.raises(Refusal, match="涉密等级是审定的内容"):
        actions.change_place(people.officer, place, {"level": SecrecyLevel.TOP_SECRET})
    changed = actions.change_place(people.officer, place, {"technical": "门禁、红外", "level": place.level})
    assert changed.technical == "门禁、红外"
    gone = KeyPlaceFactory(department=people.college, withdrawn_on=TODAY)
    with pytest.raises(Refusal, match="撤销"):
        actions.change_place(people.officer, gone, {"technical": "无"})


def test_a_withdrawal_takes_every_permission_back(people, step):
    place = KeyPlaceFactory(department=people.college)
    inside = AccessFactory(department=people.college, key_place=place)
    elsewhere = AccessFactory(department=people.college)
    withdrawal = actions.create_withdrawal(
        people.officer, {"key_place": place, "people_count": 1, "reason": "载体已移交"}
    )
    approval = approvals.submit(people.officer, WITHDRAWAL, withdrawal)
    inside.refresh_from_db()
    assert inside.revoked_on is None
    sign_all(people, approval, step)
    for row in (place, inside, elsewhere):
        row.refresh_from_db()
    assert (place.withdrawn_on, place.check_due_on) == (TODAY, None)
    assert (inside.revoked_on, inside.revoke_reason) == (TODAY, f"要害部门部位撤销（{withdrawal.number}）")
    assert elsewhere.revoked_on is None
    assert tab("withdrawn", people.office) == {place}


def test_a_place_is_withdrawn_once_and_only_when_it_is_one(people, step):
    place = KeyPlaceFactory(department=people.college)
    given = {"key_place": place, "people_count": 1, "reason": "载体已移交"}
    first = actions.create_withdrawal(people.officer, given)
    second = actions.create_withdrawal(people.officer, given)
    approval = approvals.submit(people.officer, WITHDRAWAL, first)
    with pytest.raises(Refusal, match=f"已在办理（{first.number}）"):
        approvals.submit(people.officer, WITHDRAWAL, second)
    sign_all(people, approval, step)
    with pytest.raises(Refusal, match="已于 2026-11-20 撤销"):
        approvals.submit(people.officer, WITHDRAWAL, second)
    draft = KeyPlaceFactory(department=people.college, draft=True)
    with pytest.raises(Refusal, match="还没有审定"):
        actions.create_withdrawal(people.officer, given | {"key_place": draft})
    with pytest.raises(NotFound):
        actions.create_withdrawal(people.other_officer, given)
    assert PlaceWithdrawal.objects.count() == 2


def test_a_refused_withdrawal_leaves_everything(people, step):
    withdrawal = WithdrawalFactory(department=people.college)
    access = AccessFactory(department=people.college, key_place=withdrawal.key_place)
    approval = approvals.submit(people.officer, WITHDRAWAL, withdrawal)
    approvals.sign(people.head, step(approval, "head"), "refuse", "仍存放载体")
    access.refresh_from_db()
    withdrawal.refresh_from_db()
    assert (access.revoked_on, withdrawal.approval.state) == (None, State.REFUSED)
    assert KeyPlace.objects.get(pk=withdrawal.key_place_id).withdrawn_on is None


def check_values(place, **changes):
    return {"key_place": place, "checked_on": TODAY, "checkers": "陈堃", "sound": True} | changes


def test_a_check_moves_the_next_one_by_the_cycle_in_force_on_its_day(people):
    place = KeyPlaceFactory(department=people.college)
    Parameter.objects.create(
        key=PLACE_CHECK_MONTHS, value=6, effective_from=dt.date(2026, 9, 1), source="校内约定"
    )
    actions.create_check(people.officer, check_values(place, checked_on=dt.date(2026, 8, 31)))
    place.refresh_from_db()
    assert place.check_due_on == dt.date(2027, 8, 31)
    check = actions.create_check(people.officer, check_values(place, checked_on=dt.date(2026, 9, 30)))
    place.refresh_from_db()
    assert (check.number, check.year, place.check_due_on) == ("JC-2026-002", 2026, dt.date(2027, 3, 30))
    actions.create_check(people.officer, check_values(place, checked_on=dt.date(2025, 5, 6)))
    place.refresh_from_db()
    assert place.check_due_on == dt.date(2027, 3, 30)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"checked_on": dt.date(2026, 11, 21)}, "日期晚于今天"),
        ({"sound": False}, "须写明发现的问题"),
        ({"sound": False, "findings": "门禁失灵", "rectified_on": dt.date(2026, 11, 1)}, "早于检查日期"),
    ],
)
def test_a_check_is_sound(people, changes, sentence):
    with pytest.raises((Refusal, ValidationError), match=sentence):
        actions.create_check(
            people.officer, check_values(KeyPlaceFactory(department=people.college), **changes)
        )
    assert not PlaceCheck.objects.exists()


def test_findings_are_rectified_and_places_are_not_exchanged(people):
    check = CheckFactory(department=people.college, sound=False, findings="门禁失灵")
    changed = actions.change_check(people.officer, check, {"rectified_on": dt.date(2026, 3, 20)})
    assert changed.rectified_on == dt.date(2026, 3, 20)
    with pytest.raises(Refusal, match="不能换成另一个"):
        actions.change_check(people.officer, check, {"key_place": KeyPlaceFactory(department=people.college)})


def test_a_check_is_told_once_again_not_and_gone_when_made(people):
    place = KeyPlaceFactory(department=people.college, check_due_on=dt.date(2026, 12, 20))
    KeyPlaceFactory(department=people.college, check_due_on=dt.date(2026, 12, 20), withdrawn_on=TODAY)
    sweep.run()
    told = Notice.objects.filter(rule=CHECK).count()
    assert told == 1
    sweep.run()
    assert Notice.objects.filter(rule=CHECK).count() == told
    with clock.at(dt.datetime(2026, 12, 21, 9, tzinfo=clock.SHANGHAI)):
        assert tab("overdue", people.office) == {place}
        actions.create_check(people.officer, check_values(place, checked_on=dt.date(2026, 12, 21)))
        assert tab("overdue", people.office) == set()
        sweep.run()
        assert Notice.objects.filter(rule=CHECK).count() == told


def test_who_sees_places(people):
    own, foreign = KeyPlaceFactory(department=people.college), KeyPlaceFactory(department=people.other)
    for user in (people.office, people.it, people.chair, user_with(Role.LEADER)):
        assert set(REGISTER.visible(user)) == {own, foreign}
    for user in (people.officer, people.head):
        assert set(REGISTER.visible(user)) == {own}
    assert not REGISTER.visible(people.person).exists()


def test_the_page_shows_who_may_enter_who_came_and_the_checks(people, client):
    place = KeyPlaceFactory(department=people.college, check_due_on=dt.date(2026, 11, 1))
    access = AccessFactory(department=people.college, key_place=place)
    CheckFactory(department=people.college, key_place=place)
    client.force_login(people.officer)
    page = client.get(REGISTER.record_url(place)).content.decode()
    for text in (access.person.staff.name, "检查已逾期", "来访登记簿", "授予出入权限", "2026-03-01"):
        assert text in page
    assert "登记确认" not in page
    client.force_login(people.other_officer)
    assert client.get(REGISTER.record_url(place)).status_code == 404
    assert client.get(f"{REGISTER.record_url(place)}confirm/").status_code == 404
    client.force_login(people.officer)
    assert client.get(f"{REGISTER.record_url(place)}confirm/").status_code == 403


def test_a_correction_of_a_check_is_sound_too_and_only_a_place_in_force_is_checked_or_withdrawn(people, step):
    check = CheckFactory(department=people.college, checked_on=TODAY, sound=False, findings="门禁失灵")
    with pytest.raises(Refusal, match="整改完成日期早于检查日期"):
        actions.change_check(people.officer, check, {"rectified_on": TODAY - dt.timedelta(days=1)})
    draft = KeyPlaceFactory(department=people.college, draft=True)
    with pytest.raises(Refusal, match="还没有审定"):
        actions.create_check(people.officer, check_values(draft))
    assert PlaceCheck.objects.get().rectified_on is None
    withdrawal = WithdrawalFactory(department=people.college)
    approval = approvals.submit(people.officer, WITHDRAWAL, withdrawal)
    approvals.sign(people.head, step(approval, "head"), "agree")
    approvals.sign(people.office, step(approval, "office"), "agree")
    KeyPlace.objects.filter(pk=withdrawal.key_place_id).update(withdrawn_on=dt.date(2026, 11, 1))
    with pytest.raises(Refusal, match="已于 2026-11-01 撤销"):
        approvals.sign(people.chair, step(approval, "chair"), "agree")


def test_the_bureau_confirms_by_a_number_what_was_designated_and_nothing_is_rectified_ahead(people):
    draft = KeyPlaceFactory(department=people.college, draft=True)
    with pytest.raises(Refusal, match="还没有审定"):
        actions.confirm(people.office, draft, "保确〔2026〕7 号", TODAY)
    waiting = KeyPlaceFactory(department=people.college, bureau_number="", bureau_on=None)
    with pytest.raises(Refusal, match="没有填写确认文号"):
        actions.confirm(people.office, waiting, " ", TODAY)
    check = CheckFactory(department=people.college, checked_on=TODAY, sound=False, findings="门禁失灵")
    with pytest.raises(Refusal, match="日期晚于今天"):
        actions.change_check(people.officer, check, {"rectified_on": TODAY + dt.timedelta(days=1)})
    assert actions.change_check(people.officer, check, {"rectified_on": TODAY}).rectified_on == TODAY
    assert not KeyPlace.objects.filter(pk__in=[draft.pk, waiting.pk]).exclude(bureau_number="").exists()
