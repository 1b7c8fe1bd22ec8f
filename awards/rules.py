"""Pure checks of the round and of nominations: scope, what is missing, what may happen when."""

import datetime as dt
from collections.abc import Sequence

from awards.choices import AwardKind, Category, CheckResult, NominationStage, RoundState
from awards.models import AwardRound, Nomination, ScreeningCheck
from baomi.core.decisions import Allowed, Denied
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Staff
from reviews.rules import Missing

Answer = Allowed | Denied

SCOPE = "评选通知第二条第（一）项"
DEEDS_MAX = {AwardKind.COLLECTIVE: 1500, AwardKind.INDIVIDUAL: 1000}
"""主要事迹 of F-01 and F-02, in characters."""

COLLECTIVE_FACTS = (
    "secrecy_leader", "secrecy_officers", "phone", "core_people", "important_people", "ordinary_people", "projects",
    "training_attendance", "training_rate", "self_checks", "findings", "rectified_rate",
)  # fmt: skip
INDIVIDUAL_FACTS = ("category", "secrecy_since", "assessment", "training_hours")
FACTS = {AwardKind.COLLECTIVE: COLLECTIVE_FACTS, AwardKind.INDIVIDUAL: INDIVIDUAL_FACTS}
"""The cells of F-01 and F-02 that are filled beside the deeds."""

ROLES_OF = {
    Category.LEADER: (SecrecyRole.LEADER,),
    Category.OFFICER: (SecrecyRole.FULL_TIME, SecrecyRole.PART_TIME),
    Category.CLEARED: (SecrecyRole.CLEARED,),
}
RECEIVING = (RoundState.OPEN, RoundState.SCREENING)
"""Stages of the round in which nominations still come in."""


def categories_of(staff: Staff) -> list[Category]:
    """The groups of 评选范围 a person belongs to, by the part in secrecy work and the grade in the ledger."""
    found = [category for category, roles in ROLES_OF.items() if staff.secrecy_role in roles]
    if staff.grade and Category.CLEARED not in found:
        found.append(Category.CLEARED)
    return found


def in_scope(nomination: Nomination) -> Answer:
    """各涉密部门可参加先进集体；各级保密工作负责人、专兼职保密干部、涉密人员可参加先进工作者."""
    if nomination.kind == AwardKind.COLLECTIVE:
        return department_in_scope(nomination.department)
    return person_in_scope(nomination.staff, nomination.category)


def department_in_scope(department) -> Answer:
    if not department.active:
        return Denied(f"{department.name}已停用或并入其他部门", SCOPE)
    if not department.classified:
        return Denied(f"{department.name}不是涉密部门，不能申报先进集体", SCOPE)
    return Allowed("部门台账登记为涉密部门", SCOPE)


def person_in_scope(staff: Staff | None, category: str) -> Answer:
    if staff is None:
        return Denied("还没有选申报人", SCOPE)
    if not staff.active:
        return Denied(f"{staff.name}已不在职，不能申报", SCOPE)
    fitting = categories_of(staff)
    if not fitting:
        return Denied(
            f"{staff.name}不是保密工作负责人、专（兼）职保密干部或涉密人员", SCOPE, "请先核对人员台账"
        )
    if category and category not in fitting:
        names = "、".join(item.label for item in fitting)
        return Denied(
            f"{staff.name}在台账中不是{Category(category).label}", SCOPE, f"可选：{names}；台账有误的请先更正"
        )
    return Allowed(f"人员台账登记为{fitting[0].label if not category else Category(category).label}", SCOPE)


def wanted(kind: AwardKind) -> int:
    """How many entries F-01 or F-02 needs before it is sent: its cells, the deeds, and the photo of a person."""
    return len(FACTS[kind]) + 1 + (kind == AwardKind.INDIVIDUAL)


def missing(nomination: Nomination, deeds_min: int) -> list[Missing]:
    """What F-01 or F-02 still lacks: every cell, the photo of the person, deeds neither too short nor too long."""
    kind = AwardKind(nomination.kind)
    found = []
    for name in FACTS[kind]:
        if getattr(nomination, name) in (None, ""):
            found.append(
                Missing(f"id_{name}", str(nomination._meta.get_field(name).verbose_name), "还没有填")
            )
    if kind == AwardKind.INDIVIDUAL and not (nomination.staff and nomination.staff.photo):
        found.append(Missing("id_photo", "照片", "还没有上传"))
    length, most = len(nomination.deeds.strip()), DEEDS_MAX[kind]
    if length < deeds_min:
        found.append(Missing("id_deeds", "主要事迹", f"少于 {deeds_min} 字" if length else "还没有写"))
    elif length > most:
        found.append(Missing("id_deeds", "主要事迹", f"超过 {most} 字"))
    return found


def receiving(award_round: AwardRound) -> Answer:
    """Nominations come in while the round is open or being screened; late ones are judged, not turned away."""
    if award_round.state == RoundState.DRAFT:
        return Denied("这一年度的评选还没有开始", how="请等保密办发布通知")
    if award_round.state not in RECEIVING:
        return Denied(
            f"这一年度的评选{award_round.get_state_display()}，不再接收申报", how="如有疑问请与保密办联系"
        )
    return Allowed()


def complete(nomination: Nomination, deeds_min: int) -> Answer:
    """A nomination is handed in within scope and complete, while the round receives."""
    for decision in (receiving(nomination.round), in_scope(nomination)):
        if not decision:
            return decision
    gaps = missing(nomination, deeds_min)
    if gaps:
        names = "、".join(gap.label for gap in gaps[:3])
        return Denied(f"还差 {len(gaps)} 项：{names}{'等' if len(gaps) > 3 else ''}", how="请补齐后再送出")
    return Allowed()


def may_start_screening(award_round: AwardRound, now: dt.datetime, outstanding: int) -> Answer:
    """After the deadline; before it only when nothing is outstanding any more."""
    if award_round.state != RoundState.OPEN:
        return Denied(f"这轮评选{award_round.get_state_display()}，不能开始审核")
    if now <= award_round.deadline and outstanding:
        return Denied(
            f"申报截止前还有 {outstanding} 个部门没有报齐或申报没有办完",
            how="请等到截止，或等各部门报齐",
        )
    return Allowed()


def may_judge(award_round: AwardRound, check: ScreeningCheck, result: str, reason: str) -> Answer:
    """A condition left to a person needs his decision; going against the books needs the reason in words."""
    if award_round.state != RoundState.SCREENING:
        return Denied(f"这轮评选{award_round.get_state_display()}，不能再认定条件")
    if result not in (CheckResult.MET, CheckResult.NOT_MET):
        return Denied("还没有选认定结果", how="请选满足或未满足")
    if check.computed not in (CheckResult.JUDGE, result) and len(reason.strip()) < 2:
        word = CheckResult(check.computed).label
        return Denied(f"核对结果是“{word}”，改为“{CheckResult(result).label}”须写明理由", how="请填写理由")
    return Allowed()


def office_has_received(waiting: int) -> Answer:
    """The list is not drawn up past nominations that left their department and wait for the office."""
    if waiting:
        return Denied(f"还有 {waiting} 份申报待保密办受理", how="请先受理或退回，再提出候选")
    return Allowed()


def may_be_candidate(nomination: Nomination, checks: Sequence[ScreeningCheck]) -> Answer:
    """A candidate meets every condition, by the books or by a reasoned decision."""
    if nomination.stage not in (NominationStage.RECEIVED, NominationStage.NOT_PROPOSED):
        return Denied(f"{nomination.subject}的申报{nomination.get_stage_display()}，不能列入候选")
    if not checks:
        return Denied(f"{nomination.subject}还没有核对条件", how="请先在审核页核对")
    unsettled = [check for check in checks if not check.settled]
    if not unsettled:
        return Allowed()
    unjudged = [check.label for check in unsettled if check.result == CheckResult.JUDGE]
    if unjudged:
        return Denied(
            f"{nomination.subject}还有 {len(unjudged)} 项待判断：{'、'.join(unjudged)}", how="请先逐项认定"
        )
    names = "、".join(check.label for check in unsettled)
    return Denied(
        f"{nomination.subject}有 {len(unsettled)} 项未满足：{names}", how="不列入候选，或写明理由后认定"
    )


def within_quota(award_round: AwardRound, kind: AwardKind, count: int, extra: int) -> Answer:
    """Not more candidates than the quota, plus the 差额 the office has set."""
    most = award_round.quota(kind) + extra
    if count > most:
        words = f"名额 {award_round.quota(kind)}" + (f" 加差额 {extra}" if extra else "")
        return Denied(f"{award_round.award_name(kind)}选了 {count} 个，多于{words}", "评选通知第二条第（三）项",
                      f"请去掉 {count - most} 个")  # fmt: skip
    return Allowed()


def list_is_drawn_up(award_round: AwardRound) -> Answer:
    """S-02 shows the candidates: there are none before the office has proposed them."""
    if award_round.state in (RoundState.DRAFT, RoundState.OPEN, RoundState.SCREENING):
        return Denied("还没有提出候选名单", how="请在提出候选之后打印")
    return Allowed()


def names_are_public(award_round: AwardRound) -> Answer:
    """S-08 is the 公示 itself: the names stay off every sheet before it begins."""
    if award_round.publicity_from is None:
        return Denied("还没有开始公示", how="请在公示开始之后打印")
    return Allowed()


def honours_are_given(award_round: AwardRound) -> Answer:
    """S-06 is signed by those honoured: nobody is before the decision takes effect."""
    if award_round.state != RoundState.DECIDED:
        return Denied("表彰决定还没有生效", how="请在决定生效之后打印")
    return Allowed()
