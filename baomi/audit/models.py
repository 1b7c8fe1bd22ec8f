"""The audit log, its head, its checkpoints, and the outbox. Written by `ledger` and `checkpoints` only."""

from django.db import models

from baomi.core import clock


class AppendOnly(RuntimeError):
    """Somebody tried to change or remove what may only be added to."""


class AppendOnlyQuerySet(models.QuerySet):
    """Reads as usual; every way of writing raises. The ledger inserts through a plain QuerySet."""

    def _refuse(self, *args, **kwargs):
        raise AppendOnly(
            f"{self.model._meta.db_table} is append-only; entries are made by baomi.audit.ledger."
        )

    create = get_or_create = update_or_create = bulk_create = _refuse
    update = bulk_update = delete = _raw_delete = _refuse


class AppendOnlyModel(models.Model):
    """A row that is inserted once. The database says the same with triggers (`triggers.py`)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        raise AppendOnly(f"{self._meta.db_table} is append-only; entries are made by baomi.audit.ledger.")

    def delete(self, *args, **kwargs):
        raise AppendOnly(f"{self._meta.db_table} is append-only.")


class Outcome(models.TextChoices):
    """Whether the thing was done or refused."""

    DONE = "done", "已办"
    REFUSED = "refused", "被拒"


class AuditEntry(AppendOnlyModel):
    """Who did what to which object, when, from where and why: one link of the chain.

    `id` has no gaps. The actor is copied, without foreign key, so that no later change of accounts or staff
    touches the log. `digests` holds HMAC-SM3 of each changed field before and after and is what the chain covers;
    `values` holds the values themselves and may be blanked, the only change the database lets through.
    """

    id = models.BigIntegerField("序号", primary_key=True)
    version = models.PositiveSmallIntegerField("格式")
    at = models.DateTimeField("时间", db_index=True)
    action = models.CharField("操作", max_length=100, db_index=True)
    object = models.CharField("对象", max_length=150, blank=True, db_index=True)
    label = models.TextField("对象名称", blank=True)
    reason = models.TextField("理由", blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    actor_id = models.BigIntegerField("操作人编号", null=True, db_index=True)
    actor_name = models.CharField("操作人", max_length=100)
    actor_number = models.CharField("工号", max_length=50, blank=True)
    roles = models.JSONField("角色", default=list)
    address = models.CharField("网络地址", max_length=45, blank=True)
    session = models.CharField("会话", max_length=16, blank=True)
    fields = models.JSONField("字段", default=list)
    digests = models.JSONField("摘要", default=dict)
    values = models.JSONField("内容", null=True)
    prev_hash = models.CharField("前链值", max_length=64)
    hash = models.CharField("链值", max_length=64)

    class Meta:
        db_table = "audit_entry"
        ordering = ["id"]
        verbose_name = verbose_name_plural = "审计日志"

    def __str__(self):
        return f"{self.id} {self.action} {self.label}"


class AuditHead(models.Model):
    """The end of the chain: one row, locked by whoever appends, sealed with the site's key."""

    last_id = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_one_row")]

    def __str__(self):
        return f"{self.last_id} {self.hash}"


class AuditCheckpoint(AppendOnlyModel):
    """The head as it was at a time, sealed; the same line goes to a file kept outside the database."""

    id = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    entry_id = models.BigIntegerField("日志序号")
    hash = models.CharField("链值", max_length=64)
    mac = models.CharField("封签", max_length=64)

    class Meta:
        db_table = "audit_checkpoint"
        ordering = ["id"]
        verbose_name = verbose_name_plural = "审计检查点"

    def __str__(self):
        return f"{self.id}: {self.entry_id} {self.hash}"


class OutboxMessage(models.Model):
    """Something to deliver after the commit. `kind` and `key` together happen once."""

    kind = models.CharField(max_length=50)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    created = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "audit_outbox"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="audit_outbox_once")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(sent_at=None), name="audit_outbox_unsent"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
