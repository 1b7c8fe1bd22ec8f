"""Forms of documents in custody: the number written once, handing out, taking back, the stock-take."""

from django import forms

from baomi.core.fields import masked
from baomi.registers.forms import RecordForm
from personnel.choices.travel import TripStage
from personnel.forms.travel import DeedForm, day_field, name_of
from personnel.models import TravelDocument, Trip


class DocumentForm(RecordForm):
    """A document as F-23 writes it. The person of a registered one stays."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].label_from_instance = name_of
        if self.instance.pk is not None:
            self.fields["person"].disabled = True
            self.initial["document_number"] = masked(self.instance, "document_number")
            self.fields["document_number"].help_text = "号码已遮盖；不改的照原样留着。"

    def clean_document_number(self) -> str:
        """The number is not shown for changing anything else; left masked, it stays what it is."""
        typed = self.cleaned_data["document_number"]
        if self.instance.pk is not None and typed == self.initial["document_number"]:
            return TravelDocument.objects.get(pk=self.instance.pk).document_number
        return typed


class HandOutForm(DeedForm):
    """For a journey that is ready, or for another reason with a day of return."""

    trip = forms.ModelChoiceField(
        label="出国（境）",
        queryset=Trip.objects.none(),
        required=False,
        help_text="已批准、已行前教育并已签承诺书的才能领。",
    )
    reason = forms.CharField(
        label="其他事由", max_length=100, required=False, help_text="不为出国（境）领出的写明，如换发证件。"
    )
    due_on = day_field("应还日", required=False, help_text="为出国（境）领出的由系统按计划返回日期计算。")

    def __init__(self, *args, document: TravelDocument, **kwargs):
        super().__init__(*args, **kwargs)
        open_stages = (TripStage.APPROVED, TripStage.READY, TripStage.AWAY)
        trips = Trip.objects.filter(person=document.person_id, stage__in=open_stages).select_related(
            "person__staff"
        )
        self.fields["trip"].queryset = trips
        self.fields["trip"].empty_label = "不为出国（境）"
        self.fields["trip"].label_from_instance = lambda trip: f"{trip.number} {trip.destinations}"
        if trips and not self.is_bound:
            self.initial["trip"] = trips[0].pk


class TakeBackForm(DeedForm):
    """What was noticed when it came back."""

    remark = forms.CharField(
        label="备注", max_length=200, required=False, help_text="如有破损、签证页变化，写明。"
    )


class StocktakeForm(RecordForm):
    """The day of a stock-take and who counts."""
