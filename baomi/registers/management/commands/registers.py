"""manage.py registers: every register as JSON, for people and programs that want to know what there is."""

import json

from django.core.management.base import BaseCommand

from baomi.registers import protocols
from baomi.registers.declarations import registry


class Command(BaseCommand):
    help = "以 JSON 列出全部台账：app、register、label、url、columns、forms、procedures。"

    def handle(self, *args, **options):
        listed = [
            {
                "app": register.app,
                "register": register.slug,
                "label": register.label,
                "url": register.url,
                "columns": [{"name": column.name, "label": column.label} for column in register.columns],
                "forms": [
                    {"code": code, "label": label} for code, label in protocols.print_forms_of(register)
                ],
                "procedures": list(register.procedures),
            }
            for register in registry.all()
        ]
        self.stdout.write(json.dumps(listed, ensure_ascii=False, indent=2))
