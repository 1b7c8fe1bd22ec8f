"""The reminders given in a talk, and when a talk may be signed (F-21, F-30; 实施条例 52, 53)."""

from baomi.approvals.choices import Relation
from baomi.approvals.models import Approval
from baomi.core import clock
from baomi.core.decisions import Allowed, Denied
from baomi.organization import parameters, policy
from baomi.organization.models import User
from baomi.organization.roles import Role
from personnel.choices.travel import TalkKind, TripStage
from personnel.models import Talk, Visit
from personnel.parameters import TALKERS

Answer = Allowed | Denied

ABROAD_ITEMS = {
    "no_talk": "不在境外谈论国家秘密，不在通信和社交软件中涉及工作内情",
    "bugged": "境外住所、车辆、会场可能被窃听窃照，谈话和阅文须防范",
    "partner": "与境外机构和人员交往不超出批准的范围，不作口头或书面承诺",
    "no_carriers": "不携带涉密载体、涉密设备和存有内部资料的电子设备出境",
    "reviewed": "对外提供的材料、报告、论文事先经过保密审查",
    "orders": "遵守请示报告制度，行程变更、延期、异常情况及时报告",
    "emergency": "遇紧急情况先保护或销毁随身资料，并向我驻外机构报告",
    "leak": "发生或发现泄密立即采取补救措施并报告",
    "company": "外出活动结伴同行，不单独会见境外人员，服从带队人员安排",
}
"""The nine reminders of F-21 by code."""

LEAVING_ITEMS = {
    "measures": "脱密期的起止、管理单位和管理措施",
    "carriers": "涉密载体、涉密设备、证件全部清退，不得私自留存",
    "abroad": "脱密期内出国（境）须经批准，因私证件继续由学校保管",
    "employment": "脱密期内不得到境外驻华机构、外商独资企业任职，不得为其提供服务",
    "publication": "发表文章、接受采访、参加学术交流不涉及国家秘密，事先经过审查",
    "promise": "签订离岗保密承诺书，接受回访，保密义务不因离岗而终止",
}
"""What a talk before leaving has to say (F-30) by code."""

ITEMS = {TalkKind.ABROAD: ABROAD_ITEMS, TalkKind.LEAVING: LEAVING_ITEMS}
LEAST, MOST = 2, 5
"""The bounds of the parameter of how many talk."""


def words_of(talk: Talk) -> list[str]:
    """The reminders given, in the order of the form."""
    return [words for code, words in ITEMS[TalkKind(talk.kind)].items() if code in talk.items]


def ready(talk: Talk) -> Answer:
    """It was held, every reminder was given, and what it was for still waits for it."""
    if talk.held_at > clock.now():
        return Denied("谈话时间晚于现在", how="请在谈话后再送签，或改正时间")
    missing = [words for code, words in ITEMS[TalkKind(talk.kind)].items() if code not in talk.items]
    if missing:
        return Denied(f"还有 {len(missing)} 项要点没有谈到", how=f"请补谈：{'；'.join(missing)}")
    if talk.trip and talk.trip.stage != TripStage.APPROVED:
        return Denied(
            f"这次出国（境）{talk.trip.get_stage_display()}", how="行前教育在批准之后、领取证件之前进行"
        )
    return Allowed()


def enough_signers(by: User, record: Talk | Visit, approval: Approval) -> Answer:
    """Whether for each office that signs there are as many others as it has lines, besides whoever hands in and the person.

    An office where nobody holds the role yet is waited for, as everywhere.
    """
    lines: dict[Role, list[str]] = {}
    for step in approval.steps.filter(round=approval.round, relation=Relation.UNIVERSITY):
        lines.setdefault(Role(step.role), []).append(step.label)
    for role, labels in lines.items():
        holders = set(policy.users_holding(role).values_list("staff_id", flat=True))
        left = holders - {by.staff_id, record.person.staff_id}
        if holders and len(left) < len(labels):
            how = "请由部门保密员登记、送签" if by.staff_id in holders else "请保密办主任补充授权"
            return Denied(
                f"“{'、'.join(labels)}”须由{role.label} {len(labels)} 人签，送签人和本人不算，现在只有 {len(left)} 人可签",
                how=how,
            )
    return Allowed()


def talkers_at_least(number: int):
    """A step's condition: the parameter asks for so many talkers."""

    def condition(talk: Talk) -> bool:
        return parameters.value(TALKERS, on=clock.today()) >= number

    return condition
