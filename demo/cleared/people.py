"""People of the tables taken over from the ledger kept before, and the changes of their posts and vettings since."""

import datetime as dt

from baomi.approvals import actions as approvals
from baomi.core.dates import add_months
from baomi.core.levels import PersonGrade
from baomi.organization import parameters
from demo import people as cast
from demo.cleared import dossiers
from demo.cleared.posts import ORDINARY, WORKING, key_of
from demo.cleared.story import Story, sign_until
from personnel.actions import changes, people_takeovers, vetting
from personnel.choices.people import PersonKind
from personnel.choices.vetting import VettingPurpose
from personnel.models import PostChange
from personnel.parameters import REVIEW_MONTHS

DUE = {"person.cs": 9, "rc:1": 4, "me:1": 12, "me1:1": -18, "xb:0": -5}
"""Days from today on which these are to be vetted again; the others later."""


def tell(story: Story) -> None:
    """Everybody with a grade stands in post from the third week on; vettings and moves follow."""
    day = story.first_day + dt.timedelta(days=14)
    story.matter().on(day, lambda: _take_over(story))
    _review_core(story)
    _move_within(story)
    _move_between(story)
    story.matter().ago(8, lambda: _begin_review(story, "xb:0"))


def _take_over(story: Story) -> None:
    hr = story.world.user("hr")
    keys = {story.staff(key).pk: day for key, day in DUE.items()}
    leaders = {row.pk: row for row in [story.staff("pi.cs")]}
    rows = [*cast.NAMED, *cast.others(story.first_day)]
    others = {person.name: person for group in story.world.cleared.values() for person in group}
    for row in rows:
        if not row.grade:
            continue
        staff = story.world.people[row.account] if row.account else others[row.name]
        entered = staff.secrecy_since
        vetted = _vetted_on(story, PersonGrade(row.grade), keys.get(staff.pk))
        values = {
            "staff": staff,
            "kind": PersonKind.REHIRED if staff.birth.year <= 1964 else PersonKind.STAFF,
            "post": story.posts[key_of(row)],
            "leader": next(iter(leaders.values())) if row.department == "cs1" else None,
            "entered_on": entered,
            "vetted_on": max(vetted, entered - dt.timedelta(days=6)),
        }
        people_takeovers.take_over(hr, values)
    story.world.say(f"涉密岗位 {len(story.posts)} 个，原台账转入 {sum(bool(row.grade) for row in rows)} 人。")


def _vetted_on(story: Story, grade: PersonGrade, due_in: int | None) -> dt.date:
    """So that the next vetting falls on the day told, or some months from now; of 核心 within the last year."""
    months = parameters.value(REVIEW_MONTHS[grade], on=story.first_day)
    if due_in is not None:
        return add_months(story.today + dt.timedelta(days=due_in), -months)
    if grade == PersonGrade.CORE:
        return story.first_day - dt.timedelta(days=story.lot.randint(40, 300))
    earliest = add_months(story.today, 2 - months)
    span = (story.first_day - earliest).days - 20
    return earliest + dt.timedelta(days=story.lot.randint(0, span))


def _review_core(story: Story) -> None:
    """核心 people are vetted every year, the last time four months ago."""
    for n, key in enumerate(("pi.cs", "ie:6", "ms:1", "lx:0")):
        for months in (18, 7):
            day = add_months(story.today, -months) - dt.timedelta(days=5 * n)
            if day >= story.settled:
                story.matter().on(day, lambda key=key: _review(story, key))


def _review(story: Story, key: str) -> None:
    person = story.person(key)
    by = dossiers.filler(story, person)
    form = vetting.begin(by, person, VettingPurpose.PERIODIC)
    dossiers.hand_in(story, form)
    sign_until(form)


def _begin_review(story: Story, key: str) -> None:
    """A review handed in that waits for the head."""
    form = vetting.begin(story.officer_of(story.person(key)), story.person(key), VettingPurpose.PERIODIC)
    dossiers.hand_in(story, form)


def _move_within(story: Story) -> None:
    """F-11 in 机械学院, approved half a year ago; the vetting that follows is done."""
    matter, made = story.matter(), []
    matter.ago(
        190,
        lambda: made.append(
            _begin_change(story, "me:9", ("me", WORKING, ORDINARY), "项目任务完成，承担一般涉密任务")
        ),
    )
    matter.ago(183, lambda: sign_until(made[0]))
    matter.ago(150, lambda: _finish_review(story, "me:9"))


def _finish_review(story: Story, key: str) -> None:
    person = story.person(key)
    form = vetting.begin(story.officer_of(person), person, VettingPurpose.PERIODIC)
    dossiers.hand_in(story, form)
    sign_until(form)


def _move_between(story: Story) -> None:
    """F-13 from 信息学院 to 计算机学院, which waits for both heads."""
    matter = story.matter()
    matter.ago(6, lambda: _begin_change(story, "ie:5", ("cs", WORKING, ORDINARY), "学科调整，转入计算机学院"))


def _begin_change(story: Story, key: str, post: tuple[str, str, str], reason: str) -> PostChange:
    person = story.person(key)
    by = story.officer_of(person)
    values = {
        "person": person,
        "new_post": story.posts[post],
        "reason": reason,
        "conduct": "遵守保密规定，表现良好",
    }
    change = changes.begin_change(by, values)
    approvals.submit(by, changes.PROCEDURE, change)
    return change
