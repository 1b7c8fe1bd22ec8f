"""Forms of projects and posts."""

from django import forms

from baomi.core import clock
from baomi.core.levels import PersonGrade
from baomi.registers.forms import DATE_FORMATS, RecordForm, date_input, dress
from personnel.forms.numbers import PeopleField, StaffField


class ProjectForm(RecordForm):
    """A project; people are typed by 工号, as who keeps projects need not see the list of all people."""

    leader = StaffField(label="项目负责人")
    secrecy_leader = StaffField(label="保密管理分管领导", required=False)


class PostForm(RecordForm):
    """F-10; the duties have room for several lines."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duties"].widget.attrs["rows"] = 5


class JoinForm(forms.Form):
    """Who comes onto a project's know-list."""

    people = PeopleField(
        label="成员", max_length=400, help_text="填工号，多人用顿号分开；须在岗且涉密等级不低于项目密级"
    )
    task = forms.CharField(label="承担任务（脱敏）", max_length=100, required=False)
    joined_on = forms.DateField(label="加入日期", widget=date_input(), input_formats=DATE_FORMATS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["joined_on"].initial = clock.today
        dress(self)


class LeaveForm(forms.Form):
    """When somebody has left a project."""

    left_on = forms.DateField(label="退出日期", widget=date_input(), input_formats=DATE_FORMATS)
    reason = forms.CharField(label="原因", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["left_on"].initial = clock.today
        dress(self)


class GradeForm(forms.Form):
    """The grade 人事处 will sign for; only those in use."""

    grade = forms.ChoiceField(label="涉密等级", widget=forms.RadioSelect)

    def __init__(self, grades: list[PersonGrade], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [(grade.value, grade.label) for grade in grades]
        dress(self)


class CloseForm(forms.Form):
    """Why a post is closed."""

    reason = forms.CharField(label="撤销原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
