"""The first answer of the search page at 100,000 people, through the full stack, beside the bare queries of the same."""

from collections.abc import Callable, Iterator
from functools import partial

from django.db import connection, models
from django.db.models import Exists, OuterRef
from django.template import Context, Template
from django.test import Client

from baomi.desk.search import COUNTED, SHOWN
from baomi.organization import policy
from baomi.organization.models import Staff, User
from baomi.registers.index import declared, reading
from bench.frame import Figure, alternate, counted, figures
from bench.world import World

RUNS = 7
ROWS = Template("{% for row in rows %}<li>{% for value in row %}{{ value }} {% endfor %}</li>{% endfor %}")


@figures(search_first=12, search_officer=12, search_broad=5)
def searching(world: World) -> Iterator[Figure]:
    """A whole name asked by the office and by an officer, and a single letter, which thousands of names begin with."""
    university = world.university
    name = (
        Staff.objects.filter(department=university.college)
        .order_by("number")
        .values_list("name", flat=True)[0]
    )
    for figure, user, typed in (
        ("search_first", university.office, name),
        ("search_officer", university.officer, name),
        ("search_broad", university.office, "w"),
    ):
        ours = partial(page, browser(user), typed)
        value, limit = alternate(ours, bare(user, typed), RUNS)
        yield Figure(figure, value, "s", limit, counted(ours), RUNS)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, "baomi.organization.login.AccountBackend")
    return client


def page(client: Client, typed: str) -> None:
    answer = client.get("/search/", {"q": typed})
    if answer.status_code != 200 or b"data-hit" not in answer.content:
        raise RuntimeError(f"nothing was found: {answer.status_code}")


def bare(user: User, typed: str) -> Callable[[], None]:
    """Ready statements for each register the user may search: keys from the index within his rows, then these rows."""
    statements = [
        (_ready(_keys(register, user, typed)), partial(_rows, register, user))
        for register in declared.searched()
        if policy.can(user, register.permission("view"))
    ]

    def work() -> None:
        rows: list[tuple] = []
        for keys, shown in statements:
            found = [row[0] for row in _fetch(*keys)]
            if found:
                rows += list(shown(found[:SHOWN]))
        ROWS.render(Context({"rows": rows}))

    return work


def _keys(register, user, typed: str) -> models.QuerySet:
    visible = register.visible(user).filter(pk=OuterRef("object_id"))
    found = reading.found(register, user, typed).filter(Exists(visible))
    return found.values_list("object_id")[: COUNTED + 1]


def _rows(register, user, keys: list[int]) -> models.QuerySet:
    return register.visible(user).filter(pk__in=keys).values_list("pk", *type(register).search_fields)


def _ready(queryset: models.QuerySet) -> tuple[str, tuple]:
    return queryset.query.sql_with_params()


def _fetch(sql: str, params: tuple) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
