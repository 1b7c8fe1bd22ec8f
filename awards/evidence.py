"""What the round tells others: the award columns of the year's status page."""

from collections.abc import Iterable

from awards.choices import AwardKind, NominationStage
from awards.models import AwardRound
from baomi.organization.models import Department
from reviews.evidence import award_marks, barring_incidents
from reviews.models import Campaign

Mark = tuple[str, str]
"""(state of the hand-in mark, words); without a state the words stand alone, in red."""

DONE = (
    NominationStage.RECEIVED,
    NominationStage.PROPOSED,
    NominationStage.NOT_PROPOSED,
    NominationStage.PASSED,
    NominationStage.NOT_PASSED,
    NominationStage.HONOURED,
)


@award_marks.register
def campaign_award_marks(campaign: Campaign, keys: Iterable[int]) -> dict[int, dict[str, Mark]] | None:
    """Per department: 集体 已报/未报/不适用/当年有事件, 个人 n 人. None for a campaign without a round. Four queries.

    课题组 count with the department above that was addressed.
    """
    award_round = AwardRound.objects.filter(campaign=campaign).first()
    if award_round is None:
        return None
    departments = list(Department.objects.filter(pk__in=list(keys)))
    rows = list(
        award_round.nominations.live()
        .exclude(stage=NominationStage.DRAFT)
        .values_list("kind", "stage", "department__path")
    )
    incidents = [incident.department.path for incident in barring_incidents(award_round.year)]
    found = {}
    for department in departments:
        own = [(kind, stage) for kind, stage, path in rows if path.startswith(department.path)]
        barred = any(path.startswith(department.path) for path in incidents)
        found[department.pk] = {
            "collective": _collective(
                department, [stage for kind, stage in own if kind == AwardKind.COLLECTIVE], barred
            ),
            "individual": _individual([stage for kind, stage in own if kind == AwardKind.INDIVIDUAL]),
        }
    return found


def _collective(department: Department, stages: list[str], barred: bool) -> Mark:
    if not stages:
        if not department.classified:
            return ("none", "不适用")
        return ("", "当年有事件，不得申报") if barred else ("empty", "未报")
    if NominationStage.RETURNED in stages:
        return ("returned", "退回")
    if any(stage in DONE for stage in stages):
        return ("full", "已报，当年有事件" if barred else "已报")
    return ("half", "待签字")


def _individual(stages: list[str]) -> Mark:
    if not stages:
        return ("empty", "未报")
    if NominationStage.RETURNED in stages:
        return ("returned", f"{len(stages)} 人，有退回")
    return ("full" if all(stage in DONE for stage in stages) else "half", f"{len(stages)} 人")
