"""A step with a page of its own has one button; the signing page says of a change only when somebody changed something."""

import datetime as dt

import pytest

from baomi.approvals import actions, procedures, queries
from baomi.approvals.choices import Relation
from baomi.approvals.declarations import Step, StepPage
from baomi.audit import ledger, writing
from baomi.organization.roles import Role
from baomi.registers import protocols
from baomi.registers.declarations import registry
from tests.factories.approvals import procedure

pytestmark = pytest.mark.django_db

CODE = "testapp.paged"
UNCHANGED, CHANGED = "提交后未改动", "提交后有改动"


def own_write(by, record, approval):
    """A callback that changes the record by the door of all writing."""
    writing.change(by, record, {"log": [*record.log, "effect"]}, action="testapp.request.effect")


@pytest.fixture
def paged():
    """The head judges on a page until the purpose says so; the office signs in words."""
    page = lambda record: None if record.purpose == "已判断" else StepPage("填写结果", "judge")  # noqa: E731
    steps = (
        Step("head", "部门负责人", Role.HEAD, Relation.DEPARTMENT, by_law=True, page=page),
        Step("office", "保密办", Role.OFFICE, order=2),
    )
    return procedures.add(
        procedure(CODE, steps=steps, checks=None, on_submitted=own_write, on_signed={"head": own_write})
    )


def buttons(record, user) -> dict:
    found = protocols.record_actions(registry.get("testapp", "requests"), record, user)
    return {action.label: action.url for action in found}


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def page(client, user, approval) -> str:
    client.force_login(user)
    return client.get(f"/approvals/{approval.pk}/").content.decode()


def test_the_record_has_one_button_for_the_step(people, paged):
    record = people.request()
    approval = actions.submit(people.person, CODE, record)
    register = registry.get("testapp", "requests")
    assert buttons(fresh(record), people.head) == {"填写结果": f"{register.record_url(record)}judge/"}
    actions.sign(people.head, approval.steps.get(slug="head"), "agree")
    offered = buttons(fresh(record), people.office)
    assert "签署意见" in offered and "填写结果" not in offered


def test_the_signing_page_leads_to_the_page_and_keeps_returning_and_refusing(client, people, paged):
    record = people.request()
    approval = actions.submit(people.person, CODE, record)
    text = page(client, people.head, approval)
    assert "同意的，请在“填写结果”页面办理；退回修改、不同意在下面签。" in text
    assert 'value="agree"' not in text and 'value="return"' in text and 'value="refuse"' in text
    type(record).objects.filter(pk=record.pk).update(purpose="已判断")
    text = page(client, people.head, approval)
    assert 'value="agree"' in text and "页面办理" not in text


def test_what_the_procedure_itself_writes_is_no_change(client, people, paged):
    record = people.request()
    approval = actions.submit(people.person, CODE, record)
    assert fresh(record).log == ["effect"]
    assert UNCHANGED in page(client, people.head, approval)
    actions.sign(people.head, approval.steps.get(slug="head"), "agree")
    assert fresh(record).log == ["effect", "effect"]
    assert UNCHANGED in page(client, people.office, approval)


def test_what_somebody_changes_afterwards_is_said_to_everybody_who_signs_later(client, people, paged):
    record = people.request()
    approval = actions.submit(people.person, CODE, record)
    actions.sign(people.head, approval.steps.get(slug="head"), "agree")
    with ledger.unit(people.office):
        writing.change(people.office, fresh(record), {"purpose": "改了事由"})
    assert CHANGED in page(client, people.office, approval)
    actions.sign(people.office, approval.steps.get(slug="office"), "agree")
    approval.refresh_from_db()
    assert approval.changed
    assert CHANGED in page(client, people.office, approval)


def test_what_is_filled_in_on_the_step_s_page_belongs_to_its_signature(client, people, paged):
    record = people.request()
    approval = actions.submit(people.person, CODE, record)
    with ledger.unit(people.head):
        writing.change(people.head, fresh(record), {"purpose": "已判断"})
        actions.sign(people.head, approval.steps.get(slug="head"), "agree")
    assert UNCHANGED in page(client, people.office, approval)


def test_handed_in_anew_it_is_unchanged_again(client, people, paged):
    record = people.request()
    approval = actions.submit(people.person, CODE, record)
    actions.sign(people.head, approval.steps.get(slug="head"), "return", "补材料")
    with ledger.unit(people.person):
        writing.change(people.person, fresh(record), {"purpose": "补了材料"})
    approval = actions.submit(people.person, CODE, fresh(record))
    assert UNCHANGED in page(client, people.head, approval)


def test_of_a_form_handed_in_before_versions_were_kept_the_times_tell(client, people, paged):
    record = people.request()
    approval = actions.submit(people.person, CODE, record)
    type(approval).objects.update(record_version=0)
    type(record).objects.update(updated_at=approval.started_at)
    assert UNCHANGED in page(client, people.head, approval)
    type(record).objects.update(updated_at=approval.started_at + dt.timedelta(minutes=1))
    assert CHANGED in page(client, people.head, approval)


def test_the_turn_is_asked_by_slug(people, paged):
    record = people.request()
    actions.submit(people.person, CODE, record)
    assert queries.turn(people.head, fresh(record), {"head"})
    assert queries.turn(people.head, fresh(record), {"office"}) is None
    assert queries.turn(people.office, fresh(record), {"office"}) is None
