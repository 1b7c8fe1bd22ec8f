"""The register of award rounds."""

from awards.choices import AwardKind, RoundState
from awards.models import AwardRound, Nomination
from awards.permissions import FOLLOWING, OFFICE
from baomi.core import clock
from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers.declarations import Column, RecordAction, Register, SavedView, Section, registry

TONES = {
    RoundState.DRAFT: "draft",
    RoundState.PUBLICITY: "warn",
    RoundState.DECIDED: "closed",
}


def status_of(award_round: AwardRound) -> tuple[str, str]:
    return (TONES.get(award_round.state, "wait"), award_round.get_state_display())


@registry.add
class RoundRegister(Register):
    app = "awards"
    slug = "rounds"
    model = AwardRound
    label = "先进评选"
    unit_word = "轮"
    menu_group = "年度"
    menu_order = 620
    columns = (
        Column("year", "年度", kind="code"),
        Column("title", "名称"),
        Column("campaign__document_number", "文号"),
        Column("collective_quota", "集体名额", kind="number"),
        Column("individual_quota", "个人名额", kind="number"),
        Column("deadline", "申报截止", kind="datetime"),
        Column("state", "阶段", kind="status", value=status_of, sort="state", sheet=False, reads=("state",)),
    )
    search_fields = ("title", "campaign__document_number")
    search_hint = "名称、文号"
    filters = ("year", "state")
    sections = (
        Section(
            "评选",
            (
                Column("year", "年度"),
                Column("campaign__document_number", "文号"),
                Column("collective_name", "集体奖名称"),
                Column("collective_quota", "集体名额"),
                Column("individual_name", "个人奖名称"),
                Column("individual_quota", "个人名额"),
                Column("cycle_years", "评选周期（年）"),
                Column("deadline", "申报截止"),
            ),
        ),
        Section(
            "评选条件",
            (
                Column("collective_criteria", "先进集体", kind="prose"),
                Column("individual_criteria", "先进工作者", kind="prose"),
            ),
        ),
    )
    ordering = ("-year",)
    select_related = ("department", "campaign")
    views = (SavedView("all", "全部"),)
    key = ("year",)
    permissions = {
        "view": FOLLOWING | {Role.OFFICER: Reach.ALL, Role.HEAD: Reach.ALL},
        "change": OFFICE,
    }
    empty_hint = "由保密办开启年度后，通知与评选同时发布"

    def in_sight(self, user, rows):
        """Departments and the committee see what has been published; a draft is the office's."""
        rows = super().in_sight(user, rows)
        return rows if policy.can(user, "awards.round.run") else rows.exclude(state=RoundState.DRAFT)

    def heading(self, record) -> str:
        return record.title

    def status(self, record):
        return status_of(record)

    def identity(self, record):
        return [
            ("文号", record.campaign.document_number),
            ("名额", f"集体 {record.collective_quota}、个人 {record.individual_quota}"),
            ("申报截止", clock.written(record.deadline)),
            *(
                [("公示", f"{record.publicity_from} 至 {record.publicity_until}")]
                if record.publicity_from
                else []
            ),
        ]

    def list_actions(self, user):
        if not policy.can(user, "awards.round.run"):
            return []
        return [RecordAction("开启年度", "/awards/years/open/", primary=True)]

    def actions(self, record, user):
        """What comes next in the round, for the office; nominating, for the departments."""
        found = []
        url = self.record_url(record)
        runs = bool(policy.can(user, "awards.round.run"))
        if runs and record.state == RoundState.DRAFT:
            found += [
                RecordAction("修改", f"{url}edit/"),
                RecordAction("发布通知", f"{url}publish/", primary=True),
            ]
        if record.state in (RoundState.OPEN, RoundState.SCREENING) and policy.can(
            user, "awards.nomination.write"
        ):
            new = f"/awards/nominations/new/?round={record.pk}&kind="
            word = "推荐" if policy.can(user, "awards.nomination.recommend") else "申报"
            found += [RecordAction(f"{word}{kind.label}", f"{new}{kind}") for kind in AwardKind]
        if runs and record.state == RoundState.OPEN:
            found.append(RecordAction("延长申报", f"{url}extend/"))
            found.append(RecordAction("开始审核", f"{url}screening/start/", primary=True))
        if runs and record.state == RoundState.SCREENING:
            found.append(RecordAction("审核条件", f"{url}screening/"))
            found.append(RecordAction("提出候选", f"{url}propose/", primary=True))
        if runs and record.state == RoundState.PROPOSED:
            found.append(RecordAction("收回名单", f"{url}take-back/", danger=True))
        return found

    def menu_count(self, user) -> int | None:
        """Nominations the office has yet to receive."""
        if not policy.can(user, "awards.round.run"):
            return None
        return Nomination.objects.waiting_for_office().count() or None
