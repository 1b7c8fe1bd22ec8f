"""What a register is: one class per register says everything that list, page, form, sheet and print need.

A declaration configures well-kept parts (ModelForm, django-filter, Paginator, simple-history, openpyxl); any of
them can be replaced by an ordinary class of that library through the attribute that names it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from baomi.core import system_class
from baomi.core.decisions import Allowed, Denied
from baomi.organization import policy
from baomi.organization.policy import Reach
from baomi.organization.roles import Role

VERBS = ("view", "add", "change", "export", "import", "compare")


@dataclass(frozen=True)
class Column:
    """One column of the list, the sheet and the printed ledger.

    `name` is an attribute path ("department__name"). `kind` says how the value is shown: text, date, month,
    datetime, number, bool, level, grade, status, masked (an encrypted field, shown by its mask). `value`
    computes what no path reaches; such a column has no `sort` and goes out but not in.
    """

    name: str
    label: str
    kind: str = "text"
    sort: str | None = None
    shown: bool = True
    sheet: bool = True
    aliases: tuple[str, ...] = ()
    value: Callable[[Any], Any] | None = None
    only_on: tuple[str, ...] = ()
    """The system classes (campus, standalone) that have it; empty for all."""
    reads: tuple[str, ...] = ()
    """The record's own fields that a computed value is made of and of nothing else: neither the clock nor an approval.

    A related row's key names the row as a whole. With them the value can be told of a past day; without, it is left
    out there."""

    @property
    def sort_path(self) -> str:
        """The path to order by; empty when the column cannot be sorted."""
        if self.sort is not None:
            return self.sort
        return "" if self.value or self.kind == "masked" else self.name

    def raw(self, record) -> Any:
        """The value itself: a date, a number, a choice's code, a related row."""
        if self.value:
            return self.value(record)
        for part in self.name.split("__"):
            if record is None:
                return None
            record = getattr(record, part)
        return record

    def text(self, record) -> Any:
        """What a person reads: a choice's label instead of its code."""
        if self.value:
            return self.value(record)
        *parents, last = self.name.split("__")
        for part in parents:
            record = getattr(record, part)
            if record is None:
                return None
        label = getattr(record, f"get_{last}_display", None)
        return label() if label else getattr(record, last)


@dataclass(frozen=True)
class Section:
    """A group of labelled values on the record page: (attribute path, label) pairs, or Columns."""

    label: str
    columns: Sequence[Column]
    visible: Callable[[Any, Any], bool] | None = None
    """Called with (user, record); None = whoever sees the record."""
    only_on: tuple[str, ...] = ()
    """The system classes (campus, standalone) that have it; empty for all."""


@dataclass(frozen=True)
class SavedView:
    """A tab over the list: a condition with a count; `condition` may be computed per user."""

    slug: str
    label: str
    condition: Q | Callable[[Any], Q] = field(default_factory=Q)
    needs: str = ""
    """The permission to see the tab; empty for whoever sees the list."""

    def filter(self, queryset: models.QuerySet, user) -> models.QuerySet:
        condition = self.condition(user) if callable(self.condition) else self.condition
        return queryset.filter(condition) if condition else queryset


@dataclass(frozen=True)
class FormGroup:
    """Fields of the form shown under one heading."""

    label: str
    fields: tuple[str, ...]
    note: str = ""
    only_on: tuple[str, ...] = ()
    """The system classes (campus, standalone) that have it; empty for all."""


@dataclass(frozen=True)
class FieldRule:
    """The rule beside a field: its words, its paragraph, and the parameter it hangs on."""

    text: str
    clause: str = ""
    parameter: str = ""


@dataclass(frozen=True)
class RecordAction:
    """A button on the record page. `locked` keeps it visible with the reason in words."""

    label: str
    url: str
    primary: bool = False
    danger: bool = False
    post: bool = False
    locked: bool = False
    reason: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Hidden fields of a posting button."""
    key: str = ""
    """The key of the keyboard that presses it."""


DECLARED_IN_PARTS = ("columns", "sections", "form_groups")
DECLARED_BY_NAME = ("form_fields", "filters", "search_fields")


class _InForce:
    """A list of a register: on the class as declared, on the register without what this system class leaves out.

    Every page, form, sheet and print reads the lists from the register, so that none of them has to remember it.
    """

    def __init__(self, declared: Sequence) -> None:
        self.declared = declared

    def __get__(self, register: "Register | None", owner: type | None = None) -> Sequence:
        if register is None:
            return self.declared
        left_out = register.left_out()
        kept = (_without(part, left_out) for part in self.declared if not _is_left_out(part, left_out))
        return tuple(part for part in kept if not isinstance(part, Section) or part.columns)


def _is_left_out(part, left_out: frozenset[str]) -> bool:
    if isinstance(part, str):
        return part in left_out
    if isinstance(part, Column):
        return part.name in left_out
    return not system_class.applies(part.only_on)


def _without(part, left_out: frozenset[str]):
    """A section loses the columns left out; with none left it goes, too."""
    if not isinstance(part, Section):
        return part
    return replace(part, columns=tuple(column for column in part.columns if column.name not in left_out))


class Register:
    """A register, declared. Subclass, set the attributes, and `registry.add` it once.

    `permissions` maps each verb (view, add, change, export, import, compare) to the roles that have it and how far
    each reaches; a verb left out is given to nobody, export defaults to view. `create` and `change` are the
    actions that page and sheet both call: create(by, values) -> record; change(by, record, values, version).
    """

    app: ClassVar[str]
    slug: ClassVar[str]
    model: ClassVar[type[models.Model]]
    label: ClassVar[str]
    unit_word: ClassVar[str] = "条"
    menu_group: ClassVar[str] = ""
    menu_order: ClassVar[int] = 100
    columns: ClassVar[Sequence[Column]] = ()
    search_fields: ClassVar[Sequence[str]] = ()
    search_hint: ClassVar[str] = "名称、编号"
    filters: ClassVar[Sequence[str]] = ()
    filterset_class: ClassVar[type | None] = None
    views: ClassVar[Sequence[SavedView]] = (SavedView("all", "全部"),)
    sections: ClassVar[Sequence[Section]] = ()
    form_fields: ClassVar[Sequence[str]] = ()
    form_groups: ClassVar[Sequence[FormGroup]] = ()
    form_class: ClassVar[type | None] = None
    field_rules: ClassVar[Mapping[str, FieldRule]] = {}
    aliases: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Field → further headings under which offices keep it, for fields that are no column of the list."""
    examples: ClassVar[Mapping[str, str]] = {}
    """Field → what the example row of the blank sheet shows, where the field itself suggests nothing."""
    key: ClassVar[tuple[str, ...]] = ("number",)
    """The fields by which a sheet's row finds its record."""
    compare_by: ClassVar[Sequence[tuple[str, ...]]] = ()
    """The columns by which a row of an outside list finds its record, the surest first; empty: no comparing."""
    compare_columns: ClassVar[Sequence[str]] = ()
    """The columns that are compared with an outside list; empty for all that belong on a sheet."""
    ordering: ClassVar[Sequence[str]] = ()
    select_related: ClassVar[Sequence[str]] = ("department",)
    permissions: ClassVar[Mapping[str, Mapping[Role, Reach]]] = {}
    field_permissions: ClassVar[Mapping[str, str]] = {}
    """Field → the permission to see it, where seeing the record is not enough: on list, page, form, sheet and print."""
    reveal_permission: ClassVar[str] = ""
    """Who may read a masked value in the clear, by <record>/reveal/<field>/; empty for nobody."""
    attachment_permission: ClassVar[str] = ""
    """Who may open the files beside a record, where seeing the record is not enough; empty where it is.

    The others are told what lies there by kind, one by one, and not even the names; whoever is not the person himself
    opens a file with a reason, which is logged."""
    create: ClassVar[Callable | None] = None
    change: ClassVar[Callable | None] = None
    create_many: ClassVar[Callable | None] = None
    """`create` for the rows of a sheet: create_many(by, unsaved rows) -> bulk.Creation, not written yet.

    Declare it with `change_many` where every rule between rows is a constraint of the database."""
    change_many: ClassVar[Callable | None] = None
    """`change` for the rows of a sheet: change_many(by, [bulk.Edit]) -> bulk.Change, not written yet."""
    procedures: ClassVar[Sequence[str]] = ()
    add_label: ClassVar[str] = ""
    save_label: ClassVar[str] = ""
    """The button of a new record's form where saving is not yet what `add_label` says: an application is handed in
    afterwards."""
    empty_hint: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        for name in (*DECLARED_IN_PARTS, *DECLARED_BY_NAME):
            if name in cls.__dict__:
                setattr(cls, name, _InForce(cls.__dict__[name]))

    @classmethod
    def left_out(cls) -> frozenset[str]:
        """Names of the fields that this system class leaves out: not shown, not asked, not searched, not taken in."""
        columns = [*cls.columns, *(column for section in cls.sections for column in section.columns)]
        names = {column.name for column in columns if not system_class.applies(column.only_on)}
        for section in cls.sections:
            if not system_class.applies(section.only_on):
                names.update(column.name for column in section.columns)
        for group in cls.form_groups:
            if not system_class.applies(group.only_on):
                names.update(group.fields)
        return frozenset(names)

    def hidden_from(self, user) -> frozenset[str]:
        """Names of the fields this user may not see here, those that the system class leaves out among them.

        Without a user it is the system itself that prints or writes.
        """
        if user is None:
            return self.left_out()
        unseen = {name for name, line in self.field_permissions.items() if not policy.can(user, line)}
        return self.left_out() | unseen

    def columns_for(self, user) -> list[Column]:
        """The columns of list, sheet and printed ledger that this user may see."""
        hidden = self.hidden_from(user)
        return [column for column in self.columns if column.name not in hidden]

    def views_for(self, user) -> list["SavedView"]:
        """The declared tabs that this user may see."""
        return [view for view in self.views if not view.needs or policy.can(user, view.needs)]

    @property
    def name(self) -> str:
        return f"{self.app}.{self.slug}"

    @property
    def url(self) -> str:
        return f"/{self.app}/{self.slug}/"

    def record_url(self, record) -> str:
        return f"{self.url}{record.pk}/"

    def permission(self, verb: str) -> str:
        """The permission name of a verb, e.g. awards.nominations.view. Raises ValueError for an unknown verb."""
        if verb not in VERBS:
            raise ValueError(f"{verb} is no verb of a register")
        return f"{self.name}.{verb}"

    def declare_permissions(self) -> None:
        given = dict(self.permissions)
        given.setdefault("export", given.get("view", {}))
        for verb in VERBS:
            policy.allow(self.permission(verb), given.get(verb, {}))

    def visible(self, user) -> models.QuerySet:
        """The rows the user may see, with what a list needs: behind list, page, search, export, print and drop-down."""
        return self.in_sight(user, self.queryset())

    def in_sight(self, user, rows: models.QuerySet) -> models.QuerySet:
        """Those of `rows` that the user may see: the one filter; a register that hides more overrides it."""
        return policy.scope(user, self.permission("view"), rows)

    def queryset(self) -> models.QuerySet:
        """All rows with what a list needs; ordered, the primary key last."""
        queryset = self.model._default_manager.all()
        if self.select_related:
            queryset = queryset.select_related(*self.select_related)
        order = list(self.ordering or self.model._meta.ordering or ["-pk"])
        return queryset.order_by(*order, *([] if order[-1].lstrip("-") in ("pk", "id") else ["pk"]))

    def heading(self, record) -> str:
        """What the record page is titled."""
        return str(record)

    def status(self, record) -> tuple[str, str] | None:
        """(tone, label) of the record: tones ok, wait, warn, bad, draft, closed; None when it has no states."""
        return None

    def status_for(self, user, record) -> tuple[str, str] | None:
        """The status as this user may know it; a register whose decisions are made known later overrides it."""
        return self.status(record)

    def identity(self, record) -> list[tuple[str, Any]]:
        """The few values under the heading that tell who, what, until when."""
        return []

    def actions(self, record, user) -> list[RecordAction]:
        """Buttons beyond 修改 and what higher rooms add."""
        return []

    def list_actions(self, user) -> list[RecordAction]:
        """Buttons at the head of the list beyond 新增, 导入, 导出, 打印."""
        return []

    def split(self, queryset: models.QuerySet) -> str:
        """The one-line breakdown beside the count, e.g. 核心 4 · 重要 71; empty for none."""
        return ""

    def editable(self, record, user) -> Allowed | Denied:
        """Allowed or Denied: may the record's fields be changed now? Ledgers say yes; applications decide by state."""
        return Allowed()

    def choices(self, field: str, user) -> models.QuerySet | None:
        """What the drop-down of `field` offers the user; None leaves it to the general rule of `forms`."""
        return None

    def attachment_kinds(self, record) -> Sequence[str]:
        """What a file beside the record may be, to choose from when adding one; empty: nothing is asked."""
        return ()

    def menu_count(self, user) -> int | str | None:
        """The number beside the menu entry, or words such as 8/12; None for none."""
        return None


class Registry:
    """Every declared register by app and slug."""

    def __init__(self) -> None:
        self._registers: dict[tuple[str, str], Register] = {}

    def add(self, register_class: type[Register]) -> type[Register]:
        """Class decorator: declare a register and its permissions. Raises ValueError for a second one of the name."""
        register = register_class()
        key = (register.app, register.slug)
        if key in self._registers:
            raise ValueError(f"register {register.name} is declared twice")
        register.declare_permissions()
        self._registers[key] = register
        return register_class

    def get(self, app: str, slug: str) -> Register:
        """Raises LookupError for a register nobody declared."""
        return self._registers[app, slug]

    def by_name(self, name: str) -> Register:
        """By "app.slug"; raises LookupError."""
        app, _, slug = name.partition(".")
        return self._registers[app, slug]

    def of(self, record: models.Model) -> Register | None:
        """The register a record belongs to; None when its model has none."""
        return self.of_model(type(record))

    def of_model(self, model: type[models.Model]) -> Register | None:
        """The register of a model; None for a model without."""
        return next((item for item in self._registers.values() if item.model is model), None)

    def all(self) -> list[Register]:
        return list(self._registers.values())


registry = Registry()
