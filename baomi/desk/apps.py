"""The top room of the kernel: when it is ready, every room's declarations are read in."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

ROOMS = (
    "parameters",
    "permissions",
    "procedures",
    "deadlines",
    "prints",
    "evidence",
    "registers",
    "panels",
    "tasks",
    "menu",
    "home",
)
"""Modules of declarations, in the order they may rest on each other."""


class DeskConfig(AppConfig):
    name = "baomi.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        for room in ROOMS:
            autodiscover_modules(room)
        # Only now every register is declared, and with it what a record is found by.
        import_module("baomi.registers.index.upkeep").watch()
