"""Pages of a long list: exact as far as is counted, open beyond, and no page that cannot be reached."""

import pytest

from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers import paging
from tests.factories.organization import StaffFactory, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
STAFF = "/organization/staff/"


@pytest.fixture
def people(monkeypatch):
    """Seven people in a house that counts to five."""
    monkeypatch.setattr(paging, "COUNTED", 5)
    return [StaffFactory(number=f"N{n}", name=f"人{n}", pinyin_override=f"ren {n}") for n in range(7)]


def pages(size: int) -> paging.OpenPaginator:
    everyone = Staff.objects.order_by("number")
    return paging.OpenPaginator(everyone, size, Staff.objects.select_related("department"))


def numbers(page) -> list[str]:
    return [person.number for person in page.object_list]


def test_so_many_rows_are_counted_and_no_more(people):
    assert paging.count_up_to(Staff.objects.all()) == 6
    assert paging.count_up_to(Staff.objects.filter(number__gte="N4")) == 3
    assert paging.told(5) == 5
    assert paging.told(6) == "5+"


def test_beyond_what_is_counted_pages_go_on_to_the_last_row(people):
    first, last = pages(2).get_page(None), pages(2).get_page("4")
    assert (numbers(first), first.has_next(), first.numbers()) == (["N0", "N1"], True, [1, 2, None])
    assert (numbers(last), last.has_next(), last.numbers()) == (["N6"], False, [1, None, 3, 4])
    assert (last.start_index(), last.end_index()) == (7, 7)
    assert pages(2).get_page("3").numbers() == [1, 2, 3, 4, None]


@pytest.mark.parametrize("beyond", ["5", "999999999999999999"])
def test_a_page_beyond_the_end_is_the_last_one(people, beyond):
    assert pages(2).get_page(beyond).number == 4


@pytest.mark.parametrize("nonsense", ["0", "-1", "zwei", ""])
def test_what_is_no_page_is_the_first_one(people, nonsense):
    assert pages(2).get_page(nonsense).number == 1


def test_a_short_list_tells_its_last_page(people):
    Staff.objects.filter(number__gte="N4").delete()
    page = pages(2).get_page("9")
    assert (page.number, page.numbers(), page.paginator.count, page.paginator.capped) == (2, [1, 2], 4, False)


def test_an_empty_list_has_one_empty_page():
    page = pages(2).get_page("3")
    assert (page.number, numbers(page), page.has_next(), page.end_index()) == (1, [], False, 0)


def test_a_long_list_says_that_there_are_more(client, people):
    client.force_login(user_with(Role.OFFICE))
    page = client.get(STAFF, {"view": "all"})
    assert page.context["total_capped"]
    assert [view["count"] for view in page.context["views"]] == ["5+", 0, "5+"]
    few = client.get(STAFF, {"view": "all", "q": "人3"})
    assert (few.context["total"], few.context["total_capped"]) == (1, False)


def test_whoever_may_see_a_row_by_name_has_it_on_a_deep_page_too(client, people):
    """The rows of a page come from all rows, by the keys that the scope let through: nothing else may come along."""
    officer = user_with(Role.OFFICER, people[3].department)
    client.force_login(officer)
    shown = client.get(STAFF, {"view": "all"}).content.decode()
    assert "N3" in shown
    assert "N4" not in shown
