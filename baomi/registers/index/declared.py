"""What the registers' declarations mean for the index: its realms, and whose words come from other rows.

A realm is a part of the index that somebody sees as a whole: the search fields of a register that are always shown,
and each field by itself that is hidden from some (`field_permissions`) or on some sites (`only_on`). Who may not see a
field does not ask its realm, so that no answer depends on it.
"""

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.checks import Error
from django.core.checks import register as check
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from baomi.core.fields import BlindIndexField, EncryptedTextField
from baomi.registers.declarations import Register, registry
from baomi.registers.index import words

SOUNDS = ("pinyin", "initials")
"""Fields that say how the `name` beside them is read: they are hidden with it."""


@dataclass(frozen=True)
class Realm:
    """`fields` of `register` that are shown or hidden together; `guarded` names the one that may be hidden."""

    register: str
    guarded: str
    fields: tuple[str, ...]

    @functools.cached_property
    def key(self) -> str:
        """Four letters or digits that begin each of its tokens, the same on every site."""
        number = int.from_bytes(hashlib.sha256(f"{self.register}/{self.guarded}".encode()).digest()[:8])
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"
        return "".join(signs[number // 36**place % 36] for place in range(4))

    @property
    def declared(self) -> str:
        """A digest of what its entries are made of."""
        return hashlib.sha256("\n".join((str(words.VERSION), *self.fields)).encode()).hexdigest()


@dataclass(frozen=True)
class Link:
    """Records of `register` that are found by words of the row at `path`.

    `told` says that these words stand in the row's own entry, too: as long as that is the same, so are they.
    """

    register: Register
    path: str
    told: bool


def realms(register: Register) -> tuple[Realm, ...]:
    """The realm that everybody asks, then those of single fields."""
    guarded = _guarded(type(register))
    fields = type(register).search_fields
    always = tuple(path for path in fields if not guarded & _names(path))
    alone = [Realm(register.name, path, (path,)) for path in fields if path not in always]
    return (Realm(register.name, "", always), *alone)


def open_to(register: Register, user) -> list[Realm]:
    """The realms whose fields the user may see here and now."""
    hidden = register.hidden_from(user)
    return [realm for realm in realms(register) if not realm.guarded or not hidden & _names(realm.guarded)]


def searched() -> list[Register]:
    """The registers that have words to be found by."""
    return [register for register in registry.all() if type(register).search_fields]


def of_model(model: type[models.Model]) -> list[Register]:
    return [register for register in searched() if register.model is model]


@functools.cache
def links_to(model: type[models.Model]) -> tuple[Link, ...]:
    """Where rows of `model` lend their words to records of other registers; every write asks, once all are declared."""
    told = {path for register in of_model(model) for path in type(register).search_fields}
    found: dict[tuple[str, str], Link] = {}
    for register in searched():
        for path in type(register).search_fields:
            for before, rest in _ways(register.model, path, model):
                link = found.get((register.name, before), Link(register, before, told=True))
                found[register.name, before] = Link(register, before, told=link.told and rest in told)
    return tuple(found.values())


@functools.cache
def watched() -> frozenset[type[models.Model]]:
    """Every model whose rows' words stand in the index. Asked only when every register is declared."""
    found = {register.model for register in searched()}
    for register in searched():
        for path in type(register).search_fields:
            found.update(model for _, model, _ in steps(register.model, path))
    return frozenset(found)


def _ways(model: type[models.Model], path: str, wanted: type[models.Model]) -> Iterator[tuple[str, str]]:
    """(path to the row, path from it) of every row of `wanted` that the path goes through."""
    return ((before, rest) for before, step, rest in steps(model, path) if step is wanted)


def steps(model: type[models.Model], path: str) -> Iterator[tuple[str, type[models.Model], str]]:
    """Every related row on a path: the way to it, its model, the way on."""
    parts = path.split("__")
    for number, part in enumerate(parts[:-1], 1):
        model = model._meta.get_field(part).related_model
        yield "__".join(parts[:number]), model, "__".join(parts[number:])


@functools.cache
def _guarded(declared: type[Register]) -> frozenset[str]:
    """Names of fields that somebody or some site does not see."""
    sections, groups = declared.sections, declared.form_groups
    columns = [*declared.columns, *(column for section in sections for column in section.columns)]
    names = {*declared.field_permissions, *(column.name for column in columns if column.only_on)}
    names.update(column.name for section in sections if section.only_on for column in section.columns)
    names.update(name for group in groups if group.only_on for name in group.fields)
    return frozenset(names)


def _names(path: str) -> frozenset[str]:
    """The names under which a path may be hidden: itself, what leads to it, the name that it is the reading of."""
    parts = path.split("__")
    shown = [*parts[:-1], "name"] if parts[-1] in SOUNDS else parts
    steps = ["__".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return frozenset([*steps, "__".join(shown)])


@check()
def check_search_fields(app_configs, **kwargs) -> list[Error]:
    """baomi.E050: a search field that cannot be indexed; baomi.E051: two realms with one key."""
    errors = [
        Error(
            f"台账 {register.name} 的查找字段 {path} 不能进入检索：{fault}。",
            hint="改用本表或唯一上级记录中不加密的文字字段。",
            obj=register.name,
            id="baomi.E050",
        )
        for register in searched()
        for path in type(register).search_fields
        if (fault := _fault(register.model, path))
    ]
    known: dict[str, Realm] = {}
    for realm in (realm for register in searched() for realm in realms(register)):
        if known.setdefault(realm.key, realm) != realm:
            text = f"检索分区 {realm.register}/{realm.guarded} 与 {known[realm.key].register} 的代码相同。"
            errors.append(
                Error(text, hint="给其中一个台账换一个 slug。", obj=realm.register, id="baomi.E051")
            )
    return errors


def _fault(model: type[models.Model], path: str) -> str:
    """Why a path cannot be searched, in words; empty when it can."""
    *parents, last = path.split("__")
    try:
        for part in parents:
            field = model._meta.get_field(part)
            if not (field.many_to_one or field.one_to_one):
                return f"{part} 对应多条记录"
            model = field.related_model
        field = model._meta.get_field(last)
    except FieldDoesNotExist:
        return "没有这个字段"
    if isinstance(field, EncryptedTextField | BlindIndexField):
        return "它是加密的"
    return "" if isinstance(field, models.CharField | models.TextField) else "它不是文字"
