"""How values and typed words are cut: whatever stands in a value finds it, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baomi.registers.index import words


def finds(typed: str, *cuts: words.Cut) -> bool:
    """Whether a record with these values is found, as the databases decide it."""
    tokens = {token for cut in cuts for token in cut.tokens}
    text = " ".join(text for cut in cuts for text in cut.texts)
    asked = words.typed(typed)
    return bool(asked) and all(
        tokens.issuperset(word.whole)
        and all(any(token.startswith(start) for token in tokens) for start in word.begun)
        and (word.certain or word.text in text)
        for word in asked
    )


ZENG = (words.of_value("曾子墨"), words.of_value("20190042"), words.of_pinyin("zeng zi mo"))


@pytest.mark.parametrize(
    "typed",
    [
        "曾", "子", "墨", "曾子", "子墨", "曾子墨", "20190042", "2019", "0042", "42", "1900", "２０１９",
        "zengzimo", "zeng", "zimo", "mo", "ze", "zzm", "zm", "z", "ZENG", "zeng zi mo", "zi zeng", "曾 0042",
        "“曾子墨”", "曾·子墨", "2019-0042",
    ],
)  # fmt: skip
def test_a_person_is_found_by(typed):
    assert finds(typed, *ZENG)


@pytest.mark.parametrize(
    "typed",
    [
        "曾墨",
        "墨子",
        "曾子墨子",
        "0043",
        "420",
        "201900421",
        "eng",
        "zmz",
        "zengmo",
        "曾 王",
        "",
        "  ",
        "*",
        "😀",
        "曾0042",
    ],
)
def test_a_person_is_not_found_by(typed):
    assert not finds(typed, *ZENG)


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (
            "东大保字〔2026〕8号",
            ["保字", "保字〔2026〕8号", "保字[2026]8 号", "2026", "8", "8号", "保字20268号"],
        ),
        ("SB-2026-001", ["sb", "SB-2026-001", "sb2026001", "2026-001", "001", "026-00"]),
        ("F-02", ["f", "f02", "f-02", "02"]),
        ("吕䶮·买买提", ["吕䶮", "䶮买", "买买提", "吕䶮·买买提"]),
        ("赵𬱖", ["𬱖", "赵𬱖"]),
        ("Ⅱ级 Ａ１２", ["ii", "a12", "II级"]),
        ("Müller é", ["mvller", "MÜLLER", "Müller", "E"]),
    ],
)
def test_one_way_of_writing_finds_the_other(value, typed):
    for each in typed:
        assert finds(each, words.of_value(value)), each


def test_a_long_number_is_compared_to_its_end():
    value = words.of_value("210102198005170019")
    assert finds("210102198005170019", value)
    assert not finds("210102198005179999", value)
    assert not finds("2101021980051700190", value)


def test_pairs_that_stand_apart_make_no_word():
    """先进 and 进集 and 集体 are all there; 先进集体 is not."""
    assert not finds("先进集体", words.of_value("先进人物与推进集中管理集体学习"))
    assert finds("推进集中", words.of_value("先进人物与推进集中管理集体学习"))


def test_u_with_dots_is_typed_as_v():
    assert finds("lv", words.of_pinyin("lü bu"))
    assert finds("lü", words.of_pinyin("lv bu"))


def test_a_value_of_signs_alone_leaves_nothing():
    assert words.of_value("——（）") == words.Cut()
    assert words.of_pinyin(" · ") == words.Cut()


texts = st.text(st.sampled_from("曾子墨王0123abcz-·（ 𬱖"), max_size=20)


@given(texts, st.data())
def test_every_part_of_a_value_finds_it(value, data):
    text = words.plain(value)
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert finds(text[start:end], words.of_value(value))


@given(texts, texts)
def test_nothing_finds_a_value_that_it_does_not_stand_in(value, typed):
    asked = [words.plain(part) for part in typed.split()]
    if any(part not in words.plain(value) for part in asked):
        assert not finds(typed, words.of_value(value))
