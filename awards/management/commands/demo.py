"""`manage.py demo`: fills an empty database with the demo university."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from baomi.organization.models import Department


class Command(BaseCommand):
    help = "向空数据库装入演示大学：部门、人员、账号和三年的总结和评选。"

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, default=1, metavar="N", help="部门、人员和往年数据放大 N 倍")
        parser.add_argument("--if-empty", action="store_true", help="已有部门时什么也不做")

    def handle(self, *args, **options):
        if Department.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "没有装入：数据库里已有部门。演示数据只装入空数据库，请换一个数据目录（BAOMI_VAR）。"
            )
        if not settings.DEMO:
            raise CommandError("没有装入：这里不是演示环境。请设置 BAOMI_DEMO=1。")
        if not 1 <= options["scale"] <= 1000:
            raise CommandError(f"放大倍数“{options['scale']}”不可用。请填 1 至 1000。")
        from demo.load import load

        load(self.stdout.write, options["scale"])
