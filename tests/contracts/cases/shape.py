"""What a case says of a register, a procedure, a deadline."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role


@dataclass(frozen=True)
class Case:
    """What the contracts need to know of one register.

    `make(department)` gives a new record of that department, open for change; `own(staff)` one about that person,
    where a role reaches its own records. `clerk` is the role that adds, changes, imports. `list_queries` and
    `detail_queries` are the most a page may cost him. `hidden` are roles that the policy line lets see everything
    and the register shows less; for them `make_hidden` makes what they must not see. `payload(department)` is what
    a form of a new record posts, `change` a field with two values typed into it one after the other, `broken` a
    column of the sheet with a cell that is wrong. `prints` makes the record for a form that `make` does not fit,
    `print_views` names the view of the list whose rows print on a form, where not all do.
    """

    make: Callable[[Department], Model]
    clerk: Role
    list_queries: int
    detail_queries: int
    own: Callable[[Staff], Model] | None = None
    hidden: frozenset[Role] = frozenset()
    make_hidden: Callable[[Department], Model] | None = None
    payload: Callable[[Department], dict] | None = None
    change: tuple[str, str, str] | None = None
    broken: tuple[str, str] | None = None
    prints: Mapping[str, Callable[[Department], Model]] = field(default_factory=dict)
    print_views: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProcedureCase:
    """`make(department)` gives a record ready to be handed in by a holder of `by` in that department."""

    make: Callable[[Department], Model]
    by: Role


@dataclass(frozen=True)
class DeadlineCase:
    """`make(department)` leaves a duty of that department of which somebody is told at `at`."""

    make: Callable[[Department], object]
    at: dt.datetime
