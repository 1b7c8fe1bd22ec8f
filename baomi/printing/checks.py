"""Start-up checks: without these a form prints forty times slower or as empty boxes, and nobody would be told."""

import ctypes.util

from django.core.checks import Error, register

from baomi.printing import fonts


@register
def printing_is_ready(app_configs, **kwargs) -> list[Error]:
    """libharfbuzz-subset, a Chinese font and the built subset fonts are there."""
    errors = []
    if not ctypes.util.find_library("harfbuzz-subset"):
        errors.append(
            Error(
                "缺少 libharfbuzz-subset0，打印会慢几十倍。",
                hint="请安装软件包 libharfbuzz-subset0。",
                id="baomi.E041",
            )
        )
    if not (fonts.NOTO / "NotoSerifCJK-Regular.ttc").exists():
        errors.append(
            Error("没有中文字体，打印出来全是空框。", hint="请安装软件包 fonts-noto-cjk。", id="baomi.E042")
        )
    if not {"song.otf", "song-bold.otf", "rare.otf", "signs.otf"} <= fonts.built().keys():
        errors.append(Error("打印用的字库还没有生成。", hint="请运行 make fonts。", id="baomi.E043"))
    return errors
