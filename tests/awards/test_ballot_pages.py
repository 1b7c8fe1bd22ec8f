"""The pages of the vote: what each role sees, that nothing is kept before sending, that looking changes nothing."""

import re

import pytest
from django.core.management import call_command
from django.db import connection

from awards.actions import counting
from awards.choices import BallotMethod, BallotState, Choice
from awards.models import Ballot, Participation
from awards.prints import voting
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.desk import home, menu
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from baomi.registers.models import Draft
from baomi.reminders.models import Notice
from tests.awards.test_ballot_secrecy import RANDOM, seen_after
from tests.factories.ballots import CLOSING, NOW, Committee
from tests.factories.organization import DepartmentFactory, user_with

pytestmark = pytest.mark.django_db

TOKEN = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"|\d\d:\d\d'
)  # and the machine's clock


@pytest.fixture
def committee():
    with clock.at(NOW):
        found = Committee(collectives=2, people=1)
        found.members[8].staff.department = found.collectives[0].department
        found.members[8].staff.save()
        yield found


@pytest.fixture
def ballot(committee):
    return committee.open()


def url(ballot, tail=""):
    return f"/awards/ballots/{ballot.pk}/{tail}"


def text(answer) -> str:
    return answer.content.decode()


def posted(committee, ballot, member, wanted, **more):
    return {
        f"choice-{key}": str(value) for key, value in committee.choices(ballot, member, wanted).items()
    } | more


def test_a_member_sees_the_voting_paper_with_recused_rows_in_grey(client, committee, ballot):
    client.force_login(committee.members[8])
    shown = text(client.get(url(ballot)))
    assert "回避：本部门" in shown
    assert "不参加本项表决" in shown
    own, other, person = ballot.candidates.all()
    assert f'name="choice-{own.pk}"' not in shown
    assert f'name="choice-{other.pk}"' in shown
    assert f'name="choice-{person.pk}"' in shown
    assert "checked" not in shown


def test_sending_asks_once_more_and_only_then_votes(client, committee, ballot):
    member = committee.members[1]
    client.force_login(member)
    data = posted(committee, ballot, member, {committee.collectives[0]: Choice.AGREE})
    question = text(client.post(url(ballot, "vote/"), data))
    assert "投出选票？" in question
    assert "投出后不能修改、不能撤回" in question
    assert not Participation.objects.exists()
    answer = client.post(url(ballot, "vote/"), data | {"confirmed": "1"}, follow=True)
    assert "选票已投出" in text(answer)
    assert "choice-" not in text(answer)
    assert Participation.objects.get().member.staff == member.staff


def test_an_incomplete_vote_comes_back_with_what_was_marked(client, committee, ballot):
    member = committee.members[1]
    client.force_login(member)
    data = posted(committee, ballot, member, {committee.collectives[0]: Choice.AGREE})
    data.popitem()
    for more in ({}, {"confirmed": "1"}):
        answer = client.post(url(ballot, "vote/"), data | more)
        assert answer.status_code == 422
        assert "还有 1 项未表决" in text(answer)
        assert text(answer).count("checked") == 2
    assert not Participation.objects.exists()


def test_the_end_passing_while_the_page_is_open(client, committee, ballot):
    member = committee.members[1]
    client.force_login(member)
    data = posted(committee, ballot, member, {})
    assert client.post(url(ballot, "vote/"), data).status_code == 200
    with clock.at(CLOSING):
        answer = client.post(url(ballot, "vote/"), data | {"confirmed": "1"})
    assert answer.status_code == 400
    assert "投票已截止" in text(answer)
    assert not Participation.objects.exists()


def test_a_double_click_says_that_the_vote_is_in(client, committee, ballot):
    member = committee.members[1]
    client.force_login(member)
    data = posted(committee, ballot, member, {}, confirmed="1")
    assert client.post(url(ballot, "vote/"), data).status_code == 302
    answer = client.post(url(ballot, "vote/"), data)
    assert answer.status_code == 400
    assert "您已投票" in text(answer)
    assert Participation.objects.count() == 1


@pytest.mark.parametrize(
    "junk", [{"choice-x": "agree"}, {"choice-99999": "agree"}, {"choice-²": "agree"}, {}]
)
def test_a_forged_vote_is_refused_in_words(client, committee, ballot, junk):
    client.force_login(committee.members[1])
    answer = client.post(url(ballot, "vote/"), junk | {"confirmed": "1"})
    assert answer.status_code == 422
    assert "选票没有投出" in text(answer)


def test_looking_changes_nothing_and_keeps_nothing(client, committee, ballot):
    client.force_login(committee.members[1])
    before = AuditEntry.objects.count()
    for tail in ("", "vote/"):
        client.get(url(ballot, tail), follow=True)
    client.post(url(ballot, "vote/"), posted(committee, ballot, committee.members[1], {}))
    assert AuditEntry.objects.count() == before
    assert not Draft.objects.exists()


def test_before_the_count_nobody_sees_more_than_who_has_voted(client, committee, ballot):
    """The office's and the chair's pages read the same whether all so far agreed or none did."""
    watchers = [committee.office, committee.office_head, committee.members[2], user_with(Role.LEADER)]

    def pages(choice) -> list[str]:
        found = []

        def deed():
            for member in committee.members[:4]:
                committee.vote(ballot, member, {committee.collectives[0]: choice})
            for user in watchers:
                client.force_login(user)
                found.extend(
                    TOKEN.sub("", text(client.get(address)))
                    for address in (url(ballot), "/awards/ballots/", url(ballot, "history/"), "/")
                )

        seen_after(deed)
        return found

    agreed, against = pages(Choice.AGREE), pages(Choice.AGAINST)
    assert agreed == against
    assert "已投 4 人" in agreed[0]


def test_the_result_page_shows_counts_and_no_names(client, committee, ballot):
    committee.vote_all(ballot, {committee.collectives[1]: 7})
    committee.close(ballot)
    client.force_login(committee.office)
    shown = text(client.get(url(ballot)))
    assert "与开票时一致" in shown
    assert "拟表彰" in shown
    assert not [member.staff.name for member in committee.members if f">{member.staff.name}<" in shown]


def test_a_changed_count_is_noticed_on_the_page(client, committee, ballot):
    committee.vote_all(ballot, {committee.collectives[1]: 7})
    committee.close(ballot)
    ballot.candidates.filter(nomination=committee.collectives[1]).update(agree=9)
    client.force_login(committee.chair)
    assert "与开票时不一致" in text(client.get(url(ballot)))


def test_a_vote_by_name_is_shown_by_name_after_the_count(client, committee):
    ballot = committee.open(secret=False)
    committee.vote_all(ballot, {committee.collectives[1]: 7})
    client.force_login(committee.office)
    assert "记名表决" not in text(client.get(url(ballot)))
    committee.close(ballot)
    assert "记名表决" in text(client.get(url(ballot)))


def test_the_office_opens_counts_and_goes_on(client, committee):
    client.force_login(committee.office)
    page = f"/awards/rounds/{committee.round.pk}/"
    assert "开始表决" in text(client.get(page))
    question = text(client.get(f"{page}ballot/"))
    assert "对 3 个候选开始表决？" in question
    assert committee.members[8].staff.name in question
    data = {"closes_at": "2026-12-18 17:30", "method": "browser", "ballot_secrecy": "secret", "meeting": ""}
    assert client.post(f"{page}ballot/", data | {"closes_at": "2026-12-17 17:30"}).status_code == 422
    client.post(f"{page}ballot/", data)
    ballot = Ballot.objects.get()
    shown = text(client.get(url(ballot)))
    assert "暂不能开票：还没有到截止时间，也没有全部投票" in shown
    committee.vote_all(ballot, {committee.collectives[1]: 7})
    assert "在任委员 9 人，已投 9 人" in text(client.get(url(ballot, "close/")))
    answer = client.post(url(ballot, "close/"), follow=True)
    assert "已开票，结果锁定" in text(answer)
    assert "进入公示" in text(answer)


def test_a_show_of_hands_is_typed_by_the_office(client, committee):
    ballot = committee.open(method=BallotMethod.HANDS, meeting="第四次会议")
    client.force_login(committee.office)
    assert "登记举手结果" in text(client.get(url(ballot)))
    page = client.get(url(ballot, "hands/"))
    assert text(page).count("checked") == 9
    present = [member.pk for member in ballot.members.all()]
    own, *others = ballot.candidates.all()
    data = {"present": present}
    for row in ballot.candidates.all():
        many = 8 if row == own else 9
        data |= {
            f"candidate-{row.pk}-agree": many,
            f"candidate-{row.pk}-against": 0,
            f"candidate-{row.pk}-abstain": 0,
        }
    wrong = client.post(url(ballot, "hands/"), data | {f"candidate-{own.pk}-agree": 9})
    assert wrong.status_code == 422
    assert "应为 8" in text(wrong)
    assert client.post(url(ballot, "hands/"), data | {f"candidate-{own.pk}-agree": "九"}).status_code == 422
    client.post(url(ballot, "hands/"), data)
    ballot.refresh_from_db()
    assert ballot.state == BallotState.CLOSED
    assert [row.agree for row in others] == [None, None]
    assert list(ballot.candidates.values_list("agree", flat=True)) == [8, 9, 9]


def test_a_tie_leads_to_a_second_ballot(client, committee):
    committee.round.collective_quota = 1
    committee.round.save()
    ballot = committee.open(method=BallotMethod.HANDS)
    present = list(ballot.members.values_list("pk", flat=True))
    counts = {
        row.pk: {"agree": 6, "against": 2 + (row.recusals.count() == 0), "abstain": 0}
        for row in ballot.candidates.all()
    }
    counting.record_hands(committee.office, ballot, present, counts)
    client.force_login(committee.office)
    shown = text(client.get(url(ballot)))
    assert "同票" in shown
    assert "暂不能进入公示：还有同票没有决定" in shown
    data = {"closes_at": "2026-12-18 17:30", "method": "browser", "meeting": ""}
    assert client.get(url(ballot, "runoff/collective/")).status_code == 200
    client.post(url(ballot, "runoff/collective/"), data)
    assert Ballot.objects.get(sequence=2).seats == 1
    assert client.get(url(ballot, "runoff/nobody/")).status_code == 404
    assert "查看再投" in text(client.get(url(ballot)))


WHO = {
    "office": Role.OFFICE, "head": Role.OFFICE_HEAD, "leader": Role.LEADER, "chair": Role.CHAIR, "member": Role.MEMBER,
    "officer": Role.OFFICER, "department head": Role.HEAD, "person": Role.PERSON, "hr": Role.HR,
    "sysadmin": Role.SYSADMIN, "secadmin": Role.SECADMIN, "auditor": Role.AUDITOR,
}  # fmt: skip
FOLLOW = {"office", "head", "leader", "chair", "member"}
RUN = {"office", "head"}
MATRIX = {
    "": FOLLOW,
    "close/": RUN | {"chair"},
    "hands/": RUN,
    "decide/": {"chair"},
    "vote/": {"chair", "member"},
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("tail", MATRIX)
def test_who_may_open_which_page(client, committee, ballot, who, tail):
    client.force_login(user_with(WHO[who], DepartmentFactory()))
    code = client.get(url(ballot, tail)).status_code
    assert (code not in (403, 404)) == (who in MATRIX[tail]), code


def test_the_menu_counts_what_waits_for_the_own_vote(committee, ballot):
    def counted(user):
        lines = [entry for group in menu.groups(user, "/") for entry in group["entries"]]
        return {entry["label"]: entry["count"] for entry in lines if entry["url"] == "/awards/ballots/"}

    member = committee.members[3]
    assert counted(member) == {"我的表决": 1}
    assert counted(committee.office) == {"评选表决": 1}
    assert counted(user_with(Role.OFFICER)) == {}
    assert [card.label for card in home.cards(member) if card.label == "我的表决"] == ["我的表决"]
    committee.vote(ballot, member, {})
    assert counted(member) == {"我的表决": None}
    assert not [card for card in home.cards(member) if card.label == "我的表决"]


def test_members_who_have_not_voted_are_told_a_day_and_two_hours_before(committee):
    with clock.at(NOW):
        ballot = committee.open(closes_at=CLOSING.replace(day=20))
        committee.vote(ballot, committee.members[0], {})

    def told(moment):
        call_command("remind", on=moment)
        rows = Notice.objects.filter(rule="awards.vote").values_list("recipient_id", flat=True)
        return sorted(rows)

    others = sorted(member.pk for member in committee.members[1:])
    assert told("2026-12-18 12:00") == []
    assert told("2026-12-19 18:00") == others
    assert told("2026-12-20 15:40") == sorted(others * 2)
    assert told("2026-12-20 15:45") == sorted(others * 2)


def test_the_register_carries_no_choice_anywhere(committee, ballot):
    register = registry.get("awards", "ballots")
    names = {column.name for column in register.columns}
    assert not names & {"choices", "candidates", "participations", "agree"}
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    assert not [
        name for name in tables if "historical" in name and ("sealed" in name or "participation" in name)
    ]


@pytest.mark.parametrize("named", [False, True])
def test_after_the_count_pages_papers_and_sheets_are_the_same_whoever_agreed(client, committee, named):
    """A vote by name differs, so the look is at the right places."""
    ballot = committee.open(secret=not named)
    one, other = committee.members[2], committee.members[6]
    register = registry.get("awards", "ballots")

    def shown(agreeing, against) -> list[str]:
        found = []

        def deed():
            for member in committee.members:
                choice = {agreeing: Choice.AGREE, against: Choice.AGAINST}.get(member, Choice.ABSTAIN)
                committee.vote(ballot, member, {committee.collectives[1]: choice})
            counted = committee.close(ballot)
            for user in (committee.office, one, other):
                client.force_login(user)
                found.extend(TOKEN.sub("", text(client.get(url(ballot, tail)))) for tail in ("", "history/"))
            found.append(str(voting.ballot_data(counted)))
            found.append(
                str([[column.text(row) for column in register.columns] for row in register.visible(one)])
            )

        seen_after(deed)
        return [RANDOM.sub("*", page) for page in found]

    assert (shown(one, other) == shown(other, one)) is not named
