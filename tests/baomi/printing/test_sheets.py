"""Every sheet as paper: its fields in the order of the form, every character drawn, full, long, empty and hostile."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from baomi.core import clock
from baomi.printing import engine, fonts, forms
from tests.baomi.printing import samples
from tests.baomi.printing.pdf import assert_every_character_drawn, assert_in_order, page_count, text

FIELDS = Path(__file__).parents[2] / "forms"
SHEETS = [pytest.param(form, data, id=form.code) for form, data in samples.SHEETS]
BLANK = {"F-03": {"rows": [{"name": name, "kind": "", "required": True} for name in samples.MATERIALS]},
         "S-07": {"parts": [{**part, "text": ""} for part in samples.S07["parts"]]},
         "S-00": {**samples.S00, "rows": [], "blank_rows": range(12)}}  # fmt: skip


def stamp() -> forms.Stamp:
    return forms.Stamp("冯晓燕", clock.now(), "XJ-2026-G-007", "7K3MQ2X9AB", "7c1e90d4a2f8316b" * 4)


def printed(form, data, **more) -> bytes:
    return engine.render_html([forms.html(form, data, stamp(), **more)])


@pytest.mark.parametrize(("form", "data"), SHEETS)
def test_fields_stand_in_the_order_of_the_form(form, data):
    labels = (FIELDS / f"{form.code}.txt").read_text().split()
    assert_in_order(text(printed(form, data)), labels)


@pytest.mark.parametrize(("form", "data"), SHEETS)
def test_an_empty_form_has_the_same_fields(form, data):
    labels = (FIELDS / f"{form.code}.txt").read_text().split()
    labels = [label for label in labels if label not in {"截至", "抄送"}]
    pdf = printed(form, BLANK.get(form.code, {}), blank=True)
    assert_in_order(text(pdf), labels)
    assert "空白表" in text(pdf) or form.code == "S-05"


@pytest.mark.parametrize(("form", "data"), SHEETS)
def test_every_printed_character_has_a_shape(form, data):
    """A character the fonts lack comes out as a box or as nothing: pdftotext would not notice."""
    assert_every_character_drawn(printed(form, data))


def test_rare_names_are_printed():
    data = samples.F02 | {"name": samples.RARE[:4], "post": samples.RARE[4:]}
    form, _ = samples.sheet("F-02")
    words = text(printed(form, data))
    assert samples.RARE[:4] in words
    assert samples.RARE[4:] in words


def test_the_subset_fonts_hold_what_the_sheets_use():
    song = TTFont(fonts.folder() / "song.otf").getBestCmap()
    assert {ord(sign) for sign in "★□■〔〕—…✓㎡（）：，。“”保密"} <= song.keys()
    for name in ("fang.otf", "kai.ttf"):
        if (fonts.folder() / name).exists():
            han_only = TTFont(fonts.folder() / name).getBestCmap()
            assert {0x20, 0xA0, 0x3000, ord("保")} <= han_only.keys()
            assert 0xFFE5 not in han_only, "Fandol draws ￥ as $"


@pytest.mark.parametrize(("code", "limit"), [("F-01", 1500), ("F-02", 1000)])
def test_long_deeds_flow_to_the_next_page_whole(code, limit):
    form, data = samples.sheet(code)
    deeds = (samples.DEEDS * 6)[:limit]
    pdf = printed(form, data | {"deeds": deeds})
    words = text(pdf)
    assert page_count(pdf) == 2
    assert words.count("保密委员会意见") == 1
    assert words.count("主要事迹") == 2  # the caption and the note: nothing repeats on the second page
    assert "第2页共2页" in words


@pytest.mark.parametrize("code", ["F-01", "F-02", "F-03", "S-03", "S-05"])
def test_an_ordinary_and_an_empty_form_fit_one_page(code):
    form, data = samples.sheet(code)
    assert page_count(printed(form, data)) == 1
    assert page_count(printed(form, BLANK.get(code, {}), blank=True)) == 1


def test_each_form_of_a_batch_counts_its_own_pages():
    form, data = samples.sheet("F-02")
    words = text(engine.render_many([forms.html(form, data, stamp())] * 27, 27))
    assert words.count("第1页共1页") == 27


def test_dates_for_the_pen_stay_empty():
    form, data = samples.sheet("F-01")
    assert text(printed(form, data)).count("（公章）年月日") == 3


def test_a_ballot_paper_carries_neither_code_nor_number():
    form, _ = samples.sheet("S-03P")
    assert not form.traced


def test_markup_in_the_data_is_printed_as_text():
    form, data = samples.sheet("F-02")
    evil = '<link rel="attachment" href="file:///etc/hostname"><img src="http://127.0.0.1:9/x">'
    assert "".join(evil.split()) in text(printed(form, data | {"deeds": evil}))
