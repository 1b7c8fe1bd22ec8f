"""A nomination on the screen: who may be put forward, what the registers give, what it meets and lacks so far."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest

from awards import parameters, rules, screening
from awards.actions import nominations as actions
from awards.choices import AwardKind, CheckResult
from awards.forms import FORMS, NominationForm
from awards.models import AwardRound, Nomination
from awards.registers.nominations import NominationRegister
from awards.registers.rounds import RoundRegister
from baomi.core.errors import NotFound, Refusal
from baomi.organization import parameters as numbers
from baomi.organization import policy
from baomi.organization.models import Department, Staff
from baomi.registers.declarations import registry

ROUNDS = registry.get(RoundRegister.app, RoundRegister.slug)
NOMINATIONS = registry.get(NominationRegister.app, NominationRegister.slug)
WRITE = "awards.nomination.write"
MARKS = {CheckResult.MET: "met", CheckResult.NOT_MET: "unmet", CheckResult.JUDGE: "judge"}
ORDER = (CheckResult.NOT_MET, CheckResult.JUDGE, CheckResult.MET)


@dataclass
class Sheet:
    """One form on the screen: a nomination, saved or not yet, with what the registers give of it."""

    user: object
    nomination: Nomination
    address: str

    def __post_init__(self):
        self.kind = AwardKind(self.nomination.kind)
        self.facts = actions.ledger_facts(self.nomination)
        self.recommended = self.nomination.recommended

    @property
    def draft_key(self) -> str:
        nomination = self.nomination
        if nomination.pk:
            return f"awards.nominations:{nomination.pk}"
        return f"awards.nominations:{nomination.round_id}:{self.kind}:{self.subject_key}"

    @property
    def subject_key(self) -> int:
        return (
            self.nomination.staff_id if self.kind == AwardKind.INDIVIDUAL else self.nomination.department_id
        )

    def form(self, data=None, files=None, initial=None) -> NominationForm:
        return FORMS[self.kind](
            data,
            files,
            instance=self.nomination,
            initial=initial,
            nomination=self.nomination,
            facts=self.facts,
        )

    def side(self, data) -> dict:
        """Checks, missing cells and quota for what is typed so far; nothing is written."""
        probe = self.nomination
        if data is not None:
            form = self.form(data)
            form.is_valid()
            actions.fill(probe, form.values())
        [found] = screening.findings_of(probe.round, [probe])
        missing = rules.missing(probe, numbers.value(parameters.DEEDS_MIN))
        wanted = rules.wanted(self.kind)
        decision = rules.in_scope(probe)
        counts = {mark: sum(MARKS[item.result] == mark for item in found) for mark in MARKS.values()}
        words = [(counts["met"], "满足"), (counts["unmet"], "未满足"), (counts["judge"], "判断")]
        return {
            "checks_label": "资格核对",
            "checks": [
                {"label": item.label, "result": MARKS[item.result], "evidence": item.evidence}
                for item in sorted(found, key=lambda item: ORDER.index(item.result))
            ],
            "checks_counts": "　".join(f"{count} {word}" for count, word in words if count),
            "missing": missing,
            "filled": f"已填 {wanted - len(missing)} / {wanted} 项",
            "side_panels": [self._quota()],
            "submit_label": "送保密办主任" if self.recommended else "送部门负责人",
            "submit_reason": f"还差 {len(missing)} 项" if missing else ("" if decision else decision.reason),
        }

    def _quota(self) -> dict:
        award_round, kind = self.nomination.round, self.kind
        live = award_round.nominations.live().filter(kind=kind).exclude(pk=self.nomination.pk)
        top = self.nomination.department.top
        own = live.filter(department__path__startswith=top.path).count()
        total, quota = live.count(), award_round.quota(kind)
        word = "个" if kind == AwardKind.COLLECTIVE else "人"
        return {
            "label": "本部门名额",
            "template": "awards/quota_panel.html",
            "context": {
                "words": f"{top.name}已报 {own} {word}，本份为第 {own + 1} {word}；全校名额 {quota}，部门不限。",
                "within": min(total + 1, quota),
                "over": max(total + 1 - quota, 0),
                "quota": quota,
                "total": f"全校已报 {total} {word}",
            },
        }


def asked(request: HttpRequest) -> tuple[AwardRound, AwardKind]:
    """The round and the kind the address names; without a round the one that receives now."""
    kind = request.GET.get("kind", "")
    if kind not in AwardKind.values:
        raise NotFound("没有这种申报")
    rows = ROUNDS.visible(request.user)
    key = number(request.GET.get("round", ""))
    found = rows.filter(pk=key).first() if key else rows.filter(state__in=rules.RECEIVING).first()
    if found is None:
        raise Refusal("现在没有可申报的评选", how="请等保密办发布通知")
    decision = rules.receiving(found)
    if not decision:
        raise decision.refusal()
    return found, AwardKind(kind)


def subjects(user, kind: AwardKind) -> list[Department] | list[Staff]:
    """Whom the user may put forward: classified departments, or people of the three groups, within his reach."""
    if kind == AwardKind.COLLECTIVE:
        return list(policy.scope(user, WRITE, Department.objects.classified()).order_by("path"))
    wanted = Q(secrecy_role__in=[role for roles in rules.ROLES_OF.values() for role in roles]) | ~Q(grade="")
    people = Staff.objects.active().filter(wanted).select_related("department")
    return list(policy.scope(user, WRITE, people).order_by("department__path", "pinyin", "pk"))


def unsaved_sheet(user, award_round: AwardRound, kind: AwardKind, key: int | None) -> Sheet:
    """The form for a department or person within reach. Raises NotFound otherwise."""
    if kind == AwardKind.COLLECTIVE:
        rows = Department.objects.select_related("head", "parent")
    else:
        rows = Staff.objects.select_related("department__parent")
    subject = policy.scope(user, WRITE, rows.filter(pk=key)).first()
    if subject is None:
        raise NotFound("没有这条记录")
    values = (
        {"category": next(iter(rules.categories_of(subject)), "")} if kind == AwardKind.INDIVIDUAL else {}
    )
    nomination = actions.prepare(award_round, kind, subject, values)
    nomination.recommended = not policy.can(user, "awards.nomination.nominate", nomination)
    return Sheet(user, nomination, f"round={award_round.pk}&kind={kind}&subject={key}")


def saved_sheet(user, key: int | None) -> Sheet:
    """The form of a nomination the user may write. Raises NotFound or NotPermitted."""
    nomination = NOMINATIONS.visible(user).filter(pk=key).first()
    if nomination is None:
        raise NotFound("没有这条记录")
    verb = "recommend" if nomination.recommended else "nominate"
    policy.require(user, f"awards.nomination.{verb}", nomination)
    return Sheet(user, nomination, f"pk={nomination.pk}")


def sheet_of(request: HttpRequest) -> Sheet:
    """The form that the page's own address names."""
    key = number(request.GET.get("pk", ""))
    if key is not None:
        return saved_sheet(request.user, key)
    award_round, kind = asked(request)
    return unsaved_sheet(request.user, award_round, kind, number(request.GET.get("subject", "")))


def number(raw: str) -> int | None:
    """The key an address or a form names; None for anything else."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None
