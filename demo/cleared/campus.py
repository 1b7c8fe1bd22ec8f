"""The cleared people of a further campus: posts, people with their periods, letters, assessments, reports, attendance."""

from typing import TYPE_CHECKING

from baomi.audit import bulk
from baomi.core import clock
from baomi.registers.numbering import next_label
from demo.copies import copy_row
from personnel.choices.people import ON_DUTY, PersonStatus, PostBasis
from personnel.choices.yearly import PledgeKind, ReportKind
from personnel.models import Assessment, Attendance, ClearedPerson, MajorReport, Pledge, Post, StatusPeriod

if TYPE_CHECKING:
    from demo.bulk import Campus

ACTIONS = {
    Pledge: "personnel.pledge.begin_yearly",
    Assessment: "personnel.assessment.conclude",
    MajorReport: None,
}
LABELS = {
    Pledge: ("CN", "CN-{year}-{n:04}"),
    Assessment: ("KH", "KH-{year}-{n:04}"),
    MajorReport: ("ZD", "ZD-{year}-{n:03}"),
}


class Originals:
    """What is copied: everybody on duty, with what he signed and was told of every year. Read once."""

    def __init__(self):
        self.people = list(ClearedPerson.objects.filter(status__in=ON_DUTY).order_by("pk"))
        of_people = {"person__in": [row.pk for row in self.people]}
        self.posts = list(Post.objects.filter(pk__in={row.post_id for row in self.people}).order_by("pk"))
        self.old_posts = list(
            Post.objects.filter(approved_on__isnull=False)
            .exclude(pk__in=[row.pk for row in self.posts])
            .order_by("pk")
        )
        self.periods = list(StatusPeriod.objects.filter(**of_people).order_by("pk"))
        self.papers = [
            list(
                Pledge.objects.filter(kind=PledgeKind.YEARLY, signed_on__isnull=False, **of_people).order_by(
                    "pk"
                )
            ),
            list(Assessment.objects.filter(concluded_on__isnull=False, **of_people).order_by("pk")),
            list(MajorReport.objects.filter(kind=ReportKind.ZERO, **of_people).order_by("pk")),
        ]
        staff = [row.staff_id for row in self.people]
        self.attendances = list(Attendance.objects.filter(staff__in=staff).order_by("pk"))

    def applications(self) -> list:
        """Every row that has an approval to be copied."""
        return [row for rows in (self.posts, self.old_posts, *self.papers) for row in rows]


def copy_cleared(campus: "Campus", originals: Originals, reason: str) -> None:
    """Copy them all into the campus, whose departments and people stand already."""
    posts = [*originals.posts, *originals.old_posts]
    new_posts = [_post(campus, row) for row in posts]
    campus.insert(posts, new_posts, action="personnel.post.approve")
    post_of = {row.pk: copy for row, copy in zip(posts, new_posts, strict=True)}
    people = [_person(campus, row, post_of[row.post_id]) for row in originals.people]
    bulk.create(campus.hr, people, action="personnel.clearedperson.take_over", reason=reason)
    person_of = {row.pk: copy for row, copy in zip(originals.people, people, strict=True)}
    StatusPeriod.objects.bulk_create(_period(campus, row, person_of, post_of) for row in originals.periods)
    for rows in originals.papers:
        if rows:
            copies = [_paper(campus, row, person_of) for row in rows]
            campus.insert(rows, copies, action=ACTIONS[type(rows[0])])
    attendances = [
        copy_row(row, staff=campus.people[row.staff_id], department=campus.departments[row.department_id])
        for row in originals.attendances
    ]
    bulk.create(campus.office, attendances, reason=reason)


def _post(campus: "Campus", row: Post) -> Post:
    """A post of a project rests on its unit's function here: projects are not copied."""
    number = next_label("GW", row.approved_on.year, "GW-{year}-{n:03}")
    changed = {"basis": PostBasis.FUNCTION, "project": None} if row.project_id else {}
    return copy_row(
        row,
        number=number,
        department=campus.departments[row.department_id],
        approval=None,
        replaces=None,
        **changed,
    )


def _person(campus: "Campus", row: ClearedPerson, post: Post) -> ClearedPerson:
    return copy_row(
        row,
        number=next_label("RY", clock.today().year, "RY-{year}-{n:04}"),
        staff=campus.people[row.staff_id],
        department=campus.departments[row.department_id],
        post=post,
        leader=campus.people[row.leader_id] if row.leader_id else None,
        status=PersonStatus.IN_POST,
    )


def _period(campus: "Campus", row: StatusPeriod, person_of, post_of) -> StatusPeriod:
    status = PersonStatus.IN_POST if row.status == PersonStatus.LEAVING else row.status
    return copy_row(
        row,
        person=person_of[row.person_id],
        post=post_of[row.post_id],
        department=campus.departments[row.department_id],
        status=status,
        approval=None,
    )


def _paper(campus: "Campus", row, person_of):
    series, pattern = LABELS[type(row)]
    return copy_row(
        row,
        number=next_label(series, row.year, pattern),
        person=person_of[row.person_id],
        department=campus.departments[row.department_id],
        approval=None,
    )
