"""Tables created together are the same tables, may point at each other, and go again."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from baomi.core.migrating import CreateModels

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

KEY = ("id", models.BigAutoField(primary_key=True))
TABLES = {"core_hen", "core_egg"}


def points_at(name: str) -> models.ForeignKey:
    return models.ForeignKey(name, models.PROTECT, null=True, related_name="+")


def hen_and_egg() -> CreateModels:
    return CreateModels(
        [
            migrations.CreateModel("Hen", fields=[KEY, ("egg", points_at("core.egg"))]),
            migrations.CreateModel("Egg", fields=[KEY, ("hen", points_at("core.hen"))]),
        ]
    )


def existing() -> set[str]:
    return TABLES & set(connection.introspection.table_names())


def test_tables_that_point_at_each_other_come_and_go():
    before, after, together = ProjectState(), ProjectState(), hen_and_egg()
    together.state_forwards("core", after)
    with connection.schema_editor() as editor:
        together.database_forwards("core", editor, before, after)
    try:
        assert existing() == TABLES
        hen = after.apps.get_model("core", "Hen").objects.create()
        after.apps.get_model("core", "Egg").objects.create(hen=hen)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM core_egg")
        with connection.schema_editor() as editor:
            together.database_backwards("core", editor, after, before)
    assert not existing()


def test_classes_built_before_know_nothing_of_them_and_are_built_anew():
    state = ProjectState()
    state.add_model(ModelState("core", "Field", fields=[("id", models.BigAutoField(primary_key=True))]))
    assert state.apps.get_model("core", "Field")
    hen_and_egg().state_forwards("core", state)
    assert {model.__name__ for model in state.apps.get_models()} == {"Field", "Hen", "Egg"}
