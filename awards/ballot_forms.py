"""Forms of the vote and of what follows it."""

from django import forms

from awards import parameters as keys
from awards.choices import BallotMethod
from awards.models import BallotCandidate, Decision, Nomination
from baomi.core import clock
from baomi.organization import parameters
from baomi.registers.forms import DATE_FORMATS, RecordForm, date_input, dress
from reviews.forms import MomentField

SECRET, NAMED = "secret", "named"
COUNT = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "3"}


class DressedForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class RunoffForm(DressedForm):
    """Until when, and how, a second ballot is held."""

    closes_at = MomentField(label="投票截止")
    method = forms.ChoiceField(label="方式", choices=BallotMethod.choices, initial=BallotMethod.BROWSER)
    meeting = forms.CharField(label="会议", max_length=100, required=False, help_text="举手表决填写会议名称")

    def clean(self):
        values = super().clean()
        if values.get("method") == BallotMethod.HANDS and not values.get("meeting", "").strip():
            self.add_error("meeting", "举手表决须填写会议名称。")
        return values


class OpenForm(RunoffForm):
    """A first ballot says, too, whether names stay secret; it begins with the committee's rule."""

    ballot_secrecy = forms.ChoiceField(label="记名方式", choices=[(SECRET, "无记名"), (NAMED, "记名")])
    field_order = ("closes_at", "method", "ballot_secrecy", "meeting")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ballot_secrecy"].initial = SECRET if parameters.value(keys.SECRET) else NAMED

    def values(self) -> dict:
        """As `open_ballot` takes them."""
        found = dict(self.cleaned_data)
        found["secret"] = found.pop("ballot_secrecy") == SECRET
        return found


class HandsForm(DressedForm):
    """The three numbers of one candidate after a show of hands."""

    agree = forms.IntegerField(label="同意", min_value=0, max_value=999, widget=forms.TextInput(attrs=COUNT))
    against = forms.IntegerField(
        label="不同意", min_value=0, max_value=999, widget=forms.TextInput(attrs=COUNT)
    )
    abstain = forms.IntegerField(
        label="弃权", min_value=0, max_value=999, widget=forms.TextInput(attrs=COUNT)
    )

    def __init__(self, candidate: BallotCandidate, data=None):
        super().__init__(data, prefix=f"candidate-{candidate.pk}")
        self.candidate = candidate
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{candidate.nomination.subject} {field.label}"


class PublicityForm(DressedForm):
    """Where the names are shown, from when."""

    starts = forms.DateField(label="公示起", input_formats=DATE_FORMATS, widget=date_input())
    place = forms.CharField(label="公示地点", max_length=100, initial="学校办公网、行政楼公告栏")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = clock.today()


class NomineeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Nomination) -> str:
        return f"{obj.subject}（{obj.department.name}）"


class ObjectionForm(DressedForm):
    """An objection as it came in."""

    nomination = NomineeField(label="异议对象", queryset=Nomination.objects.none())
    received_on = forms.DateField(label="收到日期", input_formats=DATE_FORMATS, widget=date_input())
    raised_by = forms.CharField(label="提出人（单位）", max_length=60)
    content = forms.CharField(label="异议内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, public, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nomination"].queryset = public
        self.fields["received_on"].initial = clock.today()


class FindingForm(DressedForm):
    """How an objection was settled."""

    upheld = forms.ChoiceField(
        label="结论", choices=[("no", "不成立"), ("yes", "成立，撤出名单")], widget=forms.RadioSelect
    )
    finding = forms.CharField(label="核实结果", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(RecordForm):
    """The draft of the decision."""

    decided_on = forms.DateField(label="决定日期", input_formats=DATE_FORMATS, widget=date_input())

    class Meta:
        model = Decision
        fields = ("document_number", "title", "decided_on", "body")


class EffectForm(DressedForm):
    """The archive number; may stay empty when a scan lies beside the decision."""

    archive_number = forms.CharField(label="归档号", max_length=60, required=False)


class ChairForm(DressedForm):
    """The chair's word on a second tie."""

    chosen = forms.ModelMultipleChoiceField(
        label="拟表彰", queryset=BallotCandidate.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, tied, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = tied
        self.fields["chosen"].label_from_instance = lambda row: str(row.nomination)
