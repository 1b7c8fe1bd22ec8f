"""P32, the long count: files damaged at random are read or refused in words, and never anything else."""

import random

import pytest

from baomi.core.errors import Refusal
from baomi.registers.sheets import checks, uploads
from tests.baomi.registers.sheets import books

PARTS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    books.SHEET,
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, cut or doubled."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data))
        match chance.randint(0, 3):
            case 0:
                data[place] = chance.randrange(256)
            case 1:
                del data[place : place + chance.randint(1, 40)]
            case 2:
                data[place:place] = data[place : place + chance.randint(1, 40)]
            case 3:
                data[place : place + 1] = chance.choice(
                    [b"<", b">", b"&amp;", b"9999999999", b'"', "长".encode(), b"\0"]
                )
    return bytes(data)


def read_or_refused(content: bytes) -> str:
    try:
        checks.check(content)
        return f"{len(uploads._read(content).whole.rows)} 行。"
    except Refusal as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(6, 300))]
)
def test_a_damaged_file_is_read_or_refused_in_words(seed):
    chance = random.Random(seed)
    content = books.book(
        ["20190001", "王建国", "男", "计算机学院", 3.5, None], ["2", "林", "女", "=A1", True, "2026-03-02"]
    )
    if seed % 3 == 0:
        content = damaged(content, chance)
    else:
        content = books.rebuilt(content, {chance.choice(PARTS): lambda data: damaged(data, chance)})
    assert read_or_refused(content).endswith("。")
