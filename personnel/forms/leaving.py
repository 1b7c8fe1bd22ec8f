"""Forms of the pages beside the registers: the clearance sheet, the office's decision, days and numbers of letters."""

from django import forms

from baomi.core import clock
from baomi.core.levels import SecrecyLevel
from baomi.registers.forms import DATE_FORMATS, date_input, dress
from personnel.choices.leaving import ManagedBy, Settlement

LEVELS = [
    (level.value, level.label)
    for level in (
        SecrecyLevel.TOP_SECRET,
        SecrecyLevel.SECRET,
        SecrecyLevel.CONFIDENTIAL,
        SecrecyLevel.INTERNAL,
    )
]


class _Dressed(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class LineForm(_Dressed):
    """A carrier that no register knows yet, by its code name."""

    label = forms.CharField(label="名称（代号）", max_length=120, help_text="只写编号、代号或脱敏名")
    electronic = forms.TypedChoiceField(
        label="类型", choices=[("0", "纸质"), ("1", "电子")], coerce=lambda word: word == "1"
    )
    item_number = forms.CharField(label="编号", max_length=60, required=False)
    level = forms.ChoiceField(label="密级", choices=LEVELS, initial=SecrecyLevel.CONFIDENTIAL)
    quantity = forms.IntegerField(label="份数、数量", min_value=1, max_value=9999, initial=1)
    pages = forms.IntegerField(label="页数", min_value=1, max_value=99999, required=False)


class ReceiveForm(_Dressed):
    """Where the thing goes."""

    settlement = forms.ChoiceField(label="清退去向", choices=Settlement.choices, widget=forms.RadioSelect)


class AccessForm(_Dressed):
    """What became of keys, cards and fingerprints."""

    words = forms.CharField(
        label="收回情况",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": "200"}),
        help_text="例如：门禁卡已交回，指纹已注销；没有权限的写“无”",
    )


class PeriodForm(_Dressed):
    """How long, by whom managed, and why longer than the rule."""

    months = forms.IntegerField(label="脱密期（月）", min_value=1)
    managed_by = forms.ChoiceField(label="脱密期管理", choices=ManagedBy.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="延长的理由",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": "200"}),
        help_text="长于规定的须写明",
    )


class DayForm(_Dressed):
    """One day, today at first."""

    day = forms.DateField(label="日期", widget=date_input(), input_formats=DATE_FORMATS)

    def __init__(self, label: str, data=None):
        super().__init__(data, initial={"day": clock.today()})
        self.fields["day"].label = label


class DayAndNumberForm(DayForm):
    """One day and the number of the paper."""

    number = forms.CharField(label="文号", max_length=60)


class AnswerForm(_Dressed):
    """What was answered to a new employer."""

    answer = forms.CharField(
        label="答复意见（脱敏）",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": "300"}),
        help_text="如实说明脱密期起止和从业限制，不写涉密内容",
    )
