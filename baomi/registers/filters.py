"""A django-filter FilterSet per register, built from its `filters` and limited to what the user may see."""

from collections.abc import Sequence
from functools import partial

import django_filters
from django.db import models

from baomi.core import kept
from baomi.organization import policy
from baomi.organization.models import Department
from baomi.registers.declarations import Register
from baomi.registers.forms import related_choices
from baomi.registers.widgets import DayRange, Option, Options, Ticks

YES_NO = (("", "全部"), ("true", "是"), ("false", "否"))


class ChosenFilter(django_filters.MultipleChoiceFilter):
    """Rows with any of the values chosen: one IN, and no DISTINCT, as the path of a filter leads to one value."""

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


def build_filterset(
    register: Register, user, data, queryset: models.QuerySet, names: Sequence[str] | None = None
) -> django_filters.FilterSet:
    """The bound FilterSet over `queryset`; an impossible value filters nothing and is shown as an error.

    With `names` these of the register's filters and none of its own class.
    """
    base = (register.filterset_class if names is None else None) or django_filters.FilterSet
    hidden = register.hidden_from(user)
    offered = register.filters if names is None else names
    declared = {name: _filter(register, user, name) for name in offered if name not in hidden}
    filterset_class = type(f"{type(register).__name__}Filters", (base,), declared)
    return filterset_class(data, queryset=queryset)


def _filter(register: Register, user, name: str) -> django_filters.Filter:
    field = _field(register.model, name)
    label = _label(register, name, field)
    if field.choices:
        return ChosenFilter(field_name=name, label=label, choices=field.choices, widget=Ticks)
    if isinstance(field, models.BooleanField):
        return django_filters.TypedChoiceFilter(
            field_name=name, label=label, choices=YES_NO, coerce=lambda word: word == "true", widget=Option
        )
    if isinstance(field, models.ForeignKey):
        key = ("choices", register.name, name, user.pk, policy.held(user).key)
        choices = kept.of(key, user.acted_at, partial(_related, register, user, field))
        # A function, as django-filter would copy a list choice by choice.
        return ChosenFilter(field_name=name, label=label, choices=lambda: choices, widget=Options)
    if isinstance(field, models.DateField):
        return django_filters.DateFromToRangeFilter(field_name=name, label=label, widget=DayRange(str(label)))
    if isinstance(field, models.IntegerField):
        return django_filters.NumberFilter(field_name=name, label=label)
    return django_filters.CharFilter(field_name=name, label=label, lookup_expr="icontains")


def _related(register: Register, user, field: models.ForeignKey) -> list[tuple[str, str]]:
    """What can be chosen, read once for checking and for showing."""
    queryset = related_choices(field.remote_field.model._default_manager.all(), register, user, "view")
    if queryset.model is Department:  # by the hundred, on nearly every list: the names alone
        return [(str(pk), name) for pk, name in queryset.values_list("pk", "name")]
    return [(str(row.pk), str(row)) for row in queryset]


def _field(model: type[models.Model], path: str) -> models.Field:
    *parents, last = path.split("__")
    for part in parents:
        model = model._meta.get_field(part).remote_field.model
    return model._meta.get_field(last)


def _label(register: Register, name: str, field: models.Field) -> str:
    for column in register.columns:
        if column.name == name or column.name.startswith(f"{name}__"):
            return column.label
    return str(field.verbose_name)
