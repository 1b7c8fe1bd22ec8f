"""Forms of hand-overs and joint checks."""

from django import forms

from personnel.models import Handover


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
