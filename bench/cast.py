"""Fifty people with accounts for the load, added to the demo university: `python -m bench.cast` prints who they are.

Straight to the tables where it is scenery; what the heads are to sign is handed in by the real actions.
"""

import itertools
import json
import os
import sys

import django

SHARES = {"office": 0.24, "officer": 0.44, "head": 0.16, "member": 0.16}
"""Of the people at work: officers write, the office looks things up, heads and members come by."""
TO_SIGN = 4
"""Departments per head, each with a summary that waits for his signature."""


def build(people: int) -> list[dict]:
    """Add the accounts; gives their names and roles, the roles mixed."""
    from baomi.organization.models import User

    scene = Scene()
    count = {role: max(1, round(people * share)) for role, share in SHARES.items()}
    count["officer"] += people - sum(count.values())
    seated = User.objects.filter(username__startswith="member").order_by("pk")[: count["member"]]
    members = list(seated.values_list("username", flat=True))
    cast = [{"role": "member", "username": name} for name in members]
    cast += [scene.office(n) for n in range(count["office"] + count["member"] - len(members))]
    cast += [scene.officer(n) for n in range(count["officer"])]
    cast += [scene.head(n) for n in range(count["head"])]
    by_role = [[one for one in cast if one["role"] == role] for role in SHARES]
    return [one for row in itertools.zip_longest(*by_role) for one in row if one]


class Scene:
    """What all of them share: the password's hash, reckoned once, and the campaign that runs."""

    def __init__(self):
        from django.contrib.auth.hashers import make_password

        from demo.people import PASSWORD
        from reviews.choices import CampaignState
        from reviews.models import Campaign

        self.password = make_password(PASSWORD)
        self.campaign = Campaign.objects.filter(state=CampaignState.PUBLISHED).latest("year")
        self.numbers = itertools.count(1)

    def office(self, n: int) -> dict:
        from baomi.organization.models import Department
        from baomi.organization.roles import Role

        user = self._user(f"load.office{n}", Department.objects.get(code="102"))
        self._grant(user, Role.OFFICE, None)
        return {"role": "office", "username": user.username}

    def officer(self, n: int) -> dict:
        """With a department of his own whose summary he has begun."""
        from baomi.organization.roles import Role
        from reviews.actions import summaries

        department = self._department(f"压测学院{n}")
        user = self._user(f"load.officer{n}", department)
        self._grant(user, Role.OFFICER, department)
        summary = summaries.begin(user, self.campaign, department)
        return {"role": "officer", "username": user.username, "summary": summary.pk}

    def head(self, n: int) -> dict:
        """Answers for several departments, each of which waits for his signature."""
        from baomi.organization.roles import Role

        departments = [self._department(f"压测研究院{n}-{m}") for m in range(TO_SIGN)]
        user = self._user(f"load.head{n}", departments[0])
        for department in departments:
            self._grant(user, Role.HEAD, department)
            department.head = user.staff
            department.save()
            self._hand_in(department)
        return {"role": "head", "username": user.username}

    def _hand_in(self, department) -> None:
        from baomi.core import clock
        from baomi.organization.roles import Role
        from reviews.actions import summaries
        from reviews.choices import ItemAnswer
        from reviews.models.summaries import PARTS

        sender = self._user(f"load.sender{next(self.numbers)}", department)
        self._grant(sender, Role.OFFICER, department)
        summary = summaries.begin(sender, self.campaign, department)
        answers = {
            item.pk: {"answer": ItemAnswer.SUBMITTED, "quantity": "2 份", "submitted_on": clock.today()}
            for item in summary.items.all()
        }
        words = dict.fromkeys(PARTS, "全年召开例会四次，研究保密工作六项，责任书签订到课题组。")
        summaries.hand_in(sender, summaries.change_summary(sender, summary, words, items=answers))

    def _department(self, name: str):
        from baomi.organization.models import Department
        from reviews.models import Addressee

        department = Department.objects.create(
            code=f"YC{next(self.numbers):03}", name=name, short_name=name, kind="college", classified=True
        )
        department.path = f"/{department.pk}/"
        department.save()
        Addressee.objects.create(campaign=self.campaign, department=department)
        return department

    def _user(self, username: str, department):
        from baomi.core import clock
        from baomi.organization.models import Staff, User

        number = f"YC{next(self.numbers):05}"
        staff = Staff.objects.create(
            number=number, name=f"压测{number[-3:]}", gender="female", department=department
        )
        return User.objects.create(
            username=username, staff=staff, password=self.password, must_change_password=False,
            password_changed_at=clock.now(), created_at=clock.now(),
        )  # fmt: skip

    def _grant(self, user, role, department) -> None:
        from baomi.core import clock
        from baomi.organization.choices import GrantState
        from baomi.organization.models import Grant

        Grant.objects.create(
            user=user, role=role, department=department, starts=clock.today(), state=GrantState.CONFIRMED
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baomi.settings")
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        made = build(int(sys.argv[1]))
    sys.stdout.write(json.dumps(made))
