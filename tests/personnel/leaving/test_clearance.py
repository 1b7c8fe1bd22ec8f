"""B1: the zero-out page tells what is held, live; every line has its receiver's own signature."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from baomi.approvals import actions as approvals
from baomi.core import holdings
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.holdings import Holding
from baomi.core.levels import SecrecyLevel
from baomi.organization.roles import Role
from personnel.actions import allowances, clearance, departures
from personnel.choices.leaving import Settlement
from personnel.evidence import leaving as evidence
from personnel.models import ClearanceLine
from tests.factories import leaving_steps as steps
from tests.factories.organization import GrantFactory, user_with

LINE = {
    "label": "ZL-2024-8",
    "electronic": False,
    "item_number": "2024-8",
    "level": SecrecyLevel.CONFIDENTIAL,
    "quantity": 2,
    "pages": 30,
}


@pytest.fixture
def departure(house):
    """Handed in by the person himself."""
    return steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))


@pytest.fixture
def shelf():
    """A register of another app: what stands on it is held by everybody who is asked about."""
    held: list[Holding] = []
    answer = holdings.held_things.register(lambda staff: list(held))
    yield held
    holdings.held_things._answers.remove(answer)


def copy(n: int = 1, **values) -> Holding:
    given = {"key": f"carriers.copy:{n}", "kind": "载体", "label": f"ZL-{n}", "number": f"{n}"}
    return Holding(**given | values)


def items(departure) -> dict:
    return {item.key: item for item in evidence.items_of(steps.fresh(departure))}


def typed(departure) -> list:
    return [item for item in items(departure).values() if item.typed]


# --- typed by hand ---


def test_a_typed_line_is_open_until_a_receiver_signs(house, departure):
    line = clearance.type_line(house.person_user, departure, LINE)
    assert (line.kind, line.typed, line.typed_by) == ("纸质载体", True, house.person_user.staff)
    assert not evidence.cleared(steps.fresh(departure))
    received = clearance.receive(house.officer, departure, line.key, Settlement.TURNED_IN)
    assert received.receiver == house.officer.staff
    assert [item.outcome for item in typed(departure)] == ["上交"]


def test_the_leaver_cannot_receive_his_own(house, departure):
    GrantFactory(user=house.person_user, role=Role.OFFICER, department=house.college)
    line = clearance.type_line(house.officer, departure, LINE)
    with pytest.raises(Refusal, match="离岗人不能核定自己的清退"):
        clearance.receive(steps.fresh(house.person_user), departure, line.key, Settlement.TURNED_IN)
    assert not typed(departure)[0].received


def test_who_typed_a_line_does_not_receive_it(house, departure):
    line = clearance.type_line(house.officer, departure, LINE)
    with pytest.raises(Refusal, match="填写人不能核定自己填写的一项"):
        clearance.receive(house.officer, departure, line.key, Settlement.TURNED_IN)
    with pytest.raises(ValidationError, match="填写人不能核定"):
        line.receiver = house.officer.staff
        line.full_clean()
    clearance.receive(house.head, departure, line.key, Settlement.TURNED_IN)


def test_a_line_is_received_once(house, departure):
    line = clearance.type_line(house.person_user, departure, LINE)
    clearance.receive(house.officer, departure, line.key, Settlement.TURNED_IN)
    with pytest.raises(Refusal, match="没有重复核定"):
        clearance.receive(house.office, departure, line.key, Settlement.DESTROYED)
    assert ClearanceLine.objects.get(pk=line.pk).settlement == Settlement.TURNED_IN


def test_a_line_needs_its_way_out(house, departure):
    line = clearance.type_line(house.person_user, departure, LINE)
    with pytest.raises(Refusal, match="还没有选择清退去向"):
        clearance.receive(house.officer, departure, line.key, "kept")


def test_a_slip_is_taken_off_while_nobody_has_signed(house, departure):
    first = clearance.type_line(house.person_user, departure, LINE)
    second = clearance.type_line(house.person_user, departure, LINE | {"electronic": True})
    assert (first.key, second.key, second.kind) == ("typed:1", "typed:2", "电子载体")
    clearance.drop_line(house.person_user, departure, second.key)
    clearance.receive(house.officer, departure, first.key, Settlement.TURNED_IN)
    with pytest.raises(Refusal, match="不能删去"):
        clearance.drop_line(house.person_user, departure, first.key)
    assert len(typed(departure)) == 1


def test_roles_and_departments_out_of_reach(house, departure):
    with pytest.raises(NotFound):
        clearance.type_line(house.other_officer, departure, LINE)
    with pytest.raises(NotPermitted):
        clearance.receive(house.person_user, departure, "typed:1", Settlement.TURNED_IN)
    with pytest.raises(NotPermitted):
        clearance.type_line(user_with(Role.IT), departure, LINE)
    with pytest.raises(NotFound, match="清退单上没有这一项"):
        clearance.receive(house.officer, departure, "typed:9", Settlement.TURNED_IN)


def test_after_the_approval_the_sheet_stands(house):
    departure = steps.leave(house)
    with pytest.raises(Refusal, match="清退单不能再改"):
        clearance.type_line(house.officer, departure, LINE)
    with pytest.raises(Refusal, match="清退单不能再改"):
        departures.note_access(house.officer, departure, "改写")


# --- told by registers ---


def test_what_a_register_tells_is_open_until_the_register_says_it_is_gone(house, departure, shelf):
    shelf.append(copy(how="请到载体台账归还"))
    item = items(departure)["carriers.copy:1"]
    assert (item.settled, item.how) == (False, "请到载体台账归还")
    with pytest.raises(Refusal, match="在所属台账办结"):
        clearance.receive(house.officer, departure, item.key, Settlement.TURNED_IN)
    shelf.clear()
    assert "carriers.copy:1" not in items(departure)


def test_the_sheet_remembers_what_was_there_when_it_was_handed_in(house, shelf):
    shelf.append(copy())
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    shelf.clear()
    item = items(departure)["carriers.copy:1"]
    assert (item.settled, item.outcome) == (True, "已在台账办结")


def test_a_thing_that_closes_here_is_signed_in_here(house, departure, shelf):
    shelf.append(copy(closes_here=True))
    clearance.receive(house.officer, departure, "carriers.copy:1", Settlement.HANDED_OVER)
    item = items(departure)["carriers.copy:1"]
    assert (item.held, item.settled, item.outcome) == (True, True, "移交")


def test_every_open_line_says_what_to_do_next_and_one_signed_in_here_where_it_goes_on(
    house, departure, shelf, client
):
    shelf.append(copy(1, closes_here=True, url="/carriers/copies/1/"))
    shelf.append(copy(2, url="/carriers/copies/2/"))
    shelf.append(copy(3, url="/carriers/copies/3/", how="请归还保密室"))
    line = clearance.type_line(house.person_user, departure, LINE)
    found = items(departure)
    assert found["carriers.copy:1"].next_step == "清点后由接收人在本页勾选核定，再到所属台账登记去向"
    assert found["carriers.copy:2"].next_step == "请在所属台账登记去向"
    assert found["carriers.copy:3"].next_step == "请归还保密室"
    assert found[line.key].next_step == "由填写人以外的接收人在本页勾选核定"
    clearance.receive(house.officer, departure, "carriers.copy:1", Settlement.HANDED_OVER)
    assert items(departure)["carriers.copy:1"].next_step == "请在所属台账登记去向"
    client.force_login(house.officer)
    page = client.get(url(departure)).content.decode()
    assert all(f'href="/carriers/copies/{n}/"' in page for n in (1, 2, 3))
    shelf.clear()
    assert {item.next_step for item in items(departure).values() if item.settled} <= {""}


def test_a_deduction_being_signed_is_on_the_page_with_the_way_to_it_until_it_is_decided_or_taken_back(house):
    values = {
        "person": house.person,
        "first_month": dt.date(2026, 12, 1),
        "months": 1,
        "reason": "未按时清退",
    }
    deduction = allowances.propose_deduction(house.officer, values)
    key = f"personnel.deduction:{deduction.pk}"
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    assert key not in items(departure)
    approval = approvals.submit(house.officer, allowances.DEDUCTION_PROCEDURE, deduction)
    item = items(departure)[key]
    assert (item.settled, item.url) == (False, f"/personnel/deductions/{deduction.pk}/")
    assert "离岗前签署办结，或由送审人撤回" in item.next_step
    with pytest.raises(Refusal, match="在所属台账办结"):
        clearance.receive(house.officer, departure, key, Settlement.HANDED_OVER)
    approvals.withdraw(house.officer, approval, "不再扣发")
    assert key not in items(departure)


def test_who_stays_keeps_what_he_has(house, shelf):
    """After a return the signatures for things of the registers fall; what was typed has been handed back."""
    shelf.append(copy(closes_here=True))
    departure = steps.hand_in(house.person_user, steps.begin(house.person_user, house.person))
    line = clearance.type_line(house.person_user, departure, LINE)
    for key in ("carriers.copy:1", line.key):
        clearance.receive(house.officer, departure, key, Settlement.TURNED_IN)
    steps.sign(house.head, departure, "head", "return", "改日期")
    found = items(departure)
    assert not found["carriers.copy:1"].settled
    assert found[line.key].settled


def test_the_lists_of_the_kernel_are_on_the_page(house, departure):
    """His unsigned cooling-off pledge is one of the lines, and it goes with its signature."""
    open_before = [item for item in items(departure).values() if not item.settled]
    assert any(item.key.startswith("personnel.pledge:") for item in open_before)
    departure.pledges.update(signed_on=dt.date(2026, 12, 1))
    assert [item for item in items(departure).values() if not item.settled] == []


# --- the pages ---


def url(departure, tail="clearance/") -> str:
    return f"/personnel/departures/{departure.pk}/{tail}"


def test_the_page_counts_and_a_receiver_signs_several_lines_at_once(client, house, departure):
    for label in ("ZL-1", "ZL-2"):
        clearance.type_line(house.person_user, departure, LINE | {"label": label})
    client.force_login(house.officer)
    text = client.get(url(departure)).content.decode()
    assert "已清 0 / 共 3" in text
    assert "手填" in text
    query = "?key=typed:1&key=typed:2"
    asked = client.get(url(departure, f"clearance/receive/{query}"))
    assert "核定 2 项" in asked.content.decode()
    data = {"settlement": Settlement.TURNED_IN, "token": dict(asked.context["hidden"])["token"]}
    answer = client.post(url(departure, f"clearance/receive/{query}"), data)
    assert answer.status_code == 302
    assert all(item.received for item in typed(departure))
    again = client.post(url(departure, f"clearance/receive/{query}"), data)
    assert again.status_code == 302
    assert "已清 2 / 共 3" in client.get(url(departure)).content.decode()


def test_a_line_typed_on_the_page_once_for_two_clicks(client, house, departure):
    client.force_login(house.person_user)
    page = client.get(url(departure))
    assert "核定所选" not in page.content.decode()
    data = {
        "label": "ZL-9", "electronic": "1", "level": "confidential", "quantity": "1", "token": page.context["token"],
    }  # fmt: skip
    assert client.post(url(departure), data).status_code == 302
    assert client.post(url(departure), data).status_code == 302
    assert [(item.label, item.kind) for item in typed(departure)] == [("ZL-9", "电子载体")]


def test_a_wrong_line_is_shown_again_with_what_was_typed(client, house, departure):
    client.force_login(house.officer)
    token = client.get(url(departure)).context["token"]
    answer = client.post(
        url(departure), {"label": "ZL-9", "electronic": "0", "quantity": "0", "token": token}
    )
    assert answer.status_code == 422
    assert "ZL-9" in answer.content.decode()
    assert typed(departure) == []


def test_the_pages_of_another_department_do_not_exist(client, house, departure):
    client.force_login(house.other_officer)
    for tail in (
        "",
        "clearance/",
        "clearance/receive/?key=typed:1",
        "clearance/drop/?key=typed:1",
        "access/",
        "talk/",
    ):
        assert client.get(url(departure, tail)).status_code == 404, tail
        assert client.post(url(departure, tail or "clearance/"), {"label": "ZL"}).status_code == 404, tail
    assert client.get(url(departure, "decide/")).status_code == 403


def test_the_graduate_school_sees_students_alone(client, house, departure):
    client.force_login(house.grad)
    assert client.get(url(departure)).status_code == 404


def test_the_office_decides_on_its_page(client, house, departure):
    client.force_login(house.office)
    page = client.get(url(departure, "decide/"))
    text = page.content.decode()
    assert "一般涉密人员规定 12 个月" in text
    assert "至 2027-12-01" in text
    token = dict(page.context["hidden"])["token"]
    short = client.post(
        url(departure, "decide/"), {"months": "6", "managed_by": "us", "reason": "", "token": token}
    )
    assert short.status_code == 422
    assert "不能短于规定的 12 个月" in short.content.decode()
    good = client.post(
        url(departure, "decide/"), {"months": "12", "managed_by": "us", "reason": "", "token": token}
    )
    assert good.status_code == 302
    assert steps.fresh(departure).cooling_months == 12


def test_the_talk_is_written_down_from_the_departure(client, house, departure):
    client.force_login(house.officer)
    page = client.get(url(departure, "talk/"))
    assert page.status_code == 200
    form = page.context["form"]
    data = {
        "held_at": "2026-12-01 00:00", "place": "行政楼", "items": [code for code, _ in form.fields["items"].choices],
        "token": dict(page.context["hidden"])["token"],
    }  # fmt: skip
    assert client.post(url(departure, "talk/"), data).status_code == 302
    assert departure.talks.count() == 1
    assert "已经登记" in client.get(url(departure, "talk/")).content.decode()


def test_leaving_begins_from_the_page_of_the_person(client, house):
    client.force_login(house.officer)
    page = client.get(f"/personnel/people/{house.person.pk}/").content.decode()
    address = f"/personnel/departures/new/?person={house.person.pk}"
    assert address in page
    assert f'value="{house.person.pk}" selected' in client.get(address).content.decode()
    client.force_login(house.hr)
    assert "办理离岗" not in client.get(f"/personnel/people/{house.person.pk}/").content.decode()


def test_the_new_form_names_what_is_missing_and_makes_one_for_two_clicks(client, house):
    client.force_login(house.officer)
    page = client.get("/personnel/departures/new/")
    token = page.context["token"].split('value="')[1].split('"')[0]
    data = {"person": house.person.pk, "reason": "internal", "leaves_on": "2026-12-31", "token": token}
    wrong = client.post("/personnel/departures/new/", data)
    assert wrong.status_code == 422
    assert "脱密原因为“校内调动”的必填" in wrong.content.decode()
    data |= {"unit": "图书馆", "new_post": "馆员"}
    first = client.post("/personnel/departures/new/", data)
    second = client.post("/personnel/departures/new/", data)
    assert (first.status_code, second.url) == (302, first.url)
    assert house.person.departures.count() == 1
