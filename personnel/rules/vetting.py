"""Vetting (P2, P9; 保密法 43、实施条例 50): what may begin when, what a form lacks, what bars an appointment."""

from baomi.approvals.choices import Result
from baomi.approvals.declarations import Check
from baomi.approvals.rules import editable
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.organization.models import User
from baomi.organization.roles import Role
from baomi.registers import attachments
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import Marital, Obstacle, VettingPurpose
from personnel.models import ClearedPerson, Post, Vetting, VettingAppeal
from personnel.rules import dossier
from personnel.rules.dossier import Form
from personnel.rules.people import kind_allowed

Answer = Allowed | Denied

LAW = "《保密法》第四十三条"
REVIEW_CLAUSE = "《实施条例》第五十条"
BARRED = "涉密人员管理规定：不得任（聘）用情形"

NEW_POST = (VettingPurpose.POST_CHANGE, VettingPurpose.GRADE_CHANGE)
"""Vettings for another post than the person's own."""

HOUSEHOLD, NO_CRIME, MARRIAGE, SPOUSE_WORK, ABROAD = (
    "户口簿",
    "无犯罪记录证明",
    "结婚证",
    "配偶单位证明",
    "境外学习工作经历说明",
)
ATTACHMENTS = (HOUSEHOLD, NO_CRIME, MARRIAGE, SPOUSE_WORK, ABROAD)

PLACES = ("household_address", "household_police", "home_address", "home_police")
BASICS = ("former_name", "nationality", "marital", "education", *PLACES, "private_documents")
RESIDENCE = ("foreign_residence", "residence_number")
FIELDS_OF: dict[Form, tuple[str, ...]] = {
    Form.ENTRY: (*BASICS, *RESIDENCE, "other_matters", "promised"),
    Form.AGAIN: (*BASICS, "official_document", *RESIDENCE, "habits", "other_matters", "promised"),
    Form.WORKER: ("education", "home_address", "nationality", "marital", *RESIDENCE),
}
"""The cells each form asks for, in its order."""
NEEDED_OF: dict[Form, tuple[str, ...]] = {
    Form.ENTRY: ("nationality", "marital", "education", *PLACES),
    Form.AGAIN: ("nationality", "marital", "education", *PLACES),
    Form.WORKER: ("education", "home_address", "nationality"),
}
"""The cells that must not be empty when the form is handed in."""

CONDITIONS = {
    Obstacle.NATIONALITY: "具有中华人民共和国国籍",
    Obstacle.RESIDENCE: "未取得国（境）外永久居留权或长期居留许可",
    Obstacle.SPOUSE: "配偶未取得国（境）外居留权，无双重国籍",
    Obstacle.CRIME: "未受刑事处罚，未被立案侦查",
    Obstacle.DISCIPLINE: "无影响期内的保密处分",
    Obstacle.SPEECH: "未公开发表反对党和国家的言论",
    Obstacle.HABITS: "无赌博、酗酒、吸毒等不良嗜好",
    Obstacle.OTHER: "无其他不宜任用的情形",
}
"""Each circumstance turned round into the condition that HR or the graduate school checks."""


def may_begin(person: ClearedPerson, purpose: str, post: Post) -> Answer:
    """A candidate is vetted for entry, somebody in post again; nobody anew whose last vetting failed without an appeal."""
    purpose = VettingPurpose(purpose)
    name = person.staff.name
    wanted = PersonStatus.CANDIDATE if purpose == VettingPurpose.ENTRY else PersonStatus.IN_POST
    if person.status != wanted:
        return Denied(f"{name}现为“{person.get_status_display()}”，不能办理{purpose.label}")
    if purpose in NEW_POST and post.pk == person.post_id:
        return Denied(f"{purpose.label}须选拟任的新岗位", how="请选现岗位以外的涉密岗位")
    if purpose not in NEW_POST and post.pk != person.post_id:
        return Denied(f"{purpose.label}须用本人现（拟）任岗位", how="换岗位的请选岗位变动复审")
    if post.approved_on is None or post.closed_on is not None:
        return Denied(f"岗位“{post.title}”未批准或已撤销", "以岗定人", "请另选岗位")
    last = person.vettings.only("person", "passed").order_by("-pk").first()
    return _after(name, last, purpose) if last else kind_allowed(person.kind)


def _after(name: str, last: Vetting, purpose: VettingPurpose) -> Answer:
    """What the vetting before leaves open."""
    if last.passed is None:
        return Denied(f"{name}已有一份审查正在办理", how="请打开原有的一份")
    if last.passed and purpose == VettingPurpose.ENTRY:
        return Denied(f"{name}已通过任用前审查", how="请继续办理岗前培训")
    if not last.passed and not last.appeals.filter(upheld=True).exists():
        return Denied(
            f"{name}上次审查未通过", REVIEW_CLAUSE, "对结论有异议的，由本人申诉；申诉成立后可重新审查"
        )
    return kind_allowed(last.person.kind)


def fills_himself(record: Vetting | VettingAppeal) -> bool:
    """Whether the person can fill in his own form: an account in use, with the role of a cleared person.

    Whoever has none signs on paper alone, and the unit types what he signed.
    """
    return policy.users_holding(Role.PERSON).filter(staff=record.person.staff_id).exists()


def may_hand_in(user: User, vetting: Vetting | VettingAppeal) -> Answer:
    """The person hands in his own form; for somebody without an account the officer or the office does."""
    if user.staff_id == vetting.person.staff_id or not fills_himself(vetting):
        return Allowed()
    return Denied(
        f"{type(vetting)._meta.verbose_name}由{vetting.person.staff.name}本人填写、送审",
        how="请通知本人登录后办理",
    )


def may_fill(user: User, vetting: Vetting) -> Answer:
    """Whoever hands it in fills it in, while it is not being signed, of somebody on the way to the post or in it."""
    if vetting.person.status not in (PersonStatus.CANDIDATE, PersonStatus.IN_POST):
        return Denied(f"{vetting.person.staff.name}现为“{vetting.person.get_status_display()}”，不再审查")
    mine = may_hand_in(user, vetting)
    return editable(vetting) if mine else mine


def required_attachments(vetting: Vetting) -> list[str]:
    """The papers that must lie beside the form: all of them before the post, again only what tells of abroad."""
    needed = []
    if vetting.purpose == VettingPurpose.ENTRY:
        needed += [HOUSEHOLD, NO_CRIME]
        if vetting.marital == Marital.MARRIED:
            needed += [MARRIAGE, SPOUSE_WORK]
    if vetting.foreign_residence or dossier.read(vetting).get(dossier.TRIPS.name):
        needed.append(ABROAD)
    return needed


def missing(vetting: Vetting) -> list[tuple[str, str]]:
    """What the form lacks before it may be handed in: (name of field, table or paper, its label)."""
    form = dossier.form_of(vetting)
    lacking = [(name, _label(name)) for name in NEEDED_OF[form] if not getattr(vetting, name)]
    if vetting.foreign_residence and not vetting.residence_number:
        lacking.append(("residence_number", _label("residence_number")))
    rows = dossier.read(vetting)
    lacking += [
        (f"table-{table.name}", table.label)
        for table in dossier.tables_of(vetting)
        if table.needed and not rows[table.name]
    ]
    if "promised" in FIELDS_OF[form] and not vetting.promised:
        lacking.append(("promised", "本人承诺"))
    present = set(attachments.of(vetting).values_list("kind", flat=True)) if vetting.pk else set()
    return lacking + [("papers", kind) for kind in required_attachments(vetting) if kind not in present]


def ready(vetting: Vetting) -> Answer:
    """Whether the form may be handed in; everything missing is named."""
    lacking = [label for _, label in missing(vetting)]
    if not lacking:
        return Allowed()
    return Denied(f"还差 {len(lacking)} 项：{'、'.join(lacking)}", LAW, "请补齐后再送审")


def _label(name: str) -> str:
    return str(Vetting._meta.get_field(name).verbose_name)


def checks(vetting: Vetting) -> list[Check]:
    """The conditions of 任（聘）用 beside the form: what it shows by itself, the rest for HR or the graduate school."""
    found = {
        Obstacle.NATIONALITY: _computed(vetting.nationality == dossier.CHINA, "按国籍栏"),
        Obstacle.RESIDENCE: _computed(not vetting.foreign_residence, "按居留栏"),
        Obstacle.CRIME: (Result.JUDGE, _punished(vetting)),
        Obstacle.HABITS: (Result.JUDGE, "本人填有内容" if vetting.habits not in ("", "无") else ""),
    }
    if dossier.spouse_abroad(vetting):
        found[Obstacle.SPOUSE] = (Result.NOT_MET, "按家庭成员栏")
    return [
        Check(label, *found.get(obstacle, (Result.JUDGE, "")), clause=BARRED)
        for obstacle, label in CONDITIONS.items()
    ]


def _computed(met: bool, evidence: str) -> tuple[Result, str]:
    return (Result.MET if met else Result.NOT_MET, evidence)


def _punished(vetting: Vetting) -> str:
    rows = dossier.read(vetting).get(dossier.PUNISHMENT.name)
    return f"本人登记 {len(rows)} 条处分或违法记录" if rows else ""


def obstacles(vetting: Vetting, judged: dict[str, str]) -> list[Obstacle]:
    """The circumstances found: those the form shows and those a signer has judged as present."""
    return [
        obstacle
        for check, obstacle in zip(checks(vetting), CONDITIONS, strict=True)
        if Result.NOT_MET in (check.result, judged.get(check.label))
    ]


def may_appeal(vetting: Vetting) -> Answer:
    """A conclusion against the person is appealed once, while he is still a candidate or in the post (P9)."""
    if vetting.passed is not False:
        return Denied("只有未通过的审查可以申诉")
    if vetting.person.status not in (PersonStatus.CANDIDATE, PersonStatus.IN_POST):
        return Denied(f"{vetting.person.staff.name}现为“{vetting.person.get_status_display()}”，不再受理申诉")
    if vetting.appeals.exists():
        return Denied("对这次审查结论已经申诉过", how="请打开原有的申诉")
    return Allowed()
