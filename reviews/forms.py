"""Forms of the yearly summary where the register's own form needs more: defaults, a year's list, ticking, incidents."""

import re

from django import forms
from django.core.exceptions import ValidationError

from baomi.core import clock
from baomi.core.validators import whole_number
from baomi.organization.models import Staff
from baomi.registers.forms import DATE_FORMATS, RecordForm, date_input, dress
from reviews import defaults
from reviews.actions.campaigns import default_deadline
from reviews.choices import AppliesTo, IncidentState, ItemAnswer, ItemCategory, Requirement
from reviews.models.summaries import PARTS

MOMENT = "%Y-%m-%d %H:%M"
PART_LENGTH = 4000
EXTRA_ROWS = 3
YEARS = range(2000, 2100)
BETWEEN_NUMBERS = re.compile(r"[\s、,，;；]+")


class MomentField(forms.DateTimeField):
    """An instant typed as the house writes it: 2026-12-10 17:30, Shanghai time."""

    default_error_messages = {"invalid": "时间不存在或格式不对，写成 2026-12-10 17:30 这样。"}

    def __init__(self, **kwargs):
        attrs = {"placeholder": "2026-12-10 17:30", "autocomplete": "off", "maxlength": "16"}
        widget = forms.DateTimeInput(format=MOMENT, attrs=attrs)
        super().__init__(input_formats=[MOMENT, "%Y/%m/%d %H:%M"], widget=widget, **kwargs)


class CampaignForm(RecordForm):
    """The notice; a new one starts from our wording for the year and the usual deadline."""

    deadline = MomentField(label="报送截止")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["notice_text"].widget.attrs["rows"] = 16
        if self.instance.pk is None:
            for name, value in self._defaults().items():
                self.initial[name] = self.initial.get(name) or value

    def _defaults(self) -> dict:
        given = whole_number(str(self.initial.get("year") or ""))
        year = given if given in YEARS else clock.today().year
        return {
            "year": year,
            "title": defaults.title(year),
            "notice_text": defaults.notice_text(year),
            "deadline": default_deadline(year),
        }

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not 2000 <= year <= clock.today().year + 1:
            raise ValidationError("年度超出范围，请填 2000 至明年之间的年份。")
        return year


class CampaignItemForm(forms.Form):
    """One row of the year's list; the order of the numbers is the printed order."""

    ORDER = forms.IntegerField(label="序号", min_value=1, max_value=99, required=False)
    name = forms.CharField(label="材料名称", max_length=80)
    category = forms.ChoiceField(label="材料类别", choices=ItemCategory.choices)
    requirement = forms.ChoiceField(label="要求", choices=Requirement.choices)
    applies_to = forms.ChoiceField(label="适用部门", choices=AppliesTo.choices)
    DELETE = forms.BooleanField(label="删去", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)

    def has_changed(self) -> bool:
        """A spare row is empty until it has a name: a browser sends along what its drop-downs show."""
        if self.empty_permitted and not self.data.get(self.add_prefix("name"), "").strip():
            return False
        return super().has_changed()

    def clean(self):
        """A row to be dropped needs no further answers."""
        values = super().clean()
        if values.get("DELETE"):
            self._errors.clear()
        return values


class ItemsFormSet(forms.BaseFormSet):
    """The rows of the year's list in their order, without the dropped and the empty ones."""

    def rows(self) -> list[dict]:
        kept = [
            (form.cleaned_data.get("ORDER") or 99, place, form.cleaned_data)
            for place, form in enumerate(self.forms)
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]
        names = ("name", "category", "requirement", "applies_to")
        return [
            {name: values[name] for name in names} for _, _, values in sorted(kept, key=lambda row: row[:2])
        ]


CampaignItems = forms.formset_factory(CampaignItemForm, formset=ItemsFormSet, extra=EXTRA_ROWS, max_num=60)


class SummaryForm(RecordForm):
    """The six parts."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in PARTS:
            self.fields[name].widget.attrs |= {"rows": 6, "maxlength": str(PART_LENGTH)}
            self.fields[name].max_length = PART_LENGTH

    def clean(self):
        values = super().clean()
        for name in PARTS:
            if len(values.get(name, "")) > PART_LENGTH:
                self.add_error(name, f"写得太长，最多 {PART_LENGTH} 字，现有 {len(values[name])} 字。")
        return values


class SummaryItemForm(forms.Form):
    """The answer to one row of the list. Its hidden first values tell which rows this editor has changed."""

    answer = forms.ChoiceField(label="是否提交", choices=ItemAnswer.choices, show_hidden_initial=True)
    quantity = forms.CharField(label="份数/页数", max_length=40, required=False, show_hidden_initial=True)
    submitted_on = forms.DateField(
        label="提交日期",
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        show_hidden_initial=True,
    )

    def __init__(self, item, data=None):
        initial = {"answer": item.answer, "quantity": item.quantity, "submitted_on": item.submitted_on}
        super().__init__(data, prefix=f"item-{item.pk}", initial=initial)
        self.item = item
        if item.requirement == Requirement.REQUIRED:
            kept = (ItemAnswer.OPEN, ItemAnswer.SUBMITTED)
            self.fields["answer"].choices = [(answer.value, answer.label) for answer in kept]
        dress(self)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{item.name} {field.label}"
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"


class StaffNumbersField(forms.CharField):
    """People typed by their 工号, so that page and sheet write them alike; cleans to the staff rows."""

    def prepare_value(self, value):
        if isinstance(value, (list, tuple)):
            return "、".join(person.number for person in value)
        return value

    def clean(self, value) -> list[Staff]:
        numbers = [number for number in BETWEEN_NUMBERS.split(super().clean(value)) if number]
        found = {person.number: person for person in Staff.objects.filter(number__in=numbers)}
        unknown = [number for number in numbers if number not in found]
        if unknown:
            raise ValidationError(f"没有工号 {'、'.join(unknown)}。请核对后改正。")
        return list(found.values())


class IncidentForm(RecordForm):
    """An incident, desensitised."""

    discovered_at = MomentField(label="发现时间")
    responsible = StaffNumbersField(label="责任人", required=False, help_text="填工号，多人用顿号分开")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outline"].widget = forms.Textarea(
            attrs={"rows": 3, "maxlength": "300", "class": "input"}
        )


class ReasonForm(forms.Form):
    """A reason that goes into the log."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class DeadlineForm(ReasonForm):
    """A later deadline, with its reason."""

    until = MomentField(label="新的截止时间")
    field_order = ("until", "reason")


class UrgeForm(forms.Form):
    """What the office writes to the departments it waits for."""

    text = forms.CharField(label="催报内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class SettleForm(forms.Form):
    """How an incident ended."""

    state = forms.ChoiceField(
        label="结果",
        choices=[(IncidentState.CLOSED.value, "属实，结案"), (IncidentState.DISMISSED.value, "经查不属实")],
        widget=forms.RadioSelect,
    )
    conclusion = forms.CharField(label="处理结果", max_length=300, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
