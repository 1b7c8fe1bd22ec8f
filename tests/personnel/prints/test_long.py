"""Long names, long texts and many rows: nothing runs off the paper, no row and no signature goes on alone."""

import pytest

from baomi.printing import engine, forms
from personnel.prints import papers, people, vetting
from personnel.rules.dossier import Form
from tests.baomi.printing.pdf import left_edges, page_count, pages, text

NAME = "阿卜杜热合曼·买买提江·吐尔逊"
UNIT = "马克思主义学院（思想政治理论课教学研究部）与马克思主义理论研究中心涉密项目管理办公室"
POST = "高性能计算与智能信息处理重点实验室涉密科研项目总体技术方案论证与系统集成验证岗位负责人"
WHO = {"name": NAME, "department": UNIT, "post": POST, "grade": "重要"}


def printed(code: str, data: dict) -> bytes:
    return engine.render_html([forms.html(forms.get(code), data)])


@pytest.mark.parametrize("count", [15, 16, 17, 33])
def test_the_last_page_of_the_ledger_has_three_rows_and_the_signatures(count):
    row = [{"text": text, "align": ""} for text in ("末一行", *"男职党岗重年月日")]
    sheets = pages(printed("F-15", people.blank_cells() | {"rows": [row] * count, "blank_rows": []}))
    assert sum(page.count("末一行") for page in sheets) == count
    assert sheets[-1].count("末一行") >= 3
    assert "部门负责人签字" in sheets[-1]


def test_the_sum_of_the_allowances_goes_on_with_two_rows_at_least():
    row = {"name": "末一行", "grade": "一般", "due": "200.00", "deducted": "0.00", "paid": "200.00"}
    last = pages(printed("F-43", {"rows": [row] * 15, "total": "3000.00"}))[-1]
    assert last.count("末一行") >= 2
    assert "3000.00" in last and "保密办签字" in last


def test_the_blank_ledger_is_one_page():
    assert page_count(printed("F-15", people.blank_cells())) == 1


@pytest.mark.parametrize(
    ("code", "data", "promise"),
    [
        ("F-16B", papers.blank_letter() | {"year": 2026}, "乙方违反本责任书的"),
        ("F-25", papers.blank_cooling() | {"unit": UNIT}, "违反上述承诺"),
    ],
)
def test_nobody_signs_a_page_on_which_nothing_is_promised(code, data, promise):
    sheets = pages(printed(code, data | WHO | {"copies": 2}))
    assert len(sheets) == 2, "these names no longer fill the first page: take longer ones"
    assert promise in sheets[-1]


def test_a_long_post_stays_on_the_training_card():
    words = text(printed("F-18", WHO | {"year": 2026, "needed": 15}))
    assert POST in words and UNIT in words and "年度：2026" in words


@pytest.mark.parametrize("count", [14, 30])
def test_the_last_page_of_the_card_keeps_two_rows_by_the_sum(count):
    row = {"date": "2026-03-20", "content": "末一行", "hours": "4", "organiser": "保密办"}
    last = pages(printed("F-18", {"rows": [row] * count, "total": "56", "needed": 15}))[-1]
    assert last.count("末一行") >= 2 and "合计" in last


def test_the_opinions_of_a_journey_begin_on_its_first_page():
    first, second = pages(printed("F-20", {"documents": [{}] * 3}))
    assert "所在部门意见" in first and "保密办确认汇报" in second


def test_a_review_of_many_words_stays_on_its_two_sides():
    words = "需要说明的情况已于上次复审时报告，没有变化。" * 5
    data = vetting.blank_cells(Form.AGAIN) | {"other": words, "habits": "无", "checked": True}
    front, back = pages(printed("F-14", data))
    assert words in back and "是否存在不得任（聘）用情形" in back and "双面打印" in back


@pytest.mark.parametrize(("answer", "words"), [("kept", "学校继续管理"), ("none", "未办理")])
def test_a_tick_stands_before_its_words_in_a_paragraph_too(answer, words):
    pdf = printed("F-27", {"documents": answer})
    [tick], [choice] = left_edges(pdf, "✓"), left_edges(pdf, words)
    assert choice - 15 < tick < choice
