"""Erasing the values of entries, where the law asks for it; the chain stands on digests and still verifies."""

from collections.abc import Iterable

from django.db import models

from baomi.audit import ledger
from baomi.audit.models import AuditEntry
from baomi.core.errors import Refusal


def erase_values(by, ids: Iterable[int], *, reason: str) -> int:
    """Blank the values of these entries for good and log that it was done; returns how many had any.

    Who, when, what, field names and digests stay. Raises Refusal without a reason.
    """
    if not reason.strip():
        raise Refusal("没有写删除理由", "审计日志的内容", "请写明依据，例如个人信息保存期已满")
    with ledger.unit(by, reason=reason):
        found = models.QuerySet(AuditEntry).filter(id__in=list(ids), values__isnull=False)
        erased = sorted(found.values_list("id", flat=True))
        found.update(values=None)
        label = "、".join(str(entry_id) for entry_id in erased)
        ledger.record("audit.entry.erase_values", "audit.auditentry", label=f"日志序号 {label}")
    return len(erased)
