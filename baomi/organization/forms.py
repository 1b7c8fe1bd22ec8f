"""Forms of the pages that are no register: log-in, password, second factor, and the reasons that actions ask for."""

from django import forms

from baomi.core import system_class
from baomi.organization.models import Department, Staff, User

REQUIRED = {"required": "没有填写。"}
CHOOSE = "请选择"
DATE = {"class": "input", "placeholder": "2026-03-02", "inputmode": "numeric", "autocomplete": "off"}


class LoginForm(forms.Form):
    username = forms.CharField(label="工号或账号", max_length=150, error_messages=REQUIRED)
    password = forms.CharField(
        label="密码", max_length=128, strip=False, widget=forms.PasswordInput, error_messages=REQUIRED
    )


class PasswordForm(forms.Form):
    """One's own new password, typed twice; the rules are checked by the action."""

    old = forms.CharField(
        label="原密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "input", "autocomplete": "current-password", "autofocus": True}
        ),
        error_messages=REQUIRED,
    )
    new = forms.CharField(
        label="新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
        error_messages=REQUIRED,
    )
    repeat = forms.CharField(
        label="再输一次",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
        error_messages=REQUIRED,
    )

    def clean(self):
        values = super().clean()
        if values.get("new") and values.get("repeat") and values["new"] != values["repeat"]:
            self.add_error("repeat", "两次输入的新密码不一样。请重新填写。")
        return values


class CodeForm(forms.Form):
    code = forms.RegexField(
        label="动态口令",
        regex=r"^\d{6}$",
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
                "maxlength": 6,
            }
        ),
        error_messages=REQUIRED | {"invalid": "动态口令是 6 位数字。请照手机上显示的填写。"},
    )


class ParameterForm(forms.Form):
    """A new value of one parameter; the value itself is cleaned by its declaration."""

    value = forms.CharField(
        label="新值",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages=REQUIRED,
    )
    effective_from = forms.DateField(
        label="生效日期",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages=REQUIRED | {"invalid": "日期不存在。请写成 2026-03-02 这样。"},
    )
    source = forms.CharField(
        label="依据",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages=REQUIRED,
    )


class CalendarForm(forms.Form):
    """A year's holidays and make-up days, one per line: `2027-01-01 休 元旦` or `2027-01-10 班 调休上班`."""

    source = forms.CharField(
        label="来源", max_length=60, widget=forms.TextInput(attrs={"class": "input"}), error_messages=REQUIRED
    )
    days = forms.CharField(
        label="放假与上班的日期",
        widget=forms.Textarea(attrs={"class": "input", "rows": 20}),
        error_messages=REQUIRED,
        help_text="每行一天：日期、休或班、说明，用空格隔开。没有写的日子按周一至周五上班。",
    )


class NothingForm(forms.Form):
    """For deeds that need no word."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="事由",
        max_length=200,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
        error_messages=REQUIRED | {"required": "没有写明事由。请填写原因或依据的文件。"},
    )


class MoveForm(forms.Form):
    """Where a department goes; empty for the top."""

    parent = forms.ModelChoiceField(
        label="上级部门",
        queryset=Department.objects.active(),
        required=False,
        empty_label="（最上级）",
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": "这个部门已停用或不存在。请另选。"},
    )
    reason = forms.CharField(
        label="事由", max_length=200, required=False, widget=forms.TextInput(attrs={"class": "input"})
    )


class MergeForm(ReasonForm):
    into = forms.ModelChoiceField(
        label="并入",
        queryset=Department.objects.active(),
        empty_label=CHOOSE,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages=REQUIRED | {"invalid_choice": "这个部门已停用或不存在。请另选。"},
    )
    field_order = ("into", "reason")


class EndSeatForm(ReasonForm):
    last_day = forms.DateField(
        label="任期止",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages=REQUIRED | {"invalid": "日期不存在。请写成 2026-03-02 这样。"},
    )
    field_order = ("last_day", "reason")


class AccountField(forms.ModelChoiceField):
    """An account named so that people of the same name are told apart."""

    def label_from_instance(self, user: User) -> str:
        if user.staff is None:
            return user.username
        return f"{user.staff.name}　{user.staff.number}　{user.staff.department.name}"


class ReaderForm(ReasonForm):
    """Who may see one record besides those whose roles show it, and until when."""

    reader = AccountField(
        label="授权给",
        queryset=User.objects.filter(is_active=True)
        .select_related("staff__department")
        .order_by("staff__pinyin", "username"),
        empty_label=CHOOSE,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages=REQUIRED | {"invalid_choice": "这个账号已停用或不存在。请另选。"},
    )
    ends = forms.DateField(
        label="截止日期",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text="当天仍可查看，次日起看不到。",
        error_messages=REQUIRED | {"invalid": "日期不存在。请写成 2026-03-02 这样。"},
    )
    field_order = ("reader", "ends", "reason")


class RevealForm(ReasonForm):
    field = forms.ChoiceField(
        label="查看",
        choices=[("identity_number", "身份证号"), ("phone", "联系电话")],
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": "没有这个加密栏目。"},
    )
    field_order = ("field", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = self.fields["field"].choices
        self.fields["field"].choices = [
            (name, label) for name, label in offered if system_class.applies(Staff.ONLY_ON.get(name, ()))
        ]


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label="照片",
        widget=forms.FileInput(attrs={"class": "input", "accept": "image/jpeg,image/png"}),
        help_text="JPG 或 PNG，10 MB 以内；保存时统一缩为 600 × 800 以内。",
        error_messages=REQUIRED | {"empty": "文件是空的。请另选一张照片。"},
    )
