import signal
import sys
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from baomi.desk.supervision import Child, stop

LOOK_EVERY_SECONDS = 0.5


class Command(BaseCommand):
    help = "启动本系统：网页服务，以及执行后台任务和每分钟提醒的子进程"
    requires_system_checks = "__all__"

    def handle(self, **options):
        asked_to_stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: asked_to_stop.set())
        web = Child("gunicorn", gunicorn_command(), settings.BASE_DIR)
        children = [web]
        if not settings.REDIS_URL:  # with Redis, Celery's worker and beat do this work
            command = [sys.executable, "manage.py", "embedded_worker"]
            children.append(Child("embedded_worker", command, settings.BASE_DIR))
        self.stdout.write(f"已启动：{settings.SITE_URL}/　按 Ctrl-C 停止")
        self.stdout.flush()
        try:
            while not asked_to_stop.wait(LOOK_EVERY_SECONDS):
                if not web.alive():
                    raise CommandError(f"网页服务已退出（状态 {web.process.returncode}），原因见上面的输出。")
                for child in children:
                    if found_dead := child.tend():
                        self.stderr.write(found_dead)
        finally:
            stop(children)


def gunicorn_command() -> list[str]:
    """The same options as on a site with systemd or containers."""
    config = settings.BASE_DIR / "deploy" / "gunicorn.conf.py"
    return [sys.executable, "-m", "gunicorn", f"--config={config}", "baomi.wsgi"]
