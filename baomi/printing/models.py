"""What was printed: one row for every sheet, so that a paper can be checked against its record."""

import secrets

from django.db import models

from baomi.audit.models import AppendOnly

# Without 0, 1, I, L, O, U: read from paper and typed by hand.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


def new_code() -> str:
    """A verification code that nobody guesses: 49 bits, and /verify/ answers only those signed in."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class PrintoutQuerySet(models.QuerySet):
    """Rows are added and read; nothing else."""

    def of(self, record) -> "PrintoutQuerySet":
        """The printouts of one record, newest first."""
        return self.filter(model=record._meta.label_lower, record_pk=record.pk).order_by("-pk")

    def _refuse(self, *args, **kwargs):
        raise AppendOnly("printouts are append-only")

    update = bulk_update = delete = _refuse


class Printout(models.Model):
    """One printed sheet: which form, of which record, by whom, when, and what its data looked like.

    The data itself is not kept: `digest` is printed on the paper, `fingerprints` are keyed and say which values
    have changed since. Record and person are copied, so that the row outlives both. Append-only.
    """

    code = models.CharField("核验码", max_length=CODE_LENGTH, unique=True, default=new_code)
    form = models.CharField("表格", max_length=10)
    label = models.CharField("表格名称", max_length=80)
    edition = models.CharField("版次", max_length=20)
    model = models.CharField("对象类别", max_length=80, blank=True)
    record_pk = models.BigIntegerField("对象", null=True)
    record_uuid = models.UUIDField(null=True)
    number = models.CharField("编号", max_length=40, blank=True)
    part = models.CharField("部分", max_length=20, blank=True)
    digest = models.CharField("数据摘要", max_length=64)
    fingerprints = models.JSONField(default=dict)
    printed_by_id = models.BigIntegerField(null=True)
    printed_by = models.CharField("打印人", max_length=100)
    printed_at = models.DateTimeField("打印时间")
    copies = models.PositiveIntegerField("份数", default=1)
    job = models.BigIntegerField("批量任务", null=True)

    objects = PrintoutQuerySet.as_manager()

    class Meta:
        verbose_name = "打印记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["model", "record_pk"], name="printout_record")]

    def __str__(self) -> str:
        return f"{self.form} {self.number}".strip()

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnly("printouts are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly("printouts are append-only")

    @property
    def file_name(self) -> str:
        """Form and number of the record, without the one sign a file name cannot carry."""
        number = self.number or str(self.record_pk)
        return f"{self.form}-{number.replace('/', '_')}.pdf"
