"""The start is stopped, with what to do, when printing would come out wrong or forty times slower."""

import ctypes.util
import json

import pytest

from baomi.core.errors import Refusal
from baomi.printing import checks, fonts


def ids() -> set[str]:
    return {error.id for error in checks.printing_is_ready(None)}


def test_a_site_set_up_starts():
    assert ids() == set()


def test_missing_subset_library_stops_the_start(monkeypatch):
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    assert ids() == {"baomi.E041"}


def test_missing_chinese_font_stops_the_start(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "NOTO", tmp_path)
    assert ids() == {"baomi.E042"}
    with pytest.raises(Refusal, match="fonts-noto-cjk"):
        fonts.plan(tmp_path)


def test_fonts_not_built_say_how_to_build_them(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (error,) = checks.printing_is_ready(None)
    assert error.id == "baomi.E043"
    assert "make fonts" in error.hint


def test_a_font_missing_from_the_folder_counts_as_not_built(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "manifest.json").write_text(json.dumps({"song.otf": {}, "signs.otf": {}}))
    assert ids() == {"baomi.E043"}


def test_without_fangsong_the_office_is_told_and_song_takes_over(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "FANDOL", tmp_path / "none.otf")
    monkeypatch.setattr(fonts, "unpack_fandol", lambda target: False)
    subsets, warnings = fonts.plan(tmp_path)
    assert "Baomi Fang" not in {subset.family for subset in subsets}
    assert any("BAOMI_FANGSONG" in warning for warning in warnings)


def test_the_site_s_own_fangsong_is_taken(settings, tmp_path):
    own = tmp_path / "FZFS.ttf"
    own.write_bytes(b"")
    settings.PRINT_FANGSONG = str(own)
    subsets, _ = fonts.plan(tmp_path)
    assert str(own) in {subset.source for subset in subsets if subset.family == "Baomi Fang"}


def test_fonts_already_built_are_left_alone(monkeypatch):
    """A second run makes nothing anew."""
    monkeypatch.setattr(fonts, "make_subset", None)
    assert fonts.build() == ([], [])
