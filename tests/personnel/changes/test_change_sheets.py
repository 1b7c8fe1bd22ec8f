"""F-11 and F-13 on paper: which of them, from data and blank, with and without what only a standalone system keeps."""

import pytest

from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.roles import Role
from baomi.printing import actions as printing
from personnel.choices.vetting import Marital, VettingPurpose
from personnel.models import Vetting
from personnel.prints.changes import between_cells
from tests.baomi.printing.pdf import page_count, text
from tests.factories.organization import user_with
from tests.factories.personnel_changes import ChangeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def between(db):
    return ChangeFactory(to_another_unit=True, person__staff__identified=True)


def test_within_a_unit_it_prints_on_f11_between_two_on_f13(between):
    office = user_with(Role.OFFICE)
    pdf, _ = printing.print_form(office, "F-13", between)
    assert page_count(pdf) == 1
    assert between.new_department.name in text(pdf)
    with pytest.raises(Refusal, match="不用 F-11 打印"):
        printing.print_form(office, "F-11", between)
    pdf, _ = printing.print_form(office, "F-11", ChangeFactory(reason="承担任务调整" * 33))
    assert page_count(pdf) == 1


@pytest.mark.parametrize("code", ["F-11", "F-13"])
def test_a_blank_form_takes_one_page(code):
    assert page_count(printing.print_blank(user_with(Role.OFFICE), code)) == 1


def test_f13_tells_of_the_dossier_and_is_printed_by_its_keepers_alone(between):
    Vetting.objects.create(
        person=between.person, department=between.department, number="SC-2026-001", post=between.old_post,
        purpose=VettingPurpose.PERIODIC, marital=Marital.MARRIED, home_address="沈阳市和平区文化路 3 号", passed=True,
        created_at=between.created_at, updated_at=between.created_at,
    )  # fmt: skip
    cells = between_cells(between)
    assert (cells["marital"], cells["home"], cells["residence"]) == ("已婚", "沈阳市和平区文化路 3 号", "no")
    with pytest.raises(NotPermitted):
        printing.print_form(user_with(Role.OFFICER, between.department), "F-13", between)


def test_the_identity_number_is_left_for_the_pen_on_the_campus_network(between, settings):
    settings.SYSTEM_CLASS = "campus"
    assert between_cells(between)["identity"] == ""
    settings.SYSTEM_CLASS = "standalone"
    assert between_cells(between)["identity"] == between.person.staff.identity_number != ""
