"""A migration operation that creates the tables of a whole application in one go."""

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """All the tables of `models`, in their order.

    After every table that it creates, Django builds anew the classes of all models that are related to it in any
    way, and here everything is related to everything: eighty tables one by one take 10 s of processor time on every
    first start and in every process of a test run, all at once 1 s. The tables may point at each other in a circle.
    """

    reversible = True

    def __init__(self, models: list[migrations.CreateModel]):
        self.models = models

    def deconstruct(self):
        return type(self).__name__, [self.models], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Forget the classes built so far, so that they are built once, when the first of these is asked for."""
        if "apps" in state.__dict__:
            del state.apps
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models"
