"""manage.py registers: every register as JSON, with its printed forms and procedures, for whoever builds on the house."""

import json

from django.core.management.base import BaseCommand

from baomi.approvals import procedures
from baomi.printing import forms
from baomi.registers.declarations import Register, registry


class Command(BaseCommand):
    help = "以 JSON 列出全部台账：app、register、label、url、columns、forms、procedures。"

    def handle(self, *args, **options):
        self.stdout.write(
            json.dumps([_described(register) for register in registry.all()], ensure_ascii=False, indent=2)
        )


def _described(register: Register) -> dict:
    printed = [form for form in forms.all_forms() if form.register == (register.app, register.slug)]
    return {
        "app": register.app,
        "register": register.slug,
        "label": register.label,
        "url": register.url,
        "columns": [{"name": column.name, "label": column.label} for column in register.columns],
        "forms": [{"code": form.code, "label": form.label} for form in printed],
        "procedures": [procedure.code for procedure in procedures.of_register(register.name)],
    }
