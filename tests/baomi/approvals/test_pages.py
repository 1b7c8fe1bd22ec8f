"""The pages: what a signer sees, what he is told, and that other departments' forms do not exist for him."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from baomi.approvals import actions, panels, procedures, routes
from baomi.approvals.choices import State
from baomi.approvals.models import Approval, ApprovalStep, Delegation, Route, Signature
from baomi.audit.models import AuditEntry
from baomi.desk import menu
from baomi.registers import protocols
from baomi.registers.declarations import registry
from tests.factories.approvals import CODE, procedure
from tests.factories.organization import UserFactory

pytestmark = pytest.mark.urls("tests.testapp.urls")


@pytest.fixture
def waiting(people):
    """An application that waits for the head, one condition unmet."""
    return actions.submit(people.person, CODE, people.request(hours=12))


def page(client, user, approval):
    client.force_login(user)
    return client.get(f"/approvals/{approval.pk}/")


def sign(client, user, approval, decision="agree", comment="", slug="head", **more):
    client.force_login(user)
    step = ApprovalStep.objects.get(approval=approval, round=approval.round, slug=slug)
    data = {"step": step.pk, "decision": decision, "comment": comment} | more
    return client.post(f"/approvals/{approval.pk}/", data, follow=True)


def test_the_signer_sees_what_is_asked_what_the_books_say_and_his_box(client, people, waiting):
    html = page(client, people.head, waiting).content.decode()
    assert "申请内容" in html
    assert "本年 12 学时" in html
    assert html.index("年度学时达标") < html.index("无未结事件")
    assert "签后转保密办" in html
    assert "有 1 项未满足：年度学时达标" in html
    assert "第 1 件，共 1 件" in html


def test_who_may_only_look_gets_no_box(client, people, waiting):
    html = page(client, people.office, waiting).content.decode()
    assert "您的意见" not in html
    assert "部门负责人" in html


def test_another_department_s_form_does_not_exist(client, people, waiting):
    for address in ("", "withdraw/", "paper/"):
        client.force_login(people.other_head)
        answer = client.get(f"/approvals/{waiting.pk}/{address}")
        nothing = client.get(f"/approvals/999999/{address}")
        assert answer.status_code == nothing.status_code == 404
        assert people.person.staff.number not in answer.content.decode()
    assert sign(client, people.other_head, waiting, comment="x").status_code == 404
    assert not Signature.objects.filter(signer=people.other_head).exists()


def test_signing_tells_what_comes_next_and_goes_to_the_next_form(client, people, waiting):
    second = actions.submit(people.person, CODE, people.request())
    answer = sign(client, people.head, waiting, comment="已报名培训")
    assert answer.redirect_chain[0][0] == f"/approvals/{second.pk}/"
    assert "已签署意见，转保密办" in answer.content.decode()
    answer = sign(client, people.head, second)
    assert answer.redirect_chain[0][0] == "/inbox/"


def test_a_second_click_is_answered_and_signs_once(client, people, waiting):
    sign(client, people.head, waiting, comment="已报名培训")
    answer = sign(client, people.head, waiting, comment="已报名培训")
    assert answer.status_code == 200
    assert Signature.objects.filter(signer=people.head).count() == 1


def test_what_was_typed_is_not_lost_when_the_opinion_is_not_complete(client, people, waiting):
    answer = sign(client, people.head, waiting)
    assert answer.status_code == 422
    assert "须在意见中写明理由" in answer.content.decode()
    actions.sign(people.deputy, waiting.steps.get(slug="head"), "agree", "可以")
    answer = sign(client, people.head, waiting, comment="我写了很久的意见")
    assert answer.status_code == 422
    assert f"这份表已由{people.deputy}于" in answer.content.decode()
    assert not Signature.objects.filter(signer=people.head).exists()


def test_a_form_changed_in_between_is_shown_again(client, people, waiting):
    answer = sign(client, people.head, waiting, comment="我写的意见", version="99")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "这份表在您打开之后改过" in html
    assert "我写的意见" in html


@pytest.mark.parametrize("step", ["", "abc", "999999", "²", "9" * 30])
def test_a_made_up_step_is_answered_in_words(client, people, waiting, step):
    client.force_login(people.head)
    answer = client.post(f"/approvals/{waiting.pk}/", {"step": step, "decision": "agree"})
    assert 400 <= answer.status_code < 500
    assert "这个页面已失效" in answer.content.decode()


def test_a_person_judges_what_the_books_cannot(client, people):
    approval = actions.submit(people.person, CODE, people.request(purpose="出访"))
    actions.sign(people.head, approval.steps.get(slug="head"), "agree")
    html = page(client, people.office, approval).content.decode()
    assert 'name="judge-2"' in html
    answer = sign(client, people.office, approval, slug="office")
    assert "还差 1 项判断：事由适当" in answer.content.decode()
    sign(client, people.office, approval, slug="office", **{"judge-2": "met"})
    approval.refresh_from_db()
    assert approval.state == State.APPROVED


def test_looking_changes_nothing(client, people, waiting):
    before = AuditEntry.objects.count()
    page(client, people.head, waiting)
    assert AuditEntry.objects.count() == before


def submit(client, user, record, code=CODE):
    client.force_login(user)
    return client.post("/approvals/submit/", {"procedure": code, "record": record.pk}, follow=True)


def test_handing_in_from_the_record_page_happens_once(client, people):
    record = people.request()
    assert submit(client, people.person, record).redirect_chain[0][0] == f"/testapp/requests/{record.pk}/"
    submit(client, people.person, record)
    assert Approval.objects.count() == 1


def test_handing_in_another_department_s_record_is_not_found(client, people):
    record = people.request()
    assert submit(client, people.other_head, record).status_code == 404
    assert submit(client, people.person, record, "testapp.unknown").status_code == 404
    assert not Approval.objects.exists()


def test_withdrawing_asks_for_the_reason(client, people, waiting):
    client.force_login(people.person)
    address = f"/approvals/{waiting.pk}/withdraw/"
    assert "撤回原因" in client.get(address).content.decode()
    assert "撤回须写明原因" in client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "改日期"})
    waiting.refresh_from_db()
    assert waiting.state == State.WITHDRAWN


def test_recording_the_paper(client, people):
    procedures.add(procedure("testapp.paper", paper=True))
    approval = actions.submit(people.person, "testapp.paper", people.request())
    actions.sign(people.head, approval.steps.get(slug="head"), "agree")
    actions.sign(people.office, approval.steps.get(slug="office"), "agree")
    client.force_login(people.office)
    address = f"/approvals/{approval.pk}/paper/"
    assert "归档号" in client.get(address).content.decode()
    assert "还没有纸质件" in client.post(address, {}).content.decode()
    client.post(address, {"archive_number": "GD-7"})
    approval.refresh_from_db()
    assert (approval.state, approval.paper_number) == (State.APPROVED, "GD-7")


def buttons(record, user):
    found = protocols.record_actions(registry.get("testapp", "requests"), record, user)
    return {action.label: action for action in found}


def test_the_record_page_offers_each_what_he_may(people):
    record = people.request(purpose="")
    assert buttons(record, people.person)["送审"].reason == "事由还没有写"
    assert buttons(record, people.head) == {}
    record.purpose = "教学"
    record.save()
    assert not buttons(record, people.person)["送审"].locked
    approval = actions.submit(people.person, CODE, record)
    record.refresh_from_db()
    assert list(buttons(record, people.person)) == ["撤回"]
    assert buttons(record, people.officer)["撤回"].locked
    assert list(buttons(record, people.head)) == ["签署意见"]
    actions.sign(people.head, approval.steps.get(slug="head"), "return", "补证明")
    record.refresh_from_db()
    assert list(buttons(record, people.person)) == ["再次送审"]


def test_the_panels_show_the_case_and_the_trail(people):

    record = people.request()
    register = registry.get("testapp", "requests")
    assert panels.trail_panel(register, record, people.person) is None
    actions.submit(people.person, CODE, record)
    record.refresh_from_db()
    for source in (panels.case_panel, panels.trail_panel):
        panel = source(register, record, people.person)
        html = render_to_string(panel.template, {"content": panel.context})
        assert "部门负责人" in html


def route_data(**changes):
    """The route editor's form as the browser sends it: all lines kept, two spare ones empty."""

    legs = routes.declared(procedures.get(CODE))
    data = {"form-TOTAL_FORMS": len(legs) + 2, "form-INITIAL_FORMS": len(legs), "version": ""}
    for n, leg in enumerate(legs):
        line = {**leg.as_data(), "kept": "on"}
        data |= {
            f"form-{n}-{name}": line[name]
            for name in ("slug", "kept", "order", "label", "role", "signers", "workdays")
        }
    return {key: value for key, value in (data | changes).items() if value is not None}


def test_the_route_editor_adds_drops_and_keeps_the_law(client, people):
    client.force_login(people.office_head)
    assert "借用审批" in client.get("/approvals/routes/").content.decode()
    address = f"/approvals/routes/{CODE}/"
    assert "规定必经" in client.get(address).content.decode()
    added = {"kept": "on", "order": 7, "label": "复核", "role": "office_head", "signers": 1, "workdays": 2}
    # The law's line sends neither its box nor its role: they are read-only on the page.
    data = route_data(**{"form-1-kept": None, "form-1-role": None, "form-2-kept": None})
    data |= {f"form-5-{name}": value for name, value in added.items()}
    assert client.post(address, data).status_code == 302
    steps = {step["slug"]: step for step in Route.objects.get().steps}
    assert set(steps) == {"person", "head", "leader", "back", "added-1"}
    assert steps["added-1"]["relation"] == "university"
    html = client.get(address).content.decode()
    assert "复核" in html
    # Somebody who opened the editor before must not overwrite it.
    assert client.post(address, route_data()).status_code == 409


def test_a_route_line_with_gaps_is_marked(client, people):
    client.force_login(people.office_head)
    answer = client.post(f"/approvals/routes/{CODE}/", route_data(**{"form-2-order": ""}))
    assert answer.status_code == 422
    assert "请填写" in answer.content.decode()
    assert not Route.objects.exists()


def test_routes_are_for_the_head_of_the_office(client, people):
    client.force_login(people.office)
    assert client.get("/approvals/routes/").status_code == 403
    assert client.post(f"/approvals/routes/{CODE}/", route_data()).status_code == 403


def test_lending_and_ending_in_the_browser(client, people):
    client.force_login(people.head)
    stand_in = UserFactory(staff__department=people.department)
    stranger = UserFactory()
    data = {
        "to_user": stand_in.pk,
        "role": "head",
        "starts": "2026-01-01",
        "ends": "2199-01-01",
        "reason": "出差",
    }
    assert stranger.staff.department.name not in client.get("/approvals/delegations/").content.decode()
    assert client.post("/approvals/delegations/", data | {"to_user": stranger.pk}).status_code == 422
    wrong = client.post("/approvals/delegations/", data | {"role": "office"})
    assert wrong.status_code == 422
    assert client.post("/approvals/delegations/", data | {"ends": "2025-01-01"}).status_code == 422
    assert client.post("/approvals/delegations/", data).status_code == 302
    assert client.post("/approvals/delegations/", data).status_code == 422
    delegation = Delegation.objects.get()
    assert str(stand_in) in client.get("/approvals/delegations/").content.decode()
    client.force_login(people.deputy)
    assert client.post(f"/approvals/delegations/{delegation.pk}/end/").status_code == 404
    client.force_login(stand_in)
    client.post(f"/approvals/delegations/{delegation.pk}/end/")
    delegation.refresh_from_db()
    assert delegation.ended_at


def test_the_page_asks_the_same_number_of_questions_whatever_lies_in_the_inbox(
    client, people, waiting, monkeypatch
):
    # The numbers of the menu are the same on every page, and counted by a test of their own.
    monkeypatch.setattr(menu, "groups", lambda user, path: [])
    client.force_login(people.head)
    client.get(f"/approvals/{waiting.pk}/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as questions:
            client.get(f"/approvals/{waiting.pk}/")
        counts.append(len(questions))
        actions.submit(people.person, CODE, people.request())
        actions.submit(people.person, CODE, people.request())
    assert counts[0] == counts[1] <= 34


def test_a_column_the_signer_may_not_see_is_not_on_the_signing_page(client, people, waiting, monkeypatch):
    register = registry.by_name(waiting.register)
    assert "申请人" in page(client, people.head, waiting).content.decode()
    monkeypatch.setattr(type(register), "hidden_from", lambda self, user: frozenset({"staff__name"}))
    html = page(client, people.head, waiting).content.decode()
    assert "申请人" not in html
    assert "事由" in html


def test_what_somebody_else_is_to_judge_asks_nothing_of_the_reader(client, people):
    approval = actions.submit(people.person, CODE, people.request(hours=20, purpose="出访"))
    head = page(client, people.head, approval).content.decode()
    assert "待判断" in head
    assert "请判断" not in head
    assert 'name="judge-' not in head
    sign(client, people.head, approval)
    office = page(client, people.office, approval).content.decode()
    assert "请判断" in office
    assert 'form="decision-form"' in office
    assert 'id="decision-form"' in office  # or the answers would be sent with nothing
