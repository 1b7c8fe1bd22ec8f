"""Who sees what of a dossier (design: masked for the unit, reveals logged): pages, reveal, print, by role."""

import pytest
from django.test import Client

from baomi.audit.models import AuditEntry
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization.roles import Role
from baomi.printing import actions as printing
from personnel.actions import vetting as actions
from personnel.choices.people import PersonKind
from tests.factories.organization import GrantFactory, StaffFactory, user_with
from tests.factories.personnel_vetting import VettingFactory

SECRET = ("文化路三号巷", "创新路195号", "郗若兰", "第二中学", "周大海")
"""What only the dossier says: addresses, and the names and units of the family."""


def own_vetting(house):
    return VettingFactory(
        department=house.here, person=house.candidate(staff=house.account.staff, leader=house.pi.staff)
    )


def page(user, url: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(url)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("role", ["officer", "head", "pi", "leader", "hr", "office"])
def test_the_page_of_another_persons_vetting_shows_no_dossier(house, role):
    vetting = own_vetting(house)
    status, text = page(getattr(house, role), f"/personnel/vettings/{vetting.pk}/")
    assert status == 200
    assert [word for word in SECRET if word in text] == []
    assert "2 条" in text


def test_the_person_sees_his_own_file_in_the_clear(house):
    vetting = own_vetting(house)
    status, text = page(house.account, f"/personnel/vettings/{vetting.pk}/")
    assert status == 200
    assert [word for word in SECRET if word not in text] == []


@pytest.mark.parametrize("role", ["other_officer", "other_pi", "grad"])
def test_the_vetting_does_not_exist_for_whom_it_does_not_concern(house, role):
    vetting = own_vetting(house)
    assert page(getattr(house, role), f"/personnel/vettings/{vetting.pk}/")[0] == 404


def test_a_stranger_with_a_vetting_of_his_own_does_not_see_mine(house):
    vetting = own_vetting(house)
    assert page(user_with(Role.PERSON, house.here), f"/personnel/vettings/{vetting.pk}/")[0] == 404


@pytest.mark.parametrize("role", ["hr", "office", "office_head"])
def test_the_keepers_read_it_with_a_reason_that_is_logged(house, role):
    vetting, user = own_vetting(house), getattr(house, role)
    client = Client()
    client.force_login(user)
    url = f"/personnel/vettings/{vetting.pk}/reveal/tables/"
    assert "郗若兰" not in client.get(url).content.decode()
    assert "郗若兰" not in client.post(url, {"reason": ""}).content.decode()
    assert not AuditEntry.objects.filter(action="personnel.vetting.reveal").exists()
    text = client.post(url, {"reason": "2026 年任用审查"}).content.decode()
    assert [word for word in SECRET if word not in text] == []
    entry = AuditEntry.objects.get(action="personnel.vetting.reveal")
    assert (entry.actor_id, entry.reason) == (user.pk, "2026 年任用审查")


@pytest.mark.parametrize("role", ["officer", "head", "pi", "leader", "account"])
def test_the_others_do_not_read_it(house, role):
    vetting = own_vetting(house)
    with pytest.raises(NotPermitted):
        actions.read_dossier(getattr(house, role), vetting, "看看")
    assert page(getattr(house, role), f"/personnel/vettings/{vetting.pk}/reveal/tables/")[0] == 403


def test_the_graduate_school_reads_students_dossiers_alone(house):
    with pytest.raises(NotFound):
        actions.read_dossier(house.grad, own_vetting(house), "研究生保密审查")
    student = house.candidate(staff=StaffFactory(department=house.here), kind=PersonKind.STUDENT)
    vetting = VettingFactory(department=house.here, person=student)
    assert actions.read_dossier(house.grad, vetting, "研究生保密审查") == vetting
    with pytest.raises(Refusal, match="没有写明查看事由"):
        actions.read_dossier(house.grad, vetting, " ")


@pytest.mark.parametrize("role", ["hr", "office", "account"])
def test_the_form_with_its_dossier_is_printed_by_the_keepers_and_the_person(house, role, printed):
    printing.print_form(getattr(house, role), "F-12", own_vetting(house))
    assert [word for word in SECRET if word not in printed[0]] == []


@pytest.mark.parametrize("role", ["officer", "head", "leader"])
def test_the_unit_does_not_print_it(house, role):
    vetting = own_vetting(house)
    with pytest.raises(NotPermitted):
        printing.print_form(getattr(house, role), "F-12", vetting)


def test_an_officer_who_is_cleared_himself_prints_his_own_form_alone(house, printed):
    GrantFactory(user=house.officer, role=Role.PERSON, department=house.here)
    with pytest.raises(NotFound):
        printing.print_form(house.officer, "F-12", own_vetting(house))
    mine = VettingFactory(department=house.here, person=house.candidate(staff=house.officer.staff))
    printing.print_form(house.officer, "F-12", mine)
    assert len(printed) == 1


def test_the_list_the_history_and_the_export_carry_no_dossier(house):
    vetting = own_vetting(house)
    client = Client()
    client.force_login(house.office)
    for url in ("/personnel/vettings/?view=all", f"/personnel/vettings/{vetting.pk}/history/"):
        text = client.get(url).content.decode()
        assert [word for word in SECRET if word in text] == []


def test_the_identity_number_stays_empty_on_the_campus_network(house, settings, printed):
    vetting = own_vetting(house)
    staff = vetting.person.staff
    staff.identity_number = "210102198005170011"
    staff.save()
    printing.print_form(house.hr, "F-12", vetting)
    settings.SYSTEM_CLASS = "standalone"
    printing.print_form(house.hr, "F-12", vetting)
    assert ["210102198005170011" in text for text in printed] == [False, True]
