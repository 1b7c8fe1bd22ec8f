"""The forms of a candidate, of a line of the old ledger and of its correction; how people and posts are named in drop-downs."""

from django import forms
from django.core.exceptions import ValidationError

from baomi.registers.forms import RecordForm
from personnel.models import ClearedPerson, Takeover, TakeoverCorrection
from personnel.rules.takeovers import DATES


def name_people(field: forms.ModelChoiceField) -> None:
    """A drop-down of cleared people: name, number and unit, as names repeat. Give it rows with staff and department."""
    field.label_from_instance = lambda person: (
        f"{person.staff.name}（{person.staff.number}，{person.department.name}）"
    )


def name_posts(field: forms.ModelChoiceField) -> None:
    """A drop-down of posts: title, unit and grade. Give it rows with their department."""
    field.label_from_instance = lambda post: (
        f"{post.title}（{post.department.name}，{post.get_grade_display()}）"
    )


class PersonForm(RecordForm):
    """Who, for which post, led by whom; once named, neither person nor post is exchanged."""

    class Meta:
        model = ClearedPerson
        fields = ("staff", "kind", "post", "leader", "remark")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_posts(self.fields["post"])

    def clean_staff(self):
        staff = self.cleaned_data["staff"]
        if self.instance.pk and staff.pk != self.instance.staff_id:
            raise ValidationError("不能换成另一个人。请结束这一条，另行登记。")
        return staff

    def clean_post(self):
        post = self.cleaned_data["post"]
        if self.instance.pk and post.pk != self.instance.post_id:
            raise ValidationError("岗位不能在这里更换。请先确认不任用，再按新岗位登记拟任。")
        return post


class TakeoverForm(RecordForm):
    """A line of the ledger kept before this system."""

    class Meta:
        model = Takeover
        fields = (
            "staff", "kind", "post", "leader", "entered_on", "vetted_on", "vetting_due_on", "left_on", "cooling_until",
            "managed_by", "unit", "departure_number", "pledge_number", "remark",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_posts(self.fields["post"])


class CorrectionForm(RecordForm):
    """The right dates of a line; a new one begins with those that stand there."""

    class Meta:
        model = TakeoverCorrection
        fields = ("takeover", *DATES, "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["takeover"].label_from_instance = lambda line: f"{line.staff.name}（{line.number}）"
        if self.instance.pk is None and str(self.initial.get("takeover", "")).isdecimal():
            line = self.fields["takeover"].queryset.filter(pk=self.initial["takeover"]).first()
            for name in DATES if line else ():
                self.initial.setdefault(name, getattr(line, name))
