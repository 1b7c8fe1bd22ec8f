"""Writing of the desk: asking for the values of a log entry, deciding about it, reading them."""

from django.db import IntegrityError, transaction

from baomi.audit import ledger, values
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.desk import logbook
from baomi.desk.models import MINUTES_OPEN, Opening, OpeningState
from baomi.organization import policy

LONGEST_REASON = 200


def ask_opening(by, entry_id: int, reason: str) -> Opening:
    """The auditor asks to read the values of one entry. Logged with the reason.

    Raises NotPermitted, NotFound for an entry out of sight, Refusal without a reason, without values, or while the
    same request waits.
    """
    policy.require(by, "audit.opening.request")
    entry = logbook.visible(by).filter(pk=entry_id).first()
    if entry is None:
        raise NotFound("没有这条记录")
    reason = _reason(reason, "请写明查阅事由，例如核对一次改动的前后内容")
    if not entry.values:
        raise Refusal("这一条没有可查阅的内容", f"日志第 {entry_id} 条", "它没有改动字段，或内容已依法删除")
    opening = Opening(entry_id=entry_id, asked_by=by, asked_at=clock.now(), reason=reason)
    with ledger.unit(by, reason=reason):
        opening.full_clean()
        try:
            with transaction.atomic():
                opening.save()
        except IntegrityError as error:
            raise Refusal("这一条已经申请查阅，正等安全保密管理员批准") from error
        ledger.record("audit.opening.ask", opening)
    return opening


def decide_opening(by, opening: Opening, *, approve: bool, comment: str = "") -> Opening:
    """The second person agrees, which opens the values for 30 minutes, or refuses with a comment. Logged.

    Raises NotPermitted, or Refusal for one's own request, one already decided, or a refusal without a comment.
    """
    policy.require(by, "audit.opening.decide")
    if not approve:
        comment = _reason(comment, "请写明不同意的理由")
    with ledger.unit(by, reason=comment):
        current = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
        if current.asked_by_id == by.pk:
            raise Refusal("申请人不能批准自己的申请")
        if current.state != OpeningState.ASKED:
            raise Refusal("这份申请刚由别人办理", str(current), "请刷新后查看")
        current.state = OpeningState.APPROVED if approve else OpeningState.REFUSED
        current.decided_by, current.decided_at, current.comment = by, clock.now(), comment[:LONGEST_REASON]
        current.full_clean()
        current.save()
        changes = {"state": (OpeningState.ASKED, current.state)}
        ledger.record(f"audit.opening.{'approve' if approve else 'refuse'}", current, changes=changes)
    return current


def read_values(by, entry: AuditEntry) -> dict[str, list]:
    """The values of an entry, before and after by field; every reading is logged before they are given out.

    Raises Refusal unless `by` asked for it, another person agreed, and the 30 minutes are not over.
    """
    policy.require(by, "audit.opening.request")
    opening = logbook.opening_of(by, entry.pk)
    if opening is None or not opening.is_open:
        raise Refusal(
            "这一条的内容没有开放查阅", f"日志第 {entry.pk} 条", f"请先申请；批准后 {MINUTES_OPEN} 分钟内可看"
        )
    ledger.note("audit.opening.read", by=by, obj=opening, reason=opening.reason)
    return values.opened(entry.pk, entry.values)


def _reason(text: str, how: str) -> str:
    text = text.strip()
    if not text:
        raise Refusal("事由还没有写", how=how)
    if len(text) > LONGEST_REASON:
        raise Refusal(f"事由过长：{len(text)} 字", how=f"请缩到 {LONGEST_REASON} 字以内")
    return text
