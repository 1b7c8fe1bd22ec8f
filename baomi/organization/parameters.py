"""Numbers of the law and of the house as data: declared in code, changed in the browser, dated.

Workflows use the value in force on the day of the event; a change never rewrites what was already decided.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization.models import Parameter
from baomi.organization.roles import Role


@dataclass(frozen=True)
class Declaration:
    """What a parameter is: label, unit, where the default comes from, who may change it."""

    key: str
    label: str
    default: Any
    unit: str
    source: str
    kind: type = int
    owner: Role = Role.OFFICE_HEAD
    group: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: Mapping[str, str] | None = None

    def clean(self, raw: Any) -> Any:
        """The value in its type. Raises Refusal naming what is allowed."""
        value = self._typed(raw)
        if self.choices and value not in self.choices:
            raise Refusal(
                f"“{raw}”不在可选范围内", where=self.label, how="可选：" + "、".join(self.choices.values())
            )
        below = self.minimum is not None and value < self.minimum
        above = self.maximum is not None and value > self.maximum
        if below or above:
            raise Refusal(
                f"“{raw}”超出范围", where=self.label, how=f"请填 {self.minimum} 至 {self.maximum} {self.unit}"
            )
        return value

    def shown(self, value: Any) -> str:
        """A value with its unit, as printed beside a rule."""
        if self.choices:
            return self.choices[value]
        if self.kind is bool:
            return "是" if value else "否"
        return f"{value} {self.unit}".strip()

    def _typed(self, raw: Any) -> Any:
        try:
            if self.kind is bool:
                return (
                    raw
                    if isinstance(raw, bool)
                    else {"是": True, "否": False, "1": True, "0": False}[str(raw)]
                )
            if self.kind is float:
                return float(raw)
            return int(raw) if self.kind is int else str(raw).strip()
        except (TypeError, ValueError, KeyError):
            raise Refusal(
                f"“{raw}”不是可用的值", where=self.label, how=f"请填数值，单位：{self.unit}"
            ) from None


IN_FORCE = ("value", "effective_from", "source", "set_by_name")


@dataclass(frozen=True)
class InForce:
    """A parameter's value on a day, and where it comes from."""

    declaration: Declaration
    value: Any
    effective_from: dt.date | None
    source: str
    set_by_name: str

    @property
    def label(self) -> str:
        return self.declaration.label

    @property
    def unit(self) -> str:
        return self.declaration.unit

    @property
    def starts(self) -> dt.date | None:
        """As the parameter card names it."""
        return self.effective_from

    @property
    def editor(self) -> str:
        return self.set_by_name

    @property
    def shown(self) -> str:
        """The value with its unit, as printed beside a rule."""
        return self.declaration.shown(self.value)


_declared: dict[str, Declaration] = {}


def declare(key: str, label: str, default: Any, unit: str, source: str, **more: Any) -> None:
    """Declare a parameter once. Raises ValueError for a second declaration of the same key."""
    if key in _declared:
        raise ValueError(f"parameter {key} is declared twice")
    _declared[key] = Declaration(key, label, default, unit, source, **more)


def declared() -> list[Declaration]:
    """Every declared parameter, in the order of its group and key."""
    return sorted(_declared.values(), key=lambda item: (item.group, item.key))


def declaration(key: str) -> Declaration:
    """Raises LookupError for a key nobody declared."""
    try:
        return _declared[key]
    except KeyError:
        raise LookupError(f"parameter {key} is not declared") from None


def value(key: str, on: dt.date | None = None) -> Any:
    """The value in force on the day (today without one)."""
    return describe(key, on).value


def describe(key: str, on: dt.date | None = None) -> InForce:
    """The value in force on the day with its source and editor."""
    return describe_all([key], on)[key]


def describe_all(keys: list[str], on: dt.date | None = None) -> dict[str, InForce]:
    """Several parameters in one query."""
    day = on or clock.today()
    rows = Parameter.objects.filter(key__in=keys, effective_from__lte=day).order_by("effective_from")
    found = {key: values for key, *values in rows.values_list("key", *IN_FORCE)}
    return {key: _in_force(declaration(key), found.get(key)) for key in keys}


def _in_force(item: Declaration, values: list | None) -> InForce:
    return InForce(item, *values) if values else InForce(item, item.default, None, item.source, "")
