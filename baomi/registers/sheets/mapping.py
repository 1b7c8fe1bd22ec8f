"""Which heading of a file feeds which field of the register: proposed from labels, corrected by the user, remembered."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms

from baomi.core import crypto
from baomi.core.errors import Refusal
from baomi.registers.declarations import Column, Register

NOTE = re.compile(r"\((?:必填|选填|可不填|必填项)\)")
BRACKET = re.compile(r"\([^()]*\)$|\[[^\[\]]*\]$")
TWIN = re.compile(r"（[A-Z]{1,3} 列）$")
"""What tells the second of two columns of the same heading from the first."""
ALTERNATIVES = re.compile(r"[/、]|或")
JOINED = " / "
"""Between the parts of a heading of two rows: 责任人 / 姓名."""

DEPARTMENT = "department"
"""The field that every record has (O1), with what offices write above it."""
DEPARTMENT_HEADINGS = (
    "部门", "单位", "所在部门", "所在单位", "所属部门", "所属单位", "责任部门", "责任单位", "二级单位", "二级部门",
    "部门名称", "单位名称", "部门单位", "部门(单位)", "单位(部门)", "工作单位", "填报单位", "填报部门", "学院", "院系", "院(系)",
)  # fmt: skip
GROUP_HEADING, UNIT_HEADING = "分组行中的部门", "表头上方的单位"
OWN_HEADINGS = {GROUP_HEADING, UNIT_HEADING}
"""Headings of what a file writes elsewhere than in a column."""


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
    def names_somebody(self) -> bool:
        """Whether the field holds a person's or a thing's name, which no spaces belong into."""
        return self.label.endswith("姓名") or bool(self.column and self.column.kind == "name")

    @property
    def is_department(self) -> bool:
        """Whether the field holds the department, which offices write in more words and in more places than a column."""
        return self.name == DEPARTMENT or self.name.endswith(f"{DEPARTMENT}__name")

    @property
    def headings(self) -> list[str]:
        return [normalise(text) for text in (self.label, *self.aliases)]


@dataclass(frozen=True)
class Proposal:
    """{heading: field name}, "" for a column left out, and why a person should look at some of them."""

    mapping: dict[str, str]
    doubts: dict[str, str] = field(default_factory=dict)


def normalise(text: str) -> str:
    """A heading for comparing: full-width forms made half-width, no white space, no stars, no （必填）, no colon."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(
        letter for letter in plain if not letter.isspace() and unicodedata.category(letter) != "Cf"
    )
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
    label, *others = dict.fromkeys([*labels, own_label, *register.aliases.get(name, ())])
    return Target(
        name=name,
        label=label,
        aliases=tuple(others),
        required=bool(field is not None and field.required),
        key=name in register.key,
        column=column,
    )


class Headings:
    """What the headings of a file mean in one register."""

    EXACT, PART, BARE, LIKELY = range(4)

    def __init__(self, known: Iterable[Target]):
        self.known = list(known)
        self._by_text = {text: target.name for target in reversed(self.known) for text in target.headings}
        self._department = next((target.name for target in self.known if target.is_department), "")
        if self._department:
            for text in DEPARTMENT_HEADINGS:
                self._by_text.setdefault(normalise(text), self._department)

    def match(self, heading: str) -> tuple[int, str] | None:
        """(how sure, field name), the surest reading of the heading; None when it is none of the register's."""
        if heading in OWN_HEADINGS:
            return (self.BARE, self._department) if self._department else None
        for rank, text in _readings(heading):
            name = self._by_text.get(text)
            if name:
                return rank, name
        return None

    def likely(self, heading: str) -> str:
        """The field whose heading this one ends with, as 本人姓名 does; "" for none or more than one."""
        plain = normalise(heading)
        names = {name for text, name in self._by_text.items() if len(text) > 1 and plain.endswith(text)}
        return names.pop() if len(names) == 1 else ""


def _readings(heading: str) -> Iterator[tuple[int, str]]:
    heading = TWIN.sub("", heading)
    plain = normalise(heading)
    yield Headings.EXACT, plain
    yield Headings.EXACT, plain.replace("/", "")
    last = normalise(heading.rpartition(JOINED)[2])
    yield Headings.PART, last
    bare = BRACKET.sub("", last)
    yield Headings.BARE, bare
    for part in ALTERNATIVES.split(bare):
        yield Headings.BARE, part


def propose(
    headings: Sequence[str],
    known: Iterable[Target],
    remembered: Mapping[str, str] | None = None,
    *,
    kept: Mapping[str, str] | None = None,
) -> Proposal:
    """What each heading probably stands for. What was remembered for the same headings goes first, then what was kept.

    Two headings that mean the same field equally well are both left to the user; one that only ends like a
    field's heading is proposed with a doubt.
    """
    words = Headings(known)
    names = {target.name for target in words.known}
    if remembered is not None:
        return Proposal({heading: _if_known(remembered.get(heading), names) for heading in headings})
    chosen = {
        heading: name for heading, name in (kept or {}).items() if heading in headings and name in names
    }
    taken = set(chosen.values())
    open_headings = [heading for heading in headings if heading not in (kept or {})]
    mapping, doubts = _settled({heading: words.match(heading) for heading in open_headings}, words)
    mapping = {heading: "" if name in taken else name for heading, name in mapping.items()}
    for heading in open_headings:
        name = "" if mapping[heading] or not heading else words.likely(heading)
        if name and name not in {*taken, *mapping.values()} and heading not in doubts:
            mapping[heading], doubts[heading] = name, "按字面推测，请核对"
    return Proposal({heading: chosen.get(heading, mapping.get(heading, "")) for heading in headings}, doubts)


def _if_known(name: str | None, names: set[str]) -> str:
    return name if name in names else ""


def _settled(matches: dict[str, tuple[int, str] | None], words: Headings) -> tuple[dict, dict]:
    labels = {target.name: target.label for target in words.known}
    mapping = dict.fromkeys(matches, "")
    doubts: dict[str, str] = {}
    claims: dict[str, list[tuple[int, str]]] = {}
    for heading, found in matches.items():
        if found:
            claims.setdefault(found[1], []).append((found[0], heading))
    for name, claimed in claims.items():
        best = min(rank for rank, _ in claimed)
        first = [heading for rank, heading in claimed if rank == best]
        if len(first) == 1:
            mapping[first[0]] = name
        else:
            doubts.update(dict.fromkeys(first, f"{len(first)} 列都像“{labels[name]}”，请选定一列"))
    return mapping, doubts


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


def named(
    given: Iterable[str], letters: Sequence[str], headings: Sequence[str], known: Iterable[Target]
) -> dict[str, str]:
    """{heading: field name} of corrections written 列=登记项: a letter or heading, and a field's name or label.

    Nothing after the sign leaves the column out. Raises Refusal for what the file or the register does not have.
    """
    columns = {letter.casefold(): heading for letter, heading in zip(letters, headings, strict=True)}
    columns |= {normalise(heading): heading for heading in headings if heading}
    fields = {normalise(word): target.name for target in known for word in (target.label, target.name)}
    fields[""] = ""
    mapping: dict[str, str] = {}
    for item in given:
        column, sign, field_text = item.partition("=")
        heading = columns.get(normalise(column))
        if not sign or not heading:
            raise Refusal(f"文件里没有列“{column}”", how="请写成 B=工号 这样，列用字母或表头")
        if normalise(field_text) not in fields:
            labels = "、".join(target.label for target in known)
            raise Refusal(f"没有登记项“{field_text}”", f"列“{column}”", f"可选：{labels}")
        mapping[heading] = fields[normalise(field_text)]
    return mapping


def signature(headings: Sequence[str]) -> str:
    """What a set of headings is remembered by."""
    return crypto.sm3("\x1f".join(normalise(heading) for heading in headings).encode())
