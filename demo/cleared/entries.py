"""Candidates at every stage of coming in, two who came in by the whole route, one who did not pass and appeals."""

from baomi.approvals import actions as approvals
from baomi.approvals.choices import Decision
from baomi.core import clock
from baomi.organization.actions import staff as staff_actions
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Staff
from demo.cleared import dossiers, training
from demo.cleared.posts import ORDINARY, WORKING
from demo.cleared.story import Matter, Story, file_paper, sign, sign_until
from demo.people import STUDENTS
from demo.portraits import portrait
from personnel.actions import appeals, papers, people, vetting
from personnel.choices.people import PersonKind
from personnel.choices.vetting import VettingPurpose
from personnel.models import ClearedPerson, Vetting
from personnel.rules import entry

NEWCOMER = "ie:2"
"""Where he stands among the cleared people of his department from then on."""
CLEARED_BEFORE = 75
"""Days before the open round on which the newcomer is named."""


def tell(story: Story) -> None:
    """Newcomers of the past, then those on their way."""
    from_outside = Entry(story, "rs", post=("rs", WORKING, ORDINARY))
    from_outside.whole_route(230)
    NewWorker(story).whole_route(120)
    Newcomer(story).whole_route((story.today - story.world.anchor.published).days + CLEARED_BEFORE)
    Entry(story, "me").named(4)
    Entry(story, "cs").begun(5)
    Entry(story, "cs", n=1).waits_at(9, "所在单位负责人")
    Entry(story, "rc").waits_at(16, "保密工作办公室")
    Entry(story, "lx").waits_at(21, "人事处")
    Entry(story, "ms").passed(27)
    Entry(story, "ky").with_pledge_out(44)
    Entry(story, "me", n=1).ready(52)
    Student(story, 0).waits_at(12, "研究生院")
    Student(story, 1).waits_at(6, "项目（课题）组负责人")
    Refused(story, "ky").appeals(36)


class Entry:
    """One person on the way into an ordinary post; each method plays the route up to a stage."""

    kind = PersonKind.STAFF
    leader = ""

    def __init__(self, story: Story, department: str, n: int = 0, post: tuple[str, str, str] | None = None):
        self.story, self.department, self.n = story, department, n
        self.post = post or (department, WORKING, ORDINARY)
        self.matter: Matter = story.matter()

    def chosen(self) -> Staff:
        """Somebody of the department who has had nothing to do with secrecy work."""
        rows = Staff.objects.filter(department=self.story.department(self.department), grade="")
        rows = rows.filter(secrecy_role=SecrecyRole.NONE, clearances=None, account=None).order_by("number")
        return rows[self.n]

    @property
    def person(self) -> ClearedPerson:
        return ClearedPerson.objects.select_related("staff", "department", "post").get(pk=self._person.pk)

    @property
    def form(self) -> Vetting:
        return self.person.vettings.latest("pk")

    def named(self, days: int) -> None:
        self.matter.ago(days, self._name)

    def begun(self, days: int) -> None:
        self.named(days)
        self.matter.ago(days - 1, self._begin, 10)

    def waits_at(self, days: int, *steps: str) -> None:
        self.begun(days)
        self.matter.ago(days - 3, lambda: dossiers.hand_in(self.story, self.form), 11)
        self.matter.ago(days - 4, lambda: sign_until(self.form, *steps), 14)

    def passed(self, days: int) -> None:
        self.waits_at(days)

    def trained(self, days: int) -> None:
        self.passed(days)
        self.matter.ago(days - 8, self._train, 16)

    def with_pledge_out(self, days: int) -> None:
        self.trained(days)
        self.matter.ago(days - 9, self._pledge, 10)

    def ready(self, days: int) -> None:
        self.with_pledge_out(days)
        self.matter.ago(days - 12, self._file_pledge, 15)

    def whole_route(self, days: int) -> None:
        self.ready(days)
        self.matter.ago(days - 13, self._enter, 9)

    def _name(self) -> None:
        by = self.story.world.officer(self.story.slug_of(self.story.department(self.department).top))
        values = {
            "staff": self.chosen(),
            "kind": self.kind,
            "post": self.story.posts[self.post],
            "leader": self.story.staff(self.leader) if self.leader else None,
        }
        self._person = people.add_candidate(by, values)

    def _begin(self) -> None:
        vetting.begin(self.story.officer_of(self.person), self.person, VettingPurpose.ENTRY)

    def _train(self) -> None:
        slug = self.story.slug_of(self.person.department.top)
        training.pre_post(self.story, slug, [self.person], [self.story.lot.randint(84, 98)])

    def _pledge(self) -> None:
        kind = entry.pledge_kind(self.person)
        self.pledge = papers.begin(self.story.officer_of(self.person), self.person, kind)

    def _file_pledge(self) -> None:
        file_paper(self.story, self.pledge, f"CNS-{clock.today().year}-{self.person.number[-4:]}")

    def _enter(self) -> None:
        """上岗确认; the staff register then tells since when, with a photograph."""
        sign(self.form)
        hr = self.story.world.user("hr")
        values = {"secrecy_role": SecrecyRole.CLEARED, "secrecy_since": clock.today()}
        person = staff_actions.change_staff(hr, self.person.staff, values)
        staff_actions.set_photo(hr, person, portrait(person.pk, person.gender == "female"))


class Newcomer(Entry):
    """Somebody of 信息学院 who is put forward in the open round though he is cleared since this year only."""

    def __init__(self, story: Story):
        super().__init__(story, "ie", n=1)

    def _enter(self) -> None:
        super()._enter()
        slug, _, n = NEWCOMER.partition(":")
        self.story.world.cleared[slug].insert(int(n), self.person.staff)


class NewWorker(Entry):
    """工勤人员 for the laboratory of 机械学院, vetted on F-19b."""

    kind = PersonKind.WORKER

    def __init__(self, story: Story):
        super().__init__(story, "me", n=2)


class Student(Entry):
    """A doctoral student of 智能系统课题组; the graduate school answers for him, pi.cs leads him."""

    kind = PersonKind.STUDENT
    leader = "pi.cs"

    def __init__(self, story: Story, n: int):
        super().__init__(story, "cs1", n)

    def chosen(self) -> Staff:
        return Staff.objects.get(name=STUDENTS[self.n].name)


class Refused(Entry):
    """Somebody 人事处 did not let pass, whose appeal lies with the chair."""

    def appeals(self, days: int) -> None:
        self.waits_at(days, "人事处")
        self.matter.ago(
            days - 6, lambda: sign(self.form, Decision.REFUSE, "境外永久居留权尚未办结注销手续"), 15
        )
        self.matter.ago(days - 14, self._appeal, 10)

    def _appeal(self) -> None:
        by = self.story.officer_of(self.person)
        appeal = appeals.lodge(
            by, {"vetting": self.form, "grounds": "居留许可已于去年注销，附注销证明，请求重新审查。"}
        )
        approvals.submit(by, appeals.PROCEDURE, appeal)
        sign_until(appeal, "保密委员会主任")
