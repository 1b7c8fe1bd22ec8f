"""The form before something is read in the clear."""

from django import forms

from baomi.core import clock
from baomi.registers.forms import dress


class ReadForm(forms.Form):
    """Why somebody reads what others see masked."""

    reason = forms.CharField(
        label="查看事由", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
        self.fields["reason"].help_text = f"如：{clock.today().year} 年保密审查"
