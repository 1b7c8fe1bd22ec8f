"""Which heading of a file feeds which field of the register: proposed from labels, corrected by the user, remembered."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms

from baomi.core import crypto
from baomi.core.errors import Refusal
from baomi.registers.declarations import Column, Register

NOTE = re.compile(r"\((?:必填|选填|可不填|必填项)\)")


@dataclass(frozen=True)
class Target:
    """A field that a sheet can fill: its name on form and model, its label, other headings it answers to."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    key: bool = False
    column: Column | None = None

    @property
    def headings(self) -> list[str]:
        return [normalise(text) for text in (self.label, *self.aliases)]


def normalise(text: str) -> str:
    """A heading for comparing: full-width forms made half-width, no white space, no stars, no （必填）, no colon."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return NOTE.sub("", plain).strip("*:").casefold()


def targets(register: Register, form: forms.BaseForm) -> list[Target]:
    """What a sheet of the register can fill: its key, then the fields of its form, by the labels of its columns."""
    columns: dict[str, Column] = {}
    for column in register.columns:
        if column.sheet and column.value is None:
            columns.setdefault(column.name.partition("__")[0], column)
    names = [name for name in register.key if name not in form.fields] + list(form.fields)
    return [_target(register, form, name, columns.get(name)) for name in names]


def _target(register: Register, form: forms.BaseForm, name: str, column: Column | None) -> Target:
    own_label = str(register.model._meta.get_field(name).verbose_name)
    field = form.fields.get(name)
    labels = [column.label, *column.aliases] if column else []
    labels += [str(field.label)] if field is not None and field.label else []
    label, *others = dict.fromkeys([*labels, own_label])
    return Target(
        name=name,
        label=label,
        aliases=tuple(others),
        required=bool(field is not None and field.required),
        key=name in register.key,
        column=column,
    )


def propose(
    headings: Sequence[str], known: Iterable[Target], remembered: dict[str, str] | None = None
) -> dict[str, str]:
    """{heading: field name}, "" for a column left out. What was remembered for the same headings goes first."""
    known = list(known)
    names = {target.name for target in known}
    by_heading = {heading: target.name for target in reversed(known) for heading in target.headings}
    chosen: dict[str, str] = {}
    for heading in headings:
        name = (remembered or {}).get(heading, by_heading.get(normalise(heading), ""))
        chosen[heading] = name if name in names and name not in chosen.values() else ""
    return chosen


def corrected(headings: Sequence[str], known: Iterable[Target], choices: Sequence[str]) -> dict[str, str]:
    """The user's own choice per column, checked. Raises Refusal for an unknown field or one chosen twice."""
    labels = {target.name: target.label for target in known}
    mapping: dict[str, str] = {}
    for heading, name in zip(headings, choices, strict=False):
        if name and name not in labels:
            raise Refusal("没有这个登记项", f"表头“{heading}”", "请重新选择")
        if name and name in mapping.values():
            other = next(key for key, value in mapping.items() if value == name)
            raise Refusal(f"两列对应同一登记项“{labels[name]}”", f"表头“{other}”和“{heading}”", "请只留一列")
        mapping[heading] = name
    return {heading: mapping.get(heading, "") for heading in headings}


def signature(headings: Sequence[str]) -> str:
    """What a set of headings is remembered by."""
    return crypto.sm3("\x1f".join(normalise(heading) for heading in headings).encode())
