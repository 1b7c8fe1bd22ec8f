"""Printed forms, declared: which template, from which data, for which register; and the HTML of one sheet."""

import base64
import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import segno
from django.conf import settings
from django.template.loader import get_template

from baomi.core import crypto
from baomi.core.decisions import Allowed, Denied
from baomi.core.errors import Refusal

PURPOSE = "printing"
OTHER = "其他内容"
# Weighing all eight patterns takes seven eighths of the making; readers take any. The chequered one has no large spots.
QR_MASK = 0


@dataclass(frozen=True)
class Parts:
    """What a sheet of one record may be about, a year for instance: `of(record)` gives (key, words), `usual()` the key
    of the one that is printed when none is asked for.
    """

    usual: Callable[[], str]
    of: Callable[[Any], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class PrintForm:
    """A printed form.

    `data(record)` gives the sheet's values, described at the head of its template: texts, numbers, dates, lists
    and dicts of them; nothing that changes without the record changing, as its digest is compared later.
    `labels` names the values in Chinese, so that /verify/ can say which of them changed. `keeper` is who keeps
    the paper (注：此表由…留存). `register` is (app, slug) of the register whose records print on it. `blank` gives
    what a blank form carries (default rows); `traced` False leaves out code and QR (a ballot paper).
    `together(records)` gives the same as `data` for each of many records, from queries that do not grow with them.
    `applies(record)` says on which records of the register it prints (None: on all), `ready(record)` whether there is
    something to print yet, and why not; `permission` is needed on top of seeing the record, for a sheet that says
    more than its page. With `parts`, `data` and `together` are given the key of the part besides.
    """

    code: str
    label: str
    template: str
    data: Callable[..., dict]
    orientation: str = "portrait"
    keeper: str = ""
    edition: str = "2026 版"
    register: tuple[str, str] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    blank: Callable[[], dict] = dict
    traced: bool = True
    applies: Callable[[Any], bool] | None = None
    ready: Callable[[Any], Allowed | Denied] | None = None
    permission: str = ""
    together: Callable[..., list[dict]] | None = None
    parts: Parts | None = None

    def data_of(self, records: Sequence, part: str = "") -> list[dict]:
        """The values of one sheet for each record, in order."""
        about = (part or self.parts.usual(),) if self.parts else ()
        if self.together:
            return self.together(records, *about)
        return [self.data(record, *about) for record in records]

    def part_words(self, record, part: str) -> str:
        """What a part asked for is called. Raises Refusal for one the record does not have."""
        words = dict(self.parts.of(record)) if self.parts else {}
        if part not in words:
            raise Refusal(f"{self.label}没有“{part}”这一部分", how="请在记录页的“表格”中选择")
        return words[part]

    def fits(self, record) -> bool:
        """Whether the record is one that prints on this form."""
        return self.applies is None or self.applies(record)

    def printable(self, record) -> Allowed | Denied:
        """Whether the record prints on this form now."""
        if not self.fits(record):
            return Denied(f"这一条不用 {self.code} 打印", how="请选与记录相符的表格")
        return self.ready(record) if self.ready else Allowed()


@dataclass(frozen=True)
class Stamp:
    """What the foot of one printed sheet says about it."""

    by: str = ""
    at: datetime.datetime | None = None
    number: str = ""
    code: str = ""
    digest: str = ""

    @property
    def digest_groups(self) -> str:
        """The first 16 hex digits in groups of four, as a person compares them."""
        return " ".join(self.digest[start : start + 4] for start in range(0, min(16, len(self.digest)), 4))

    @cached_property
    def qr(self) -> str:
        """The address that verifies the sheet, as a data: address; empty for a sheet that is not traced.

        One pixel a module, which the sheet's style enlarges with sharp edges: drawing the same as an SVG path took
        a tenth of the whole sheet's time.
        """
        if not self.code:
            return ""
        code = segno.make_qr(f"{settings.SITE_URL}/verify/{self.code}/", error="m", mask=QR_MASK)
        return code.png_data_uri(border=0, scale=1)


_forms: dict[str, PrintForm] = {}


def add(form: PrintForm) -> PrintForm:
    """Declare a form. Raises ValueError when the code is taken: each form stands in one place."""
    if form.code in _forms:
        raise ValueError(f"print form {form.code} is declared twice")
    _forms[form.code] = form
    return form


def get(code: str) -> PrintForm:
    """The form of a code, whatever its case. Raises Refusal naming the forms there are."""
    form = _forms.get(code.strip().upper())
    if form is None:
        raise Refusal(f"没有表格 {code}", how=f"现有表格：{'、'.join(sorted(_forms)) or '无'}")
    return form


def all_forms() -> list[PrintForm]:
    return [_forms[code] for code in sorted(_forms)]


def of_register(app: str, slug: str) -> list[PrintForm]:
    """The forms a register's records print on, by code."""
    return [form for form in all_forms() if form.register == (app, slug)]


def canonical(value) -> bytes:
    """The same bytes for the same data: sorted keys, dates as 2026-12-07, nothing escaped."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest(data: dict) -> str:
    """SM3 of the sheet's data; 64 hex digits, of which the sheet prints 16."""
    return crypto.sm3(canonical(data))


def fingerprints(data: dict) -> dict[str, str]:
    """A keyed fingerprint of each value, which says later what changed without keeping the value."""
    return {key: crypto.mac(PURPOSE, canonical([key, value]))[:16] for key, value in data.items()}


def changed_labels(form: PrintForm, before: Mapping[str, str], data: dict) -> list[str]:
    """The Chinese names of the values whose fingerprint is not what it was; unnamed ones together as 其他内容."""
    now = fingerprints(data)
    keys = [
        key
        for key in [*form.labels, *sorted({*before, *now} - {*form.labels})]
        if before.get(key) != now.get(key)
    ]
    return list(dict.fromkeys(form.labels.get(key, OTHER) for key in keys))


def html(
    form: PrintForm, data: dict, stamp: Stamp | None = None, *, blank: bool = False, preview: bool = False
) -> str:
    """The finished HTML of one sheet; everything it shows is in it, so that the print process needs nothing else.

    A preview says so across the page and in its foot: it is not what is signed.
    """
    context = {
        "form": form,
        "d": data,
        "stamp": stamp or Stamp(),
        "institution": settings.INSTITUTION,
        "notice": settings.PRINT_NOTICE,
        "blank": blank,
        "preview": preview,
    }
    return get_template(form.template).render(context)


def picture(data: bytes, mime: str = "image/jpeg") -> str:
    """A picture as the data: address a template may show; sheets load no other address."""
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"
