"""Forms of major events and filings."""

from django import forms

from baomi.core import clock
from baomi.organization import parameters, policy
from baomi.organization.policy import Reach
from baomi.registers.forms import DATE_FORMATS, RecordForm, date_input, dress
from personnel.actions.reports import ADD
from personnel.choices.yearly import ReportKind
from personnel.evidence.own import row_of
from personnel.forms.numbers import PersonField
from personnel.models import MajorReport
from personnel.parameters import REPORT_WORKDAYS
from personnel.rules import reports as rules

PAPER_HINT = "报告人没有账号、照其签字的纸质报告代录时填"


def reports_for_others(user) -> bool:
    """Whether one of the user's roles types the paper reports of people without an account."""
    held = policy.held(user).roles
    return any(role in held and reach is not Reach.OWN for role, reach in policy.reach_by_role(ADD).items())


class _WhoForm(forms.Form):
    """Whose report it is: the user's own, or one typed from paper by whoever may."""

    use_required_attribute = False
    person = PersonField(label="报告人")
    paper_number = forms.CharField(
        label="纸质报告归档号", max_length=60, required=False, help_text=PAPER_HINT
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = row_of(user.staff_id)
        if reports_for_others(user):
            self.fields["person"].initial = self.own.staff.number if self.own else None
        else:
            del self.fields["person"], self.fields["paper_number"]
        dress(self)

    def clean(self):
        values = super().clean()
        if "person" not in self.fields:
            if self.own is None:
                raise forms.ValidationError("您不在涉密人员台账中，不用报告重大事项。")
            values |= {"person": self.own, "paper_number": ""}
        return values


class EventForm(_WhoForm):
    """When it happened, and whose it is; what happened is written on the next page."""

    happened_on = forms.DateField(
        label="发生日期", widget=date_input(), input_formats=DATE_FORMATS, help_text="有几项的，填最早的一项"
    )

    field_order = ("person", "happened_on", "paper_number")


class NothingForm(_WhoForm):
    """That there was nothing, said by a tick."""

    confirmed = forms.BooleanField(label="确认")

    field_order = ("person", "paper_number", "confirmed")

    def __init__(self, user, year: int, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields[
            "confirmed"
        ].help_text = f"{year} 年没有应当报告的重大事项（已报告的除外），如有不实，愿承担责任"


class ReportForm(RecordForm):
    """The single cells of F-19 beside its six blocks."""

    class Meta:
        model = MajorReport
        fields = ("happened_on", "paper_number")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        report = self.instance
        if report.kind == ReportKind.ZERO:
            del self.fields["happened_on"]
        else:
            self.fields["happened_on"] = forms.DateField(
                label="发生日期", widget=date_input(), input_formats=DATE_FORMATS
            )
            dress(self)
            self.fields["happened_on"].rule = self._rule()
        if rules.has_account_of(report.person):
            del self.fields["paper_number"]
        else:
            self.fields["paper_number"].needed = True

    def _rule(self) -> dict:
        known = parameters.describe_all([REPORT_WORKDAYS])[REPORT_WORKDAYS]
        return {"text": "涉密人员管理规定：自发生之日起及时报告，期限", "clause": "", "parameter": known}

    def values(self) -> dict:
        """The typed cells by name, as the action takes them."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


class HandleForm(forms.Form):
    """What the office makes of a report."""

    use_required_attribute = False
    abnormal = forms.TypedChoiceField(
        label="认定",
        choices=[("no", "正常"), ("yes", "异常，须上报保密行政管理部门")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    handling = forms.CharField(
        label="处理意见",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": "200"}),
        help_text="认定异常的须写明；正常的可不填",
    )
    review = forms.BooleanField(
        label="发起复审",
        required=False,
        help_text="个人情况有重大变化、影响涉密资格的勾选，随即建立复审审查表",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class DrawUpForm(forms.Form):
    """That the registers are up to date before the bureau is told."""

    use_required_attribute = False
    checked = forms.BooleanField(label="核对", help_text="上岗、变更、离岗、出国（境）均已在台账办结")


class FiledForm(forms.Form):
    """The day it went to the bureau and the number of the bureau's receipt."""

    use_required_attribute = False
    day = forms.DateField(label="报备日期", widget=date_input(), input_formats=DATE_FORMATS)
    receipt = forms.CharField(label="备案回执号", max_length=60)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {"day": clock.today()})
        super().__init__(*args, **kwargs)
        dress(self)
