"""What may be written about a session and who may be put on its list (P15; P2: vetting before training)."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization.models import Staff
from personnel.choices.people import PersonStatus
from personnel.choices.yearly import TrainingKind, TrainingState
from personnel.models import Assessment, ClearedPerson, TrainingSession, Vetting

Answer = Allowed | Denied
TOPICS = "《实施条例》第九条"
ORDER = "审查、培训、承诺书、上岗依次办理"


def may_change(session: TrainingSession) -> Answer:
    """A cancelled session stays as it was."""
    if session.state == TrainingState.CANCELLED:
        return Denied("这次培训已取消，不能再改", how="如仍要举办，请另行登记")
    return Allowed()


def may_cancel(session: TrainingSession) -> Answer:
    """Only what has not been held."""
    if session.state == TrainingState.PLANNED:
        return Allowed()
    return Denied(f"这次培训{session.get_state_display()}，不能取消")


def may_be_saved(session: TrainingSession) -> Answer:
    """At least one of the five topics of 实施条例 9; an exam before a post; no day of holding in the future."""
    if not session.topics:
        return Denied("还没有选培训内容", clause=TOPICS, how="请在五项内容中至少选一项")
    if session.kind == TrainingKind.PRE_POST and not session.has_exam:
        return Denied("上岗前培训须组织考试", how="请勾选“组织考试”")
    if session.held_on and session.held_on > clock.today():
        return Denied("举办日期晚于今天", how="还没有举办的，请把举办日期留空")
    return Allowed()


def may_take_attendance(session: TrainingSession) -> Answer:
    """Hours are earned at a session that was held."""
    if session.state == TrainingState.HELD:
        return Allowed()
    return Denied(f"这次培训现为“{session.get_state_display()}”，不能登记参加人", how="请先填写举办日期")


def line_is_sound(session: TrainingSession, hours: Decimal, score: Decimal | None) -> Answer:
    """No more hours than the session had; a mark only where there was an exam."""
    if hours > session.hours:
        return Denied(f"学时 {hours:f} 超过本次培训的 {session.hours:f} 学时")
    if score is not None and not session.has_exam:
        return Denied("本次培训没有考试，不填成绩")
    return Allowed()


def candidate_is_vetted(session: TrainingSession, staff: Staff, vetted_on: dt.date | None) -> Answer:
    """A candidate is trained for the post after his vetting was passed, not before (P2).

    `vetted_on` is the day his vetting was passed, None when it was not.
    """
    if session.kind != TrainingKind.PRE_POST:
        return Allowed()
    if vetted_on is None:
        return Denied(f"{staff.name}的保密审查还没有通过，不能参加上岗前培训", clause=ORDER)
    if session.held_on < vetted_on:
        return Denied(f"{staff.name}的审查于 {vetted_on:%Y-%m-%d} 通过，晚于这次培训", clause=ORDER)
    return Allowed()


def year_is_open(staff: Staff, year: int, assessed: bool) -> Answer:
    """Hours that a concluded assessment was decided on stay as they were."""
    if assessed:
        return Denied(f"{staff.name} {year} 年度考核已完成，当年学时不能再改")
    return Allowed()


def candidates_vetted(staff_ids: Collection[int]) -> dict[int, dt.date | None]:
    """Of these people the candidates, with the day their vetting was passed (None: not passed). Two queries."""
    candidates = dict(
        ClearedPerson.objects.filter(staff__in=staff_ids, status=PersonStatus.CANDIDATE)
        .order_by()
        .values_list("pk", "staff_id")
    )
    passed = Vetting.objects.filter(person__in=candidates, passed=True).order_by("concluded_on")
    days = dict(passed.values_list("person_id", "concluded_on"))
    return {staff_id: days.get(person_id) for person_id, staff_id in candidates.items()}


def assessed(staff_ids: Collection[int], year: int) -> set[int]:
    """Which of these people have a concluded assessment of the year."""
    rows = Assessment.objects.filter(
        person__staff__in=staff_ids, year=year, concluded_on__isnull=False
    ).order_by()
    return set(rows.values_list("person__staff_id", flat=True))
