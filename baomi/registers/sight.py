"""Which addresses lead a reader somewhere: a link stands where it opens, words stand where it would be refused."""

import re
from collections import defaultdict
from collections.abc import Iterable

from baomi.organization import policy
from baomi.registers.declarations import Register, registry

PAGE = re.compile(r"(/\w+/\w+/)(?:(\d+)/)?")
"""A register's list, or one of its records; addresses of other pages are not judged here."""


def opened_by(user, addresses: Iterable[str]) -> set[str]:
    """The addresses without the lists and records that the user does not see. At most one query for each register among them."""
    wanted = set(addresses)
    registers = {register.url: register for register in registry.all()}
    asked: dict[str, set[str]] = defaultdict(set)
    for found in filter(None, map(PAGE.fullmatch, wanted)):
        if found[1] in registers:
            asked[found[1]].add(found[0])
    shut = [pages - _seen(user, registers[url], pages) for url, pages in asked.items()]
    return wanted.difference(*shut)


def _seen(user, register: Register, pages: set[str]) -> set[str]:
    """The list, and the records among the pages that the user sees; asked of the database unless he sees all."""
    if not policy.can(user, register.permission("view")):
        return set()
    visible = register.in_sight(user, register.model.objects.all())
    if not visible.query.has_filters():
        return pages
    pks = {int(found[2]) for found in map(PAGE.fullmatch, pages) if found[2]}
    seen = visible.filter(pk__in=pks).order_by().values_list("pk", flat=True)
    return {register.url, *(f"{register.url}{pk}/" for pk in seen)}
