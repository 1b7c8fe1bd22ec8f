"""The base of every register row, and the registers' own tables: counters, drafts, tokens, views, files, jobs."""

import uuid

from django.conf import settings
from django.db import models

from baomi.audit.records import Versioned
from baomi.core.levels import SecrecyLevel
from baomi.organization.models import Department
from baomi.registers.index.engine import TokensField


class Record(Versioned):
    """A row of a register: it has a number once and exactly one responsible department (O1)."""

    number = models.CharField("编号", max_length=40, null=True, blank=True, unique=True, editable=False)
    department = models.ForeignKey(
        Department, verbose_name="部门", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number or f"{self._meta.verbose_name} {self.pk}"


class Counter(models.Model):
    """The last number given out in a series and year; locked in the writing transaction, never set back."""

    series = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_once")]


class Draft(models.Model):
    """What a user has typed so far, private to him; only handing in makes a record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once")]


class UsedToken(models.Model):
    """An idempotency token that has made its record; the same form sent again finds the first result."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64)
    url = models.CharField(max_length=300, blank=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token"], name="token_once", violation_error_message="这份内容已经登记过。"
            )
        ]


class StoredView(models.Model):
    """A user's own saved view of a register: name and the query string of the list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=80)
    name = models.CharField("视图名称", max_length=20)
    query = models.CharField(max_length=500)
    opens_first = models.BooleanField("进入清单时先打开", default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "register", "name"],
                name="stored_view_once",
                violation_error_message="已有同名视图。请换一个名称。",
            ),
            models.UniqueConstraint(
                fields=["user", "register"],
                condition=models.Q(opens_first=True),
                name="stored_view_first",
                violation_error_message="另一个视图已设为先打开。请刷新后再设。",
            ),
        ]

    def address(self, list_url: str) -> str:
        """The list as this view shows it."""
        return f"{list_url}?{f'{self.query}&' if self.query else ''}stored={self.pk}"


class ColumnChoice(models.Model):
    """Which columns a user wants to see in a register, in the order he wants them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=80)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "register"], name="column_choice_once")]


class Attachment(models.Model):
    """A file beside a record: kept under its content's digest, outside the web root, never changed or deleted.

    The level is a mark on non-secret working papers (公开 or 内部); classified content is refused at the door.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    register = models.CharField(max_length=80, db_index=True)
    record_pk = models.BigIntegerField(db_index=True)
    kind = models.CharField("材料类别", max_length=40, blank=True)
    name = models.CharField("文件名", max_length=160)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField("大小")
    digest = models.CharField("摘要（SM3）", max_length=64)
    level = models.CharField("密级", max_length=20, choices=SecrecyLevel.choices, default=SecrecyLevel.PUBLIC)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    withdrawn_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = "附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class JobState(models.TextChoices):
    WAITING = "waiting", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    STOPPED = "stopped", "已停止"


class Job(models.Model):
    """Long work somebody asked for. The row is the truth; a worker holds it by a lease of 60 seconds."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    label = models.CharField("事项", max_length=120)
    params = models.JSONField(default=dict)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_holder = models.CharField(max_length=64, blank=True)
    stop_wanted = models.BooleanField(default=False)
    error = models.CharField("说明", max_length=500, blank=True)
    result_name = models.CharField("结果文件", max_length=160, blank=True)
    result_path = models.CharField(max_length=200, blank=True)
    result_type = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "任务"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_due")]

    def __str__(self) -> str:
        return self.label


class SheetUpload(models.Model):
    """A workbook on its way in: checked, staged, previewed by its owner alone, then committed once or dropped.

    The file is kept encrypted for a day at most; the row stays, so that the same headings find their mapping again.
    `purpose` is what it was brought for: to be imported, or to be compared with the rows that `query` asks of the list.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20, default="import")
    query = models.TextField(blank=True, default="")
    name = models.CharField(max_length=160)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)
    """Where the table is in the file, and what the owner corrected: `registers.sheets.layout.Layout`."""
    staged = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "导入"
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "register", "signature"], name="sheet_headings")]

    def __str__(self) -> str:
        return self.name


class SearchRealm(models.Model):
    """One part of the search index: the fields of a register that are always shown, or one that may be hidden.

    `declared` is a digest of what the part was built from; where it differs from the declaration of today, the next
    `migrate` builds the part anew.
    """

    key = models.CharField(max_length=4, primary_key=True)
    register = models.CharField(max_length=80)
    field = models.CharField(max_length=80, blank=True)
    declared = models.CharField(max_length=64)


class SearchEntry(models.Model):
    """What one record is found by in one realm: `text` for looking at, `tokens` for asking (see `index.words`).

    Derived from the record in the transaction that writes it; never the truth of anything.
    """

    realm = models.CharField(max_length=4)
    object_id = models.BigIntegerField()
    text = models.TextField()
    tokens = TokensField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm", "object_id"], name="search_entry_once")]
