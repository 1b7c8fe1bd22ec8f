"""Leading zeros that Excel dropped from a number: named, never guessed."""

from collections.abc import Iterable, Sequence

from django.db import models

MOST = 8
"""So many zeros at most are looked for."""
CHUNK = 50


def lost(model: type[models.Model], key: Sequence[str], keys: Iterable[tuple]) -> dict[tuple, models.Model]:
    """{key as typed: the record whose key is the same number with zeros before it}, for keys of one text field.

    A query for fifty numbers; none for keys with other characters in them.
    """
    if len(key) != 1 or not isinstance(model._meta.get_field(key[0]), models.CharField):
        return {}
    numbers = sorted({typed for (typed,) in keys if isinstance(typed, str) and typed.isdecimal()})
    found: dict[tuple, models.Model] = {}
    for start in range(0, len(numbers), CHUNK):
        padded = {
            "0" * count + number: number
            for number in numbers[start : start + CHUNK]
            for count in range(1, MOST + 1)
        }
        for record in model._base_manager.filter(**{f"{key[0]}__in": list(padded)}):
            found[padded[getattr(record, key[0])],] = record
    return found


def problem(record: models.Model, name: str) -> tuple[str, str]:
    """What is wrong, and what to do."""
    whole = getattr(record, name)
    return (
        f"台账中没有这个编号，有“{whole}”，可能是开头的 0 丢了",
        f"是同一条的，把单元格设为文本格式，写成 {whole}",
    )
