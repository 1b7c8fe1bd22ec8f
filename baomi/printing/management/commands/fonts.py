from django.core.management.base import BaseCommand, CommandError

from baomi.core.errors import Refusal
from baomi.printing import fonts


class Command(BaseCommand):
    help = "生成打印表格用的字库（宋、黑、楷、仿），只需一次"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="全部重新生成")

    def handle(self, *, force, **options):
        try:
            files, warnings = fonts.build(force=force)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        for warning in warnings:
            self.stderr.write(f"注意：{warning}。")
        self.stdout.write(
            f"已生成 {len(files)} 个字库：{'、'.join(files)}" if files else "字库已是最新，没有重新生成"
        )
