"""Passports and permits in custody (P8, F-23): one holder at a time, every movement, stock-takes."""

from django.db import models
from django.db.models import Q

from baomi.audit.records import Versioned
from baomi.core.fields import BlindIndexField, EncryptedTextField
from baomi.organization.models import Staff
from baomi.registers.models import Record
from personnel.choices.travel import Custody
from personnel.choices.vetting import DocumentKind
from personnel.models.people import ClearedPerson


class TravelDocument(Record):
    """A document of a cleared person. Its custody changes by `personnel.actions.documents` alone."""

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="持有人", on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField("证件种类", max_length=20, choices=DocumentKind.choices)
    document_number = EncryptedTextField("证件号码")
    document_index = BlindIndexField("证件号码检索值", source="document_number")
    issuer = models.CharField("签发机关", max_length=80)
    issued_on = models.DateField("签发日")
    expires_on = models.DateField("有效期至")
    custody = models.CharField(
        "保管状态", max_length=20, choices=Custody.choices, default=Custody.WITH_PERSON, editable=False
    )
    deposited_on = models.DateField("交存日", null=True, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "出入境证件"
        ordering = ["person__staff__pinyin", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "document_index"],
                name="document_once",
                violation_error_message="这本证件已经登记过。请在台账中查找。",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=models.F("issued_on")),
                name="document_in_order",
                violation_error_message="有效期须晚于签发日。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"

    def clean(self) -> None:
        """The search value is known before the constraints are asked, so that a second registering is told in words."""
        self.document_index = self._meta.get_field("document_index").digest(self.document_number)


class DocumentMovement(Versioned):
    """A document out of custody, for a trip or another reason, until it is back."""

    document = models.ForeignKey(TravelDocument, on_delete=models.PROTECT, related_name="movements")
    trip = models.ForeignKey(
        "personnel.Trip", verbose_name="出国（境）", on_delete=models.PROTECT, null=True, blank=True, related_name="movements"
    )  # fmt: skip
    reason = models.CharField("领出事由", max_length=100)
    out_on = models.DateField("领出日")
    due_on = models.DateField("应还日")
    back_on = models.DateField("归还日", null=True, blank=True)
    handed_by = models.ForeignKey(Staff, verbose_name="经手人", on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(
        Staff, verbose_name="归还经手人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remark = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "证件领还"
        ordering = ["document", "-out_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(back_on__isnull=True),
                name="document_one_holder",
                violation_error_message="这本证件已经领出，还没有归还。",
            ),
            models.CheckConstraint(
                condition=Q(back_on__isnull=True) | Q(back_on__gte=models.F("out_on")),
                name="document_movement_in_order",
                violation_error_message="归还日早于领出日。请核对后改正。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.out_on:%Y-%m-%d}"


class DocumentStocktake(Record):
    """A day on which every document in custody was counted."""

    counted_on = models.DateField("清点日期")
    counters = models.CharField("清点人", max_length=60)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True, editable=False)
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "证件清点"
        ordering = ["-counted_on", "-id"]

    def __str__(self) -> str:
        return f"{self.counted_on:%Y-%m-%d} 证件清点"


class StocktakeLine(models.Model):
    """One document expected in custody on the day, and whether it was there."""

    stocktake = models.ForeignKey(DocumentStocktake, on_delete=models.PROTECT, related_name="lines")
    document = models.ForeignKey(TravelDocument, on_delete=models.PROTECT, related_name="+")
    found = models.BooleanField("在库", null=True, blank=True)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = "清点明细"
        ordering = ["stocktake", "id"]
        constraints = [models.UniqueConstraint(fields=["stocktake", "document"], name="stocktake_line_once")]

    def __str__(self) -> str:
        return f"{self.stocktake} {self.document}"
