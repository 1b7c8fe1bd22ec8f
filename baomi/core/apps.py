from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "baomi.core"
    label = "core"

    def ready(self):
        # Registers the system check on handovers.
        import_module("baomi.core.providers")
