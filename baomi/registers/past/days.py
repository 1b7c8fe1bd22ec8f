"""The days that the past is asked of: what was typed, and what is wrong with it."""

import datetime as dt
import re

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.core.validators import normalise_digits
from baomi.registers.declarations import Register
from baomi.registers.past.versions import first_day

WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
HOW = "请写成 2026-06-30 这样"


def one(register: Register, text: str) -> dt.date:
    """A day up to today on which the register had begun. Raises Refusal."""
    return _begun(register, _read(text))


def two(register: Register, first: str, last: str) -> tuple[dt.date, dt.date]:
    """Two such days, the earlier one first. Raises Refusal."""
    begin, end = _read(first, "前一日"), _read(last, "后一日")
    if begin >= end:
        where = f"前一日 {begin}，后一日 {end}"
        raise Refusal("前一日须早于后一日", where=where, how="请调换两个日期，或另选一日")
    return _begun(register, begin), end


def _read(text: str, label: str = "日期") -> dt.date:
    """A day as people write it, not in the future. Raises Refusal."""
    text = normalise_digits(text or "").strip()
    found = WRITTEN.fullmatch(text)
    if not found:
        raise Refusal(f"{label}没有写对" if text else f"还没有填{label}", where=text[:20], how=HOW)
    try:
        day = dt.date(*map(int, found.groups()))
    except ValueError:
        raise Refusal(f"{label}不存在", where=text, how=HOW) from None
    if day > clock.today():
        raise Refusal(f"{label}在今天以后", where=str(day), how="请填今天或以前的日期")
    return day


def _begun(register: Register, day: dt.date) -> dt.date:
    begun = first_day(register.model)
    if begun is None:
        raise Refusal(f"{register.label}还没有登记过", how="登记以后才有某日的台账")
    if day < begun:
        raise Refusal(
            f"这一天还没有{register.label}的登记", where=str(day), how=f"登记从 {begun} 开始，请选这天或以后"
        )
    return day
