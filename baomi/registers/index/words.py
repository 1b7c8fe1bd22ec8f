"""The words a record is found by, and those somebody typed, cut the same way.

A value is first made plain: full-width to half, lower case, accents, blanks and punctuation gone, so that
〔2026〕8 号 and 20268号 are one. Chinese is then cut into pairs of characters (曾子墨: 曾子, 子墨, and 墨 alone at
the end), numbers and Latin into what begins at each character (0042, 042, 42, 2), pinyin into what begins at each
syllable (zengzimo, zimo, mo) with its initials (zzm, zm). Whatever is typed is therefore the beginning of a token.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

VERSION = 1
"""Raised when values are cut otherwise than before: the next `migrate` then builds the index anew."""

LONGEST_TOKEN = 12
"""Characters of a number or a pinyin that a token keeps; what is typed beyond them is looked for in the text."""

_RUNS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")


@dataclass(frozen=True)
class Word:
    """One typed word: the tokens a record must have (`whole`), and what others must begin with (`begun`).

    `certain` says that having the tokens is having the word; else the text has to be looked at, too.
    """

    text: str
    whole: tuple[str, ...]
    begun: tuple[str, ...]
    certain: bool


class Cut(NamedTuple):
    """What a value leaves in the index: the texts that words are looked for in, and the tokens, some maybe twice."""

    texts: Sequence[str] = ()
    tokens: Sequence[str] = ()


def plain(value: str) -> str:
    """Letters and digits of a value, written in one way; ü is v, as it is typed."""
    value = value.lower()
    if value.isalnum() and unicodedata.is_normalized("NFKD", value):
        return value  # most names and numbers are plain already
    value = unicodedata.normalize("NFKC", value).lower().replace("ü", "v")
    kept = "".join(filter(str.isalnum, unicodedata.normalize("NFD", value)))
    return unicodedata.normalize("NFC", kept)


def typed(text: str) -> list[Word]:
    """The words of a search, each once; punctuation alone is none."""
    found = dict.fromkeys(plain(part) for part in text.split())
    return [_word(part) for part in found if part]


def _word(text: str) -> Word:
    whole, begun = [], []
    for run in _RUNS.findall(text):
        if run.isascii():
            begun.append(run[:LONGEST_TOKEN])
        elif len(run) == 1:
            begun.append(run)
        else:
            whole += [run[at : at + 2] for at in range(len(run) - 1)]
    certain = len(whole) + len(begun) == 1 and len(text) <= LONGEST_TOKEN
    return Word(text, tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(begun)), certain)


def of_value(value: str) -> Cut:
    """A name, a title, a number."""
    text = plain(value)
    if not text:
        return Cut()
    tokens: list[str] = []
    for run in _RUNS.findall(text):
        length = LONGEST_TOKEN if run.isascii() else 2
        tokens += [run[at : at + length] for at in range(len(run))]
    return Cut((text,), tokens)


def of_pinyin(value: str) -> Cut:
    """A pinyin with its syllables apart: what begins at each syllable, and the initials."""
    syllables = [syllable for part in value.split() if (syllable := plain(part))]
    if not syllables:
        return Cut()
    joined, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables)
    # The last initial alone begins the last syllable.
    tokens, at = [initials[start : start + LONGEST_TOKEN] for start in range(len(initials) - 1)], 0
    for syllable in syllables:
        tokens.append(joined[at : at + LONGEST_TOKEN])
        at += len(syllable)
    return Cut((joined, initials), tokens)
