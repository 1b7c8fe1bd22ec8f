"""Major events and zero-reports; what was abnormal among them; filings with the bureau."""

import datetime as dt

from baomi.audit import bulk
from baomi.core import clock
from baomi.organization.models import User
from baomi.registers.numbering import next_label
from demo.cleared.dossiers import filler
from demo.cleared.papers import sign_like
from demo.cleared.story import REASON, Story, sign
from personnel.actions import filings, reports
from personnel.choices.people import BOUND
from personnel.choices.yearly import ReportKind
from personnel.models import ClearedPerson, MajorReport

ORIGINALS = {True: "person.cs", False: "cs:1"}
"""Whose zero-report is played: of somebody with an account, and of somebody without."""
MISSING = ("ky:1", "me:4", "office")
"""Without a zero-report of last December; the office's clerk alone reads them and cannot read her own."""
ABROAD = {
    "nationality": [
        {"name": "子女", "relation": "女儿", "change": "取得境外永久居留权", "nationality": "加拿大",
         "kind": "永久居留权", "day": "", "city": "温哥华"}
    ]
}  # fmt: skip
MOVED = {"other": [{"text": "本人因家庭变动更换常住地址，并更换联系电话。"}]}


def tell(story: Story) -> None:
    """Zero-reports of the closed years, events of this one, filings every half-year and a draft."""
    for back in (2, 1):
        _zero_reports(story, story.today.year - back)
    story.matter().ago(200, lambda: sign(_event(story, "cs:5", MOVED)))
    told = story.matter()
    told.ago(24, lambda: _abnormal(story, "ie:3", review=True)).ago(22, lambda: _tell_bureau(story, "ie:3"))
    story.matter().ago(6, lambda: _abnormal(story, "lx:1"))
    story.matter().ago(2, lambda: _event(story, "classifier.cs", MOVED))
    for days in (540, 210, 33):
        story.matter().ago(days, lambda: _file(story), 16)
    story.matter().ago(1, lambda: filings.draw_up(story.world.user("office")), 16)


def _zero_reports(story: Story, year: int) -> None:
    matter, first = story.matter(), dt.date(year, 12, 3)
    made: dict[bool, MajorReport] = {}
    for has_account, key in ORIGINALS.items():
        matter.on(first, lambda key=key, has=has_account: made.update({has: _nothing(story, key)}), 10)
    matter.on(first + dt.timedelta(days=2), lambda: [sign(row) for row in made.values()], 15)
    matter.on(first + dt.timedelta(days=20), lambda: _copy(story, year, made), 15)


def _nothing(story: Story, key: str) -> MajorReport:
    person = story.person(key)
    by = filler(story, person)
    number = "" if by.staff_id == person.staff_id else f"LBG-{clock.today().year}-{person.number[-4:]}"
    return reports.report_nothing(by, person, number)


def _copy(story: Story, year: int, made: dict[bool, MajorReport]) -> None:
    accounts = set(User.objects.exclude(staff=None).values_list("staff", flat=True))
    missing = MISSING if year == story.today.year - 1 else MISSING[-1:]
    left = {story.staff(key).pk for key in missing}
    people = ClearedPerson.objects.filter(status__in=BOUND, entered_on__year__lte=year).exclude(
        staff__in=left
    )
    people = people.exclude(pk__in=[row.person_id for row in made.values()])
    today, rows = clock.today(), []
    for person in people.select_related("staff", "department").order_by("pk"):
        number = next_label("ZD", year, "ZD-{year}-{n:03}")
        rows.append(
            MajorReport(
                number=number, person=person, department=person.department, kind=ReportKind.ZERO, year=year,
                serving=person.status, due_on=dt.date(year, 12, 31), reported_on=today, handled_on=today, handling="已阅",
                paper_number="" if person.staff_id in accounts else f"LBG-{number}",
            )
        )  # fmt: skip
    bulk.create(story.world.user("office"), rows, reason=REASON)
    sign_like(story, rows, {ORIGINALS[has]: row for has, row in made.items()})


def _event(story: Story, key: str, matters: dict) -> MajorReport:
    """Something that happened two days ago, reported to the office."""
    person = story.person(key)
    by = filler(story, person)
    day = clock.today() - dt.timedelta(days=2)
    number = "" if by.staff_id == person.staff_id else f"ZDS-{clock.today():%Y%m}-{person.number[-4:]}"
    row = reports.begin_event(by, person, day, number)
    typed = {
        name: [{**line, "day": f"{day}"} if "day" in line else line for line in lines]
        for name, lines in matters.items()
    }
    row = reports.fill(by, row, {}, typed)
    reports.hand_in(by, row)
    return row


def _abnormal(story: Story, key: str, *, review: bool = False) -> None:
    row = MajorReport.objects.get(pk=_event(story, key, ABROAD).pk)
    words = "已约谈本人，暂停接触机密级以上事项，按规定上报"
    reports.handle(story.world.user("office"), row, abnormal=True, handling=words, review=review)


def _tell_bureau(story: Story, key: str) -> None:
    row = MajorReport.objects.get(person=story.person(key), abnormal=True)
    reports.tell_bureau(story.world.user("office"), row, clock.today(), f"校保报〔{clock.today().year}〕9号")


def _file(story: Story) -> None:
    office = story.world.user("office")
    filing = filings.draw_up(office)
    filings.file(office, filing, clock.today(), f"省保备〔{clock.today().year}〕{clock.today():%m}7号")
