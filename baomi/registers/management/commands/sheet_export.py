"""manage.py sheet_export REGISTER -o FILE --as USER: what the user may export, as a workbook."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from baomi.core.errors import Refusal
from baomi.registers.management.commands._sheets import refused, register_named, user_named
from baomi.registers.sheets import export


class Command(BaseCommand):
    help = "把台账导出为 Excel 文件，范围与该账号在页面上所能导出的相同。"

    def add_arguments(self, parser):
        parser.add_argument("register", help="台账，如 organization.staff")
        parser.add_argument("-o", "--output", required=True, help="写到哪个文件")
        parser.add_argument("--as", dest="user", required=True, help="以哪个账号办理")
        parser.add_argument("--query", default="", help="列表页网址中的条件，如 view=all")
        parser.add_argument("--reason", default="命令行导出", help="事由，记入审计日志")

    def handle(self, *args, **options):
        register, user = register_named(options["register"]), user_named(options["user"])
        try:
            _, content = export.export(user, register, query=options["query"], reason=options["reason"])
        except Refusal as refusal:
            raise refused(refusal) from None
        try:
            Path(options["output"]).write_bytes(content)
        except OSError:
            raise CommandError(f"写不了文件“{options['output']}”。请核对路径。") from None
        self.stdout.write(f"已导出{register.label}到 {options['output']}。")
