"""Routes as data: OFFICE HEAD edits them; the law and the running forms stay."""

import pytest

from baomi.approvals import actions, checks, procedures, routes
from baomi.approvals.declarations import Step
from baomi.approvals.models import Route
from baomi.core.errors import NotPermitted, Refusal, StaleRecord
from baomi.organization.roles import Role
from tests.factories.approvals import CODE, procedure


def data(without: str = "", **changes):
    """The declared route as the editor sends it; `head={"order": 5}` changes a step."""
    legs = [leg.as_data() for leg in routes.declared(procedures.get(CODE)) if leg.slug != without]
    return [leg | changes.get(leg["slug"], {}) for leg in legs]


def set_route(people, steps, **more):
    return actions.set_route(people.office_head, procedures.get(CODE), steps, **more)


HR = {
    "slug": "added-1",
    "label": "保密办复核",
    "role": "office_head",
    "relation": "university",
    "phase": "approve",
    "order": 9,
    "signers": 1,
    "workdays": 5,
}


def test_a_changed_route_is_for_forms_to_come(people):
    running = actions.submit(people.person, CODE, people.request())
    set_route(people, [*data(without="back"), HR])
    later = actions.submit(people.person, CODE, people.request())
    slugs = list(later.steps.values_list("slug", flat=True))
    assert slugs == ["person", "head", "office", "added-1"]
    assert "back" in running.steps.values_list("slug", flat=True)
    assert not running.steps.filter(slug="added-1").exists()


def test_the_order_and_the_time_can_be_changed(people):
    set_route(people, data(office={"order": 1}, head={"order": 2, "workdays": 8}, person={"order": 3}))
    approval = actions.submit(people.officer, CODE, people.request())
    assert approval.waiting_for == "保密办"
    assert approval.steps.get(slug="head").workdays == 8


def test_a_condition_of_the_code_stays_with_its_step(people):
    set_route(people, data())
    approval = actions.submit(people.person, CODE, people.request())
    assert not approval.steps.filter(slug="leader").exists()


@pytest.mark.parametrize(
    "steps",
    [
        lambda: data(without="head"),
        lambda: data(head={"role": "officer"}),
        lambda: data(head={"relation": "university"}),
    ],
)
def test_a_step_by_law_is_neither_dropped_nor_weakened(people, steps):
    with pytest.raises(Refusal, match="“部门负责人”是规定必经的环节"):
        set_route(people, steps())
    assert not Route.objects.exists()


def test_a_step_not_by_law_may_go(people):
    set_route(people, data(without="office"))
    assert not any(leg.slug == "office" for leg in routes.in_force(procedures.get(CODE)))


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (lambda: [*data(), HR | {"role": "press"}], "宣传部看不到"),
        (lambda: [*data(), HR | {"label": ""}], "有环节没有名称"),
        (lambda: [*data(), HR | {"signers": 0}], "数值超出范围"),
        (lambda: [*data(), HR | {"slug": "office"}], "出现了两次"),
    ],
)
def test_a_route_that_cannot_work_is_refused(people, steps, sentence):
    with pytest.raises(Refusal, match=sentence):
        set_route(people, steps())
    assert not Route.objects.exists()


def test_only_the_head_of_the_office_sets_routes(people):
    with pytest.raises(NotPermitted):
        actions.set_route(people.office, procedures.get(CODE), data())


def test_two_editors_do_not_overwrite_each_other(people):
    first = set_route(people, data(office={"workdays": 4}))
    with pytest.raises(StaleRecord):
        set_route(people, data(office={"workdays": 6}))
    changed = set_route(people, data(office={"workdays": 6}), version=first.version)
    with pytest.raises(StaleRecord):
        set_route(people, data(office={"workdays": 7}), version=first.version)
    assert changed.version == first.version + 1
    assert changed.history.count() == 2


def test_a_procedure_whose_signer_cannot_see_the_form_stops_the_start():
    steps = (Step("press", "宣传部", Role.PRESS), Step("office", "保密办", Role.OFFICE))
    procedures.add(procedure("testapp.blind", steps=steps))
    procedures.add(procedure("testapp.nowhere", register="testapp.nothing"))
    errors = [error for error in checks.check_procedures(None) if "testapp" in error.msg]
    assert [error.id for error in errors] == ["baomi.E021", "baomi.E020"]
    assert "宣传部" in errors[0].msg


def test_an_officer_s_department_is_too_near_for_a_step_of_the_whole_university():
    procedures.add(procedure("testapp.near", steps=(Step("officer", "保密员", Role.OFFICER),)))
    assert [error.id for error in checks.check_procedures(None) if "testapp" in error.msg] == ["baomi.E021"]


def test_a_procedure_is_declared_once_and_soundly():
    with pytest.raises(ValueError, match="twice"):
        procedures.add(procedure())
    with pytest.raises(ValueError, match="two steps"):
        procedure("testapp.x", steps=[Step("a", "甲", Role.OFFICE), Step("a", "乙", Role.OFFICE)])
    with pytest.raises(ValueError, match="no approving step"):
        procedure("testapp.x", steps=[])
