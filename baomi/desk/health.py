"""What keeps the system running, looked at one by one: each a state, a word and a sentence what to do."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.checks import Error, run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from baomi.audit import chain, triggers
from baomi.audit.models import AuditEntry, AuditHead, OutboxMessage, Outcome
from baomi.core import clock
from baomi.desk import logbook
from baomi.printing import checks as printing_checks
from baomi.reminders.leases import SILENT_AFTER
from baomi.reminders.models import Heartbeat, SweepRun

GIGABYTE = 1024**3
LOW_DISK, SCARCE_DISK = 5, 1
"""Gigabytes free: below the first it is time to clear up, below the second writing will soon fail."""
BROKER_SECONDS = 2


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `tone` is ok, warn or bad."""

    key: str
    label: str
    tone: str
    words: str
    how: str = ""


def alive() -> bool:
    """For probes: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except DatabaseError:
        return False


def findings() -> list[Finding]:
    """Everything, the database first; a look that fails itself is a bad finding, never a page that breaks."""
    return [_looked(look) for look in LOOKS]


def _looked(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except (DatabaseError, OSError, ValueError) as problem:
        words = f"查看时出错：{type(problem).__name__}"
        return Finding(look.__name__, LABELS[look.__name__], "bad", words, "请看运行日志")


def database() -> Finding:
    version = ".".join(map(str, connection.get_database_version()))
    return Finding("database", LABELS["database"], "ok", f"{connection.display_name} {version}")


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return Finding("migrations", LABELS["migrations"], "ok", "与程序一致")
    return Finding(
        "migrations", LABELS["migrations"], "bad", f"有 {len(missing)} 项没有执行", "请运行 manage.py migrate"
    )


def audit_chain() -> Finding:
    """The head's seal, its last entry, and the triggers; the whole chain is for 校验日志."""
    label = LABELS["audit_chain"]
    head = AuditHead.objects.first()
    if head is None or head.mac != chain.seal("head", head.last_id, head.hash):
        return Finding("audit_chain", label, "bad", "链头的封签不符", "请安全审计员校验日志")
    last = AuditEntry.objects.order_by("-id").values_list("id", "hash").first() or (0, chain.GENESIS)
    if last != (head.last_id, head.hash):
        return Finding(
            "audit_chain",
            label,
            "bad",
            f"链头记到第 {head.last_id} 条，日志到第 {last[0]} 条",
            "请安全审计员校验日志",
        )
    if not triggers.installed(connection):
        return Finding("audit_chain", label, "bad", "防改动的触发器不全", "请运行 manage.py migrate audit")
    verified = logbook.last_verification()
    if verified is not None and verified.outcome == Outcome.REFUSED:
        return Finding("audit_chain", label, "bad", f"上次校验发现问题：{verified.label}", "请安全审计员处理")
    return Finding("audit_chain", label, "ok", f"共 {head.last_id} 条，链头完好")


def background() -> Finding:
    """The pulse of worker and sweep, and whether the last sweep came through: one that fails every minute has a pulse.

    By the machine's own clock, as a moved clock must not hide a dead worker.
    """
    from django.db.models.functions import Now

    label = LABELS["background"]
    beats = {
        row.name: int((row.now - row.at).total_seconds())
        for row in Heartbeat.objects.annotate(now=Now()).order_by("name")
    }
    if not beats:
        return Finding("background", label, "bad", "从来没有响应", "请启动后台任务进程")
    words = "，".join(f"{NAMES.get(name, name)} {seconds} 秒前" for name, seconds in beats.items())
    if any(seconds > SILENT_AFTER.total_seconds() for seconds in beats.values()):
        return Finding("background", label, "bad", words, "请查看后台任务进程")
    last = SweepRun.objects.filter(finished_at__isnull=False).first()
    if last is not None and last.error:
        return Finding("background", label, "bad", f"{words}；上次提醒巡查没有全部做成", "请看运行日志")
    return Finding("background", label, "ok", words)


def outbox() -> Finding:
    """What waits to be handed over after its commit; a minute is usual, an hour is not."""
    label = LABELS["outbox"]
    waiting = OutboxMessage.objects.filter(sent_at__isnull=True).order_by("created")
    oldest = waiting.first()
    if oldest is None:
        return Finding("outbox", label, "ok", "没有积压")
    minutes = int((clock.now() - oldest.created).total_seconds() // 60)
    tone = "warn" if minutes > 60 else "ok"
    return Finding("outbox", label, tone, f"{waiting.count()} 件待送，最早的等了 {minutes} 分钟")


def broker() -> Finding:
    label = LABELS["broker"]
    if not settings.REDIS_URL:
        return Finding("broker", label, "ok", "没有配置，由本机后台进程办理")
    from redis import Redis, RedisError

    try:
        Redis.from_url(
            settings.REDIS_URL, socket_timeout=BROKER_SECONDS, socket_connect_timeout=BROKER_SECONDS
        ).ping()
    except RedisError:
        return Finding("broker", label, "bad", "Redis 没有响应", "请检查 Redis 服务和 REDIS_URL")
    return Finding("broker", label, "ok", "Redis 有响应")


def fonts() -> Finding:
    problems = [item for item in printing_checks.printing_is_ready(None) if isinstance(item, Error)]
    if problems:
        return Finding("fonts", LABELS["fonts"], "bad", problems[0].msg, problems[0].hint or "")
    return Finding("fonts", LABELS["fonts"], "ok", "齐全")


def disk() -> Finding:
    free = shutil.disk_usage(settings.VAR_DIR).free / GIGABYTE
    tone = "bad" if free < SCARCE_DISK else ("warn" if free < LOW_DISK else "ok")
    how = "请清理磁盘，或扩大数据目录所在的卷" if tone != "ok" else ""
    return Finding("disk", LABELS["disk"], tone, f"剩余 {free:.1f} GB", how)


def configuration() -> Finding:
    """The checks that also guard the start; a setting may have been changed under a running server."""
    errors = [item for item in run_checks() if item.is_serious()]
    if errors:
        return Finding("configuration", LABELS["configuration"], "bad", errors[0].msg, errors[0].hint or "")
    return Finding("configuration", LABELS["configuration"], "ok", "检查通过")


LABELS = {
    "database": "数据库",
    "migrations": "数据库结构",
    "audit_chain": "审计日志",
    "background": "后台任务",
    "outbox": "待送消息",
    "broker": "任务队列",
    "fonts": "打印字库",
    "disk": "磁盘空间",
    "configuration": "配置",
}
NAMES = {"worker": "任务", "sweep": "提醒巡查"}
LOOKS = (database, migrations, audit_chain, background, outbox, broker, fonts, disk, configuration)
