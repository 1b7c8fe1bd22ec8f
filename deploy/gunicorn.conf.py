"""How gunicorn serves the site, started by `manage.py serve`, by systemd or in a container: one set of options.

Threads, as pages wait for the database more than they reckon; SQLite lets one of them write at a time.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baomi.settings")

from django.conf import settings

bind = f"{settings.BIND}:{settings.PORT}"
worker_class = "gthread"
workers, threads = settings.WEB_WORKERS, settings.WEB_THREADS
# What a request may still take after the stop signal; docker and systemd wait longer than that.
graceful_timeout = 20
timeout = 60
# The sign of life is a file written every second; on a disk it would wait for other people's writes.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - memory, not a shared folder
control_socket_disable = True
loglevel = "warning"
logconfig_dict = settings.LOGGING
