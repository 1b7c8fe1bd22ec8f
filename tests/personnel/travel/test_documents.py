"""Documents in custody (P8): one holder at a time, nothing goes out before its time, stock-takes, custody to the end."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from openpyxl import Workbook

from baomi.audit.models import AuditEntry
from baomi.core import clock, holdings
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.core.fields import masked
from baomi.organization.roles import Role
from personnel.actions import stocktakes
from personnel.actions import travel_documents as actions
from personnel.choices.people import PersonKind, PersonStatus
from personnel.choices.travel import Custody, TripStage
from personnel.models import ClearedPerson, DocumentMovement, TravelDocument
from tests.factories.organization import user_with
from tests.factories.personnel import PersonFactory
from tests.factories.personnel_journey import fresh
from tests.factories.personnel_travel import DocumentFactory, handed_out, sign_all, sign_pledge

SOON = dt.date(2026, 11, 20)


def values(person, **changes) -> dict:
    given = {
        "person": person, "kind": "hongkong", "document_number": "C12345678", "issuer": "辽宁省公安厅",
        "issued_on": dt.date(2022, 5, 10), "expires_on": dt.date(2032, 5, 9), "deposited_on": dt.date(2022, 6, 1),
    }  # fmt: skip
    return given | changes


def test_a_document_goes_out_after_approval_talk_and_pledge_alone(journey):
    trip = journey.applied()
    with pytest.raises(Refusal, match="没有批准"):
        actions.hand_out(journey.hr, journey.passport, trip=trip)
    sign_all(trip.approval, journey.head, journey.hr, journey.office)
    with pytest.raises(Refusal, match="行前保密教育"):
        actions.hand_out(journey.hr, journey.passport, trip=fresh(trip))
    sign_all(journey.talk(fresh(trip)).approval, journey.hr, journey.office)
    with pytest.raises(Refusal, match="行前保密教育"):  # the person has not signed yet
        actions.hand_out(journey.hr, journey.passport, trip=fresh(trip))
    sign_all(fresh(trip).talks.get().approval, journey.traveller)
    with pytest.raises(Refusal, match="承诺书"):
        actions.hand_out(journey.hr, journey.passport, trip=fresh(trip))
    assert not DocumentMovement.objects.exists()
    sign_pledge(trip)
    actions.hand_out(journey.hr, journey.passport, trip=fresh(trip))
    assert (fresh(trip).stage, fresh(journey.passport).custody) == (TripStage.AWAY, Custody.OUT)


def test_a_document_is_out_with_one_holder(journey):
    actions.hand_out(journey.hr, journey.passport, reason="换发证件", due_on=SOON)
    with pytest.raises(Refusal, match="已经领出"):
        actions.hand_out(journey.hr, journey.passport, reason="登记", due_on=SOON)
    movement = DocumentMovement.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentMovement.objects.create(
            document=journey.passport, reason="登记", out_on=clock.today(), due_on=SOON,
            handed_by=movement.handed_by, created_at=clock.now(), updated_at=clock.now(),
        )  # fmt: skip
    back = actions.take_back(journey.hr, journey.passport, "完好")
    assert (back.custody, fresh(movement).back_on, fresh(movement).received_by) == (
        Custody.HELD, clock.today(), journey.hr.staff,
    )  # fmt: skip
    with pytest.raises(Refusal, match="没有领出"):
        actions.take_back(journey.hr, journey.passport)


def test_another_reason_is_said_in_words_with_a_day_and_not_beside_an_open_journey(journey):
    for reason, due_on, words in (
        (" ", SOON, "事由"),
        ("换发", None, "应还日"),
        ("换发", dt.date(2026, 11, 1), "应还日"),
    ):
        with pytest.raises(Refusal, match=words):
            actions.hand_out(journey.hr, journey.passport, reason=reason, due_on=due_on)
    trip = journey.applied()
    with pytest.raises(Refusal, match=trip.number):
        actions.hand_out(journey.hr, journey.passport, reason="换发", due_on=SOON)


def test_another_person_s_document_does_not_go_with_the_journey(journey):
    trip = journey.ready()
    foreign = DocumentFactory(department=journey.department)
    with pytest.raises(Refusal, match="不是申请人的"):
        actions.hand_out(journey.hr, foreign, trip=trip)


def test_a_leaver_gets_nothing_and_what_is_out_is_held(journey):
    staff = journey.person.staff_id
    assert holdings.of_person(staff) == []
    actions.hand_out(journey.hr, journey.passport, reason="换发证件", due_on=SOON)
    assert [item.number for item in holdings.of_person(staff)] == [journey.passport.number]
    actions.take_back(journey.hr, journey.passport)
    assert holdings.of_person(staff) == []  # in custody it is not in his hands
    ClearedPerson.objects.filter(pk=journey.person.pk).update(status=PersonStatus.LEAVING)
    with pytest.raises(Refusal):
        actions.hand_out(journey.hr, journey.passport, reason="换发证件", due_on=SOON)


def test_an_open_journey_is_an_open_matter_of_the_person(journey):
    trip = journey.applied()
    assert [item.key for item in holdings.of_person(journey.person.staff_id)] == [f"personnel.trip:{trip.pk}"]


def test_custody_goes_on_until_the_release(journey):
    ClearedPerson.objects.filter(pk=journey.person.pk).update(
        status=PersonStatus.COOLING, left_on=dt.date(2026, 6, 1), cooling_until=dt.date(2027, 6, 1)
    )
    with pytest.raises(Refusal, match="继续由学校保管"):
        actions.give_back(journey.hr, fresh(journey.passport))
    ClearedPerson.objects.filter(pk=journey.person.pk).update(
        status=PersonStatus.RELEASED, released_on=dt.date(2027, 6, 2)
    )
    assert actions.give_back(journey.hr, fresh(journey.passport)).custody == Custody.GIVEN_BACK
    with pytest.raises(Refusal):
        actions.hand_out(journey.hr, fresh(journey.passport), reason="借用", due_on=SOON)


def test_registered_in_custody_or_with_the_person(journey):
    held = actions.add_document(journey.hr, values(journey.person))
    assert (held.custody, held.number, held.department) == (Custody.HELD, "ZJ-2026-001", journey.department)
    at_home = actions.add_document(journey.hr, values(journey.person, kind="taiwan", deposited_on=None))
    assert at_home.custody == Custody.WITH_PERSON
    assert [item.number for item in holdings.of_person(journey.person.staff_id)] == [at_home.number]
    assert actions.deposit(journey.hr, at_home).deposited_on == clock.today()
    with pytest.raises(Refusal, match="晚于今天"):
        actions.add_document(journey.hr, values(journey.person, deposited_on=dt.date(2026, 12, 1)))
    with pytest.raises(ValidationError, match="已经登记过"):
        actions.add_document(journey.hr, values(PersonFactory()))


def test_lost_or_cancelled_ends_it_wherever_it_is(journey):
    handed_out(journey.passport)
    with pytest.raises(Refusal, match="原因"):
        actions.report_lost(journey.hr, journey.passport, " ")
    lost = actions.report_lost(journey.hr, journey.passport, "机场遗失，已报失")
    assert (lost.custody, lost.movements.get().remark) == (Custody.LOST, "已遗失：机场遗失，已报失")
    with pytest.raises(Refusal, match="已遗失"):
        actions.cancel(journey.hr, lost, "换发")
    other = DocumentFactory(department=journey.department, person=journey.person)
    assert actions.cancel(journey.hr, other, "换发新证").custody == Custody.CANCELLED


def test_the_number_is_kept_encrypted_and_shown_masked(journey, client):
    document = actions.add_document(journey.hr, values(journey.person))
    assert masked(document, "document_number") == "*****5678"
    assert "C12345678" not in str(
        TravelDocument.objects.filter(pk=document.pk).values_list("document_number")
    )
    url = f"/personnel/documents/{document.pk}/"
    client.force_login(journey.officer)
    assert "C12345678" not in client.get(url).content.decode()
    assert client.get(f"{url}reveal/document_number/").status_code == 403
    client.force_login(journey.hr)
    assert "C12345678" not in client.get(f"{url}edit/").content.decode()
    for nothing in (" ", "核"):
        assert client.post(f"{url}reveal/document_number/", {"reason": nothing}).status_code == 422
    assert (
        "C12345678" in client.post(f"{url}reveal/document_number/", {"reason": "核对证件"}).content.decode()
    )
    assert AuditEntry.objects.get(action="personnel.traveldocument.reveal").reason == "核对证件"
    assert client.get(f"{url}reveal/issuer/").status_code == 404


def test_who_keeps_documents(journey):
    student = PersonFactory(department=journey.department, kind=PersonKind.STUDENT)
    assert actions.add_document(journey.grad, values(student)).custody == Custody.HELD
    with pytest.raises(NotFound):
        actions.add_document(journey.grad, values(journey.person))
    for user in (journey.officer, journey.head, journey.office, journey.traveller):
        with pytest.raises(NotPermitted):
            actions.hand_out(user, journey.passport, reason="换发证件", due_on=SOON)


def test_the_stock_take_lists_what_is_not_there(journey):
    missing = DocumentFactory(department=journey.other)
    handed_out(DocumentFactory(department=journey.department))
    given = {"counted_on": clock.today(), "counters": "甲、乙", "remark": ""}
    count = stocktakes.begin_stocktake(journey.hr, given)
    lines = {line.document_id: line.pk for line in count.lines.all()}
    assert set(lines) == {journey.passport.pk, missing.pk}  # what is out is not looked for
    with pytest.raises(Refusal, match="还有 2 本"):
        stocktakes.finish(journey.hr, count)
    stocktakes.tick(journey.hr, count, {lines[journey.passport.pk]: True, lines[missing.pk]: False}, {})
    count = stocktakes.finish(journey.hr, fresh(count))
    assert [line.document for line in count.lines.filter(found=False)] == [missing]
    with pytest.raises(Refusal, match="已经完成"):
        stocktakes.tick(journey.hr, count, {lines[missing.pk]: True}, {})
    with pytest.raises(NotPermitted):
        stocktakes.begin_stocktake(journey.officer, given)


def test_pages_of_custody_once_and_with_a_reason_for_every_refusal(journey, client):
    client.force_login(journey.hr)
    url = f"/personnel/documents/{journey.passport.pk}/"
    page = client.get(f"{url}hand-out/")
    data = dict(page.context["hidden"]) | {"reason": "换发证件", "due_on": "2026-11-20"}
    wrong = client.post(f"{url}hand-out/", data | {"due_on": "2026-11-31"})
    assert wrong.status_code == 422
    assert client.post(f"{url}hand-out/", data).url == url
    assert client.post(f"{url}hand-out/", data).url == url
    assert DocumentMovement.objects.count() == 1
    assert "换发证件" in client.get(url).content.decode()
    stranger = user_with(Role.OFFICER, journey.other)
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    assert client.get(f"{url}hand-out/").status_code == 403


def test_the_stock_take_page(journey, client):
    client.force_login(journey.hr)
    given = {"counted_on": clock.today(), "counters": "甲、乙", "remark": ""}
    count = stocktakes.begin_stocktake(journey.hr, given)
    url, line = f"/personnel/stocktakes/{count.pk}/", count.lines.get()
    assert client.get(f"{url}tick/").status_code == 200
    client.post(f"{url}tick/", {f"found-{line.pk}": "no", f"note-{line.pk}": "待查", "found-x": "yes"})
    assert (fresh(line).found, fresh(line).note) == (False, "待查")
    page = client.get(f"{url}finish/")
    assert client.post(f"{url}finish/", dict(page.context["hidden"])).url == url
    assert "不在库 1 本" in client.get(url).content.decode()


HEADINGS = ["工号", "证件种类", "证件号码", "签发机关", "签发日期", "有效期", "交存日期"]


def sheet_of(*rows: list[str]) -> SimpleUploadedFile:
    book = Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("证件.xlsx", stream.getvalue())


def row_of(person, number: str) -> list[str]:
    return [
        person.staff.number,
        "往来港澳通行证",
        number,
        "辽宁省公安厅",
        "2022-05-10",
        "2032-05-09",
        "2022-06-01",
    ]


def test_a_sheet_names_people_as_offices_do(journey, client):
    client.force_login(journey.hr)
    answer = client.post(
        "/personnel/documents/import/", {"file": sheet_of(row_of(journey.person, "C12345678"))}
    )
    address = answer.url.removesuffix("columns/")
    page = client.get(address)
    assert list(page.context["errors"]) == []
    client.post(address, {"commit": "1", "token": dict(page.context["hidden"])["token"]})
    document = TravelDocument.objects.get(kind="hongkong")
    assert (document.person, document.custody, document.document_number) == (
        journey.person, Custody.HELD, "C12345678",
    )  # fmt: skip


def test_a_number_twice_in_a_sheet_is_no_two_documents(journey, client):
    client.force_login(journey.hr)
    twice = sheet_of(row_of(journey.person, "C12345678"), row_of(journey.person, "C 1234 5678"))
    answer = client.post("/personnel/documents/import/", {"file": twice})
    address = answer.url.removesuffix("columns/")
    page = client.get(address)
    token = dict(page.context.get("hidden") or ()).get("token", "")
    answer = client.post(address, {"commit": "1", "token": token})
    assert answer.status_code < 500
    assert not TravelDocument.objects.filter(kind="hongkong").exists()


def test_what_is_written_of_a_document_agrees_with_where_it_is(journey):
    with pytest.raises(Refusal, match="在保管中的证件须有交存日"):
        actions.change_document(journey.hr, journey.passport, {"deposited_on": None})
    with pytest.raises(Refusal, match="交存日晚于今天"):
        actions.change_document(journey.hr, journey.passport, {"deposited_on": dt.date(2026, 11, 3)})
    with pytest.raises(Refusal, match="不用交存"):
        actions.deposit(journey.hr, journey.passport)
    today = actions.add_document(journey.hr, values(journey.person, deposited_on=dt.date(2026, 11, 2)))
    assert today.custody == Custody.HELD
    actions.cancel(journey.hr, today, "换发")
    for deed in (
        lambda: actions.change_document(journey.hr, today, {"issuer": "改写"}),
        lambda: actions.deposit(journey.hr, today),
        lambda: actions.give_back(journey.hr, today),
        lambda: actions.report_lost(journey.hr, today, "遗失"),
    ):
        with pytest.raises(Refusal, match="已注销|不再修改"):
            deed()
    assert fresh(today).custody == Custody.CANCELLED


def test_a_document_lost_on_the_way_ends_the_loop_that_waited_for_it(journey):
    trip = journey.returned()
    trip.visits.update(concluded_on=trip.actual_in)
    assert fresh(trip).stage == TripStage.RETURNED
    with clock.at(trip.actual_in):
        actions.report_lost(journey.hr, journey.passport, "在境外遗失，已报案")
    assert fresh(trip).stage == TripStage.CLOSED


def test_nothing_to_count_is_no_stock_take(journey):
    TravelDocument.objects.update(custody=Custody.WITH_PERSON)
    with pytest.raises(Refusal, match="现在没有在库的证件"):
        stocktakes.begin_stocktake(journey.hr, {"counted_on": dt.date(2026, 11, 2), "counters": "王建国"})
