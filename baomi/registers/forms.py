"""One form per register, used by the page and by the sheet: a Django ModelForm with scoped drop-downs and rules."""

from django import forms
from django.db import models

from baomi.organization import parameters, policy
from baomi.organization.models import Department
from baomi.registers.declarations import Register, registry

BARE_WIDGETS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)
EMPTY_CHOICE = "请选择"
EMPTY = "还没有填写"
DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]


class RecordForm(forms.ModelForm):
    """Base of every register's form. Dates are written 2026-03-02; labels come from the model."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


def dress(form: forms.BaseForm) -> None:
    """Give every control the look's class, and an empty choice words instead of dashes."""
    for field in form.fields.values():
        widget = field.widget
        field.error_messages["required"] = EMPTY
        if not isinstance(widget, BARE_WIDGETS):
            widget.attrs["class"] = f"{widget.attrs.get('class', '')} input".strip()
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = EMPTY_CHOICE
        elif isinstance(field, forms.ChoiceField):
            field.choices = [(value, label if value else EMPTY_CHOICE) for value, label in field.choices]


def build_form_class(register: Register) -> type[forms.ModelForm]:
    """The register's form class over its `form_fields`; `form_class` gives it another base."""
    return forms.modelform_factory(
        register.model,
        form=register.form_class or RecordForm,
        fields=list(register.form_fields),
        formfield_callback=_form_field,
    )


def bound_form(
    register: Register, user, data=None, files=None, *, instance=None, initial=None
) -> forms.ModelForm:
    """The form for this user: drop-downs hold only what he may see, fields carry their rule.

    A posted key outside the drop-down is refused by the field itself, on page and sheet alike.
    """
    form = build_form_class(register)(data, files, instance=instance, initial=initial)
    for name in register.hidden_from(user) & form.fields.keys():
        del form.fields[name]
    verb = "add" if instance is None or instance.pk is None else "change"
    restrict(form, register, user, verb)
    _attach_rules(form, register)
    return form


def restrict(form: forms.BaseForm, register: Register, user, verb: str) -> None:
    """Limit every related field to rows within the user's sight; a model without a register offers nothing."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            chosen = register.choices(name, user)
            field.queryset = (
                related_choices(field.queryset, register, user, verb) if chosen is None else chosen
            )


def related_choices(queryset: models.QuerySet, register: Register, user, verb: str) -> models.QuerySet:
    """What a drop-down offers: departments the verb reaches, else the rows of the related register he may see."""
    if queryset.model is Department and queryset.model is not register.model:
        return policy.scope(user, register.permission(verb), queryset.filter(active=True))
    related = registry.of_model(queryset.model)
    if related is None:
        return queryset.none()
    # What the register itself keeps from him (a draft, say) is not in its drop-downs, either.
    return queryset.filter(pk__in=related.visible(user).order_by().values("pk"))


def _form_field(field: models.Field, **kwargs) -> forms.Field | None:
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        kwargs["widget"] = date_input()
        kwargs["input_formats"] = DATE_FORMATS
    return field.formfield(**kwargs)


def date_input() -> forms.DateInput:
    """A date typed as the house writes it, 2026-03-02; a native picker would show it in the browser's own order."""
    attrs = {"placeholder": "2026-03-02", "inputmode": "numeric", "autocomplete": "off", "maxlength": "12"}
    return forms.DateInput(format="%Y-%m-%d", attrs=attrs)


def _attach_rules(form: forms.BaseForm, register: Register) -> None:
    """Hang the rule beside each field: its words, its paragraph, and the parameter in force today."""
    keys = [rule.parameter for rule in register.field_rules.values() if rule.parameter]
    in_force = parameters.describe_all(keys) if keys else {}
    for name, rule in register.field_rules.items():
        if name in form.fields:
            parameter = in_force.get(rule.parameter)
            form.fields[name].rule = {"text": rule.text, "clause": rule.clause, "parameter": parameter}


def clean_values(form: forms.ModelForm) -> dict:
    """The cleaned values by field name, as actions take them.

    A browser sends every line end as two characters; kept so, saving a page would change a text nobody touched.
    """
    cleaned = {name: form.cleaned_data[name] for name in form.fields if name in form.cleaned_data}
    return {
        name: value.replace("\r\n", "\n") if isinstance(value, str) else value
        for name, value in cleaned.items()
    }
