from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RegistersConfig(AppConfig):
    name = "baomi.registers"
    label = "registers"

    def ready(self) -> None:
        rebuild = import_module("baomi.registers.index.rebuild")
        post_migrate.connect(rebuild.after_migrate, sender=self, dispatch_uid="registers.index")
