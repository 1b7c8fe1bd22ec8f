"""S-02, the list of candidates that the office puts before the committee."""

from django.conf import settings

from awards import rules
from awards.choices import AwardKind
from awards.models import AwardRound, Nomination
from awards.queries import CANDIDATE_STAGES
from baomi.core import clock
from baomi.printing import forms


def data(award_round: AwardRound) -> dict:
    """The candidates by kind in their rank; a heavy line under the last one within the quota."""
    rows = list(
        award_round.nominations.filter(stage__in=CANDIDATE_STAGES)
        .select_related("department", "staff")
        .prefetch_related("checks")
        .order_by("rank", "pk")
    )
    return {
        "year": award_round.year,
        "name": award_round.title,
        "unit": settings.INSTITUTION,
        "date": award_round.proposed_at and award_round.proposed_at.astimezone(clock.SHANGHAI).date(),
        "total": f"候选共 {len(rows)} 个",
        "quota_collective": award_round.collective_quota,
        "quota_person": award_round.individual_quota,
        "collective_label": award_round.collective_name,
        "person_label": award_round.individual_name,
        "collectives": _rows(rows, AwardKind.COLLECTIVE, award_round.collective_quota),
        "people": _rows(rows, AwardKind.INDIVIDUAL, award_round.individual_quota),
    }


def _rows(nominations: list[Nomination], kind: AwardKind, quota: int) -> list[dict]:
    listed = [nomination for nomination in nominations if nomination.kind == kind]
    return [
        {
            "rank": rank,
            "number": nomination.number or "",
            "name": nomination.subject,
            "department": nomination.department.name,
            "category": nomination.get_category_display() if kind == AwardKind.INDIVIDUAL else "涉密部门",
            "source": "保密办推荐" if nomination.recommended else "部门申报",
            "screening": _screening(nomination),
            "remark": "、".join(check.label for check in nomination.checks.all() if check.overridden),
            "cut": rank == quota and len(listed) > quota,
        }
        for rank, nomination in enumerate(listed, 1)
    ]


def _screening(nomination: Nomination) -> str:
    overridden = sum(check.overridden for check in nomination.checks.all())
    return f"满足（{overridden} 项经认定）" if overridden else "满足"


forms.add(
    forms.PrintForm(
        code="S-02",
        label="候选名单",
        template="awards/print/s02.html",
        data=data,
        orientation="landscape",
        keeper="保密办",
        register=("awards", "rounds"),
        permission="awards.nomination.see_checks",
        ready=rules.list_is_drawn_up,
        labels={
            "year": "年度", "name": "名称", "quota_collective": "集体名额", "quota_person": "个人名额",
            "collectives": "先进集体候选", "date": "提出日期", "total": "候选数", "people": "先进工作者候选", "collective_label": "集体奖名称",
            "person_label": "个人奖名称",
        },
    )
)  # fmt: skip
