"""Forms of hand-overs and joint checks."""

from django import forms

from baomi.registers.forms import RecordForm
from personnel.forms.numbers import StaffField
from personnel.models import Handover


class HandoverForm(RecordForm):
    """Who hands over to whom: typed by number, as nobody's list of all people is shown."""

    outgoing = StaffField(label="移交人")
    incoming = StaffField(label="接收人")


class CountRow(forms.Form):
    """One line of the joint stock-take as typed; the action judges it."""

    label = forms.CharField(required=False, max_length=60)
    expected = forms.CharField(required=False, max_length=10)
    found = forms.CharField(required=False, max_length=10)
    note = forms.CharField(required=False, max_length=100)


def typed_rows(data, handover: Handover, extra: int) -> list[dict[str, str]]:
    """The posted lines: those of the record in order, then those typed anew."""
    rows = []
    for index in range(len(handover.stocktake) + extra):
        form = CountRow(data, prefix=f"row-{index}")
        rows.append({name: form[name].value() or "" for name in form.fields})
    return rows
