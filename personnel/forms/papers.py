"""Forms of pledges and assessments."""

from django import forms

from baomi.core import clock
from baomi.organization.models import Department
from baomi.registers.forms import RecordForm, date_input, dress
from personnel.choices.yearly import AssessmentResult, PledgeKind
from personnel.forms.numbers import PersonField
from personnel.models import Assessment


class BeginForm(forms.Form):
    """Which paper is put before whom."""

    person = PersonField(label="承诺人")
    kind = forms.ChoiceField(label="文书", choices=[("", ""), *PledgeKind.choices])
    year = forms.IntegerField(
        label="年度", required=False, min_value=2000, max_value=2100, help_text="只在签责任书时填"
    )
    project = forms.CharField(
        label="项目编号", required=False, max_length=40, help_text="只在签项目承诺书时填，照项目台账的编号"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)

    def clean(self):
        values = super().clean()
        if values.get("kind") == PledgeKind.YEARLY and not values.get("year"):
            self.add_error("year", "签责任书须填年度。")
        if values.get("kind") == PledgeKind.PROJECT and not values.get("project"):
            self.add_error("project", "签项目承诺书须填项目编号。")
        return values


class YearForm(forms.Form):
    """A year, and the department among those within reach; without one all of them."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    department = forms.ModelChoiceField(label="部门", queryset=Department.objects.none(), required=False)

    def __init__(self, departments, *args, **kwargs):
        kwargs.setdefault("initial", {"year": clock.today().year})
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments
        dress(self)
        self.fields["department"].empty_label = "全部部门"


class PapersForm(forms.Form):
    """The day written on the papers whose archive numbers are typed below."""

    signed_on = forms.DateField(label="签订日期", widget=date_input())

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {"signed_on": clock.today()})
        super().__init__(*args, **kwargs)
        dress(self)


class AssessmentForm(RecordForm):
    """What the person and his department write; what the registers know is not asked."""

    class Meta:
        model = Assessment
        fields = (
            "duties_done", "unfinished", "cooperated", "trips_approved", "violated", "violation_text", "leaked",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("duties_done", "unfinished", "violation_text"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 4, "maxlength": "300", "class": "input"})

    def clean(self):
        values = super().clean()
        if values.get("violated") and not values.get("violation_text"):
            self.add_error("violation_text", "有违规问题的，须写明情况。只写编号、代号或脱敏名。")
        return values


class JudgeForm(forms.Form):
    """The department's opinion."""

    result = forms.ChoiceField(label="考核结果", choices=AssessmentResult.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="部门意见说明",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="基本符合、不符合，或有未满足的条件时必填",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
