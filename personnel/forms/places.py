"""Forms of key places: the place, who may enter, visitors, checks."""

import re

from django import forms
from django.core.exceptions import ValidationError

from baomi.core import clock
from baomi.registers.forms import DATE_FORMATS, RecordForm, date_input, dress
from personnel.forms.numbers import KeyPlaceField, PersonField, StaffField

MOMENT = "%Y-%m-%d %H:%M"
BETWEEN = re.compile(r"[,，、;；\t]|\s+")
PARTS = ("name", "post", "unit")
MOST_VISITORS = 30
LONGEST = 40


class MomentField(forms.DateTimeField):
    """An instant typed as the house writes it: 2026-12-10 17:30, Shanghai time."""

    default_error_messages = {"invalid": "时间不存在或格式不对，写成 2026-12-10 17:30 这样。"}

    def __init__(self, **kwargs):
        attrs = {"placeholder": "2026-12-10 17:30", "autocomplete": "off", "maxlength": "16"}
        widget = forms.DateTimeInput(format=MOMENT, attrs=attrs)
        super().__init__(input_formats=[MOMENT, "%Y/%m/%d %H:%M"], widget=widget, **kwargs)


class VisitorsField(forms.CharField):
    """A line for each visitor: 姓名，职务，单位. Cleans to [{name, post, unit}, …] as the record keeps them."""

    widget = forms.Textarea(attrs={"rows": 4, "placeholder": "王某，工程师，某某公司"})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join("，".join(row[part] for part in PARTS) for row in value)
        return value

    def clean(self, value) -> list[dict[str, str]]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_VISITORS:
            raise ValidationError(f"一份申请最多 {MOST_VISITORS} 人，现有 {len(lines)} 人。请分开申请。")
        return [self._visitor(number, line) for number, line in enumerate(lines, 1)]

    def _visitor(self, number: int, line: str) -> dict[str, str]:
        parts = [part for part in BETWEEN.split(line) if part]
        if len(parts) != len(PARTS):
            raise ValidationError(f"第 {number} 行要写三项：姓名，职务，单位。没有职务的写“无”。")
        if any(len(part) > LONGEST for part in parts):
            raise ValidationError(f"第 {number} 行写得太长，每项最多 {LONGEST} 字。")
        return dict(zip(PARTS, parts, strict=True))


class KeyPlaceForm(RecordForm):
    """F-60."""

    head = StaffField(label="负责人")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("reason", "guards", "physical", "technical"):
            self.fields[name].widget.attrs["rows"] = 3


class AccessForm(RecordForm):
    """Who may enter; the person by 工号."""

    person = PersonField(label="人员工号")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.setdefault("starts", clock.today())


class WithdrawalForm(RecordForm):
    """F-61."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 4


class VisitForm(RecordForm):
    """F-63; the place by its number, as it may be another department's."""

    key_place = KeyPlaceField(label="要害部门部位", help_text="填编号，例如 YB-2026-001")
    visitors = VisitorsField(label="来访人员", help_text="每行一人：姓名，职务，单位")
    escort = StaffField(label="陪同人")
    planned_at = MomentField(label="拟进入时间")


class ConfirmForm(forms.Form):
    """The bureau's confirmation."""

    number = forms.CharField(label="确认文号", max_length=60)
    day = forms.DateField(label="确认日期", widget=date_input(), input_formats=DATE_FORMATS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class RevokeForm(forms.Form):
    """Why a permission is taken back."""

    reason = forms.CharField(label="收回原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class BookForm(forms.Form):
    """登记进出: when they came and left, and the three checks."""

    came_at = MomentField(label="来访时间")
    left_at = MomentField(label="离开时间")
    book_kept = forms.BooleanField(label="已登记来访", required=False)
    phones_locked = forms.BooleanField(label="手机已入柜", required=False)
    no_recorders = forms.BooleanField(label="无摄录设备", required=False)
    remark = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
