"""The register of ballots: what was voted on, by which rule, with what end. What anybody chose is in none."""

from django.db.models import Q

from awards.choices import BallotState
from awards.models import Ballot
from awards.permissions import FOLLOWING
from awards.wording import secrecy_word, subject_of
from baomi.registers.declarations import Column, Register, SavedView, registry

TONES = {BallotState.OPEN: "wait", BallotState.CLOSED: "ok", BallotState.VOID: "bad"}


def status_of(ballot: Ballot) -> tuple[str, str]:
    return (TONES[ballot.state], ballot.get_state_display())


@registry.add
class BallotRegister(Register):
    app = "awards"
    slug = "ballots"
    model = Ballot
    label = "评选表决"
    unit_word = "次"
    columns = (
        Column("number", "编号", kind="code"),
        Column("subject", "表决事项", kind="name", value=subject_of, reads=("sequence", "round", "kind")),
        Column("round__year", "年度", kind="code"),
        Column("method", "方式"),
        Column("secret", "记名方式", value=secrecy_word, sort="secret", reads=("secret",)),
        Column("opened_at", "开始时间", kind="datetime"),
        Column("closes_at", "截止时间", kind="datetime"),
        Column("closed_at", "开票时间", kind="datetime"),
        Column("closed_by_name", "开票人", shown=False),
        Column("state", "状态", kind="status", value=status_of, sort="state", reads=("state",)),
    )
    search_fields = ("number", "round__title", "meeting")
    search_hint = "编号、评选名称、会议"
    filters = ("round", "state", "method")
    views = (
        SavedView("all", "全部"),
        SavedView("open", "表决中", Q(state=BallotState.OPEN)),
        SavedView("closed", "已开票", Q(state=BallotState.CLOSED)),
    )
    ordering = ("-opened_at",)
    select_related = ("department", "round")
    permissions = {"view": FOLLOWING}
    empty_hint = "候选名单提出后，由保密办在评选页面开始表决"

    def heading(self, record) -> str:
        return subject_of(record)

    def status(self, record):
        return status_of(record)
