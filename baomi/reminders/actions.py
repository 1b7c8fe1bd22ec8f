"""The writes that people cause: urging, reading marks, the ladders; and the note at the end of a job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.organization.models import User
from baomi.registers.models import Job, JobState
from baomi.reminders import deadlines, stages
from baomi.reminders.choices import Kind, Mail, Shown
from baomi.reminders.deadlines import DueItem
from baomi.reminders.models import Notice, ReminderStage
from baomi.reminders.recipients import Directory
from baomi.reminders.wording import BODY_LENGTH, TITLE_LENGTH, due_words

URGE_RULE, JOB_RULE = "urge", "job"


@dataclass(frozen=True)
class Urged:
    """What an urging did: accounts told now, accounts already told today, items with nobody to tell."""

    told: int
    already: int
    nobody: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The result in words for the page."""
        parts = [f"已催报 {self.told} 人"]
        if self.already:
            parts.append(f"{self.already} 人今天已催过，没有重复发")
        if self.nobody:
            parts.append("找不到接收人：" + "、".join(self.nobody))
        return "；".join(parts) + "。"


def urge(by: User, items: Sequence[DueItem], text: str, *, relation: str = "officer") -> Urged:
    """Tell the people behind `relation` of each item that the office is waiting; one audit entry for all.

    At most once a day per item and person: a second urging on the same day is counted, not sent. Raises
    NotPermitted for anybody but the office, Refusal for an empty list or an empty text.
    """
    policy.require(by, "reminders.urge")
    if not items:
        raise Refusal("没有选中要催报的事项", how="请先在列表中勾选")
    if not text.strip():
        raise Refusal("催报内容是空的", how="请写明催报什么、何时前交")
    with ledger.unit(by):
        directory = Directory(clock.today())
        today = Notice.objects.filter(rule=URGE_RULE, stage=_day_stage())
        told_today = set(today.values_list("record", "recipient_id"))
        fresh, already, nobody = [], 0, []
        for item in items:
            recipients = directory.related(item, relation)
            if not recipients:
                nobody.append(item.label)
            new = [recipient for recipient in recipients if (item.record, recipient) not in told_today]
            fresh += [_urging(by, item, text, recipient, directory) for recipient in new]
            already += len(recipients) - len(new)
        Notice.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
        labels = "、".join(item.label for item in items)
        ledger.record("reminders.urge", label=f"催报：{labels}"[:500], reason=text.strip()[:200])
    return Urged(len(fresh), already, tuple(nobody))


def _day_stage() -> str:
    return f"day {clock.today():%Y-%m-%d}"


def _urging(by: User, item: DueItem, text: str, recipient: int, directory: Directory) -> Notice:
    return Notice(
        rule=URGE_RULE,
        record=item.record,
        due_at=item.instant,
        due_shown=item.shown,
        stage=_day_stage(),
        recipient_id=recipient,
        kind=Kind.URGE,
        title=f"催报：{item.label}"[:TITLE_LENGTH],
        body=f"期限 {due_words(item)}。{text.strip()}"[:BODY_LENGTH],
        url=item.url,
        made_at=clock.now(),
        made_by=by,
        mail_state=Mail.WAITING if directory.addresses.get(recipient) else Mail.NONE,
    )


def tell_job_end(job: Job, state: str, error: str) -> None:
    """Put the end of a job into its owner's inbox; call inside the unit that records the end. Once per job."""
    words = {JobState.DONE: "已完成", JobState.FAILED: "没有完成", JobState.STOPPED: "已停止"}[
        JobState(state)
    ]
    notice = Notice(
        rule=JOB_RULE,
        record=deadlines.record_ref(job),
        due_at=job.created_at,
        due_shown=Shown.NONE,
        stage="end",
        recipient=job.user,
        kind=Kind.JOB,
        title=f"{job.label}{words}"[:TITLE_LENGTH],
        body=error[:BODY_LENGTH],
        url=f"/jobs/{job.uuid}/",
        made_at=clock.now(),
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def mark_read(user: User, notice: Notice) -> None:
    """The reader's own bookmark: no business data, hence not in the log. Raises NotFound for somebody else's."""
    if notice.recipient_id != user.pk:
        raise NotFound("没有这条消息")
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())


def mark_all_read(user: User) -> int:
    """Mark the user's whole inbox as read; returns how many were unread."""
    return Notice.objects.of(user).unread().order_by().update(read_at=clock.now())


def add_stage(by: User, rule: str, values: Mapping) -> ReminderStage:
    """A further rung of a rule. Raises NotPermitted, NotFound for an unknown rule, ValidationError."""
    policy.require(by, "reminders.rules.change")
    deadline = _declared(rule)
    with ledger.unit(by):
        stages.seed()
        return writing.create(by, ReminderStage(rule=deadline.key, **values))


def change_stage(
    by: User, stage: ReminderStage, values: Mapping, *, version: int | None = None
) -> ReminderStage:
    """Change a rung for what has not been told yet. Raises NotPermitted, StaleRecord, ValidationError."""
    policy.require(by, "reminders.rules.change")
    return writing.change(by, stage, values, version=version)


def switch_stage(by: User, stage: ReminderStage, enabled: bool) -> ReminderStage:
    """Switch a rung on or off; a rung is never deleted, so that old notices keep their meaning."""
    return change_stage(by, stage, {"enabled": enabled})


def _declared(rule: str):
    try:
        return deadlines.get(rule)
    except LookupError:
        raise NotFound("没有这项提醒") from None
