"""X2: F-03, S-07 and S-01 from data and blank; what is printed is what the record says."""

import pytest

from baomi.core import clock
from baomi.printing import forms
from reviews import defaults
from reviews.actions import summaries as actions
from reviews.choices import ItemAnswer
from reviews.models import Summary
from tests.baomi.printing.pdf import text
from tests.factories.organization import DepartmentFactory
from tests.factories.reviews import DEADLINE, TEXT


@pytest.fixture
def handed_in(round):
    summary = round.full_summary(reporter=round.officer.staff)
    round.college.head = round.head.staff
    round.college.save()
    approval = round.hand_in(summary, clock.now())
    actions.remark_items(round.office, summary, {summary.items.get().pk: "缺签字页"})
    round.sign(round.office, approval)
    return Summary.objects.get(pk=summary.pk)


def data_of(code: str, record) -> dict:
    return forms.get(code).data(record)


def test_the_list_names_every_row_with_its_answer_and_the_receiver(round, handed_in):
    data = data_of("F-03", handed_in)
    (row,) = data["rows"]
    assert (row["name"], row["required"], row["amount"], row["submitted"]) == ("年度总结", True, "1 份", True)
    assert row["opinion"] == "缺签字页"
    assert data["sent_by"] == round.officer.staff.name
    assert data["received_by"] == round.office.staff.name
    assert data["received_on"] == clock.today()


def test_a_row_not_applicable_prints_no_and_an_open_one_nothing(round):
    summary = round.full_summary()
    item = summary.items.get()
    for answer, printed in ((ItemAnswer.NOT_APPLICABLE, False), (ItemAnswer.OPEN, None)):
        item.answer = answer
        item.save()
        assert data_of("F-03", summary)["rows"][0]["submitted"] is printed


def test_the_blank_list_carries_the_19_default_rows():
    rows = forms.get("F-03").blank()["rows"]
    assert [row["name"] for row in rows] == [item.name for item in defaults.ITEMS]
    assert len(rows) == 19


def test_the_summary_prints_six_numbered_parts(round, handed_in):
    parts = data_of("S-07", handed_in)["parts"]
    assert [part["ordinal"] for part in parts] == list("一二三四五六")
    assert parts[0]["text"] == TEXT


def test_the_status_table_lists_every_department_with_its_state(round, handed_in):
    rows = {row["department"]: row for row in data_of("S-01", round.campaign)["rows"]}
    assert rows["计算机学院"]["state"] == "已接收"
    assert rows["计算机学院"]["checklist"] == "1/1"
    assert rows["机械学院"]["state"] == "未开始"
    with clock.at(DEADLINE.replace(day=11)):
        late = {row["department"]: row["state"] for row in data_of("S-01", round.campaign)["rows"]}
    assert late == {"计算机学院": "已接收", "机械学院": "逾期"}


@pytest.mark.parametrize("code", ["F-03", "S-07"])
def test_a_department_prints_its_own_form(client, round, handed_in, code):
    client.force_login(round.officer)
    answer = client.get(f"/reviews/summaries/{handed_in.pk}/print/{code}.pdf")
    assert answer.status_code == 200
    words = text(answer.content)
    assert "计算机学院" in words
    assert code in words


def test_the_office_prints_the_status_table(client, round, handed_in):
    DepartmentFactory(name="不在名单的部门")
    client.force_login(round.office)
    answer = client.get(f"/reviews/campaigns/{round.campaign.pk}/print/S-01.pdf")
    words = text(answer.content)
    assert "机械学院" in words
    assert "不在名单的部门" not in words
