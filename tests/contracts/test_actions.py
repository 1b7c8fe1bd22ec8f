"""The action behind a form refuses by itself: whatever page, sheet or command comes to it."""

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from baomi.approvals import actions as approvals
from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization.models import User
from baomi.organization.roles import Role
from baomi.registers import forms
from tests.contracts import cases
from tests.contracts.pages import filled
from tests.factories.organization import user_with

pytestmark = [pytest.mark.django_db, pytest.mark.contract, pytest.mark.postgres]

NEW = [name for name, given in cases.CASES.items() if given.payload and cases.register_of(name).create]
CHANGED = [name for name, given in cases.CASES.items() if given.change and cases.register_of(name).change]
WIDER = {("organization.staff", "add"): {Role.OFFICE_HEAD}}
"""Whom an action takes though no page offers it to him."""
SIGNED = [(name, code) for name in CHANGED for code in cases.register_of(name).procedures]


def change(by, name: str, record):
    """The action of the register alone, with the field of its case."""
    field, text, _ = cases.CASES[name].change
    value = record._meta.get_field(field).to_python(text)
    return type(cases.register_of(name)).change(by, record, {field: value}, record.version)


def row(record) -> dict:
    return type(record)._base_manager.filter(pk=record.pk).values().get()


def outsiders(house, name: str, verb: str) -> list[User]:
    """Whom the line does not reach here, not as his own either: other roles, the clerk of the other department."""
    permission, clerk = cases.register_of(name).permission(verb), cases.CASES[name].clerk
    inside = WIDER.get((name, verb), set())
    roles = [role for role in Role if role not in inside and not house.covers(role, permission, "own")]
    found = [house.users[role] for role in roles]
    return found if house.covers(clerk, permission, "there") else [*found, user_with(clerk, house.there)]


@pytest.mark.parametrize("of", NEW)
def test_whoever_the_line_does_not_reach_makes_nothing(house, of):
    register, given = cases.register_of(of), cases.CASES[of]
    typed = filled(house.clients[given.clerk].get(f"{register.url}new/")) | given.payload(house.here)
    data = QueryDict(urlencode(typed, doseq=True))
    form = forms.bound_form(register, house.users[given.clerk], data)
    assert form.is_valid(), form.errors
    values, before = forms.clean_values(form), register.model._base_manager.count()
    for user in outsiders(house, of, "add"):
        with pytest.raises((NotPermitted, NotFound)):
            type(register).create(user, values)
    assert register.model._base_manager.count() == before


@pytest.mark.parametrize("of", CHANGED)
def test_whoever_the_line_does_not_reach_changes_nothing(house, of):
    record = cases.CASES[of].make(house.here)
    before = row(record)
    for user in outsiders(house, of, "change"):
        with pytest.raises((NotPermitted, NotFound)):
            change(user, of, record)
    assert row(record) == before


@pytest.mark.parametrize(("of", "code"), SIGNED, ids=[code for _, code in SIGNED])
def test_what_is_being_signed_is_not_changed(house, of, code):
    given = cases.PROCEDURES[code]
    record = given.make(house.here)
    approvals.submit(house.users[given.by], code, record)
    record.refresh_from_db()
    before = row(record)
    with pytest.raises(Refusal, match="审批"):
        change(house.users[cases.CASES[of].clerk], of, record)
    assert row(record) == before
