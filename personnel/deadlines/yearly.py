"""A duty that every cleared person has once a year: told to the department in one line, to each person by himself.

A department with fifty people behind would otherwise get fifty notices a day.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from baomi.core import clock
from baomi.organization.models import User
from baomi.reminders import deadlines
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline, DueItem, Stage, record_ref
from personnel.models import ClearedPerson

AFTERWARDS = 31
"""Days for which what was not done in its year is still told of."""


@dataclass(frozen=True)
class Owed:
    """What one person still owes of the year, in one sentence."""

    person: ClearedPerson
    detail: str


@dataclass(frozen=True)
class YearlyDuty:
    """`owing(year)` gives everybody who still owes it, by department; `owed_by(person, year)` what one person still
    owes, in one sentence, empty for nothing: the same, asked for him alone. `due(year)` is the last day for it.

    `url(year)` is where the department works on it, `own_url` where the person does. `ahead` are the days before the
    last one on which both are told.
    """

    key: str
    label: str
    due: Callable[[int], dt.date]
    owing: Callable[[int], Iterable[Owed]]
    owed_by: Callable[[ClearedPerson, int], str]
    url: Callable[[int], str]
    own_url: Callable[[ClearedPerson], str]
    group: str
    clause: str = ""
    ahead: Sequence[int] = (30, 7)

    def declare(self) -> None:
        """The two rules: of the departments, of the people who have an account."""
        before = tuple(Stage(-days, "officer", Kind.AHEAD) for days in self.ahead)
        after = (
            Stage(0, "officer", Kind.ON_DAY),
            Stage(1, "officer", Kind.OVERDUE),
            Stage(1, "head", Kind.ESCALATION),
            Stage(3, "office", Kind.ESCALATION),
        )
        own = tuple(Stage(-days, "assignee", Kind.AHEAD) for days in self.ahead)
        own = (*own, Stage(0, "assignee", Kind.ON_DAY), Stage(1, "assignee", Kind.OVERDUE))
        deadlines.add(
            Deadline(
                key=self.key,
                label=f"{self.label}（部门）",
                due=self._of_departments,
                group=self.group,
                stages=(*before, *after),
                clause=self.clause,
            )
        )
        deadlines.add(
            Deadline(
                key=f"{self.key}.own",
                label=self.label,
                due=self._of_people,
                group=self.group,
                stages=own,
                for_record=self._of_record,
                clause=self.clause,
            )
        )

    def _years(self, until: dt.datetime) -> list[int]:
        """The running year, the past one for some days after its end, where their last day is not after `until`."""
        today, last = clock.today(), until.astimezone(clock.SHANGHAI).date()
        past = today - dt.timedelta(days=AFTERWARDS)
        running = [today.year] if self.due(today.year) <= last else []
        return [*([today.year - 1] if past <= self.due(today.year - 1) else []), *running]

    def _of_departments(self, until: dt.datetime) -> Iterable[DueItem]:
        for year in self._years(until):
            people = Counter(owed.person.department for owed in self.owing(year))
            due = self.due(year) if people else None
            for department, count in people.items():
                yield DueItem(
                    record=f"{record_ref(department)}",
                    label=f"{_of_year(year, self.label)} {department.name}",
                    url=f"{self.url(year)}&department={department.pk}",
                    due=due,
                    department_id=department.pk,
                    detail=f"还有 {count} 人",
                )

    def _of_people(self, until: dt.datetime) -> Iterable[DueItem]:
        for year in self._years(until):
            owed = list(self.owing(year))
            accounts = User.objects.filter(is_active=True, staff__in=[one.person.staff_id for one in owed])
            users, due = dict(accounts.values_list("staff_id", "pk")), self.due(year)
            for one in owed:
                if one.person.staff_id in users:
                    yield self._item(one, year, due, [users[one.person.staff_id]])

    def _of_record(self, record) -> Iterable[DueItem]:
        if not isinstance(record, ClearedPerson):
            return []
        year = clock.today().year
        detail = self.owed_by(record, year)
        return [self._item(Owed(record, detail), year, self.due(year), [])] if detail else []

    def _item(self, owed: Owed, year: int, due: dt.date, users: list[int]) -> DueItem:
        return DueItem(
            record=record_ref(owed.person),
            label=f"{_of_year(year, self.label)} {owed.person.staff.name}",
            url=self.own_url(owed.person),
            due=due,
            department_id=owed.person.department_id,
            people={"assignee": users},
            detail=owed.detail,
        )


def _of_year(year: int, label: str) -> str:
    """2026 年度培训学时, 2026 年重大事项零报告: a label that begins with 年度 is not told 年 twice."""
    return f"{year} 年{label.removeprefix('年')}"
