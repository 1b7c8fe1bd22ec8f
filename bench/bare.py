"""The least that shows some rows: ready statements, no models, every value in a plain table."""

from collections.abc import Callable, Sequence

from django.db import connection, models
from django.template import engines

TABLE = (
    "{% for rows in tables %}<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>{% endfor %}"
)


def page(querysets: Sequence[models.QuerySet]) -> Callable[[], str]:
    """Fetch what these say, their statements ready, and put all of it on a page."""
    statements = [ready(queryset) for queryset in querysets]
    template = engines["django"].from_string(TABLE)
    return lambda: template.render({"tables": [fetch(*statement) for statement in statements]})


def ready(queryset: models.QuerySet) -> tuple[str, tuple]:
    return queryset.query.sql_with_params()


def fetch(sql: str, params: tuple) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def total(queryset: models.QuerySet) -> models.QuerySet:
    """One row with the number of the rows."""
    one = queryset.order_by().annotate(all=models.Value(1)).values("all")
    return one.annotate(number=models.Count("pk")).values_list("number")
