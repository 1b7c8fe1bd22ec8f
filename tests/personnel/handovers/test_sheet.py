"""S-11 as paper: its fields in order, from data and blank; many lines take a second page, the opinions stay together."""

from pathlib import Path

import pytest

from baomi.printing import engine, forms
from tests.baomi.printing.pdf import assert_every_character_drawn, assert_in_order, page_count, text

FIELDS = (Path(__file__).parents[2] / "forms" / "S-11.txt").read_text().split()
DATA = {
    "department": "计算机科学与工程学院",
    "outgoing": "单志远",
    "incoming": "刘玥",
    "rows": [{"label": "在岗涉密人员", "expected": 12, "found": 12, "note": ""}]
    + [{"label": f"保密柜钥匙 {n} 号", "expected": 1, "found": n % 2, "note": "一把已断"} for n in range(9)],
    "tasks": [{"label": f"年度学时：林晓喆 {n}", "due": "2026-12-31"} for n in range(5)],
    "remark": "登记本三册在保密柜第二层。",
    "switched": "2026-09-01 10:30",
}


@pytest.mark.parametrize(("data", "blank", "pages"), [(DATA, False, 2), ({}, True, 1)])
def test_fields_stand_in_order(data, blank, pages):
    pdf = engine.render_html([forms.html(forms.get("S-11"), data, blank=blank)])
    assert_in_order(text(pdf), FIELDS)
    assert_every_character_drawn(pdf)
    assert page_count(pdf) == pages
