"""What goes out as a sheet comes in again and changes nothing; a broken row is named, and nothing is written."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from baomi.audit.models import AuditEntry
from baomi.registers.sheets import blank, export
from tests.contracts import cases
from tests.contracts.house import words

pytestmark = [pytest.mark.django_db, pytest.mark.contract, pytest.mark.postgres]

importing = pytest.mark.parametrize("of", [name for name, given in cases.CASES.items() if given.broken])


class Exchange:
    """A clerk who takes a register out as a sheet and brings it in again."""

    def __init__(self, house, of: str):
        self.case, self.register = cases.CASES[of], cases.register_of(of)
        self.user, self.client = house.users[self.case.clerk], house.clients[self.case.clerk]

    def sheet(self) -> bytes:
        return export.export(self.user, self.register, query="view=all")[1]

    def bring_in(self, content: bytes):
        """The preview of the upload."""
        file = SimpleUploadedFile("台账.xlsx", content)
        answer = self.client.post(f"{self.register.url}import/", {"file": file})
        assert answer.status_code == 302, words(answer)
        self.address = answer.url.removesuffix("columns/")
        assert self.client.get(answer.url).status_code == 200
        return self.client.get(self.address)

    def confirm(self, page):
        token = dict(page.context["hidden"])["token"]
        return self.client.post(self.address, {"commit": "1", "token": token})

    def rows(self) -> list:
        return list(self.register.model._base_manager.order_by("pk").values())


def counts(page) -> dict[str, int]:
    return {item["label"]: item["count"] for item in page.context["counts"]}


@importing
def test_an_export_comes_in_again_without_a_change(house, of):
    exchange = Exchange(house, of)
    before = exchange.rows()
    page = exchange.bring_in(exchange.sheet())
    assert list(page.context["errors"]) == []
    found = counts(page)
    assert (found["新增"], found["有变化"], found["有错误"]) == (0, 0, 0)
    assert found["无变化"] == found["全部"] == len(before)
    assert exchange.confirm(page).status_code == 409
    assert exchange.rows() == before


@importing
def test_the_blank_sheet_takes_an_export_and_its_example_is_no_row(house, of):
    exchange = Exchange(house, of)
    exported = load_workbook(io.BytesIO(exchange.sheet())).worksheets[0]
    book = load_workbook(io.BytesIO(blank.template(exchange.register, exchange.user)))
    sheet = book.worksheets[0]
    headings = [str(cell.value).strip("*") for cell in sheet[1]]
    columns = {cell.value: cell.column for cell in exported[1]}
    for position, heading in enumerate(headings, 1):
        if heading not in columns:  # an empty cell under a heading would clear what the export does not show
            sheet.cell(1, position).value = None
    for line in range(2, exported.max_row + 1):
        for position, heading in enumerate(headings, 1):
            if heading in columns:
                sheet.cell(line + 1, position, exported.cell(line, columns[heading]).value)
    stream = io.BytesIO()
    book.save(stream)
    before = exchange.rows()
    page = exchange.bring_in(stream.getvalue())
    found = counts(page)
    assert list(page.context["errors"]) == []
    assert found["无变化"] == found["全部"] == len(before)
    assert exchange.rows() == before


@importing
def test_a_broken_row_is_named_and_nothing_is_written(house, of):
    exchange = Exchange(house, of)
    label, wrong = exchange.case.broken
    book = load_workbook(io.BytesIO(exchange.sheet()))
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index(label) + 1
    sheet.cell(row=3, column=column, value=wrong)
    stream = io.BytesIO()
    book.save(stream)
    before, last = exchange.rows(), AuditEntry.objects.count()
    page = exchange.bring_in(stream.getvalue())
    assert counts(page)["有错误"] == 1
    assert [(problem["row"], problem["column"]) for problem in page.context["errors"]] == [
        (3, get_column_letter(column))
    ]
    assert "第 3 行" in words(page) or "3" in words(page)
    assert exchange.confirm(page).status_code == 409
    assert (exchange.rows(), AuditEntry.objects.count()) == (before, last)
