"""Forms of approvals: the paper, the steps of a route, a delegation."""

from django import forms
from django.db.models import Q

from baomi.approvals import rules
from baomi.approvals.choices import Phase
from baomi.approvals.models import Delegation
from baomi.approvals.routes import Leg, relation_of
from baomi.organization import policy
from baomi.organization.models import Department, Grant, User
from baomi.organization.roles import ADMINISTRATORS, DEPARTMENT_ROLES, Role
from baomi.registers.forms import date_input
from baomi.registers.models import Attachment

SPARE_LEGS = 2
COLUMNS = ("order", "label", "role", "signers", "workdays")


class PaperForm(forms.Form):
    """归档号 or scan; one of them is needed."""

    archive_number = forms.CharField(
        label="归档号", max_length=60, required=False, widget=forms.TextInput({"class": "input"})
    )
    scan = forms.ModelChoiceField(
        Attachment.objects.none(),
        label="扫描件",
        required=False,
        empty_label="不选",
        widget=forms.Select({"class": "input"}),
        help_text="先把扫描件上传到本表的附件。归档号和扫描件至少有一样。",
    )

    def __init__(self, approval, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scan"].queryset = Attachment.objects.filter(
            register=approval.register, record_pk=approval.record_pk, withdrawn_at__isnull=True
        )


class LegForm(forms.Form):
    """One line of the route editor."""

    slug = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    kept = forms.BooleanField(label="保留", required=False, widget=forms.CheckboxInput({"class": "checkbox"}))
    order = forms.IntegerField(label="次序", min_value=1, max_value=99, required=False)
    label = forms.CharField(label="环节名称", max_length=40, required=False)
    role = forms.ChoiceField(label="由谁签", required=False)
    signers = forms.IntegerField(label="人数", min_value=1, max_value=9, required=False)
    workdays = forms.IntegerField(label="时限（工作日）", min_value=1, max_value=60, required=False)

    def __init__(self, *args, procedure, legs, **kwargs):
        super().__init__(*args, **kwargs)
        self.legs = legs
        roles = [role for role in Role if rules.role_sees(procedure, role, relation_of(role))]
        own = self.leg.role if self.leg and self.leg.role not in roles else None
        offered = [*roles, own] if own else roles
        self.fields["role"].choices = [("", "选择角色"), *((role.value, role.label) for role in offered)]
        for name in COLUMNS:
            self.fields[name].widget.attrs["class"] = "input"
        if self.leg and self.leg.by_law:
            for name in ("kept", "role"):
                self.fields[name].disabled = True

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields of the table's columns."""
        return [self[name] for name in COLUMNS]

    @property
    def leg(self) -> Leg | None:
        """The leg this line edits: of the route in force or, dropped from it, as declared."""
        return self.legs.get(self.initial.get("slug"))

    def clean(self):
        data = super().clean()
        if not data.get("kept"):
            return data
        for name in COLUMNS:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, "请填写")
        return data

    def as_data(self, slug: str) -> dict:
        """The line as a Route row keeps it; phase and relation come from the code, or from the role when added."""
        data, leg = self.cleaned_data, self.leg
        role = Role(data["role"])
        same_role = leg is not None and leg.role == role
        return {
            "slug": slug,
            "label": data["label"],
            "role": role.value,
            "relation": str(leg.relation if same_role else relation_of(role)),
            "phase": str(leg.phase if leg else Phase.APPROVE),
            "order": data["order"],
            "signers": data["signers"],
            "workdays": data["workdays"],
        }


class RouteFormSet(forms.BaseFormSet):
    """All lines of a route, spare ones for added steps included."""

    def data_of_legs(self) -> list[dict]:
        """What `actions.set_route` takes: the kept lines; an added one gets the next free slug."""
        kept = [form for form in self.forms if form.cleaned_data.get("kept")]
        taken = {form.initial.get("slug") for form in self.forms}
        free = (f"added-{n}" for n in range(1, 100) if f"added-{n}" not in taken)
        return [form.as_data(form.initial.get("slug") or next(free)) for form in kept]


LegFormSet = forms.formset_factory(LegForm, formset=RouteFormSet, extra=SPARE_LEGS, max_num=30)


class DelegationForm(forms.ModelForm):
    """代签: to whom, which of one's roles, when and why."""

    class Meta:
        model = Delegation
        fields = ["to_user", "role", "department", "starts", "ends", "reason"]
        widgets = {
            "starts": date_input(),
            "ends": date_input(),
            "reason": forms.TextInput({"class": "input"}),
        }
        help_texts = {"department": "部门角色可以只委托其中一个部门；不选即为您的全部范围。"}

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = policy.held(user)
        mine = [role for role in Role if role in held.roles and role not in ADMINISTRATORS]
        reach = {pk for role in mine if role in DEPARTMENT_ROLES for pk in held.by_department.get(role, ())}
        self.fields["role"].choices = [("", "选择角色"), *((role.value, role.label) for role in mine)]
        self.fields["department"].queryset = Department.objects.filter(pk__in=reach)
        self.fields["department"].empty_label = "全部范围"
        self.fields["to_user"].queryset = _colleagues(user, reach)
        self.fields["to_user"].empty_label = "选择代签人"
        self.fields["to_user"].label_from_instance = _who
        for name in ("to_user", "role", "department"):
            self.fields[name].widget.attrs["class"] = "input"


def _colleagues(user: User, reach: set[int]):
    """Who can be asked: the own 二级单位, the departments one answers for, and others who hold the same role.

    A drop-down of the whole university would show everybody's account to everybody.
    """
    near = Q(staff__department__in=reach)
    if user.staff_id:
        near |= Q(staff__department__path__startswith=user.staff.department.top.path)
    roles = policy.held(user).roles - set(ADMINISTRATORS)
    near |= Q(
        pk__in=Grant.objects.in_force()
        .filter(role__in=roles)
        .exclude(role__in=DEPARTMENT_ROLES)
        .values("user")
    )
    found = User.objects.filter(near, is_active=True, staff__isnull=False).exclude(pk=user.pk)
    return found.select_related("staff__department").order_by("staff__pinyin", "pk")


def _who(user: User) -> str:
    return f"{user.staff.name}　{user.staff.department}"
