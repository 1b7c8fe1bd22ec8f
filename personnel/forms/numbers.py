"""People and places typed by their number: page and sheet write alike, and nobody's list of all people is shown."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from baomi.organization.models import Staff
from personnel.models import ClearedPerson, KeyPlace

BETWEEN = re.compile(r"[\s、,，;；]+")


class NumberField(forms.CharField):
    """A row typed by its number; cleans to the row. `find(text)` of a subclass looks it up."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 40)
        super().__init__(empty_value=None, **kwargs)

    def prepare_value(self, value):
        """A key of the model (the record's own value) becomes the number; what was typed stays."""
        if isinstance(value, int):
            value = self.row_of(value)
        return self.number_of(value) if isinstance(value, models.Model) else value

    def clean(self, value) -> models.Model | None:
        text = super().clean(value)
        return self.find(text) if text else None


class StaffField(NumberField):
    """Somebody of the university by 工号, or by name where only one person has it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "填工号；没有同名的也可填姓名")
        super().__init__(**kwargs)

    def row_of(self, key: int) -> Staff | None:
        return Staff.objects.filter(pk=key).first()

    def number_of(self, staff: Staff) -> str:
        return staff.number

    def find(self, text: str) -> Staff:
        known = Staff.objects.filter(active=True)
        found = list(known.filter(number=text)) or list(known.filter(name=text)[:2])
        if not found:
            raise ValidationError(f"没有工号或姓名为“{text}”的在职人员。请核对后改正。")
        if len(found) > 1:
            raise ValidationError(f"叫“{text}”的不止一人。请改填工号。")
        return found[0]


class PersonField(NumberField):
    """A cleared person by 工号: the row he has now."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "填工号")
        super().__init__(**kwargs)

    def row_of(self, key: int) -> ClearedPerson | None:
        return ClearedPerson.objects.select_related("staff").filter(pk=key).first()

    def number_of(self, person: ClearedPerson) -> str:
        return person.staff.number

    def find(self, text: str) -> ClearedPerson:
        return people_of([text])[0]


class PeopleField(forms.CharField):
    """Several cleared people by their 工号; cleans to their rows."""

    def clean(self, value) -> list[ClearedPerson]:
        return people_of([number for number in BETWEEN.split(super().clean(value)) if number])


class KeyPlaceField(NumberField):
    """A key place in force by its number, also one of another department."""

    def row_of(self, key: int) -> KeyPlace | None:
        return KeyPlace.objects.filter(pk=key).first()

    def number_of(self, place: KeyPlace) -> str:
        return place.number or ""

    def find(self, text: str) -> KeyPlace:
        found = KeyPlace.objects.in_force().filter(number=text).first()
        if found is None:
            raise ValidationError(f"没有编号为“{text}”的在用要害部门部位。请向管理部门问清编号。")
        return found


def people_of(numbers: list[str]) -> list[ClearedPerson]:
    """The rows in force of these 工号, in their order. Raises ValidationError naming those who are not cleared."""
    wanted = list(dict.fromkeys(numbers))
    rows = ClearedPerson.objects.live().filter(staff__number__in=wanted).select_related("staff")
    found = {person.staff.number: person for person in rows}
    unknown = [number for number in wanted if number not in found]
    if unknown:
        raise ValidationError(f"涉密人员台账中没有工号 {'、'.join(unknown)}。请核对后改正。")
    return [found[number] for number in wanted]
