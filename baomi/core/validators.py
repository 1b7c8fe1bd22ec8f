"""Checks on single values typed by people; every message says what is wrong and what to write instead."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from baomi.core import clock

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PHONE = re.compile(r"1[3-9]\d{9}|(0\d{2,3}-)?[2-9]\d{6,7}(-\d{1,6})?", re.ASCII)
_MARKS = re.compile(
    r"""(?:绝\s*密|机\s*密|秘\s*密)\s*[★☆⭐]\s*(?:\d+\s*[年月天]|长期)?      # the mark of a state secret: 机密★10年
    |(?:密\s*级|保密等级)\s*[:：]\s*(?:绝密|机密|秘密)                       # a title block: 密级：机密
    |[【\[〔（(《]\s*(?:绝密|机密|秘密)\s*级?\s*[】\]〕）)》]                 # a mark in brackets: 【机密】""",
    re.VERBOSE,
)


def normalise_digits(text: str) -> str:
    """Full-width forms made half-width, all white space removed, letters upper-case: ready to compare or check."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def whole_number(raw: str | None) -> int | None:
    """The number a request names by its plain digits, such as a key or a version; None for anything else.

    At most 18 digits: more fit no column, and neither database would take them.
    """
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 19 else None


def whole_numbers(raws: Iterable[str]) -> list[int]:
    """Those of `raws` that are whole numbers, in their order."""
    found = (whole_number(raw) for raw in raws)
    return [number for number in found if number is not None]


def identity_number(value: str) -> None:
    """居民身份证号 (GB 11643-1999): 17 digits with a real birth date and the check digit. Raises ValidationError."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", value, re.ASCII):
        raise ValidationError(
            "身份证号应为 18 位：17 位数字加 1 位校验码（数字或大写 X）。", code="identity_form"
        )
    try:
        born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        born = None
    if born is None or born > clock.today():
        raise ValidationError(
            f"身份证号第 7 至 14 位“{value[6:14]}”不是出生日期。请照证件重新填写。", code="identity_birth"
        )
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, value[:17], strict=True))
    if value[17] != _CHECK_DIGITS[total % 11]:
        raise ValidationError(
            "身份证号的校验码不符，可能有一位写错。请照证件重新填写。", code="identity_check"
        )


def phone(value: str) -> None:
    """A mobile number of 11 digits or a landline such as 024-83687321, with or without extension."""
    if not _PHONE.fullmatch(value):
        raise ValidationError("电话应为 11 位手机号，或区号加号码，写成 024-83687321 这样。", code="phone")


def secrecy_marks(text: str) -> list[str]:
    """One Chinese warning for each level mark in free text, in order; the system may hold no secret content.

    Finds marks (机密★10年), title blocks (密级：机密) and bracketed levels (【机密】), not the words in ordinary
    sentences such as 机密级计算机.
    """
    return [
        f"文字里有密级标志“{' '.join(found.group().split())}”，在第 {text.count(chr(10), 0, found.start()) + 1} 行。"
        "本系统不存涉密内容，只写编号、代号或脱敏名。"
        for found in _MARKS.finditer(text)
    ]
