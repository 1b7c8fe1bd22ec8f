"""The tree of departments (O1): renaming and merging keep the past comparable."""

import pytest
from django.core.exceptions import ValidationError

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotPermitted, Refusal, StaleRecord
from baomi.organization import policy
from baomi.organization.actions import departments
from baomi.organization.choices import DepartmentKind
from baomi.organization.models import Department
from baomi.organization.roles import Role
from tests.factories.organization import DepartmentFactory, ResearchGroupFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def sysadmin():
    return user_with(Role.SYSADMIN)


def values(**more):
    return {"code": "0123", "name": "计算机学院", "kind": DepartmentKind.COLLEGE} | more


def test_a_new_department_knows_its_path(sysadmin):
    college = departments.create_department(sysadmin, values())
    group = departments.create_department(
        sysadmin, values(code="0124", name="视觉课题组", kind=DepartmentKind.GROUP, parent=college)
    )
    assert college.path == f"/{college.pk}/"
    assert Department.objects.get(pk=group.pk).path == f"/{college.pk}/{group.pk}/"
    assert list(Department.objects.under(college)) == [college, group]
    assert AuditEntry.objects.filter(action="organization.department.create").count() == 2


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSADMIN])
def test_nobody_else_changes_the_tree(role):
    by, college = user_with(role), DepartmentFactory()
    with pytest.raises(NotPermitted):
        departments.create_department(by, values())
    with pytest.raises(NotPermitted):
        departments.close_department(by, college, "撤销")


def test_a_closed_department_takes_no_new_one(sysadmin):
    with pytest.raises(Refusal, match="已停用"):
        departments.create_department(sysadmin, values(parent=DepartmentFactory(active=False)))


def test_a_second_department_of_the_same_name_is_refused(sysadmin):
    departments.create_department(sysadmin, values())
    with pytest.raises(ValidationError, match="已有同名"):
        departments.create_department(sysadmin, values(code="9"))


def test_a_new_name_keeps_the_old_one(sysadmin):
    college = departments.create_department(sysadmin, values())
    departments.change_department(sysadmin, college, {"name": "人工智能学院"}, version=1)
    renamed = departments.rename_department(sysadmin, college, "智能学院", reason="校发〔2026〕9号")
    assert (renamed.name, renamed.former_names) == ("智能学院", "计算机学院、人工智能学院")
    assert renamed.pinyin == "zhi neng xue yuan"


def test_a_stale_form_changes_nothing(sysadmin):
    college = departments.create_department(sysadmin, values())
    departments.change_department(sysadmin, college, {"phone": "1"}, version=1)
    with pytest.raises(StaleRecord):
        departments.change_department(sysadmin, college, {"phone": "2"}, version=1)


def test_moving_carries_the_subtree_and_the_rights_over_it(sysadmin):
    old, new = DepartmentFactory(), DepartmentFactory()
    college = DepartmentFactory(parent=old)
    group = ResearchGroupFactory(parent=college)
    bystander = DepartmentFactory(parent=old)
    officer = user_with(Role.OFFICER, new)
    departments.move_department(sysadmin, college, new, "院系调整")
    group.refresh_from_db()
    assert group.path == f"/{new.pk}/{college.pk}/{group.pk}/"
    bystander.refresh_from_db()
    assert bystander.path == f"/{old.pk}/{bystander.pk}/"
    policy.forget(officer)
    assert policy.held(officer).by_department[Role.OFFICER] == {new.pk, college.pk, group.pk}
    assert AuditEntry.objects.filter(action="organization.department.move").count() == 1


def test_the_tree_gets_no_loop(sysadmin):
    college = DepartmentFactory()
    group = ResearchGroupFactory(parent=college)
    for below in (college, group):
        with pytest.raises(Refusal, match="它自己或它的下级"):
            departments.move_department(sysadmin, college, below)


def test_the_plain_form_cannot_bend_the_tree(sysadmin):
    college, other = DepartmentFactory(), DepartmentFactory()
    with pytest.raises(Refusal, match="不能直接修改"):
        departments.change_department(sysadmin, college, {"active": False})
    moved = departments.change_department(sysadmin, college, {"parent": other, "phone": "62001900"})
    assert moved.path == f"/{other.pk}/{college.pk}/"


def test_merging_moves_the_people_and_leaves_the_row(sysadmin):
    gone, stays = DepartmentFactory(), DepartmentFactory()
    person = StaffFactory(department=gone)
    merged = departments.merge_department(sysadmin, gone, stays, "校发〔2026〕9号")
    person.refresh_from_db()
    assert (merged.active, merged.merged_into, person.department) == (False, stays, stays)
    assert person.history.count() == 2


def test_merging_is_refused_with_parts_below_into_itself_or_without_reason(sysadmin):
    college, other = DepartmentFactory(), DepartmentFactory()
    with pytest.raises(Refusal, match="并入它自己"):
        departments.merge_department(sysadmin, college, college, "x")
    with pytest.raises(Refusal, match="事由"):
        departments.merge_department(sysadmin, college, other, "")
    ResearchGroupFactory(parent=college)
    with pytest.raises(Refusal, match="下面还有在用的部门"):
        departments.merge_department(sysadmin, college, other, "x")


def test_closing_is_refused_while_people_are_left(sysadmin):
    college = DepartmentFactory()
    person = StaffFactory(department=college)
    with pytest.raises(Refusal, match="还有 1 名在职人员"):
        departments.close_department(sysadmin, college, "撤销")
    type(person).objects.update(active=False)
    assert not departments.close_department(sysadmin, college, "撤销").active
