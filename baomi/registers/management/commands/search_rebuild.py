"""manage.py search_rebuild [REGISTER…]: the search index built anew, batch by batch, while the site runs."""

from django.core.management.base import BaseCommand

from baomi.registers.index import declared, rebuild
from baomi.registers.management.commands._sheets import register_named


class Command(BaseCommand):
    help = "重建检索。平时随登记自动更新；从别处装入数据之后，或查找结果与台账不符时使用，不影响在用的系统。"

    def add_arguments(self, parser):
        parser.add_argument("registers", nargs="*", help="台账，如 organization.staff；不写则全部重建")

    def handle(self, *args, **options):
        named = [register_named(name) for name in options["registers"]]
        for register in named or declared.searched():
            count = rebuild.rebuild(register)
            self.stdout.write(f"{register.label}（{register.name}）：{count} {register.unit_word}。")
        dropped = rebuild.finish()
        if dropped:
            self.stdout.write(f"另清除已不存在的台账留下的 {dropped} 条。")
