"""F-18 of any year and of the whole career; F-16C with what the registers know, the rest for the pen."""

import datetime as dt

import pytest
from django.test import Client

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization import realtime
from baomi.organization.models import User
from baomi.organization.roles import Role
from baomi.printing import actions, engine, forms
from baomi.printing.models import Printout
from tests.factories.organization import ResearchGroupFactory, user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_training import trained

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 17)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def sheets(monkeypatch):
    """The HTML of every sheet that goes to the printer."""
    found = []

    def keep(documents, *rest, **more):
        found.extend(documents)
        return b"%PDF"

    monkeypatch.setattr(engine, "render_html", keep)
    monkeypatch.setattr(engine, "render_many", keep)
    return found


@pytest.fixture
def person():
    person = PersonFactory()
    trained(person, title="2026 年形势教育")
    trained(person, title="2023 年保密技术", planned_on=dt.date(2023, 5, 10))
    trained(person, title="2019 年警示教育", planned_on=dt.date(2019, 4, 1))
    return person


def test_without_a_year_the_card_is_this_year_s_alone(person, sheets):
    actions.print_form(None, "F-18", person)
    assert "2026 年形势教育" in sheets[0] and "2023 年保密技术" not in sheets[0]
    assert Printout.objects.get().part == "2026"


def test_the_card_of_a_year_chosen(person, sheets):
    _, printout = actions.print_form(None, "F-18", person, part="2023")
    assert "2023 年保密技术" in sheets[0] and "2026 年形势教育" not in sheets[0]
    assert "年度：2023 年" in sheets[0]
    assert (printout.part, printout.label) == ("2023", "保密教育培训情况记录卡 2023 年")


def test_the_card_of_the_whole_career_has_every_training_in_order_and_their_sum(person, sheets):
    actions.print_form(None, "F-18", person, part="all")
    at = [
        sheets[0].index(words)
        for words in ("2019 年警示教育", "2023 年保密技术", "2026 年形势教育", "12 学时")
    ]
    assert at == sorted(at)
    assert "年度：2019 至 2026 年" in sheets[0]


@pytest.mark.parametrize("part", ["2021", "1999", "abc"])
def test_a_year_without_a_training_is_refused(person, sheets, part):
    with pytest.raises(Refusal, match="没有“"):
        actions.print_form(None, "F-18", person, part=part)
    with pytest.raises(Refusal):
        actions.print_form(None, "F-16C", person, part="2026")
    assert not Printout.objects.exists()


def test_a_card_is_compared_with_the_year_it_was_printed_for(person, sheets):
    _, printout = actions.print_form(None, "F-18", person)
    with clock.at(dt.date(2027, 2, 1)):
        assert actions.changes_since(None, printout) == (True, [])
        trained(person, title="补登的一次", planned_on=dt.date(2026, 12, 1))
        assert actions.changes_since(user_with(Role.OFFICE), printout) == (False, ["培训记录", "合计学时"])


def test_the_person_s_page_offers_the_years_and_the_preview_carries_the_choice(person, sheets):
    user = user_with(Role.OFFICE)
    User.objects.filter(pk=user.pk).update(password_changed_at=realtime.instant())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    url = f"/personnel/people/{person.pk}/"
    page = client.get(url).content.decode()
    for choice in (
        'value="2026">2026 年',
        'value="2023">2023 年',
        'value="2019">2019 年',
        'value="all">全部年度',
    ):
        assert choice in page
    preview = client.get(f"{url}print/F-18/?part=2023").content.decode()
    assert f"{url}print/F-18.pdf?part=2023" in preview
    assert client.get(f"{url}print/F-18.pdf?part=2023").status_code == 200
    assert "2023 年保密技术" in sheets[-1]
    assert client.get(f"{url}print/F-18/?part=2021").status_code == 400


def test_f_16c_names_unit_and_office_and_leaves_home_to_the_pen(sheets):
    group = ResearchGroupFactory()
    person = PersonFactory(department=group, staff__phone="13900001111", staff__post="副教授")
    actions.print_form(None, "F-16C", person)
    for words in (group.parent.name, group.name, person.staff.name, "副教授", "家用便携机型号"):
        assert words in sheets[0]
    assert "13900001111" not in sheets[0]
    data = forms.get("F-16C").data(PersonFactory())
    assert data["office"] == ""
