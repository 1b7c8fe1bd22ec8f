"""The Celery application of a site with Redis: `celery -A baomi.celery worker`, and one `beat`.

Without Redis nothing of this runs: the child process of `manage.py serve` calls the same task functions.
"""

import logging.config
import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baomi.settings")

app = Celery("baomi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def write_the_sites_log(**kwargs) -> None:
    """JSON lines as everywhere: Celery sets up a format of its own only where nobody answers this signal."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
