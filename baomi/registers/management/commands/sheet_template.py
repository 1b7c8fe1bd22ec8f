"""manage.py sheet_template REGISTER -o FILE: the blank workbook of a register."""

from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from baomi.registers.management.commands._sheets import register_named, user_named
from baomi.registers.sheets import blank


class Command(BaseCommand):
    help = "生成台账的空白导入表；给出账号时，下拉列表含该账号可选的部门和人员。"

    def add_arguments(self, parser):
        parser.add_argument("register", help="台账，如 organization.staff")
        parser.add_argument("-o", "--output", required=True, help="写到哪个文件")
        parser.add_argument("--as", dest="user", default="", help="为哪个账号生成下拉列表")

    def handle(self, *args, **options):
        register = register_named(options["register"])
        if not register.form_fields:
            raise CommandError(f"{register.label}由审批和登记产生，不能导入。")
        user = user_named(options["user"]) if options["user"] else AnonymousUser()
        try:
            Path(options["output"]).write_bytes(blank.template(register, user))
        except OSError:
            raise CommandError(f"写不了文件“{options['output']}”。请核对路径。") from None
        self.stdout.write(f"已生成{register.label}的空白表：{options['output']}。")
