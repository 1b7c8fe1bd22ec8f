"""Finding: what was typed, within the fields that the user may see; the rows he may see are for the caller to filter."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from baomi.registers.declarations import Register
from baomi.registers.index import declared, words
from baomi.registers.index.declared import Realm
from baomi.registers.index.engine import Wanted
from baomi.registers.index.words import Word
from baomi.registers.models import SearchEntry


def matching(register: Register, user, queryset: models.QuerySet, text: str) -> models.QuerySet:
    """The rows in which every word of `text` stands in some search field that the user may see.

    Blanks alone ask for nothing and leave the rows as they are; signs that no record can have find none.
    """
    if not text.strip():
        return queryset
    return queryset.filter(pk__in=found(register, user, text).values("object_id"))


def found(register: Register, user, text: str) -> models.QuerySet[SearchEntry]:
    """The entries of the records that have every word: one a record, in the realm that everybody sees."""
    asked = words.typed(text)
    always, *alone = declared.open_to(register, user)
    if not asked:
        return SearchEntry.objects.none()
    if not alone:
        return SearchEntry.objects.filter(_having(always, asked))
    entries = SearchEntry.objects.filter(realm=always.key)
    for word in asked:
        condition = _having(always, [word])
        for realm in alone:
            others = SearchEntry.objects.filter(_having(realm, [word]))
            condition |= Q(object_id__in=others.values("object_id"))
        entries = entries.filter(condition)
    return entries


def distance(entry: str, asked: Sequence[Word]) -> int:
    """How far the text of an entry is from the words asked for, to put hits in order.

    For each word 0 if it is a whole number or name, 1 if it begins one, 2 if it stands inside.
    """
    return sum(0 if f" {word.text} " in entry else 1 if f" {word.text}" in entry else 2 for word in asked)


def _having(realm: Realm, asked: Sequence[Word]) -> Q:
    """Entries of the realm with all these words. Every token begins with the realm's key, which keeps to the realm."""
    whole = tuple(realm.key + token for word in asked for token in word.whole)
    begun = tuple(realm.key + token for word in asked for token in word.begun)
    condition = Q(tokens__having=Wanted(whole, begun))
    for word in asked:
        if not word.certain:
            condition &= Q(text__contains=word.text)
    return condition
