"""The form of one rung of a ladder."""

from django import forms

from baomi.organization.roles import Role
from baomi.reminders.choices import Kind
from baomi.reminders.deadlines import Deadline
from baomi.reminders.models import ReminderStage

LONGEST = 400


class StageForm(forms.ModelForm):
    """Distance, unit, whom, kind, paper; the sign of the distance follows from the kind."""

    distance = forms.IntegerField(
        label="时距", min_value=0, max_value=LONGEST, help_text="到期当日填 0；前后由类别决定"
    )
    relation = forms.ChoiceField(label="提醒对象")

    class Meta:
        model = ReminderStage
        fields = ["kind", "distance", "unit", "relation", "paper"]

    def __init__(self, deadline: Deadline, *args, **kwargs):
        super().__init__(*args, **kwargs)
        roles = {role.value: role.label for role in Role}
        self.fields["relation"].choices = list({**deadline.relations, **roles}.items())
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        if self.instance.pk:
            self.fields["distance"].initial = abs(self.instance.offset)

    def clean(self) -> dict:
        values = super().clean()
        kind, distance = values.get("kind"), values.get("distance")
        if kind is not None and distance is not None:
            if (kind == Kind.ON_DAY) != (distance == 0):
                self.add_error("distance", "时距与类别不符。到期填 0，其他类别填 1 以上。")
            values["offset"] = -distance if kind == Kind.AHEAD else distance
        return values

    def _post_clean(self) -> None:
        """The row is checked where it is written; here only the fields are."""

    def values(self) -> dict:
        """What the action writes."""
        return {name: self.cleaned_data[name] for name in ("offset", "unit", "relation", "kind", "paper")}
