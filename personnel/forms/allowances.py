"""Forms of allowances and deductions: months are typed as 2026-11."""

from django import forms

from baomi.core.errors import Refusal
from baomi.registers.forms import RecordForm
from personnel.forms.numbers import PersonField
from personnel.models import Deduction
from personnel.rules.allowances import month_typed


class MonthField(forms.CharField):
    """A month, typed as 2026-11; gives its first day."""

    def prepare_value(self, value):
        return f"{value:%Y-%m}" if hasattr(value, "year") else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return month_typed(text[:7])
        except Refusal as refusal:
            raise forms.ValidationError(f"{refusal.what}。{refusal.how}。") from None


class DeductionForm(RecordForm):
    person = PersonField(label="当事人")
    first_month = MonthField(label="自何月起", help_text="例：2026-12")

    class Meta:
        model = Deduction
        fields = ("person", "first_month", "months", "reason", "clause")


class MonthForm(forms.Form):
    month = MonthField(label="月份", help_text="例：2026-11")
