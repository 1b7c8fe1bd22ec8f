"""`manage.py remind [--on DATETIME]`: one sweep, now or as if it were that moment."""

import datetime as dt
import re
import time
from contextlib import nullcontext

from django.core.management.base import BaseCommand, CommandError

from baomi.core import clock
from baomi.reminders import sweep
from baomi.reminders.models import Notice

TRIES = 30
WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}([T ]|$)")
DAY_LENGTH = len("2026-12-01")


class Command(BaseCommand):
    help = "巡查一次到期事项并发出提醒；--on 把时钟拨到某日或某时刻"

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATETIME", help="日期或时刻，如 2026-12-01 或 2026-12-01T09:30")

    def handle(self, *args, on=None, **options):
        moment = _moment(on) if on else None
        with clock.at(moment) if moment else nullcontext():
            counts = self._sweep()
        for line in _lines(counts.run_id):
            self.stdout.write(line)
        self.stdout.write(
            f"新提醒 {counts.made} 条，略过 {counts.skipped} 条，发出邮件 {counts.mailed} 封，"
            f"找不到接收人 {counts.unaddressed} 项"
        )
        if counts.errors:
            raise CommandError("；".join(counts.errors) + "。")

    def _sweep(self) -> sweep.Counts:
        """Wait while the minute sweep of the running system holds the lease."""
        for _ in range(TRIES):
            counts = sweep.run()
            if not counts.busy:
                return counts
            time.sleep(1)
        raise CommandError("另一次巡查一直没有结束。请稍后再试。")


def _moment(text: str) -> dt.datetime | dt.date:
    """A date, or a datetime in Asia/Shanghai unless it names its zone."""
    sentence = f"“{text}”不是日期或时刻。请写成 2026-12-01 或 2026-12-01T09:30 这样。"
    if not WRITTEN.match(text):
        raise CommandError(sentence)
    try:
        return dt.datetime.fromisoformat(text) if len(text) > DAY_LENGTH else dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(sentence) from None


def _lines(run_id: int | None):
    notices = Notice.objects.filter(run_id=run_id).select_related("recipient__staff").order_by("pk")
    for notice in notices:
        mark = "略过" if notice.skipped else notice.get_kind_display()
        yield f"{mark}　{notice.recipient}　{notice.title}　{notice.body}"
