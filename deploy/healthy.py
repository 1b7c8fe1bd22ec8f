"""Ask one process of the site whether it works: `healthy.py web|worker|beat`; status 0 or 1 with a sentence.

For health checks of containers and units. What is wrong in detail the page /health/ tells the system administrator.
"""

import http.client
import os
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baomi.settings")

SECONDS = 8


def web() -> bool:
    """The page /health/ answers through gunicorn, which means that the database does."""
    from django.conf import settings

    address = "127.0.0.1" if settings.BIND == "0.0.0.0" else settings.BIND  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(address, settings.PORT, timeout=SECONDS)
    connection.request("GET", "/health/", headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".")})
    return connection.getresponse().status == 200


def worker() -> bool:
    """This machine's worker answers over the broker."""
    from baomi.celery import app

    return bool(app.control.ping([f"worker@{socket.gethostname()}"], timeout=SECONDS))


def beat() -> bool:
    """A sweep has ended within the last minutes: beat sent it and a worker did it."""
    import django

    django.setup()
    from baomi.reminders import leases

    return leases.alive("sweep")


PROCESSES = {"web": web, "worker": worker, "beat": beat}


def main(words: list[str]) -> int:
    if len(words) != 1 or words[0] not in PROCESSES:
        sys.stderr.write(f"用法：healthy.py {'|'.join(PROCESSES)}\n")
        return 1
    try:
        answered = PROCESSES[words[0]]()
    except Exception as problem:  # noqa: BLE001 - whatever goes wrong while asking means that it does not work
        sys.stderr.write(f"{words[0]} 没有响应：{problem}\n")
        return 1
    if not answered:
        sys.stderr.write(f"{words[0]} 没有响应\n")
    return 0 if answered else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
