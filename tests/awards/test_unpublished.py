"""What the committee has not made public is not the department's: 学校审议中 stands everywhere until the 公示."""

import io

import pytest
from openpyxl import load_workbook

from awards.choices import NominationStage, RoundState
from awards.models import Nomination
from awards.registers.nominations import follows
from baomi.audit import ledger, writing
from baomi.organization.roles import Role
from baomi.printing.ledgers import ledger_data
from baomi.registers.declarations import registry
from baomi.registers.sheets import export
from tests.factories.awards import NominationFactory
from tests.factories.organization import user_with

NOMINATIONS = registry.get("awards", "nominations")
SECRETS = ("列入候选", "未列候选", "拟表彰", "未通过")
BEFORE = (RoundState.PROPOSED, RoundState.VOTING, RoundState.VOTED)


@pytest.fixture
def listed(house):
    """A department with one nomination on the list, at place 1, and one left out; the list is drawn up."""
    house.listed = NominationFactory(round=house.round, department=house.computing)
    house.left_out = NominationFactory(
        round=house.round, department=house.group, individual=True, staff=house.cleared
    )
    with ledger.unit(house.office):
        writing.change(house.office, house.listed, {"stage": NominationStage.PROPOSED, "rank": 1})
        writing.change(house.office, house.left_out, {"stage": NominationStage.NOT_PROPOSED})
    return at(house, RoundState.PROPOSED)


def at(house, state: RoundState):
    house.round.state = state
    house.round.save()
    return house


def pages(client, nomination) -> dict[str, str]:
    """Every page on which a nomination is shown, by what it is."""
    record = NOMINATIONS.record_url(nomination)
    addresses = {
        "list": NOMINATIONS.url,
        "record": record,
        "history": f"{record}history/",
        "search": f"/search/?q={nomination.number}",
        "round": f"/awards/rounds/{nomination.round_id}/",
        "view": f"{NOMINATIONS.url}?view=candidates",
        "filter": f"{NOMINATIONS.url}?stage=proposed",
        "sorted": f"{NOMINATIONS.url}?sort=rank",
    }
    shown = {name: client.get(address).content.decode() for name, address in addresses.items()}
    return {name: page.replace("拟表彰名单公示", "") for name, page in shown.items()}  # the name of a form


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD])
@pytest.mark.parametrize("state", BEFORE)
def test_the_department_reads_that_the_school_deliberates_and_no_more(client, listed, role, state):
    at(listed, state)
    client.force_login(user_with(role, listed.computing))
    for nomination in (listed.listed, listed.left_out):
        shown = pages(client, nomination)
        for name, page in shown.items():
            assert not [word for word in SECRETS if word in page], name
        assert "学校审议中" in shown["list"]
        assert "学校审议中" in shown["record"]


def test_conditions_on_what_is_not_known_filter_nothing(client, listed):
    """A filter, a tab or an order by the hidden stage would tell as much as the word."""
    client.force_login(listed.officer)
    shown = pages(client, listed.listed)
    for name in ("view", "filter", "sorted"):
        assert listed.listed.number in shown[name], name
        assert listed.left_out.number in shown[name], name
    assert "候选" not in shown["round"].split("申报情况")[1].split("</table>")[0]


def test_the_nominee_reads_no_more_than_the_department(client, listed):
    client.force_login(user_with(Role.PERSON, listed.group, staff=listed.cleared))
    page = client.get(NOMINATIONS.record_url(listed.left_out)).content.decode()
    assert "学校审议中" in page
    assert "未列候选" not in page


def test_the_sheet_of_the_department_has_neither_place_nor_stage(listed):
    book = load_workbook(io.BytesIO(_sheet(listed.officer)))
    words = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    assert listed.listed.number in words
    assert not words & {*SECRETS, "排序"}
    assert "排序" in {str(cell.value) for cell in load_workbook(io.BytesIO(_sheet(listed.office))).active[1]}


def _sheet(user) -> bytes:
    return export.export(user, NOMINATIONS)[1]


def test_the_printed_ledger_of_the_department_says_no_more(listed):
    """The office's ledger holds the very words, so the department's could have leaked them."""
    printed = {
        user: {
            cell["text"]
            for row in ledger_data(NOMINATIONS, user, NOMINATIONS.visible(user))["rows"]
            for cell in row
        }
        for user in (listed.officer, listed.office)
    }
    assert {"列入候选", "未列候选"} <= printed[listed.office]
    assert "学校审议中" in printed[listed.officer]
    assert not printed[listed.officer] & set(SECRETS)


def test_office_and_committee_go_on_reading_where_each_stands(client, listed):
    for user in (listed.office, listed.office_head, listed.leader, listed.member):
        assert follows(user)
        client.force_login(user)
        assert "列入候选" in client.get(NOMINATIONS.url).content.decode()


def test_the_publicity_makes_it_known(client, listed):
    Nomination.objects.filter(pk=listed.listed.pk).update(stage=NominationStage.PASSED)
    at(listed, RoundState.PUBLICITY)
    client.force_login(listed.officer)
    page = client.get(NOMINATIONS.url).content.decode()
    assert "拟表彰" in page
    assert "未列候选" in page
    assert "学校审议中" not in page
