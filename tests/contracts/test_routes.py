"""Every route: a policy line, a login, a CSRF token; reading changes nothing; a foreign record answers like none."""

import re
import uuid
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from baomi.organization import policy
from baomi.organization.checks import routes
from baomi.organization.roles import Role
from tests.contracts import cases
from tests.contracts.house import plain, words
from tests.contracts.roles import readers

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

NOBODY = 987654321
PARAMETER = re.compile(r"<(\w+):(\w+)>")
ROUTES = dict(routes())
"""Address pattern → view."""
NOT_BUSINESS = {"audit", "sessions", "axes", "contenttypes", "otp_totp", "otp_static", "printing"}
"""Apps whose rows reading may add: the log of what was read, the login, the printout."""
GIVEN = {
    "str:key": "PASSWORD_MIN_LENGTH",
    "int:year": "2026",
    "str:code": "reviews.summary",
    "str:rule": "reviews.summary",
    "slug:slug": "print",
    "slug:guide": "common",
    "str:name": "login.png",
    "slug:kind": "individual",
    "str:field": "phone",
}


def register_of(route: str) -> str:
    """The register whose addresses this route belongs to; empty for another page."""
    name = ".".join(route.split("/")[:2])
    return name if name in cases.CASES else ""


def _groups() -> dict[str, list[str]]:
    """The routes of each register together, the others by their first word: one test walks them one after another."""
    found: dict[str, list[str]] = {}
    for route in ROUTES:
        found.setdefault(register_of(route) or route.split("/")[0], []).append(route)
    return found


GROUPS = _groups()
every_group = pytest.mark.parametrize("group", list(GROUPS))


def address(house, route: str, which: str) -> str:
    """The route with the keys of that record in it; keys of other things are those of nothing."""
    records = house.records.get(register_of(route))
    record = getattr(records, which, None)
    file = getattr(records, f"file_{which}", None)

    def value(found: re.Match) -> str:
        kind, name = found[1], found[2]
        if name == "pk":
            return str(record.pk if record else NOBODY)
        if kind == "uuid":
            return str(file.uuid if file else uuid.UUID(int=NOBODY))
        if name == "code" and kind == "slug":
            own = cases.forms_of(register_of(route)) if records else []
            return own[0].code if own else "F-00"
        return GIVEN[f"{kind}:{name}"]

    return "/" + PARAMETER.sub(value, route)


def line(route: str) -> policy.RouteLine:
    return ROUTES[route].policy_line


def permitted(house, route: str) -> list[Role]:
    """The roles whose policy line opens the route, those that reach most first."""
    if line(route).kind != "permission":
        return list(Role)
    found = [role for role in Role if house.reaches(role, line(route).permission)]
    return sorted(found, key=lambda role: policy.Reach.ALL not in house.reaches(role, line(route).permission))


APPS = {model._meta.db_table: model._meta.app_label for model in apps.get_models(include_auto_created=True)}
WRITE = re.compile(
    r'\s*(?:INSERT (?:OR \w+ )?INTO|REPLACE INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE
)


@contextmanager
def business_writes():
    """Every statement that writes a business row while it is open, rolled back or not."""
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        found = WRITE.match(sql)
        if found and APPS.get(found[1], "") not in NOT_BUSINESS:
            seen.append(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def test_the_watch_sees_a_write(house):
    person = house.users[Role.OFFICE].staff
    with business_writes() as seen:
        person.save()
    assert seen


def test_the_policy_has_a_line_for_every_route():
    assert len(ROUTES) > 100
    unlisted = [route for route, view in ROUTES.items() if not hasattr(view, "policy_line")]
    assert unlisted == []
    for route in ROUTES:
        if line(route).kind == "permission":
            policy.reach_by_role(line(route).permission)


@every_group
def test_without_login_it_leads_to_the_login_page(house, group):
    for route in GROUPS[group]:
        if line(route).kind == "public":
            continue
        for send in (Client().get, Client().post):
            answer = send(address(house, route, "here"))
            assert answer.status_code == 302, f"{route}: {answer.status_code}"
            assert answer.url.startswith("/login/"), route


@every_group
def test_posting_without_a_token_is_refused(house, group):
    clients: dict[Role | None, Client] = {}
    for route in GROUPS[group]:
        role = None if line(route).kind == "public" else (permitted(house, route) or [Role.OFFICE])[0]
        if role not in clients:
            clients[role] = Client(enforce_csrf_checks=True)
            if role:
                clients[role].force_login(house.users[role])
        with business_writes() as seen:
            answer = clients[role].post(address(house, route, "here"), {"confirmed": "1"})
            assert answer.status_code == 403, route
        assert seen == [], route


@every_group
def test_a_role_without_the_line_is_refused(house, group):
    """One of them knocks at each route; over the routes of a register all of them do."""
    for turn, route in enumerate(GROUPS[group]):
        if line(route).kind != "permission":
            continue
        refused = [role for role in Role if role not in permitted(house, route)]
        for role in refused:
            assert not policy.can(house.users[role], line(route).permission), f"{route} {role}"
        if refused:
            role, which = refused[turn % len(refused)], ("here", "there")[turn % 2]
            answer = house.clients[role].get(address(house, route, which))
            assert answer.status_code == 403, f"{route} {role} {which}: {answer.status_code}"
            house.assert_no_canary(role, answer.content.decode(), route)


@every_group
def test_reading_changes_no_business_row(house, group, unprinted):
    """HEAD is asked outside the registers alone: their pages are classes whose HEAD is their GET."""
    clients: dict[Role, Client] = {}
    for route in GROUPS[group]:
        if line(route).kind == "public" or not permitted(house, route):
            continue
        role = permitted(house, route)[0]
        if role not in clients:
            clients[role] = house.log_in(role)  # an older session would note its last activity
        client = clients[role]
        with business_writes() as seen:
            for send in (client.get, client.options, *([client.head] if group not in cases.CASES else [])):
                answer = send(address(house, route, "here"))
                assert answer.status_code < 500, f"{route} {words(answer)}"
        assert seen == [], route


@every_group
def test_a_record_out_of_sight_answers_like_one_that_does_not_exist(house, group, unprinted):
    if group not in cases.CASES:
        return
    there = house.records[group].there
    blind = [role for role in readers(group) if not house.sees(role, group, "there")]
    clients = {role: house.log_in(role) for role in blind}
    for route in GROUPS[group]:
        if "<int:pk>" not in route or route.startswith(f"{group.replace('.', '/')}/views/"):
            continue
        foreign = address(house, route, "there")
        missing = foreign.replace(f"/{there.pk}/", f"/{NOBODY}/", 1)
        for role in set(blind) & set(permitted(house, route)):
            with business_writes() as seen:
                for send in (clients[role].get, clients[role].post):
                    found, none = send(foreign), send(missing)
                    assert found.status_code == none.status_code, f"{route} {role} {words(found)}"
                    assert found.status_code in (404, 405), f"{route} {role} {words(found)}"
                    assert plain(found, foreign) == plain(none, missing), route
                    house.assert_no_canary(role, found.content.decode(), route)
            assert seen == [], route
