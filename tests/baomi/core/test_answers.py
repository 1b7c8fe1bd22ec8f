"""Levels, refusals, decisions, providers and handovers."""

import pytest
from django.core.checks import run_checks

from baomi.core.decisions import Allowed, Denied, require
from baomi.core.errors import NotFound, NotPermitted, Refusal, StaleRecord
from baomi.core.levels import PersonGrade, SecrecyLevel
from baomi.core.providers import Handover, Provider, check_handovers


def test_levels_rise_from_public_to_top_secret():
    rising = sorted(SecrecyLevel, key=lambda level: level.rank)
    assert [level.label for level in rising] == ["公开", "内部", "秘密", "机密", "绝密"]
    assert SecrecyLevel("secret").rank > SecrecyLevel.CONFIDENTIAL.rank
    assert [level for level in SecrecyLevel if level.is_state_secret] == [
        "top_secret",
        "secret",
        "confidential",
    ]


def test_grades_rise_from_ordinary_to_core():
    assert [grade.rank for grade in (PersonGrade.ORDINARY, PersonGrade.IMPORTANT, PersonGrade.CORE)] == [
        1,
        2,
        3,
    ]


def test_a_refusal_reads_as_what_where_how():
    refusal = Refusal("日期不存在，月份应为 1 至 12", "台账第 108 行 J 列", "改成 2026-03-02 这样。")
    assert str(refusal) == "日期不存在，月份应为 1 至 12。台账第 108 行 J 列。改成 2026-03-02 这样。"
    assert str(Refusal("还有 3 项未清退")) == "还有 3 项未清退。"
    assert isinstance(NotPermitted("不能"), Refusal)
    assert str(NotFound()) == "没有这条记录。"


def test_a_stale_record_brings_the_present_one():
    current = object()
    refusal = StaleRecord(current)
    assert refusal.current is current
    assert str(refusal) == "这条记录刚被别人改过。请对照现在的内容，再改一次。"


def test_a_denial_is_false_and_raises_with_its_paragraph():
    assert Allowed("满一年")
    denied = Denied("名下还有 3 项未清退", "《实施条例》第五十三条", "请先办清退")
    assert not denied
    with pytest.raises(Refusal, match="名下还有 3 项未清退。依据《实施条例》第五十三条。请先办清退。"):
        require(denied)
    assert require(Allowed("满一年")).reason == "满一年"


def test_a_provider_collects_every_answer_once_and_leaves_out_the_empty():
    held = Provider("held")

    @held.register
    def carriers(person):
        return [f"{person} 的载体"]

    held.register(carriers)
    held.register(lambda person: None)
    assert held.collect("张三") == [["张三 的载体"]]


@pytest.fixture
def declared(monkeypatch):
    """Handovers declared here are unknown to the rest of the tests."""
    monkeypatch.setattr(Handover, "declared", [])


def test_a_needed_handover_without_handler_stops_the_start(declared):
    missing = Handover("载体丢失", needed=True)
    Handover("可听可不听")
    assert [error.id for error in run_checks() if error.id == "baomi.E010"] == ["baomi.E010"]
    assert "载体丢失" in check_handovers(None)[0].msg
    with pytest.raises(RuntimeError):
        missing.hand(carrier=1)
    missing.to(lambda carrier: carrier + 1)
    assert check_handovers(None) == []
    assert missing.hand(carrier=1) == [2]


def test_an_error_in_a_handler_reaches_the_action(declared):
    lost = Handover("载体丢失")

    @lost.to
    def refuse(carrier):
        raise Refusal("查处登记没有开")

    with pytest.raises(Refusal):
        lost.hand(carrier=1)
