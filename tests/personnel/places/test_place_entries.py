"""P17: only cleared people are let in; outsiders come after two departments agreed, and the book tells when they left."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.approvals.choices import State
from baomi.core import clock, holdings
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from personnel.actions import place_entries as actions
from personnel.choices.people import PersonStatus
from personnel.forms.places import VisitorsField
from personnel.models import PlaceAccess, PlaceVisit
from personnel.procedures.places import VISIT
from tests.factories.organization import DepartmentFactory, GrantFactory, StaffFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_posts import AccessFactory, KeyPlaceFactory, VisitFactory

ACCESSES = registry.get("personnel", "accesses")
ENTRIES = registry.get("personnel", "entries")
TODAY = dt.date(2026, 11, 20)
SEEN_TO = {"book_kept": True, "phones_locked": True, "no_recorders": True}


def at(hour, minute=0, day=20):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=clock.SHANGHAI)


def access(place, person, **changes):
    return {"key_place": place, "person": person, "means": "门禁卡 7", "starts": TODAY} | changes


def tab(register, slug, user):
    view = next(view for view in register.views if view.slug == slug)
    return set(view.filter(register.visible(user), user))


def test_only_people_in_post_and_cleared_for_the_level_are_let_in(people):
    place = KeyPlaceFactory(department=people.college, level=SecrecyLevel.SECRET)
    good = PersonFactory(department=people.college, grade=PersonGrade.IMPORTANT)
    low = PersonFactory(department=people.college)
    named = PersonFactory(
        department=people.college, grade=PersonGrade.IMPORTANT, status=PersonStatus.CANDIDATE
    )
    for wrong, sentence in ((low, "机密级需重要以上"), (named, "不在涉密岗位")):
        with pytest.raises(Refusal, match=sentence):
            actions.give_access(people.officer, access(place, wrong))
    given = actions.give_access(people.officer, access(place, good))
    assert (given.number, given.department) == ("CR-2026-001", people.college)
    with pytest.raises(ValidationError, match="已有这个部位的出入权限"):
        actions.give_access(people.officer, access(place, good))


def test_a_place_not_in_force_lets_nobody_in(people):
    person = PersonFactory(department=people.college)
    draft = KeyPlaceFactory(department=people.college, draft=True)
    gone = KeyPlaceFactory(department=people.college, withdrawn_on=TODAY)
    for place, sentence in ((draft, "还没有审定"), (gone, "撤销")):
        with pytest.raises(Refusal, match=sentence):
            actions.give_access(people.officer, access(place, person))


def test_an_officer_lets_in_to_his_places_and_people_he_sees(people):
    place, foreign = KeyPlaceFactory(department=people.college), KeyPlaceFactory(department=people.other)
    stranger = PersonFactory(department=people.other)
    with pytest.raises(NotFound):
        actions.give_access(people.officer, access(foreign, stranger))
    with pytest.raises(NotFound):
        actions.give_access(people.officer, access(place, stranger))
    assert actions.give_access(people.office, access(place, stranger)).pk
    with pytest.raises(NotPermitted):
        actions.give_access(people.it, access(place, stranger))


def test_who_is_about_to_leave_is_given_nothing(people, monkeypatch):
    place, person = KeyPlaceFactory(department=people.college), PersonFactory(department=people.college)
    monkeypatch.setattr(holdings.handing_obstacles, "_answers", [lambda staff: "离岗办理中"])
    with pytest.raises(Refusal, match="离岗办理中"):
        actions.give_access(people.officer, access(place, person))


def test_a_permission_is_held_until_it_is_taken_back_with_a_reason(people):
    given = AccessFactory(department=people.college)
    [held] = holdings.of_person(given.person.staff_id)
    assert (held.kind, held.label, held.closes_here) == ("出入权限", given.key_place.name, False)
    with pytest.raises(Refusal, match="没有写明收回原因"):
        actions.revoke_access(people.officer, given, " ")
    with pytest.raises(NotFound):
        actions.revoke_access(people.other_officer, given, "离岗")
    revoked = actions.revoke_access(people.officer, given, "离岗")
    assert (revoked.revoked_on, revoked.revoke_reason) == (TODAY, "离岗")
    assert holdings.of_person(given.person.staff_id) == []
    for again in (
        lambda: actions.revoke_access(people.officer, given, "再收"),
        lambda: actions.change_access(people.officer, given, {"means": "指纹"}),
    ):
        with pytest.raises(Refusal, match="已于 2026-11-20 收回"):
            again()
    assert actions.give_access(people.officer, access(given.key_place, given.person)).pk != given.pk


def test_place_and_person_of_a_permission_are_not_exchanged(people):
    given = AccessFactory(department=people.college)
    with pytest.raises(Refusal, match="不能换成另一个"):
        actions.change_access(people.officer, given, {"person": PersonFactory(department=people.college)})
    assert actions.change_access(people.officer, given, {"means": "指纹"}).means == "指纹"


def test_permissions_to_be_taken_back_are_listed(people):
    place = KeyPlaceFactory(department=people.college, level=SecrecyLevel.SECRET)
    fit = PersonFactory(department=people.college, grade=PersonGrade.IMPORTANT)
    lower = PersonFactory(department=people.college, grade=PersonGrade.ORDINARY)
    left = PersonFactory(department=people.college, grade=PersonGrade.IMPORTANT, status=PersonStatus.COOLING)
    good = AccessFactory(department=people.college, key_place=place, person=fit)
    wrong = {
        AccessFactory(department=people.college, key_place=place, person=lower),
        AccessFactory(department=people.college, key_place=place, person=left),
        AccessFactory(department=people.college, ends=dt.date(2026, 11, 19)),
    }
    AccessFactory(department=people.college, key_place=place, person=PersonFactory(), revoked_on=TODAY)
    assert tab(ACCESSES, "to_revoke", people.officer) == wrong
    marks = {row: ACCESSES.status(row)[1] for row in tab(ACCESSES, "current", people.officer)}
    assert marks == {good: "有效"} | dict.fromkeys(wrong, "应收回")


def test_a_person_sees_his_own_permissions_alone(people):
    person = PersonFactory(department=people.other, staff=people.person.staff)
    own = AccessFactory(person=person)
    AccessFactory(department=people.other)
    assert set(ACCESSES.visible(people.person)) == {own}


def asked(people, **changes):
    place = changes.pop("key_place", None) or KeyPlaceFactory(department=people.college)
    return {
        "department": people.other,
        "key_place": place,
        "visitors": [{"name": "郑工", "post": "工程师", "unit": "某维修公司"}],
        "reason": "检修空调",
        "escort": StaffFactory(department=people.college),
        "planned_at": at(14),
        "stay_minutes": 60,
    } | changes


def approved(people, step):
    """Asked for by the other college, agreed to by both heads at ten and half past ten."""
    visit = actions.ask_for_visit(people.other_officer, asked(people))
    approval = approvals.submit(people.other_officer, VISIT, visit)
    approvals.sign(people.other_head, step(approval, "head"), "agree")
    with clock.at(at(10, 30)):
        approvals.sign(people.head, step(approval, "place"), "agree")
    return PlaceVisit.objects.get(pk=visit.pk)


def test_both_departments_agree_before_anybody_comes(people, step):
    visit = actions.ask_for_visit(people.other_officer, asked(people))
    assert (visit.number, visit.applicant) == ("LF-2026-001", people.other_officer.staff)
    approval = approvals.submit(people.other_officer, VISIT, visit)
    with pytest.raises((NotFound, Refusal)):
        approvals.sign(people.head, step(approval, "head"), "agree")
    approvals.sign(people.other_head, step(approval, "head"), "agree")
    with pytest.raises(Refusal):
        approvals.sign(people.other_head, step(approval, "place"), "agree")
    with pytest.raises(Refusal, match="还没有批准"):
        actions.keep_book(people.officer, visit, at(9), at(9, 30), SEEN_TO)
    assert approvals.sign(people.head, step(approval, "place"), "agree").state == State.APPROVED


def test_within_one_unit_its_head_signs_once(people, step):
    visit = actions.ask_for_visit(people.officer, asked(people, department=people.college))
    approval = approvals.submit(people.officer, VISIT, visit)
    assert [item.slug for item in approval.steps.all()] == ["place", "escort"]
    assert approvals.sign(people.head, step(approval, "place"), "agree").state == State.APPROVED


def test_nobody_agrees_to_what_he_has_asked_for(people, step):
    GrantFactory(user=people.head, role=Role.OFFICER, department=people.college)
    visit = actions.ask_for_visit(people.head, asked(people, department=people.college))
    approval = approvals.submit(people.head, VISIT, visit)
    with pytest.raises(Refusal, match="不能审批自己提出的"):
        approvals.sign(people.head, step(approval, "place"), "agree")


@pytest.mark.parametrize(
    ("came", "left", "sentence"),
    [
        (at(10, 29), at(11), "来访时间早于批准时间"),
        (at(11), at(11), "离开时间不晚于来访时间"),
        (at(11), at(10, 45), "离开时间不晚于来访时间"),
        (at(11), at(12, 1), "离开时间晚于现在"),
    ],
)
def test_the_book_is_in_order(people, step, came, left, sentence):
    visit = approved(people, step)
    with clock.at(at(12)), pytest.raises(Refusal, match=sentence):
        actions.keep_book(people.officer, visit, came, left, SEEN_TO)
    assert PlaceVisit.objects.get().came_at is None


def test_the_place_s_officer_writes_the_book_once_and_signs_with_it(people, step):
    visit = approved(people, step)
    assert tab(ENTRIES, "expected", people.officer) == {visit}
    with clock.at(at(12)):
        with pytest.raises(NotFound):
            actions.keep_book(people.other_officer, visit, at(11), at(11, 30), SEEN_TO)
        with pytest.raises(Refusal, match="还没有登记进出时间"):
            approvals.sign(people.officer, step(visit.approval, "escort"), "agree")
        actions.keep_book(people.officer, visit, at(11), at(11, 30), SEEN_TO)
        visit.refresh_from_db()
        assert (visit.left_at, visit.approval.finished_at) == (at(11, 30), at(12))
        assert visit.approval.signatures.get(step__slug="escort").signer == people.officer
        assert tab(ENTRIES, "book", people.officer) == {visit}
        with pytest.raises(Refusal, match="进出已登记"):
            actions.keep_book(people.officer, visit, at(11), at(11, 40), SEEN_TO)


def test_a_check_not_made_needs_words(people, step):
    visit = approved(people, step)
    checks = SEEN_TO | {"phones_locked": False}
    with clock.at(at(12)):
        with pytest.raises(Refusal, match="没有写明情况"):
            actions.keep_book(people.officer, visit, at(11), at(11, 30), checks)
        kept = actions.keep_book(people.officer, visit, at(11), at(11, 30), checks, "柜子已满，手机交门卫")
    assert (kept.phones_locked, kept.remark) == (False, "柜子已满，手机交门卫")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"visitors": []}, "没有填写来访人员"),
        ({"escort": None}, "不是计算机学院的人员"),
    ],
)
def test_a_visit_is_complete(people, changes, sentence):
    if "escort" in changes:
        changes = {"escort": StaffFactory(department=people.other)}
    with pytest.raises(Refusal, match=sentence):
        actions.ask_for_visit(people.other_officer, asked(people, **changes))


def test_a_visit_is_not_handed_in_after_its_time_nor_to_a_withdrawn_place(people):
    late = actions.ask_for_visit(people.other_officer, asked(people, planned_at=at(9)))
    with pytest.raises(Refusal, match="拟进入时间已过"):
        approvals.submit(people.other_officer, VISIT, late)
    gone = KeyPlaceFactory(department=people.college, withdrawn_on=TODAY)
    with pytest.raises(Refusal, match="撤销"):
        actions.ask_for_visit(people.other_officer, asked(people, key_place=gone))


def test_a_person_asks_for_his_own_department_and_sees_his_own(people):
    visit = actions.ask_for_visit(people.person, asked(people))
    with pytest.raises(NotFound):
        actions.ask_for_visit(people.person, asked(people, department=people.college))
    VisitFactory(department=people.other)
    assert set(ENTRIES.visible(people.person)) == {visit}


def test_both_departments_see_the_visit_and_no_third(people):
    visit = VisitFactory(department=people.other, key_place=KeyPlaceFactory(department=people.college))
    third = user_with(Role.OFFICER, DepartmentFactory())
    for user in (people.officer, people.head, people.other_officer, people.other_head, people.it):
        assert visit in ENTRIES.visible(user)
    assert visit not in ENTRIES.visible(third)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("郑工，工程师", "第 1 行要写三项"),
        ("郑工，工程师，某公司\n" + "长" * 41 + "，无，某公司", "第 2 行写得太长"),
        ("\n".join(["郑工，工程师，某公司"] * 31), "最多 30 人"),
    ],
)
def test_visitors_are_typed_a_line_each(typed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        VisitorsField().clean(typed)


def test_visitors_come_back_as_they_were_typed():
    field = VisitorsField()
    rows = field.clean("郑工，工程师，某公司\n 王某 无 某公司 ")
    assert [row["name"] for row in rows] == ["郑工", "王某"]
    assert field.prepare_value(rows) == "郑工，工程师，某公司\n王某，无，某公司"


def test_the_pages_ask_do_and_answer_wrong_input(people, client, step):
    visit = approved(people, step)
    url = f"{ENTRIES.record_url(visit)}book/"
    client.force_login(people.other_officer)
    assert client.get(url).status_code == 404
    client.force_login(people.officer)
    token = client.get(url).content.decode().split('name="token" value="')[1].split('"')[0]
    data = {"token": token, "came_at": "2026-11-20 11:00", "left_at": "昨天", **dict.fromkeys(SEEN_TO, "on")}
    with clock.at(at(12)):
        assert client.post(url, data).status_code == 422
        data["left_at"] = "2026-11-20 11:30"
        assert client.post(url, data).status_code == 302
        assert client.post(url, data).status_code == 302
    assert PlaceVisit.objects.get().left_at == at(11, 30)


def test_a_permission_is_given_and_taken_back_on_the_pages(people, client):
    place, person = KeyPlaceFactory(department=people.college), PersonFactory(department=people.college)
    client.force_login(people.officer)
    page = client.get(f"{ACCESSES.url}new/?key_place={place.pk}").content.decode()
    assert f'value="{place.pk}" selected' in page
    token = page.split('name="token" value="')[1].split('"')[0]
    data = {"token": token, "key_place": place.pk, "person": "没有的", "starts": "2026-11-20"}
    answer = client.post(f"{ACCESSES.url}new/", data)
    assert (answer.status_code, "没有工号 没有的" in answer.content.decode()) == (422, True)
    assert client.post(f"{ACCESSES.url}new/", data | {"person": person.staff.number}).status_code == 302
    given = PlaceAccess.objects.get()
    url = f"{ACCESSES.record_url(given)}revoke/"
    token = client.get(url).content.decode().split('name="token" value="')[1].split('"')[0]
    assert client.post(url, {"token": token, "reason": ""}).status_code == 422
    assert client.post(url, {"token": token, "reason": "离岗"}).status_code == 302
    assert PlaceAccess.objects.get().revoked_on == TODAY
