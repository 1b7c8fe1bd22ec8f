"""Writes of the stock-take: every document that should lie in custody is looked for, one by one (P8)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers.numbering import next_label
from personnel.choices.travel import Custody
from personnel.models import DocumentStocktake, StocktakeLine, TravelDocument
from personnel.queries.sight import narrow_to_students
from personnel.rules import documents as rules

COUNT = "personnel.document.count"


def begin_stocktake(by, values: Mapping[str, Any]) -> DocumentStocktake:
    """Begin a stock-take, QD-2026-001, with a line for every document in custody that `by` answers for."""
    stocktake = DocumentStocktake(**values)
    stocktake.department = _own_department(by)
    policy.require(by, COUNT, stocktake)
    if stocktake.counted_on > clock.today():
        raise Refusal("清点日期晚于今天", how="请改正清点日期")
    with ledger.unit(by):
        held = TravelDocument.objects.filter(custody=Custody.HELD).order_by("pk")
        expected = list(narrow_to_students(by, COUNT, held, "person__kind"))
        if not expected:
            raise Refusal("现在没有在库的证件", how="交存证件后再清点")
        stocktake.number = next_label("QD", clock.today().year, "QD-{year}-{n:03}")
        also = {"lines": (None, [document.pk for document in expected])}
        stocktake = writing.create(by, stocktake, also=also)
        StocktakeLine.objects.bulk_create(
            StocktakeLine(stocktake=stocktake, document=document) for document in expected
        )
    return stocktake


def tick(by, stocktake: DocumentStocktake, found: Mapping[int, bool], notes: Mapping[int, str]) -> int:
    """Write down what was found, by line; returns how many lines changed. Lines not named stay as they are."""
    policy.require(by, COUNT, stocktake)
    changed: dict[str, tuple] = {}
    with ledger.unit(by):
        current = writing.lock(stocktake)
        require(rules.may_count(current))
        for line in current.lines.select_for_update():
            answer = found.get(line.pk, line.found)
            note = notes.get(line.pk, line.note).strip()[:100]
            if (answer, note) != (line.found, line.note):
                changed[f"line {line.pk}"] = (line.found, answer)
                line.found, line.note = answer, note
                line.save(update_fields=["found", "note"])
        if changed:
            writing.touch(by, current)
            ledger.record("personnel.documentstocktake.tick", current, changes=changed)
    return len(changed)


def finish(by, stocktake: DocumentStocktake) -> DocumentStocktake:
    """End it, once every line is answered; what was not found stands as its differences."""
    policy.require(by, COUNT, stocktake)
    with ledger.unit(by):
        current = writing.lock(stocktake)
        require(rules.may_finish(current))
        values: dict[str, dt.datetime] = {"finished_at": clock.now()}
        return writing.change(by, current, values, action="personnel.documentstocktake.finish")


def _own_department(by):
    if by.staff is None:
        raise Refusal("您的账号没有对应的人员，不能清点证件")
    return by.staff.department
