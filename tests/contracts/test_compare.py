"""Every register that is compared with outside lists: its keys can be looked up, and nobody learns of what he does not see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baomi.core.fields import EncryptedTextField
from baomi.organization.roles import Role
from baomi.registers.compare import offer
from baomi.registers.compare.measures import field_at
from tests.baomi.registers.sheets.books import book
from tests.contracts import cases

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

COMPARED = [name for name in cases.CASES if cases.register_of(name).compare_by]
every_compared = pytest.mark.parametrize("of", COMPARED)


@every_compared
def test_each_key_is_a_column_that_the_database_can_look_up(of):
    register = cases.register_of(of)
    columns = {
        column.name: column
        for column in (
            *(each for section in register.sections for each in section.columns),
            *register.columns,
        )
    }
    for names in register.compare_by:
        for name in names:
            assert columns[name].value is None
            field = field_at(register.model, name)
            assert field is not None
            if isinstance(field, EncryptedTextField):
                assert register.reveal_permission
                assert offer.blind_path(register.model, name)
    assert set(register.compare_columns) <= {column.name for column in register.columns}


@every_compared
def test_a_record_out_of_sight_is_only_in_the_list(house, of):
    """The list names a record of another department by every key; who does not see it hears that it is not here."""
    register = cases.register_of(of)
    there = house.records[of].there
    readers = [
        role
        for role in Role
        if house.reaches(role, register.permission("compare")) and not house.sees(role, of, "there")
    ]
    for role in readers:
        client = house.clients[role]
        for columns in offer.keys(register, house.users[role]):
            row = [str(column.text(there)) for column in columns]
            file = SimpleUploadedFile("名单.xlsx", book(row, headings=[column.label for column in columns]))
            answer = client.post(f"{register.url}compare/", {"file": file, "query": "view=all"})
            page = client.get(answer.url.removesuffix("columns/"))
            tabs = {tab["label"]: tab["count"] for tab in page.context["tabs"]}
            assert (tabs["只在名单"], tabs["需核对"], tabs["内容不同"]) == (1, 0, 0)
