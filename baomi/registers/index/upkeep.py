"""Keeping the index: in the transaction of every write, once for all that a unit wrote.

A saved or deleted row is only noted. At the end of the unit (outside one: at once) the words of the noted rows are
read from the database, compared with their entries, and what differs is written. Rows that lend their words to
others, as a person to a nomination, draw these along when their own words have changed.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db import connection, models, transaction
from django.db.models import signals

from baomi.audit import ledger, writing
from baomi.registers.declarations import Register
from baomi.registers.index import declared, engine, words
from baomi.registers.index.declared import Link, Realm
from baomi.registers.models import SearchEntry

BATCH = 400
"""Rows of one statement: SQLite takes some thousand values at once."""

Model = type[models.Model]


class Pending:
    """The rows that a unit has written, by model."""

    def __init__(self) -> None:
        self.rows: dict[Model, set[int]] = {}

    def add(self, model: Model, keys: Iterable[int]) -> None:
        self.rows.setdefault(model, set()).update(keys)

    def __call__(self) -> None:
        """Bring the entries of these rows up to date, and of those that are found by their words."""
        mine = {model: declared.of_model(model) for model in self.rows}
        hold((register for registers in mine.values() for register in registers), alone=False)
        drawn: list[tuple[Link, set[int]]] = []
        for model, keys in self.rows.items():
            renamed = {key for register in mine[model] for key in renew(register, keys)}
            links = ((link, renamed if link.told else keys) for link in declared.links_to(model))
            drawn += [(link, lending) for link, lending in links if lending]
        hold((link.register for link, _ in drawn), alone=True)
        for link, lending in drawn:
            _draw_along(link, lending)


def note(model: Model, keys: Iterable[int]) -> None:
    """Say that rows of `model` were written or deleted: for writers that send no signals."""
    pending = ledger.at_end("registers.index", Pending)
    if pending is None:
        pending = Pending()
        pending.add(model, keys)
        with transaction.atomic():
            pending()
    else:
        pending.add(model, keys)


def watch() -> None:
    """Note every saved and deleted row that words come from. Called once every register is declared."""
    for model in declared.watched():
        signals.post_save.connect(_saved, sender=model, dispatch_uid="registers.index")
        signals.post_delete.connect(_saved, sender=model, dispatch_uid="registers.index")


def _saved(sender: Model, instance: models.Model, raw: bool = False, **kwargs) -> None:
    note(sender, [instance.pk])


@writing.rows_written.to
def _written(rows: Sequence[models.Model]) -> None:
    """The bulk door saves no row by itself."""
    model = type(rows[0])
    if model in declared.watched():
        note(model, [row.pk for row in rows])


def hold(registers: Iterable[Register], *, alone: bool) -> None:
    """Keep others from writing entries of these registers (see `engine.hold`)."""
    keys = {realm.key for register in registers for realm in declared.realms(register)}
    engine.hold(connection, keys, alone=alone)


def _draw_along(link: Link, lending: Collection[int]) -> None:
    """Bring the entries of records up to date that are found by words of these rows."""
    rows = link.register.model._base_manager.order_by("pk")
    for some in _batches(lending):
        renew(link.register, rows.filter(**{f"{link.path}__in": some}).values_list("pk", flat=True))


def renew(register: Register, keys: Iterable[int], *, anew: bool = False) -> set[int]:
    """Write the entries of these records that are not as their words are; returns the keys whose words were others.

    `anew` writes those, too, whose words are the same: they may have been cut otherwise.
    The entries are locked before the words are read: of two who write the same entry the second reads what the
    first has left.
    """
    renamed: set[int] = set()
    for some in _batches(keys):
        for realm in declared.realms(register):
            renamed |= _renew(register, realm, some, anew)
    return renamed


def _renew(register: Register, realm: Realm, keys: Sequence[int], anew: bool) -> set[int]:
    entries = SearchEntry.objects.filter(realm=realm.key, object_id__in=keys).order_by("object_id")
    known = dict(entries.select_for_update().values_list("object_id", "text"))
    rows = register.model._base_manager.filter(pk__in=keys).order_by("pk")
    wanted = [_entry(realm, *values) for values in rows.values_list("pk", *realm.fields)]
    gone = known.keys() - {entry.object_id for entry in wanted}
    if gone:
        entries.filter(object_id__in=gone).delete()
    others = [entry for entry in wanted if anew or known.get(entry.object_id) != entry.text]
    SearchEntry.objects.bulk_create(
        others, update_conflicts=True, unique_fields=["realm", "object_id"], update_fields=["text", "tokens"]
    )
    return {entry.object_id for entry in others if entry.object_id in known}


def _batches(keys: Iterable[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(set(keys))
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _entry(realm: Realm, key: int, *values: str | None) -> SearchEntry:
    """The texts stand between blanks, so that a whole one can be told from a part."""
    texts: list[str] = []
    tokens: list[str] = []
    for path, value in zip(realm.fields, values, strict=True):
        if value:
            cut = words.of_pinyin(value) if path.endswith("pinyin") else words.of_value(value)
            texts += cut.texts
            tokens += cut.tokens
    text = " ".join(dict.fromkeys(texts))
    begun = [realm.key + token for token in dict.fromkeys(tokens)]
    return SearchEntry(realm=realm.key, object_id=key, text=f" {text} ", tokens=" ".join(begun))
