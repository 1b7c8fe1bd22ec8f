"""Pinyin of people's names, for sorting and searching: no database here sorts Chinese by pinyin."""

import functools
import re

from pypinyin import lazy_pinyin

# Surnames read otherwise than the character in general; whoever reads the own name differently gives an override.
SURNAMES = dict(
    re.findall(
        r"([^ a-z])([a-z]+)",
        "曾zeng 单shan 仇qiu 解xie 任ren 查zha 盖ge 区ou 朴piao 乐yue 冼xian 洗xian 繁po 覃qin 员yun 召shao 秘bi "
        "种chong 缪miao 宓fu 祭zhai 隗wei 郇xun 句gou 折she 那na 翟zhai 尉wei 适kuo 薄bo 车che 盛sheng 粘nian "
        "乜nie 阚kan 卜bu 谌chen 黑he 佴nai 逄pang 晁chao 褚chu 牟mu 哈ha 仝tong 幺yao 訾zi 璩qu 钭tou 都du 藏zang",
    )
)
# Surnames of two characters whose reading is not the sum of their parts.
COMPOUND_SURNAMES = {
    "单于": "chan yu",
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
}


def sort_key(name: str, override: str = "") -> str:
    """Pinyin in lower case without tones, syllables apart: 曾子墨 is `zeng zi mo`. The surname is read as one.

    `override` is the reading a person gives for the own name, syllables apart; it wins.
    """
    return " ".join(_syllables(name, override))


def initials(name: str, override: str = "") -> str:
    """The first letter of each syllable: 曾子墨 is `zzm`."""
    return "".join(syllable[0] for syllable in _syllables(name, override))


@functools.lru_cache(maxsize=1024)
def _syllables(name: str, override: str) -> tuple[str, ...]:
    """Key and initials of a name are asked for one after the other; it is read once."""
    if override.strip():
        return tuple(override.lower().split())
    name = name.strip()
    for surname, reading in (
        (name[:2], COMPOUND_SURNAMES.get(name[:2])),
        (name[:1], SURNAMES.get(name[:1])),
    ):
        if reading:
            return (*reading.split(), *_read(name[len(surname) :]))
    return tuple(_read(name))


def _read(text: str) -> list[str]:
    """Syllables of Chinese and words of Latin text; points and spaces between the parts of a name only separate."""
    parts = re.split(r"[\W_]+", text)
    return [syllable.lower() for part in parts if part for syllable in lazy_pinyin(part)]
