"""Key places: designated in the first months, entered by permission and by visitors, checked every year but one."""

import datetime as dt
from dataclasses import dataclass

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.levels import SecrecyLevel
from demo.cleared.story import Story, sign, sign_until
from demo.world import moment
from personnel.actions import place_entries, places
from personnel.choices.people import PlaceKind
from personnel.models import KeyPlace, PlaceAccess, PlaceVisit
from personnel.procedures.places import PLACE, VISIT, WITHDRAWAL


@dataclass(frozen=True)
class PlaceRow:
    """A key place with its head, who may enter, and how many days ago it was checked."""

    slug: str
    department: str
    name: str
    kind: PlaceKind
    location: str
    level: SecrecyLevel
    head: str
    entering: tuple[str, ...] = ()
    checked: tuple[int, ...] = ()


DEPARTMENT, SPOT = PlaceKind.DEPARTMENT, PlaceKind.SPOT
SECRET, CONFIDENTIAL = SecrecyLevel.SECRET, SecrecyLevel.CONFIDENTIAL
PLACES = (
    PlaceRow("cs", "cs", "计算机学院涉密实验室", SPOT, "计算机楼 A301", SECRET, "head.cs",
             ("pi.cs", "person.cs", "classifier.cs"), (525, 160)),
    PlaceRow("ky", "ky", "科研院成果资料室", SPOT, "科学馆 307", SECRET, "member2", ("officer.ky", "ky:2"), (535, 170)),
    PlaceRow("rs", "rs", "人事档案室", SPOT, "主楼 0815", CONFIDENTIAL, "member4", ("officer.rs", "rs:0", "rs:2"), (520, 155)),
    PlaceRow("me", "me", "机械学院涉密实验室", SPOT, "机械楼 412", CONFIDENTIAL, "head.me", ("me:0", "me:2", "me:8"), (515, 150)),
    PlaceRow("xb", "xb", "学校办公室机要室", SPOT, "主楼 0602", SECRET, "member1", ("officer.xb", "xb:0"), (403,)),
    PlaceRow("ms", "ms", "材料学院旧涉密实验室", SPOT, "材料楼 208", CONFIDENTIAL, "head.ms", ("ms:0", "ms:2"), (420,)),
)  # fmt: skip
"""机要室 was not checked this year; the old laboratory of 材料学院 has been withdrawn."""
VISITORS = [
    {"name": "韩国栋", "post": "工程师", "unit": "省仪器检定所"},
    {"name": "苏文博", "post": "技术员", "unit": "省仪器检定所"},
]


def tell(story: Story) -> None:
    """Designations, permissions, checks, visitors, a withdrawal and two applications on their way."""
    for n, row in enumerate(PLACES):
        matter = story.matter()
        day = story.first_day + dt.timedelta(days=24 + n)
        matter.on(day, lambda row=row: _apply(story, row))
        matter.on(day + dt.timedelta(days=9), lambda row=row: sign_until(story.places[row.slug]))
        matter.on(day + dt.timedelta(days=40), lambda row=row: _confirm(story, row))
        matter.on(day + dt.timedelta(days=41), lambda row=row: _let_in(story, row))
        for days in row.checked:
            matter.ago(days, lambda row=row: _check(story, row))
    story.matter().ago(60, lambda: _withdraw(story, "ms"))
    story.matter().ago(13, lambda: _new_places(story))
    _visits(story)


def _apply(story: Story, row: PlaceRow) -> None:
    by = story.world.officer(row.department)
    values = {
        "department": story.department(row.department),
        "name": row.name,
        "kind": row.kind,
        "location": row.location,
        "level": row.level,
        "head": story.staff(row.head),
        "phone": story.department(row.department).phone,
        "reason": "日常产生、保存、使用国家秘密事项，符合要害部位确定条件。",
        "guards": "专人管理，进出登记，非工作时间巡查。",
        "physical": "防盗门、密码柜、窗户防护栏。",
        "technical": "门禁、视频监控、入侵报警，手机屏蔽柜。",
    }
    story.places[row.slug] = places.create_place(by, values)
    approvals.submit(by, PLACE, story.places[row.slug])


def _place(story: Story, slug: str) -> KeyPlace:
    return KeyPlace.objects.select_related("department").get(pk=story.places[slug].pk)


def _confirm(story: Story, row: PlaceRow) -> None:
    number = f"省保要害〔{clock.today().year}〕{PLACES.index(row) + 21}号"
    places.confirm(story.world.user("office"), _place(story, row.slug), number, clock.today())


def _let_in(story: Story, row: PlaceRow) -> None:
    place = _place(story, row.slug)
    for n, key in enumerate(row.entering, 1):
        values = {
            "key_place": place,
            "person": story.person(key),
            "means": f"门禁卡 {row.department.upper()}{n:03d}",
            "starts": clock.today(),
        }
        place_entries.give_access(story.world.officer(row.department), values)


def _check(story: Story, row: PlaceRow) -> None:
    place = _place(story, row.slug)
    if clock.today() <= place.bureau_on:
        return
    sound = row.slug != "rs"
    values = {
        "key_place": place,
        "checked_on": clock.today(),
        "checkers": "周予安、方子衿",
        "sound": sound,
        "findings": "" if sound else "进出登记有 2 处漏签，已当日补正",
        "rectified_on": None if sound else clock.today(),
    }
    places.create_check(story.world.user("office"), values)


def _withdraw(story: Story, slug: str) -> None:
    by = story.world.officer(slug)
    values = {"key_place": _place(story, slug), "people_count": 2, "reason": "实验室搬迁，原房间不再涉密。"}
    withdrawal = places.create_withdrawal(by, values)
    approvals.submit(by, WITHDRAWAL, withdrawal)
    sign_until(withdrawal)


def _new_places(story: Story) -> None:
    """One waits for 保密委员会, one for the bureau's number."""
    rows = (
        PlaceRow("ie", "ie", "信息学院涉密会议室", SPOT, "信息楼 410", SECRET, "head.ie"),
        PlaceRow("rc", "rc", "资土学院涉密资料室", SPOT, "资土楼 316", SECRET, "head.rc"),
    )
    for row in rows:
        _apply(story, row)
    sign_until(story.places["ie"], "保密委员会")
    sign_until(story.places["rc"])


def _visits(story: Story) -> None:
    past, now = story.matter(), story.matter()
    asked: list[PlaceVisit] = []
    past.ago(47, lambda: asked.append(_ask(story, dt.timedelta(hours=29), "officer.ie", "ie")))
    past.ago(46, lambda: sign_until(asked[0]), 10)
    past.ago(45, lambda: _book(story, asked[0]), 17)
    now.ago(1, lambda: asked.append(_ask(story, _until_afternoon(story), "officer.cs", "cs")))
    now.ago(1, lambda: sign(asked[1]), 15)
    story.matter().ago(1, lambda: _ask(story, _until_afternoon(story), "officer.me", "me"), 14)


def _until_afternoon(story: Story) -> dt.timedelta:
    return moment(story.today, dt.time(15, 30)) - clock.now()


def _ask(story: Story, ahead: dt.timedelta, account: str, slug: str) -> PlaceVisit:
    """Visitors to the laboratory of 计算机学院 after so long; waits for the heads."""
    by = story.world.user(account)
    values = {
        "department": story.department(slug),
        "key_place": _place(story, "cs"),
        "visitors": VISITORS,
        "reason": "实验设备年度检定",
        "escort": story.staff("officer.cs"),
        "planned_at": clock.now() + ahead,
        "stay_minutes": 90,
    }
    visit = place_entries.ask_for_visit(by, values)
    approvals.submit(by, VISIT, visit)
    return visit


def _book(story: Story, visit: PlaceVisit) -> None:
    visit = PlaceVisit.objects.get(pk=visit.pk)
    came, checks = clock.now() - dt.timedelta(hours=2), ("book_kept", "phones_locked", "no_recorders")
    place_entries.keep_book(
        story.world.user("officer.cs"),
        visit,
        came,
        came + dt.timedelta(minutes=80),
        dict.fromkeys(checks, True),
    )


def access_of(story: Story, key: str) -> PlaceAccess:
    """The permission somebody holds now."""
    return PlaceAccess.objects.get(person=story.person(key), revoked_on=None)
