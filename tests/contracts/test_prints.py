"""Every form as paper: it renders, every character has a shape, its fields stand in order, and no canary is on it."""

from pathlib import Path

import pytest

from baomi.organization.roles import Role
from tests.baomi.printing.pdf import assert_every_character_drawn, assert_in_order, page_count, text
from tests.contracts import cases
from tests.contracts.pages import finished

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

FIELDS = Path(__file__).parents[1] / "forms"
WHERE_GIVEN = {"抄送"}
"""Lines that stand on the paper when there is something to say."""
FORMS = [(name, form.code) for name in cases.CASES for form in cases.forms_of(name)]
every_form = pytest.mark.parametrize(("of", "code"), FORMS, ids=[code for _, code in FORMS])


@every_form
def test_a_record_prints_with_its_fields_in_order_and_every_character(house, of, code):
    case, register = cases.CASES[of], cases.register_of(of)
    record = case.prints.get(code, case.make)(house.here)
    reader = next(role for role in (case.clerk, *Role) if house.sees(role, of, "here"))
    answer = house.clients[reader].get(f"{register.record_url(record)}print/{code}.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert page_count(answer.content) >= 1
    assert_every_character_drawn(answer.content)
    fields = (FIELDS / f"{code}.txt").read_text().split()
    assert_in_order(text(answer.content), [label for label in fields if label not in WHERE_GIVEN])


def test_the_printed_list_is_paper_without_a_canary(house, name, register):
    """As the person sees it who sees least."""
    readers = [role for role in Role if house.reaches(role, register.permission("view"))]
    role = min(readers, key=lambda each: house.sees(each, name, "there"))
    client = house.clients[role]
    pdf = finished(client, client.post(f"{register.url}print-ledger/", {"query": "view=all"}))
    content = b"".join(pdf.streaming_content) if pdf.streaming else pdf.content
    assert_every_character_drawn(content)
    house.assert_no_canary(role, text(content), "the printed list")
