"""公示, objections, decision, honours as the office walks them; the past comes in from a sheet; the papers print."""

import datetime as dt

import pytest

from awards.choices import BallotMethod, Choice, RoundState
from awards.models import Decision, Honour, Objection
from awards.prints import voting
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization.roles import Role
from baomi.printing import engine, forms
from baomi.printing.actions import print_form
from baomi.registers import tokens
from baomi.registers.declarations import registry
from baomi.registers.sheets import commit, export, uploads
from tests.baomi.printing import pdf
from tests.baomi.registers.sheets.books import book
from tests.factories.ballots import NOW, Committee, HonourFactory
from tests.factories.organization import DepartmentFactory, StaffFactory, user_with

pytestmark = pytest.mark.django_db

AFTER = dt.date(2026, 12, 28)
HEADINGS = ["年度", "奖项", "荣誉名称", "部门", "工号", "获奖部门或姓名", "表彰文号", "证书编号"]


@pytest.fixture
def committee():
    with clock.at(NOW):
        found = Committee(collectives=3, people=1)
        found.voted()
        yield found


def text(answer) -> str:
    return answer.content.decode()


def page(committee, tail=""):
    return f"/awards/rounds/{committee.round.pk}/{tail}"


def publish(client, committee):
    client.force_login(committee.office)
    return client.post(
        page(committee, "publicity/"), {"starts": "2026-12-18", "place": "学校办公网"}, follow=True
    )


def objected(client, committee):
    new = text(client.get(page(committee, "objections/new/")))
    token = new.split('name="token" value="')[1].split('"')[0]
    data = {
        "token": token, "nomination": committee.collectives[0].pk, "received_on": "2026-12-18", "raised_by": "材料学院",
        "content": "事迹与记录不符",
    }  # fmt: skip
    return client.post(page(committee, "objections/new/"), data, follow=True), data


def test_the_office_walks_from_the_count_to_the_certificates(client, committee):
    client.force_login(committee.office)
    question = text(client.get(page(committee, "publicity/")))
    assert "公示 3 个拟表彰对象？" in question
    assert "公示 5 个工作日" in question
    shown = text(publish(client, committee))
    assert "2026-12-18 至 2026-12-25" in shown
    assert "暂不能拟写表彰决定：公示到 2026-12-25 止，期满前不能作出表彰决定" in shown
    answer, _ = objected(client, committee)
    assert "已登记异议 YY-2026-01" in text(answer)
    found = Objection.objects.get()
    with clock.at(AFTER):
        assert "还有 1 件异议没有办结" in text(client.get(page(committee, "publicity/")))
        settle = f"/awards/objections/{found.pk}/settle/"
        assert client.post(settle, {"upheld": "yes", "finding": ""}).status_code == 422
        assert "已撤出名单" in text(
            client.post(settle, {"upheld": "yes", "finding": "情况属实"}, follow=True)
        )
        draft = text(client.get(page(committee, "decision/")))
        assert "决定对 1 个集体、1 名个人予以表彰" in draft
        data = {
            "document_number": "东大保字〔2026〕8号",
            "title": "关于表彰的决定",
            "decided_on": "2026-12-28",
            "body": "经研究。",
        }
        assert (
            client.post(page(committee, "decision/"), data | {"decided_on": "2026-12-25"}).status_code == 422
        )
        assert "打印盖章后登记" in text(client.post(page(committee, "decision/"), data, follow=True))
        effect = f"/awards/decisions/{Decision.objects.get().pk}/effect/"
        assert "还没有盖章件" in text(client.post(effect, {"archive_number": ""}))
        answer = client.post(effect, {"archive_number": "DA-2026-118"}, follow=True)
        assert "登记 2 项荣誉" in text(answer)
    assert set(Honour.objects.values_list("certificate_number", flat=True)) == {"ZS-2026-001", "ZS-2026-002"}
    committee.round.refresh_from_db()
    assert committee.round.state == RoundState.DECIDED


def test_an_objection_sent_twice_is_one(client, committee):
    publish(client, committee)
    _, data = objected(client, committee)
    answer = client.post(page(committee, "objections/new/"), data, follow=True)
    assert "已经登记过" in text(answer)
    assert Objection.objects.count() == 1


def test_an_objection_against_somebody_else_is_not_taken(client, committee):
    publish(client, committee)
    _, data = objected(client, committee)
    other = data | {"nomination": committee.collectives[2].pk, "token": tokens.fresh()}
    assert client.post(page(committee, "objections/new/"), other).status_code == 422
    assert Objection.objects.count() == 1


WHO = [
    Role.LEADER,
    Role.CHAIR,
    Role.MEMBER,
    Role.OFFICER,
    Role.HEAD,
    Role.PERSON,
    Role.SYSADMIN,
    Role.AUDITOR,
]


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("tail", ["publicity/", "objections/new/", "decision/"])
def test_only_the_office_runs_what_follows_the_vote(client, committee, role, tail):
    client.force_login(user_with(role, DepartmentFactory()))
    assert client.get(page(committee, tail)).status_code in (403, 404)
    assert client.post(page(committee, tail), {"place": "x", "starts": "2026-12-18"}).status_code in (
        403,
        404,
    )
    committee.round.refresh_from_db()
    assert committee.round.state == RoundState.VOTED


# Honours of the past


@pytest.fixture
def honours():
    return registry.get("awards", "honours")


def test_past_honours_come_in_from_a_sheet(committee, honours):
    college = DepartmentFactory(name="信息学院", active=False)  # merged since
    person = StaffFactory(number="20190001", name="陈堃", department=college)
    rows = [
        [
            "2023",
            "先进集体",
            "保密工作先进集体",
            "信息学院",
            None,
            "信息科学学院",
            "东大保字〔2023〕5号",
            "ZS-2023-001",
        ],
        ["2023", "先进工作者", "保密工作先进工作者", "信息学院", "20190001", "陈堃", None, None],
    ]
    found = uploads.receive(committee.office, honours, "荣誉.xlsx", book(*rows, headings=HEADINGS))
    assert not found.staged["problems"], found.staged["problems"]
    done = commit.confirm(committee.office, honours, found, tokens.fresh())
    assert (done.new, done.changed) == (2, 0)
    assert Honour.objects.get(kind="individual").staff == person
    assert Honour.objects.get(kind="collective").recipient == "信息科学学院"
    again = uploads.receive(committee.office, honours, "荣誉.xlsx", book(*rows, headings=HEADINGS))
    assert {row["result"] for row in again.staged["rows"]} == {"same"}


def test_wrong_rows_are_named_and_nothing_comes_in(committee, honours):
    DepartmentFactory(name="信息学院")
    rows = [
        ["2023", "先进集体", "保密工作先进集体", "没有的学院", None, "没有的学院", None, None],
        ["2023", "特等奖", "保密工作先进集体", "信息学院", None, "信息学院", None, None],
        ["2022", "先进工作者", "保密工作先进工作者", "信息学院", None, "陈堃", None, None],
    ]
    found = uploads.receive(committee.office, honours, "荣誉.xlsx", book(*rows, headings=HEADINGS))
    lines = {problem["line"] for problem in found.staged["problems"]}
    assert lines == {2, 3, 4}
    assert not Honour.objects.exists()


def test_departments_see_their_own_honours_only(client, honours):
    own, other = HonourFactory(), HonourFactory(recipient="别的学院")
    officer = user_with(Role.OFFICER, own.department)
    client.force_login(officer)
    shown = text(client.get("/awards/honours/"))
    assert own.recipient in shown
    assert "别的学院" not in shown
    assert client.get(f"/awards/honours/{other.pk}/").status_code == 404
    assert client.get(f"/awards/honours/{other.pk}/print/S-05.pdf").status_code == 404
    assert list(honours.visible(user_with(Role.HR))) == []


def test_receipt_of_many_is_noted_after_a_question(client):
    rows = [HonourFactory(), HonourFactory()]
    client.force_login(user_with(Role.OFFICE))
    data = {"pk": [row.pk for row in rows]}
    question = client.post("/awards/honours/bulk/receive/", data)
    assert "登记 2 项荣誉今天领取？" in text(question)
    assert not Honour.objects.filter(received_on__isnull=False).exists()


# Papers


def printed(code, record) -> str:
    form = forms.get(code)
    return pdf.text(engine.render_html([forms.html(form, form.data(record))]))


def test_the_ballot_record_carries_counts_and_no_voter(committee):
    ballot = committee.round.ballots.get()
    data = voting.ballot_data(ballot)
    assert [row["agree"] for row in data["rows"]] == [7, 7, 0, 7]
    assert (data["seats"], data["present"], data["remark"]) == (9, 9, "")
    words = str(data)
    names = {member.staff.name for member in committee.members} - {committee.chair.staff.name}
    nominees = {row["name"] for row in data["rows"]}
    assert not [name for name in names - nominees if name in words]


def test_before_the_count_the_ballot_record_is_empty():
    with clock.at(NOW):
        committee = Committee(collectives=2)
        ballot = committee.open()
        committee.vote(ballot, committee.chair, {committee.collectives[0]: Choice.AGREE})
        data = voting.ballot_data(ballot)
    assert {row["agree"] for row in data["rows"]} == {""}
    assert {row["result"] for row in data["rows"]} == {""}
    assert data["present"] == ""


def test_no_name_is_on_the_publicity_sheet_before_its_time(client, committee):
    before = voting.publicity_data(committee.round)
    assert (before["collectives"], before["people"]) == ([], [])
    for code, reason in (("S-08", "还没有开始公示"), ("S-06", "表彰决定还没有生效")):
        assert not forms.get(code).printable(committee.round)
        with pytest.raises(Refusal, match=reason):
            print_form(committee.office, code, committee.round)
    client.force_login(committee.office)
    papers = client.get(f"/awards/rounds/{committee.round.pk}/").content.decode()
    assert "还没有开始公示" in papers
    assert "print/S-08.pdf" not in papers.split("<h2")[-1]
    publish(client, committee)
    committee.round.refresh_from_db()
    assert forms.get("S-08").printable(committee.round)
    assert not forms.get("S-06").printable(committee.round)
    assert voting.publicity_data(committee.round)["collectives"] == ["候选学院1", "候选学院2"]


def test_a_vote_by_name_prints_the_names():
    with clock.at(NOW):
        committee = Committee(collectives=2)
        ballot = committee.open(secret=False)
        committee.vote_all(ballot, {committee.collectives[0]: 6})
        assert voting.ballot_data(ballot)["remark"] == ""
        committee.close(ballot)
        ballot.refresh_from_db()
        assert voting.ballot_data(ballot)["remark"].startswith("记名表决：候选学院1（同意：")


def test_hands_say_so_on_paper():
    with clock.at(NOW):
        committee = Committee(collectives=2)
        ballot = committee.open(method=BallotMethod.HANDS, meeting="第四次会议")
    data = voting.ballot_data(ballot)
    assert (data["method"], data["meeting"]) == ("举手表决", "第四次会议")


def test_every_paper_of_the_vote_prints(client, committee):
    publish(client, committee)
    with clock.at(AFTER):
        data = {
            "document_number": "东大保字〔2026〕8号",
            "title": "关于表彰的决定",
            "decided_on": "2026-12-28",
            "body": "经研究。",
        }
        client.post(page(committee, "decision/"), data)
        decision = Decision.objects.get()
        client.post(f"/awards/decisions/{decision.pk}/effect/", {"archive_number": "DA-1"})
    committee.round.refresh_from_db()
    ballot = committee.round.ballots.get()
    person = Honour.objects.get(kind="individual")
    assert "候选学院1" in printed("S-03", ballot)
    assert "候选学院2" in printed("S-03P", ballot)
    assert "东大保字〔2026〕8号" in printed("S-04", decision)
    assert "ZS-2026-003" in printed("S-05", person)
    assert "ZS-2026-001" in printed("S-06", committee.round)
    assert "2026年12月25日" in printed("S-08", committee.round).replace(" ", "")


def test_the_register_goes_out_and_comes_back_unchanged(committee, honours):
    HonourFactory(certificate_number="ZS-2024-001", document_number="东大保字〔2024〕3号")
    HonourFactory(
        kind="individual",
        staff=StaffFactory(number="20190002"),
        award_name="保密工作先进工作者",
        recipient="王建国",
    )
    columns = [column.name for column in honours.columns]
    _, content = export.export(committee.office, honours, columns=columns, reason="核对")
    found = uploads.receive(committee.office, honours, "荣誉.xlsx", content)
    assert [row["result"] for row in found.staged["rows"]] == ["same", "same"]
