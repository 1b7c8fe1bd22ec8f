"""The clearance sheet (B1, F-29): what registers tell, what is typed by hand, and the receivers' own signatures."""

from collections.abc import Mapping
from typing import Any

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import NotFound, Refusal
from baomi.organization import handing, policy
from personnel.choices.leaving import Settlement
from personnel.evidence import leaving as evidence
from personnel.evidence.leaving import Item
from personnel.models import ClearanceLine, Departure
from personnel.rules import leaving as rules

TYPED_KIND = {False: "纸质载体", True: "电子载体"}


def type_line(by, departure: Departure, values: Mapping[str, Any]) -> ClearanceLine:
    """Put a carrier on the sheet that no register knows: label (a code), item_number, level, quantity, pages, electronic.

    Marked 手填. By the leaver himself, the officer, the office; somebody else signs it in.
    """
    policy.require(by, "personnel.clearance.write", departure)
    with ledger.unit(by):
        current = _locked(departure)
        known = [line.key for line in current.lines.filter(typed=True)]
        line = ClearanceLine(departure=current, typed=True, typed_by=by.staff, **values)
        line.key = f"typed:{max((int(key.partition(':')[2]) for key in known), default=0) + 1}"
        line.kind = TYPED_KIND[line.electronic]
        return writing.create(by, line)


def drop_line(by, departure: Departure, key: str) -> None:
    """Take a typed line off again while nobody has signed for it."""
    policy.require(by, "personnel.clearance.write", departure)
    with ledger.unit(by):
        line = _line_of(_locked(departure), key)
        if line is None:
            raise NotFound("清退单上没有这一项")
        require(rules.may_drop(line))
        ledger.record("personnel.clearanceline.drop", line, label=f"{departure} {line.label}")
        line._history_user = by
        line.delete()


def receive(by, departure: Departure, key: str, settlement: str) -> ClearanceLine:
    """Sign a line in: the receiver is whoever is logged in, the instant is now.

    Raises Refusal for the leaver himself, for who typed the line, for a line signed before, and for a thing that
    is closed in its own register.
    """
    policy.require(by, "personnel.clearance.receive", departure)
    if settlement not in Settlement.values:
        raise Refusal("还没有选择清退去向", how="请选移交、上交、销毁或注销收回")
    with ledger.unit(by):
        current = _locked(departure)
        item = _item_of(current, key)
        require(rules.may_receive(current, item.line, by.staff_id))
        if not item.typed and not (item.held and item.closes_here):
            raise Refusal(f"“{item.label}”在所属台账办结，不在这里核定", how=item.how or "请到所属台账办理")
        line = item.line or _remember(by, current, item)
        values = {"settlement": settlement, "receiver": by.staff, "received_at": clock.now()}
        return writing.change(by, line, values, action="personnel.clearanceline.receive")


def take_stock(by, departure: Departure) -> None:
    """Write down everything the registers tell now, so that the sheet keeps what was cleared elsewhere, too."""
    for item in evidence.items_of(departure):
        if item.line is None:
            _remember(by, departure, item)


def reopen(by, departure: Departure) -> None:
    """He stays: signatures for things of the registers fall, as he goes on having them; what was typed was handed back."""
    for line in departure.lines.filter(typed=False, received_at__isnull=False):
        values = {"settlement": "", "receiver": None, "received_at": None}
        writing.change(by, line, values, action="personnel.clearanceline.reopen")


def _locked(departure: Departure) -> Departure:
    """Person, then record; refused when the sheet is closed."""
    handing.lock_person(departure.person.staff)
    current = writing.lock(departure)
    require(rules.running(current))
    return current


def _line_of(departure: Departure, key: str) -> ClearanceLine | None:
    return departure.lines.select_related("receiver").filter(key=key).first()


def _item_of(departure: Departure, key: str) -> Item:
    found = next((item for item in evidence.items_of(departure) if item.key == key), None)
    if found is None:
        raise NotFound("清退单上没有这一项")
    return found


def _remember(by, departure: Departure, item: Item) -> ClearanceLine:
    return writing.create(
        by,
        ClearanceLine(
            departure=departure,
            key=item.key,
            kind=item.kind[:40],
            label=item.label[:120],
            item_number=item.number[:60],
            level=item.level,
            quantity=item.quantity,
        ),
        action="personnel.clearanceline.take_stock",
    )
