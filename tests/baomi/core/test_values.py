"""Identity numbers, phones, level marks, pinyin."""

import pytest
from django.core.exceptions import ValidationError

from baomi.core import pinyin, validators


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_a_right_identity_number_passes(number):
    validators.identity_number(number)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("110105194912310021", "校验码不符"),
        ("11010519490231002X", "不是出生日期"),
        ("110105209912310022", "不是出生日期"),
        ("11010519491231002", "18 位"),
        ("11010519491231002x", "18 位"),
        ("１1010519491231002X", "18 位"),
        ("", "18 位"),
    ],
)
def test_a_wrong_identity_number_is_named(number, sentence):
    with pytest.raises(ValidationError, match=sentence):
        validators.identity_number(number)


def test_full_width_digits_and_spaces_are_made_plain():
    assert validators.normalise_digits(" １１0105 1949 1231 002ｘ") == "11010519491231002X"


@pytest.mark.parametrize("number", ["13800138000", "024-83687321", "83687321", "0411-84708320-801"])
def test_a_right_phone_passes(number):
    validators.phone(number)


@pytest.mark.parametrize("number", ["12800138000", "1380013800", "138001380001", "024 83687321", "电话", ""])
def test_a_wrong_phone_is_refused(number):
    with pytest.raises(ValidationError, match="024-83687321"):
        validators.phone(number)


@pytest.mark.parametrize(
    "text",
    [
        "机密★",
        "秘密★10年",
        "绝密 ☆ 长期",
        "密级：机密",
        "保密等级: 秘密",
        "【绝密】",
        "（机密级）",
        "机　密★",
    ],
)
def test_a_level_mark_in_free_text_is_warned_of(text):
    (warning,) = validators.secrecy_marks(f"第一行\n附件{text}的说明")
    assert "第 2 行" in warning
    assert "只写编号、代号或脱敏名" in warning


@pytest.mark.parametrize(
    "text", ["", "机密级计算机 3 台", "本部门有秘密级载体", "保密工作总结★优秀", "绝不泄密"]
)
def test_ordinary_sentences_are_not_warned_of(text):
    assert validators.secrecy_marks(text) == []


def test_every_mark_is_named():
    assert len(validators.secrecy_marks("机密★10年，密级：秘密\n【绝密】")) == 3


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("曾子墨", "zeng zi mo", "zzm"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("单于明", "chan yu ming", "cym"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("欧阳静", "ou yang jing", "oyj"),
        ("李䶮", "li yan", "ly"),
        ("赵𬱖", "zhao di", "zd"),
        ("林晓喆", "lin xiao zhe", "lxz"),
        ("买买提·阿不都", "mai mai ti a bu dou", "mmtabd"),
        ("Tom Lee", "tom lee", "tl"),
        ("", "", ""),
    ],
)
def test_names_are_read_with_their_surname(name, key, initials):
    assert pinyin.sort_key(name) == key
    assert pinyin.initials(name) == initials


def test_the_reading_a_person_gives_wins():
    assert pinyin.sort_key("盖叫天", " Ge jiao tian ") == "ge jiao tian"
    assert pinyin.initials("盖叫天", "Ge jiao tian") == "gjt"


def test_names_sort_as_in_a_chinese_list():
    assert sorted(["曾志", "安心", "单远", "欧阳静"], key=pinyin.sort_key) == [
        "安心",
        "欧阳静",
        "单远",
        "曾志",
    ]
