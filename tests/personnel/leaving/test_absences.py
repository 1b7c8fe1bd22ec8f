"""Leaving without permission (实施条例 54): whose it is stays, its days are of the past, the report is due by the rule of the day."""

import datetime as dt

import pytest

from baomi.core.errors import Refusal
from baomi.organization.models import Parameter
from personnel.actions import absences as actions
from personnel.models import Absence
from personnel.parameters import ABSENCE_WORKDAYS
from tests.factories.personnel import PersonFactory

NOTICED, TODAY = dt.date(2026, 11, 27), dt.date(2026, 12, 1)


@pytest.fixture
def absence(house):
    values = {"person": house.person, "noticed_on": NOTICED, "outline": "未经批准离开岗位"}
    return actions.register_absence(house.officer, values)


def test_it_is_noticed_and_reported_on_days_that_have_come(house, absence):
    values = {"person": house.person, "noticed_on": dt.date(2026, 12, 2), "outline": "未经批准离开岗位"}
    with pytest.raises(Refusal, match="发现日期晚于今天"):
        actions.register_absence(house.officer, values)
    for day in (dt.date(2026, 11, 26), dt.date(2026, 12, 2)):
        with pytest.raises(Refusal, match="发现之日至今天之间"):
            actions.report_absence(house.office, absence, day, "校保〔2026〕9 号")
    assert Absence.objects.get().bureau_on is None
    assert actions.report_absence(house.office, absence, NOTICED, "校保〔2026〕9 号").bureau_on == NOTICED


def test_the_report_is_due_by_the_number_of_the_day_it_was_noticed(house, absence):
    Parameter.objects.create(key=ABSENCE_WORKDAYS, value=3, effective_from=TODAY, source="校内约定")
    assert absence.due_on == dt.date(2026, 11, 30)
    corrected = actions.change_absence(house.officer, absence, {"noticed_on": dt.date(2026, 11, 26)})
    assert corrected.due_on == dt.date(2026, 11, 27)
    assert actions.change_absence(house.officer, corrected, {"noticed_on": TODAY}).due_on == dt.date(
        2026, 12, 4
    )


def test_it_stays_with_the_person(house, absence):
    other = PersonFactory(department=house.college)
    with pytest.raises(Refusal, match="不能换成另一个人"):
        actions.change_absence(house.officer, absence, {"person": other, "outline": "改写"})
    assert (Absence.objects.get().person, Absence.objects.get().outline) == (house.person, "未经批准离开岗位")
