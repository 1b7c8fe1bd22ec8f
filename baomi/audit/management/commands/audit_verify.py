"""Check the audit log from the first entry to the last."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from baomi.audit import checkpoints, triggers
from baomi.audit.verify import verify
from baomi.core.errors import Refusal


class Command(BaseCommand):
    help = "核对审计日志：完好时给出条数，否则给出第一条有问题的序号并以 1 退出。"

    def add_arguments(self, parser):
        parser.add_argument("--checkpoints", type=Path, metavar="FILE", help="一并核对库外保存的检查点文件")

    def handle(self, *args, checkpoints: Path | None = None, **options):
        verdict = verify(_witnesses(checkpoints))
        if not triggers.installed(connection):
            self.stderr.write("提醒：数据库里防改动的触发器不全，日志此刻不受数据库保护。")
        if verdict.problem:
            self.stdout.write(f"id {verdict.bad_id}")
            raise CommandError(f"审计日志有问题：第 {verdict.bad_id} 条。{verdict.problem}")
        self.stdout.write(f"审计日志完好，共 {verdict.count} 条。")


def _witnesses(path: Path | None) -> list[checkpoints.Witness]:
    try:
        return checkpoints.read(path) if path else []
    except Refusal as refusal:
        raise CommandError(str(refusal)) from refusal
