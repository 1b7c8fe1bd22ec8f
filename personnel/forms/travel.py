"""Forms of a journey: the application, the opinion of the organs, giving up, the return; of a talk and a visit."""

from django import forms
from django.core.exceptions import ValidationError

from baomi.core import clock
from baomi.registers.forms import DATE_FORMATS, RecordForm, date_input, dress
from personnel.choices.travel import TalkKind, VisitKind, VisitMethod
from personnel.models import ClearedPerson, Talk, Visit
from personnel.rules.talks import ITEMS
from personnel.rules.visits import NOTHING, QUESTIONS

MOMENT = "%Y-%m-%d %H:%M"
MASKED = "只写编号、代号或脱敏名，不写涉密内容。"


class DeedForm(forms.Form):
    """A form of a page that does one thing to a record."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


def day_field(label: str, **kwargs) -> forms.DateField:
    """A day typed as the house writes it."""
    return forms.DateField(label=label, widget=date_input(), input_formats=DATE_FORMATS, **kwargs)


def text_field(label: str, length: int = 200, rows: int = 3, **kwargs) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def name_of(person: ClearedPerson) -> str:
    """A person as a drop-down names him: two of one name are told apart."""
    return f"{person.staff.name} {person.staff.number}"


class TripForm(RecordForm):
    """F-20: the promise has to be made before it is handed in."""

    PROMISE = "我承诺：在境外遵守保密规定，不携带涉密载体，按期返回并交回证件，如实报告在外情况。"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["promised"].help_text = self.PROMISE
        self.fields["person"].label_from_instance = name_of
        self.fields["person"].disabled = self.instance.pk is not None
        self.fields["document"].empty_label = "没有证件，或不由学校保管"

    def clean(self):
        values = super().clean()
        first, last = values.get("planned_out"), values.get("planned_in")
        if first and last and last < first:
            self.add_error("planned_in", ValidationError("返回日期早于外出日期。请核对后改正。"))
        return values


class ReasonForm(DeedForm):
    """Why a deed is done."""

    reason = text_field("原因")


class OpinionForm(DeedForm):
    """What the organs have said."""

    opinion = text_field("主管机关意见", help_text="写明机关、日期和意见要点。" + MASKED)


class ReturnForm(DeedForm):
    """The actual journey as the person tells it (F-20 申请人回国确认)."""

    actual_out = day_field("实际出国（境）日期")
    actual_in = day_field("实际回国（境）日期")
    exit_port = forms.CharField(label="出境口岸", max_length=60)
    entry_port = forms.CharField(label="入境口岸", max_length=60)
    route_change = forms.CharField(
        label="行程变更、延期情况", max_length=200, required=False, help_text="没有的不填。"
    )
    abroad_report = text_field("在外情况汇报（脱敏）", 2000, 6, help_text=MASKED)


class TalkForm(DeedForm):
    """When and where the talk was held, and which reminders were given."""

    held_at = forms.DateTimeField(
        label="谈话时间",
        input_formats=[MOMENT, "%Y/%m/%d %H:%M"],
        widget=forms.DateTimeInput(
            format=MOMENT,
            attrs={"placeholder": "2026-12-10 09:30", "autocomplete": "off", "maxlength": "16"},
        ),
        error_messages={"invalid": "时间不存在或格式不对，写成 2026-12-10 09:30 这样。"},
    )
    place = forms.CharField(label="谈话地点", max_length=60)
    items = forms.MultipleChoiceField(
        label="谈话要点", widget=forms.CheckboxSelectMultiple, help_text="逐项谈到后勾选，缺项不能送签。"
    )
    statement = text_field(
        "被谈话人意见", 300, required=False, help_text="没有账号的人由登记人照纸质件填写。"
    )

    def __init__(self, *args, kind: TalkKind, talk: Talk | None = None, **kwargs):
        if talk is not None:
            names = ("held_at", "place", "items", "statement")
            kwargs["initial"] = {name: getattr(talk, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(ITEMS[kind].items())

    def clean_held_at(self):
        moment = self.cleaned_data["held_at"]
        if moment > clock.now():
            raise ValidationError("谈话时间晚于现在。请在谈话后登记。")
        return moment


class VisitForm(DeedForm):
    """What a visit found: one field for each question of its form."""

    held_on = day_field("回访日期")
    method = forms.ChoiceField(label="回访方式", choices=[("", ""), *VisitMethod.choices])

    def __init__(self, *args, visit: Visit, **kwargs):
        questions = QUESTIONS[VisitKind(visit.kind)]
        names = ("held_on", "method", "abnormal", "handling")
        initial = {name: getattr(visit, name) for name in names}
        initial |= {code: visit.answers.get(code, "") for code in questions}
        super().__init__(*args, initial=initial, **kwargs)
        for code, label in questions.items():
            field = forms.CharField(label=label, max_length=200, help_text=f"没有的填“{NOTHING}”。")
            self.fields[code] = field
        self.fields["abnormal"] = forms.BooleanField(label="有异常情况", required=False)
        self.fields["handling"] = forms.CharField(
            label="处理意见", max_length=200, required=False, help_text="有异常情况的必须写明。"
        )
        dress(self)

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise ValidationError("回访日期晚于今天。请在回访后登记。")
        return day
