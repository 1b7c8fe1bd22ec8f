"""Building the index anew: for a database older than the index, after a change of declarations, after a bulk load."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from baomi.registers.declarations import Register
from baomi.registers.index import declared, engine, upkeep
from baomi.registers.models import SearchEntry, SearchRealm

BATCH = 2000
"""Records of one transaction: in between others can write."""


def outdated() -> list[Register]:
    """Registers whose entries were made from another declaration than today's, or not at all."""
    built = dict(SearchRealm.objects.values_list("key", "declared"))
    return [
        register
        for register in declared.searched()
        if any(built.get(realm.key) != realm.declared for realm in declared.realms(register))
    ]


def rebuild(register: Register) -> int:
    """Write every entry of the register anew, batch by batch; returns how many records it has entries of.

    Writers may go on meanwhile: they keep the index themselves.
    """
    count = 0
    for keys in _keys(register):
        with transaction.atomic():
            upkeep.hold([register], alone=False)
            upkeep.renew(register, keys, anew=True)
        count += len(keys)
    with transaction.atomic():
        for realm in declared.realms(register):
            left = SearchEntry.objects.filter(realm=realm.key)
            left.exclude(object_id__in=register.model._base_manager.values("pk")).delete()
            values = {"register": realm.register, "field": realm.guarded, "declared": realm.declared}
            SearchRealm.objects.update_or_create(key=realm.key, defaults=values)
    return count


def after_migrate(plan=None, verbosity: int = 1, **kwargs) -> None:
    """Build what is outdated once every migration is done; after a flush, which has no plan, nothing is to be built."""
    if plan is None or _unfinished():
        return
    registers = outdated()
    for register in registers:
        count = rebuild(register)
        if verbosity and count:
            print(f"  检索：{register.label} {count} {register.unit_word}")  # noqa: T201 - as `migrate` itself does
    if registers:
        finish()


def _unfinished() -> bool:
    """Whether only some migrations were run: then tables may lack what the declarations name."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def finish() -> int:
    """After registers were rebuilt: drop what no register declares any more, have the database count anew; returns how many."""
    keys = [realm.key for register in declared.searched() for realm in declared.realms(register)]
    with transaction.atomic():
        SearchRealm.objects.exclude(key__in=keys).delete()
        dropped, _ = SearchEntry.objects.exclude(realm__in=keys).delete()
    engine.tidy(connection)
    return dropped


def _keys(register: Register) -> Iterator[list[int]]:
    """The keys of all records, in batches, each read when the one before is done."""
    rows = register.model._base_manager.order_by("pk").values_list("pk", flat=True)
    last = 0
    while keys := list(rows.filter(pk__gt=last)[:BATCH]):
        yield keys
        last = keys[-1]
