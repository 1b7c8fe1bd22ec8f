"""Who sees what: every role on the list, search, forms, sheets, prints and files of every register."""

import pytest

from baomi.organization import policy
from baomi.registers import protocols
from baomi.registers.listing import Listing
from tests.contracts import cases
from tests.contracts.house import BIRD, content_of, words
from tests.contracts.pages import finished
from tests.contracts.roles import readers

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

EVERYTHING = {"view": "all", "size": "100"}


def link(register, record) -> str:
    return f'"{register.record_url(record)}"'


def read(house, role, path, data=None, *, expected: int = 200) -> str:
    """The page as that person gets it, with nobody's canary on it."""
    answer = house.clients[role].get(path, data)
    text = content_of(answer)
    assert answer.status_code == expected, (
        f"{role} {path}: {answer.status_code}, expected {expected}; {words(answer)}"
    )
    house.assert_no_canary(role, text, path)
    return text


def allowed(house, role, register, verb: str) -> bool:
    return bool(house.reaches(role, register.permission(verb)))


def test_the_list_shows_what_the_line_reaches_and_nothing_else(house, name, register, anybody):
    if not allowed(house, anybody, register, "view"):
        read(house, anybody, register.url, expected=403)
        return
    text = whole_list(house, anybody, register)
    records = house.records[name]
    for which in ("here", "there", "own"):
        record = getattr(records, which)
        if record is not None:
            assert (link(register, record) in text) == house.sees(anybody, name, which), which


def whole_list(house, role, register) -> str:
    """All pages of the list, one after the other: the house has more people than stand on one."""
    pages = Listing(register, house.users[role], EVERYTHING).page.paginator.num_pages
    return "".join(
        read(house, role, register.url, {**EVERYTHING, "page": number + 1}) for number in range(pages)
    )


def test_searching_and_sorting_find_nothing_out_of_sight(house, name, register, role):
    """Every column sorts for one role or another: what is sorted is what the role has in sight."""
    if not allowed(house, role, register, "view"):
        return
    client = house.clients[role]
    there = house.records[name].there
    found = client.get(register.url, {**EVERYTHING, "q": BIRD})
    if house.sees(role, name, "there"):
        return  # nothing is out of sight
    assert link(register, there) not in content_of(found)
    assert found.context["total"] == 0
    sorted_by = [column.name for column in register.columns if column.sort_path]
    blind = [each for each in readers(name) if not house.sees(each, name, "there")]
    for column in sorted_by[blind.index(role) :: len(blind)]:
        read(house, role, register.url, {**EVERYTHING, "sort": f"-{column}"})
    for view in register.views:
        read(house, role, register.url, {"view": view.slug, "size": "100"})


def test_record_pages_answer_as_the_lines_say(house, name, register, role):
    if not allowed(house, role, register, "view"):
        return
    records = house.records[name]
    for which in ("here", "own"):
        record = getattr(records, which)
        if record is None:
            continue
        expected = 200 if house.sees(role, name, which) else 404
        url = register.record_url(record)
        read(house, role, url, expected=expected)
        if hasattr(record, "history"):
            read(house, role, f"{url}history/", expected=expected)
        file = records.file_here
        if which == "here":
            opened = expected
            if register.attachment_permission and expected == 200:
                opens = policy.can(house.users[role], register.attachment_permission, record)
                opened = 200 if opens else 403
            read(house, role, f"{url}files/{file.uuid}/", expected=opened)
            read(house, role, f"{url}files/{records.file_there.uuid}/", expected=404)


def test_forms_open_to_whom_they_are_for_and_offer_nothing_out_of_sight(house, name, register, role):
    case = cases.CASES[name]
    if case.payload:
        read(
            house, role, f"{register.url}new/", expected=200 if allowed(house, role, register, "add") else 403
        )
    if not case.change:
        return
    for which in ("here", "own"):
        record = getattr(house.records[name], which)
        if record is None:
            continue
        expected = 200 if house.covers(role, register.permission("change"), which) else 404
        expected = expected if allowed(house, role, register, "change") else 403
        read(house, role, f"{register.record_url(record)}edit/", expected=expected)


def test_an_export_holds_what_the_line_reaches(house, name, register, role):
    client = house.clients[role]
    answer = client.post(f"{register.url}export/", {"all": "1", "query": "view=all"})
    if not allowed(house, role, register, "export"):
        assert answer.status_code == 403
        return
    text = content_of(finished(client, answer))
    house.assert_no_canary(role, text, "the export")
    if house.covers(role, register.permission("export"), "there") and house.sees(role, name, "there"):
        assert BIRD in text or not planted_on_the_sheet(register, house.records[name].there)
    chosen = client.post(f"{register.url}export/", {"pk": house.records[name].there.pk, "query": "view=all"})
    house.assert_no_canary(role, content_of(finished(client, chosen)), "the export of a foreign row")


def planted_on_the_sheet(register, record) -> bool:
    return any(BIRD in str(column.text(record)) for column in register.columns if column.sheet)


def test_prints_of_the_list_hold_what_the_line_reaches(house, name, register, role, unprinted):
    client = house.clients[role]
    answer = client.post(f"{register.url}print-ledger/", {"query": "view=all"})
    if not allowed(house, role, register, "view"):
        assert answer.status_code == 403
        return
    house.assert_no_canary(role, content_of(finished(client, answer)), "the printed list")
    for form in printable(house, role, name):
        view = cases.CASES[name].print_views.get(form.code, "all")
        read(house, role, f"{register.url}print/{form.code}.pdf")
        if Listing(register, house.users[role], {"view": view}).queryset.exists():
            batch = client.post(f"{register.url}print/{form.code}/", {"query": f"view={view}"})
            house.assert_no_canary(role, content_of(finished(client, batch)), form.code)


def printable(house, role, name) -> list:
    """The register's forms that the role may print: some ask more than seeing the record."""
    return [
        form for form in cases.forms_of(name) if not form.permission or house.reaches(role, form.permission)
    ]


def test_a_form_with_a_line_of_its_own_is_not_printed_without_it(house, name, register, role):
    if not allowed(house, role, register, "view"):
        return
    may = [form.code for form in printable(house, role, name)]
    for form in [form for form in cases.forms_of(name) if form.code not in may]:
        url = register.record_url(house.records[name].here)
        assert house.clients[role].get(f"{url}print/{form.code}.pdf").status_code in (403, 404)


def test_a_record_is_printed_for_whom_sees_it(house, name, register, role, unprinted):
    if not allowed(house, role, register, "view"):
        return
    for form in printable(house, role, name):
        make = cases.CASES[name].prints.get(form.code, cases.CASES[name].make)
        url = register.record_url(make(house.here))
        expected = 200 if house.sees(role, name, "here") else 404
        read(house, role, f"{url}print/{form.code}.pdf", expected=expected)


def test_bulk_actions_take_no_row_out_of_sight(house, name, register, role):
    user = house.users[role]
    if not allowed(house, role, register, "view"):
        answer = house.clients[role].post(f"{register.url}bulk/print/", {"pk": house.records[name].here.pk})
        assert answer.status_code == 403
        return
    for action in protocols.bulk_actions(register, user):
        for which in ("here", "there"):
            data = {"pk": getattr(house.records[name], which).pk}
            answer = house.clients[role].post(f"{register.url}bulk/{action.slug}/", data)
            assert answer.status_code == (200 if house.sees(role, name, which) else 400)
            house.assert_no_canary(role, content_of(answer), action.label)
