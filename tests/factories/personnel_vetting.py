"""Vettings for tests: filled in completely, with their papers; handed in and signed through the procedure."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from baomi.approvals import actions as approvals
from baomi.approvals.models import Approval
from baomi.approvals.queries import inbox, signers_of
from baomi.core import clock
from baomi.registers.models import Attachment
from personnel.actions import vetting as actions
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import Marital, VettingPurpose
from personnel.choices.yearly import TrainingKind, TrainingState
from personnel.models import Attendance, Pledge, TrainingSession, Vetting, VettingAppeal
from personnel.rules import dossier, entry
from personnel.rules import vetting as rules
from tests.factories.organization import DepartmentFactory, UserFactory
from tests.factories.personnel import PersonFactory

TABLES = {
    "experience": [
        {"starts": "1998-09", "ends": "2002-07", "place": "东北大学 本科学生", "witness": "王建国"},
        {"starts": "2002-07", "ends": "", "place": "计算机学院 教师", "witness": "陈堃"},
    ],
    "family": [
        {"relation": "配偶", "name": "郗若兰", "nationality": "中国", "foreign": "", "work": "第二中学 教师", "political": "群众"},
        {"relation": "父亲", "name": "周大海", "nationality": "中国", "foreign": "", "work": "退休", "political": "中共党员"},
    ],
}  # fmt: skip


class VettingFactory(DjangoModelFactory):
    """The vetting of a candidate for entry, filled in and not handed in; `person=` of somebody in post makes it a review."""

    class Meta:
        model = Vetting

    number = factory.Sequence(lambda n: f"SC-2024-{n:03d}")
    department = factory.SubFactory(DepartmentFactory)
    person = factory.SubFactory(
        PersonFactory, department=factory.SelfAttribute("..department"), status=PersonStatus.CANDIDATE
    )
    post = factory.SelfAttribute("person.post")
    purpose = factory.LazyAttribute(
        lambda vetting: (
            VettingPurpose.ENTRY
            if vetting.person.status == PersonStatus.CANDIDATE
            else VettingPurpose.PERIODIC
        )
    )
    nationality = "中国"
    marital = Marital.SINGLE
    education = "研究生，工学博士"
    household_address = "沈阳市和平区文化路三号巷11号"
    household_police = "文化路派出所"
    home_address = "沈阳市浑南区创新路195号"
    home_police = "创新路派出所"
    other_matters = "无"
    promised = True
    tables = dossier.written(TABLES)
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.SelfAttribute("created_at")

    @classmethod
    def fill_in(cls, vetting: Vetting) -> Vetting:
        """Every cell that the form needs, into a vetting begun through its action."""
        for name in (*rules.NEEDED_OF[dossier.form_of(vetting)], "promised", "tables"):
            setattr(vetting, name, cls._meta.declarations[name])
        vetting.save()
        return vetting


class AppealFactory(DjangoModelFactory):
    """An appeal against a failed vetting, not handed in."""

    class Meta:
        model = VettingAppeal

    number = factory.Sequence(lambda n: f"SS-2024-{n:03d}")
    department = factory.SubFactory(DepartmentFactory)
    vetting = factory.SubFactory(
        VettingFactory,
        department=factory.SelfAttribute("..department"),
        passed=False,
        concluded_on=dt.date(2026, 11, 2),
    )
    person = factory.SelfAttribute("vetting.person")
    grounds = "境外居留许可已于 2024 年注销，有证明。"


def with_papers(vetting: Vetting, by=None) -> Vetting:
    """The papers the form needs lie beside it."""
    by = by or UserFactory()
    for kind in rules.required_attachments(vetting):
        Attachment.objects.create(
            register="personnel.vettings", record_pk=vetting.pk, kind=kind, name=f"{kind}.pdf",
            content_type="application/pdf", size=1, digest="0" * 64, uploaded_by=by, uploaded_at=clock.now(),
        )  # fmt: skip
    return vetting


def judged_all(vetting: Vetting, answer: str = "met") -> dict[str, str]:
    """Every condition left to HR, answered alike."""
    return {check.label: answer for check in rules.checks(vetting) if check.result == "judge"}


def sign_next(
    approval: Approval, decision: str = "agree", comment: str = "", *, answer: str = "met"
) -> Approval:
    """Whoever may sign the open step first signs it."""
    step = approval.steps.filter(round=approval.round, state="open").order_by("pk").first()
    signer = signers_of(step)[0]
    judgements = judged_all(Vetting.objects.get(pk=approval.record_pk), answer) if step.judges else {}
    return approvals.sign(signer, inbox(signer).get(pk=step.pk), decision, comment, judgements=judgements)


def signed_through(vetting: Vetting, by) -> Vetting:
    """Handed in by `by` and signed up to the end of the approving phase."""
    approval = actions.hand_in(by, vetting)
    while approval.phase == "approve" and approval.state == "running":
        approval = sign_next(approval)
    vetting.refresh_from_db()
    return vetting


def up_to_last(vetting: Vetting, by) -> Approval:
    """Handed in and signed up to the step of HR or the graduate school, which is open."""
    approval = actions.hand_in(by, vetting)
    while approval.waiting_for not in ("人事处", "研究生院"):
        approval = sign_next(approval, comment="已了解")
    return approval


def train(person, *, passed: bool = True, on: dt.date | None = None) -> Attendance:
    """A pre-post training held today with its exam; straight to the database."""
    day = on or clock.today()
    session = TrainingSession.objects.create(
        department=person.department, number=f"PX-{TrainingSession.objects.count():03}", title="岗前保密教育培训",
        kind=TrainingKind.PRE_POST, topics=["law"], planned_on=day, held_on=day, hours=4, has_exam=True, pass_mark=80,
        state=TrainingState.HELD, created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    return Attendance.objects.create(
        session=session, staff=person.staff, department=person.department, number=f"QD-{session.pk:03}", hours=4,
        score=92 if passed else 61, passed=passed, created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip


def pledge(person, on: dt.date | None = None) -> Pledge:
    """The signed pledge before the post; straight to the database."""
    return Pledge.objects.create(
        person=person, department=person.department, kind=entry.pledge_kind(person), signed_on=on or clock.today(),
        number=f"CN-{Pledge.objects.count():03}", created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
